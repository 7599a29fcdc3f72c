"""A page's bytes as one element tree, within bounds that no page can break."""

import re
from itertools import islice

from lxml import etree

from workers.extraction.encoding import to_utf8

LARGEST = 24 * 1024 * 1024
"""Bytes, or characters, of markup; above it no news page has been seen, and the time would not be spent on text."""
LARGE = 20_000
"""Elements above which only our own passes run: the time of others grows faster than the page."""
MOST_TAGS = 800_000
"""Tags before parsing: a million links would take half a gigabyte as a tree."""

LONGEST_LINE = 2_000
"""Characters that are read of an element that may be a headline, a byline or a date."""
_MOST_STEPS = 4_000
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|div|p|article|h1|a|table|span)\b", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}\?>")
_TOO_DEEP = "Excessive depth"
"""What libxml2 says when it stops reading at 2,048 levels; browsers stop nesting at 512, our deepest page has 96."""


class UnfitPageError(Exception):
    """The page cannot be read as HTML within bounds; ``reason`` is the word for its outcome."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(html: bytes | str, charset: str | None = None) -> etree._Element:
    """Parse a page once for all who read it; raises ``UnfitPageError`` with the word for the outcome."""
    if len(html) > LARGEST:
        raise UnfitPageError("too_large")
    whole = html.removeprefix("\ufeff").encode("utf-8", "replace") if isinstance(html, str) else to_utf8(html, charset)
    markup = whole.replace(b"\0", b"")
    if not markup.strip():
        raise UnfitPageError("empty")
    if not _MARKUP.search(markup):
        raise UnfitPageError("not_html")
    if markup.count(b"<") > MOST_TAGS:
        raise UnfitPageError("too_large")
    return _parsed(_XML_DECLARATION.sub(b"", markup, count=1))


def _parsed(markup: bytes) -> etree._Element:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        root = etree.fromstring(markup, parser=parser)
    except etree.LxmlError as error:
        raise UnfitPageError("not_html") from error
    if root is None:
        raise UnfitPageError("empty")
    last = parser.error_log.last_error
    if last is not None and _TOO_DEEP in last.message:
        raise UnfitPageError("too_deep")
    return root


def text_of(element: etree._Element) -> str:
    """The characters within an element, each run of white space as one space, no more than a line has."""
    return " ".join("".join(_pieces(element))[:LONGEST_LINE].split())


def spaced(element: etree._Element) -> str:
    """An element's line with a space wherever a child begins or ends: labels, names and dates often touch."""
    return " ".join(" ".join(_pieces(element))[:LONGEST_LINE].split())


def _pieces(element: etree._Element) -> list[str]:
    """The element's texts and tails in order; a walk of bounded length, for what is asked may hold the whole page."""
    if not len(element):
        return [element.text or ""]
    walk = islice(etree.iterwalk(element, events=("start", "end")), _MOST_STEPS)
    texts = (one.text if event == "start" else one.tail if one is not element else None for event, one in walk)
    return [text for text in texts if text]


def matching(path: etree.XPath, root: etree._Element) -> list[etree._Element]:
    """The elements a path finds, in document order; a path to anything else finds nothing."""
    found = path(root)
    return [one for one in found if etree.iselement(one)] if isinstance(found, list) else []


def is_large(root: etree._Element) -> bool:
    """Whether a tree has more elements than the dear searches of other libraries may be given."""
    return holds(root, "*", LARGE + 1)


def holds(element: etree._Element, tag: str, least: int) -> bool:
    """Whether an element and all within it are so many of a tag; no more than these are looked at."""
    return sum(1 for _ in islice(element.iter(tag), least)) == least
