"""Find the corrections that a page announces beside its text, in a footer or a box."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from workers.extraction.tree import UnfitPageError, parse, text_of
from workers.steps import corrections

_SIGNS = tuple(
    sign.encode()
    for sign in (
        "was amended", "been amended", "was corrected", "been corrected", "version of this", "version of the",
        "correction was", "Korrektur:", "Korrektur vom", "Version des", "Version dies", "Fassung des", "Fassung dies",
        "korrigiert", "berichtigt",
    )
)  # fmt: skip
"""Bytes without one of which no page is read for it: nineteen in twenty have none."""
_BLOCKS = ("p", "li", "div", "footer", "aside", "section", "small", "td", "dd")
_LONGEST = 600
_READERS = ("comment", "kommentar")
"""In the class or id of what readers wrote, who speak of earlier versions, too."""
_MOST = 10
"""Notices looked at; no page announces more."""


def beside(body: bytes, charset: str | None, language: str | None) -> tuple[str, ...]:
    """The notices of a page, wherever they stand on it, each once."""
    if not any(sign in body for sign in _SIGNS):
        return ()
    try:
        root = parse(body, charset)
    except UnfitPageError:
        return ()
    return tuple(dict.fromkeys(_notices(root, language)))


def _notices(root: etree._Element, language: str | None) -> Iterator[str]:
    found = ((block, notice) for block in _blocks(root) if (notice := _notice(block, language)))
    for block, notice in islice(found, _MOST):
        if not _is_readers(block):
            yield notice


def _notice(block: etree._Element, language: str | None) -> str | None:
    text = text_of(block)
    return corrections.notice_beside(text, language) if 0 < len(text) <= _LONGEST else None


def _blocks(root: etree._Element) -> Iterator[etree._Element]:
    """The innermost blocks."""
    return (block for block in root.iter(*_BLOCKS) if next(block.iterdescendants(*_BLOCKS), None) is None)


def _is_readers(element: etree._Element) -> bool:
    around = (element, *element.iterancestors())
    named = (f"{one.get('class', '')} {one.get('id', '')}".lower() for one in around)
    return any(word in name for name in named for word in _READERS)
