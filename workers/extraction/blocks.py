"""Cuts a page into blocks of text in document order, with the elements that hold them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, cast

from lxml import etree

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
_BLOCK, _INLINE, _BREAK, _SKIP, _DOUBTFUL = range(5)
_PAGE_OF_PARAGRAPHS = 5
"""Paragraphs that no button holds; a page lost its text to one that was never closed."""
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
_NAMING = ("class", "id", "itemprop", "role", "data-testid", "data-component")
_NAMING_INLINE = ("class", "itemprop", "rel", "property", "data-testid")
_LONGEST_NAMES = 300
"""Characters of names that are heard; the cache of what they mean must not hold megabytes."""
_AUTHOR_PAGE = re.compile(r"/(?:author|autor|autoren|authors|by|profil)/")


MARKS = re.compile(
    r"(author|byline|autor|vcard|journalist|writer|creator)|(date|datum|time|publish|posted|updated|meta|stand\b)",
    re.IGNORECASE,
)
_AUTHOR_GROUP, _DATE_GROUP = 1, 2
"""Names that say an element speaks of the author or of a date."""


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


class _Cutter:
    """The state of one walk: which element is open, what text has gathered."""

    __slots__ = (
        "after_break",
        "blocks",
        "bold",
        "bold_depth",
        "elements",
        "firsts",
        "inner",
        "lasts",
        "link_depth",
        "linked",
        "links",
        "marked",
        "nodes",
        "open",
        "pieces",
    )

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.marked: list[Marked] = []
        self.nodes: list[Node] = []
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        self.elements: list[etree._Element] = []
        self.open = -1
        self.pieces: list[str] = []
        self.linked = self.links = self.bold = 0
        self.link_depth = self.bold_depth = 0
        self.inner = ""
        self.after_break = False

    def add(self, text: str | None) -> None:
        if text and (self.pieces or not text.isspace()):
            self.pieces.append(text)
            if self.link_depth:
                self.linked += len(text)
            if self.bold_depth:
                self.bold += len(text)

    def cut(self, *, at_break: bool = False) -> None:
        if self.pieces:
            text = "".join(self.pieces)
            self.pieces.clear()
            # the C-level split is the fastest way to one space
            text = " ".join((text if text.isascii() else _visible(text)).split())
            if text:
                self.blocks.append(
                    Block(
                        text,
                        self.open,
                        min(self.linked, len(text)),
                        self.links,
                        min(self.bold, len(text)),
                        self.after_break,
                        self.inner,
                    )
                )
                self.after_break = False
            self.linked = self.links = self.bold = 0
            self.inner = ""
        self.after_break = at_break and (self.after_break or (bool(self.blocks) and self.blocks[-1].node == self.open))

    def enter(self, element: etree._Element, tag: str) -> None:
        self.cut()
        parent = self.open
        self.open = len(self.nodes)
        above = self.nodes[parent] if parent >= 0 else None
        hidden = above is not None and above.hidden
        # one call for all attributes: most elements have one to three, and each single look-up costs as much
        attributes = _attributes(element)
        names = ""
        if attributes:
            names = " ".join([attributes[key] for key in _NAMING if key in attributes])[:_LONGEST_NAMES]
            hidden = hidden or _is_hidden(attributes)
            self.mark(element, names, tag)
        self.nodes.append(Node(parent, tag, names, hidden, above.depth + 1 if above is not None else 0))
        self.elements.append(element)
        self.firsts.append(len(self.blocks))
        self.lasts.append(0)

    def mark(self, element: etree._Element, names: str, tag: str) -> None:
        author, date = _marks(names)
        if author or date or tag == "time":
            self.marked.append(Marked(element, names, len(self.blocks), self.open, author, date or tag == "time"))

    def leave(self) -> None:
        self.cut()
        self.lasts[self.open] = len(self.blocks)
        self.open = self.nodes[self.open].parent


def segment(root: etree._Element) -> Segmentation:
    """Cut a page into blocks, in one walk without recursion."""
    body = root.find("body")
    cutter = _Cutter()
    walk = etree.iterwalk(root if body is None else body, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        kind = _KIND.get(tag, _BLOCK)
        if kind == _DOUBTFUL:
            kind = _BLOCK if _holds_a_page(element, tag) else _SKIP
        if event == "end":
            _close(cutter, element, tag, kind)
        elif kind == _INLINE:
            _open_inline(cutter, element, tag)
        elif kind == _BLOCK:
            cutter.enter(element, tag)
            cutter.add(element.text)
            if len(cutter.blocks) > MOST_BLOCKS:
                break
        elif kind == _BREAK:
            cutter.cut(at_break=True)
        else:
            walk.skip_subtree()
    while cutter.open >= 0:
        cutter.leave()
    return Segmentation(
        blocks=tuple(cutter.blocks),
        nodes=tuple(cutter.nodes),
        ends=tuple(zip(cutter.firsts, cutter.lasts, strict=True)),
        elements=tuple(cutter.elements),
        marked=tuple(cutter.marked),
    )


def _attributes(element: etree._Element) -> dict[str, str]:
    return dict(cast("Iterable[tuple[str, str]]", element.items()))  # a parsed page has no bytes there


def _visible(text: str) -> str:
    for mark in _INVISIBLE:
        if mark in text:
            text = text.replace(mark, "")
    return text


def _is_hidden(attributes: dict[str, str]) -> bool:
    style = attributes.get("style")
    return (
        "hidden" in attributes or attributes.get("aria-hidden") == "true" or bool(style and _HIDDEN_STYLE.search(style))
    )


@lru_cache(maxsize=20_000)
def _marks(names: str) -> tuple[bool, bool]:
    """Whether names speak of an author, of a date; sites repeat the same names on every page."""
    found = {match.lastindex for match in MARKS.finditer(names)}
    return _AUTHOR_GROUP in found, _DATE_GROUP in found


def _holds_a_page(element: etree._Element, tag: str) -> bool:
    """Whether an element that is skipped otherwise holds text: a shadow root, or one whose closing tag was lost."""
    if tag == "template":
        return element.get("shadowrootmode") is not None
    if tag == "noscript" or not len(element):
        return False
    return sum(1 for _ in islice(element.iter("p"), _PAGE_OF_PARAGRAPHS)) == _PAGE_OF_PARAGRAPHS


def _open_inline(cutter: _Cutter, element: etree._Element, tag: str) -> None:
    if tag == "a":
        cutter.link_depth += 1
        cutter.links += 1
    elif tag in BOLD:
        cutter.bold_depth += 1
    attributes = _attributes(element)
    if attributes or tag == "time":
        if not cutter.pieces and not cutter.inner:
            cutter.inner = attributes.get("class", "")[:_LONGEST_NAMES]
        names = [attributes[key] for key in _NAMING_INLINE if key in attributes]
        if tag == "a" and _AUTHOR_PAGE.search(attributes.get("href", "")):
            names.append("author")
        cutter.mark(element, " ".join(names)[:_LONGEST_NAMES], tag)
    cutter.add(element.text)


def _close(cutter: _Cutter, element: etree._Element, tag: str, kind: int) -> None:
    if kind == _INLINE:
        if tag == "a":
            cutter.link_depth -= 1
        elif tag in BOLD:
            cutter.bold_depth -= 1
    elif kind == _BLOCK:
        cutter.leave()
    cutter.add(element.tail)


def ancestors(nodes: tuple[Node, ...], node: int) -> Iterator[int]:
    """Indexes of a node and all around it, from the inside out."""
    while node >= 0:
        yield node
        node = nodes[node].parent
