"""Cuts a page into blocks of text in document order, with the elements that hold them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from workers.extraction import naming
from workers.extraction.tree import holds

SKIPPED = frozenset(
    "script style noscript svg iframe frame frameset head object embed select option optgroup textarea button "
    "input canvas "
    "audio video map area datalist meta link math source track param applet dialog base col colgroup portal rp rt".split()  # noqa: E501
)
"""Elements whose text is never an article's."""
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark q s samp small span strike "
    "strong sub sup "
    "time tt u var wbr del img amp-img nobr picture ruby rb center-inline strike bold italic amp-fit-text".split()
)
BREAKS = frozenset(("br", "hr"))
BOLD = frozenset(("b", "strong", "em", "i", "bold", "italic"))
_ASIDE = frozenset(("nav", "footer"))
"""Elements that lead elsewhere. Of the labelled pages' blocks two of five lie in these, or in elements with names that
say so, and of the characters of their text one in fifteen hundred; so nobody needs to measure them."""
_ASIDE_TAGS = _ASIDE | {"div", "ul", "ol", "li", "section", "header", "form"}
"""These, and elements that their names make so; "menu-open" on the body makes nothing of the page."""
_TELLING = ("p", "h1", "time")
_DAY = re.compile(r"(?<!\d)\d{1,2}\b[^\n\d]{1,12}(?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d")
"""Some sites date their articles in a bar of navigation; "© 2019-2026" is no date."""
_MOST_TOLD = 100
"""Such elements after which all is cut: they may lie within each other, and each is looked through."""
_SMALL = 300
"""Elements of a page that is cut whole: it costs little, and every block says something of the others."""
_ITS_OWN = frozenset(("article", "blockquote"))
"""Elements whose footer is not the site's."""
_BLOCK, _INLINE, _BREAK, _SKIP, _DOUBTFUL = range(5)
_PAGE_OF_PARAGRAPHS = 5
"""Paragraphs that no button holds; a page lost its text to one that was never closed."""
_TEXT = 3
"""Paragraphs that navigation and footers do not hold, whatever their names say."""
_KIND = {
    **dict.fromkeys(SKIPPED, _SKIP),
    **dict.fromkeys(INLINE, _INLINE),
    **dict.fromkeys(BREAKS, _BREAK),
    **dict.fromkeys(
        ("template", "button", "svg", "object", "canvas", "video", "audio", "noscript", "select"), _DOUBTFUL
    ),
}
MOST_BLOCKS = 30_000
"""Blocks that are looked at: fifty times the longest article of our sets; what follows is a list of something."""

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INVISIBLE = ("\u00ad", "\u200b", "\u2060", "\ufeff")
_NAMING = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component"))
_NAMING_INLINE = frozenset(("class", "itemprop", "rel", "property", "data-testid"))
_AUTHOR_PAGE = re.compile(
    r"/(?:author|autor|autoren|authors|by|profil|staff|contributors?|auteurs?|columnists?|journalists?)/"
)


class Marked(NamedTuple):
    """An element, of any level, that its names make a place to look for author or date."""

    element: etree._Element
    names: str
    block: int
    """Index of the first block that is cut after the element opens."""
    node: int
    """Index of the block-level element that is, or holds, the element."""
    author: bool
    date: bool


class Node(NamedTuple):
    """One block-level element that is open while text is read."""

    parent: int
    """Index of the block-level element around it; -1 for the outermost."""
    tag: str
    names: str
    """Class, id, role and the like, which say what the element is for."""
    hidden: bool
    depth: int


class Block(NamedTuple):
    """A run of text that no block-level element and no line break interrupts."""

    text: str
    node: int
    """Index of the element that holds it."""
    linked: int
    """Characters within links."""
    links: int
    bold: int
    """Characters in bold or italics."""
    after_break: bool
    """Whether just a line break parts it from the block before."""
    inner: str
    """Class of the inline element that opens the block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmentation:
    """All text of a page, cut."""

    blocks: tuple[Block, ...]
    nodes: tuple[Node, ...]
    ends: tuple[tuple[int, int], ...]
    """For each node the blocks it holds, as first and one past the last."""
    elements: tuple[etree._Element, ...]
    """The nodes' elements, in the same order."""
    marked: tuple[Marked, ...] = ()
    """Places to look for author or date, in document order."""
    items: tuple[etree._Element, ...] = ()
    """Elements that are items of microdata, in document order."""
    passed: tuple[tuple[int, etree._Element], ...] = ()
    """Elements that lead elsewhere and were not cut, each after the number of blocks before it."""


class _Cutter:
    """The state of one walk: which element is open, what text has gathered."""

    __slots__ = (
        "after_break",
        "blocks",
        "bold",
        "elements",
        "firsts",
        "in_bold",
        "in_links",
        "inner",
        "items",
        "lasts",
        "linked",
        "links",
        "marked",
        "nodes",
        "open",
        "passed",
        "pieces",
    )

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.marked: list[Marked] = []
        self.items: list[etree._Element] = []
        self.passed: list[tuple[int, etree._Element]] = []
        self.nodes: list[Node] = []
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        self.elements: list[etree._Element] = []
        self.open = -1
        self.pieces: list[str] = []
        self.linked = self.links = self.bold = 0
        self.in_links = self.in_bold = 0
        self.inner = ""
        self.after_break = False

    def add(self, text: str) -> None:
        self.pieces.append(text)
        if self.in_links:
            self.linked += len(text)
        if self.in_bold:
            self.bold += len(text)

    def cut(self) -> None:
        """End the block that has gathered."""
        text = "".join(self.pieces)
        self.pieces.clear()
        # the C-level split is the fastest way to one space
        text = " ".join((text if text.isascii() else _visible(text)).split())
        if text:
            size = len(text)
            linked, bold = min(self.linked, size), min(self.bold, size)
            self.blocks.append(Block(text, self.open, linked, self.links, bold, self.after_break, self.inner))
            self.after_break = False
        self.linked = self.links = self.bold = 0
        self.inner = ""

    def enter(self, element: etree._Element, tag: str) -> str:
        """Open a block-level element; returns its names."""
        if self.pieces:
            self.cut()
        self.after_break = False
        names, hidden, parent, depth = "", False, self.open, 0
        attributes: Iterable[tuple[str, str]] = element.items()  # type: ignore[assignment]
        for key, value in attributes:  # a parsed page has no bytes there
            if key in _NAMING:
                names = f"{names} {value}" if names else value
            elif key in _HIDING:
                hidden = hidden or _HIDING[key](value)
            elif key == "itemtype":
                self.items.append(element)
        self.open = len(self.nodes)
        if parent >= 0:
            _, _, _, above, depth = self.nodes[parent]
            hidden, depth = hidden or above, depth + 1
        if names:
            names = names[: naming.LONGEST]
            author, date = naming.marks(names)
            if author or date:
                self.marked.append(Marked(element, names, len(self.blocks), self.open, author, date))
        self.nodes.append(Node(parent, tag, names, hidden, depth))
        self.elements.append(element)
        self.firsts.append(len(self.blocks))
        self.lasts.append(0)
        return names

    def leave(self) -> None:
        if self.pieces:
            self.cut()
        self.after_break = False
        self.lasts[self.open] = len(self.blocks)
        self.open = self.nodes[self.open].parent

    def enter_inline(self, element: etree._Element, tag: str) -> None:
        if tag == "a":
            self.in_links += 1
            self.links += 1
        elif tag in BOLD:
            self.in_bold += 1
        names, time = "", tag == "time"
        attributes: Iterable[tuple[str, str]] = element.items()  # type: ignore[assignment]
        for key, value in attributes:
            if key in _NAMING_INLINE:
                names = f"{names} {value}" if names else value
                if key == "class" and not self.inner and not self.pieces:
                    self.inner = value[: naming.LONGEST]
            elif key == "href" and tag == "a" and _AUTHOR_PAGE.search(value):
                names = f"{names} author" if names else "author"
            elif key == "itemtype":
                self.items.append(element)
        if names or time:
            names = names[: naming.LONGEST]
            author, date = naming.marks(names)
            if author or date or time:
                self.marked.append(Marked(element, names, len(self.blocks), self.open, author, date or time))

    def leave_inline(self, tag: str) -> None:
        if tag == "a":
            self.in_links -= 1
        elif tag in BOLD:
            self.in_bold -= 1

    def pass_break(self) -> None:
        if self.pieces:
            self.cut()
        self.after_break = self.after_break or (bool(self.blocks) and self.blocks[-1].node == self.open)


def segment(root: etree._Element, *, whole: bool = False) -> Segmentation:  # noqa: C901, PLR0912 - a call costs more than a branch
    """Cut a page into blocks, in one walk without recursion.

    Only when asked for the whole page, what leads elsewhere is cut, and what is for readers without JavaScript.
    """
    body = root.find("body")
    unscripted = whole  # else mostly a copy of what is shown
    whole = whole or not holds(root, "*", _SMALL)
    cutter, told = _Cutter(), 0
    walk = etree.iterwalk(root if body is None else body, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        kind = _KIND.get(tag, _BLOCK)
        if kind == _DOUBTFUL:
            kind = _BLOCK if (tag != "noscript" or unscripted) and _holds_a_page(element, tag) else _SKIP
        if event == "start":
            text = element.text
            if kind == _BLOCK:
                names = cutter.enter(element, tag)
                if tag in _ASIDE_TAGS and not whole and _leads_elsewhere(element, tag, names):
                    if not _tells(element):
                        cutter.passed.append((len(cutter.blocks), element))
                        walk.skip_subtree()
                        continue
                    told += 1
                    whole = told == _MOST_TOLD
                if len(cutter.blocks) > MOST_BLOCKS:
                    break
            elif kind == _INLINE:
                cutter.enter_inline(element, tag)
            elif kind == _BREAK:
                cutter.pass_break()
                if len(cutter.blocks) > MOST_BLOCKS:
                    break
                continue
            else:
                walk.skip_subtree()
                continue
        else:
            text = element.tail
            if kind == _BLOCK:
                cutter.leave()
            elif kind == _INLINE:
                cutter.leave_inline(tag)
        if text and (cutter.pieces or not text.isspace()):
            cutter.add(text)
    while cutter.open >= 0:
        cutter.leave()
    return Segmentation(
        blocks=tuple(cutter.blocks),
        nodes=tuple(cutter.nodes),
        ends=tuple(zip(cutter.firsts, cutter.lasts, strict=True)),
        elements=tuple(cutter.elements),
        marked=tuple(cutter.marked),
        items=tuple(cutter.items),
        passed=tuple(cutter.passed),
    )


def _visible(text: str) -> str:
    for mark in _INVISIBLE:
        if mark in text:
            text = text.replace(mark, "")
    return text


_HIDING: Mapping[str, Callable[[str], bool]] = {
    "hidden": lambda _: True,
    "aria-hidden": lambda value: value == "true",
    "style": lambda value: _HIDDEN_STYLE.search(value) is not None,
}
"""Attributes that can hide an element, and whether a value does."""


def _leads_elsewhere(element: etree._Element, tag: str, names: str) -> bool:
    if not (naming.lead_elsewhere(names) or (tag in _ASIDE and not naming.are_of_article(names))):
        return False
    return tag != "footer" or next(element.iterancestors(_ITS_OWN), None) is None


def _tells(element: etree._Element) -> bool:
    """Whether an element that leads elsewhere holds a headline, a passage of text or a date of day and year."""
    paragraphs = 0
    for inner in element.iter(_TELLING):
        paragraphs += inner.tag == "p"
        if inner.tag != "p" or paragraphs == _TEXT:
            return True
    text = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return ("20" in text or "19" in text) and _DAY.search(text) is not None  # four of five name no year


def _holds_a_page(element: etree._Element, tag: str) -> bool:
    """Whether an element that is skipped otherwise holds text: a shadow root, or one whose closing tag was lost."""
    if tag == "template":
        return element.get("shadowrootmode") is not None
    if not len(element):
        return False
    return holds(element, "p", _PAGE_OF_PARAGRAPHS)


def ancestors(nodes: tuple[Node, ...], node: int) -> Iterator[int]:
    """Indexes of a node and all around it, from the inside out."""
    while node >= 0:
        yield node
        node = nodes[node].parent
