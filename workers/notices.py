"""Find the corrections that a page announces beside its text, in a footer or a box."""

from collections.abc import Iterator

from lxml import etree

from workers.extraction.tree import UnfitPageError, parse, text_of
from workers.steps import corrections

_SIGNS = tuple(
    sign.encode()
    for sign in (
        "was amended", "been amended", "was corrected", "been corrected", "version of this", "version of the",
        "correction was", "Korrektur", "Version des", "Version dies", "Fassung des", "Fassung dies", "orrigiert",
        "erichtigt",
    )
)  # fmt: skip
"""Bytes without one of which no page is read for it: nine in ten have none."""
_BLOCKS = ("p", "li", "div", "footer", "aside", "section", "small", "td", "dd")
_LONGEST = 600
_READERS = ("comment", "kommentar")
"""In the class or id of what readers wrote, who speak of earlier versions, too."""
_IS_LEAF = etree.XPath(f"not({'|'.join(f'.//{tag}' for tag in _BLOCKS)})")


def beside(body: bytes, charset: str | None, language: str | None) -> tuple[str, ...]:
    """The notices of a page, wherever they stand on it, each once."""
    if not any(sign in body for sign in _SIGNS):
        return ()
    try:
        root = parse(body, charset)
    except UnfitPageError:
        return ()
    return tuple(dict.fromkeys(corrections.beside(_blocks(root), language)))


def _blocks(root: etree._Element) -> Iterator[str]:
    for element in root.iter(*_BLOCKS):
        if _IS_LEAF(element) and len(text := text_of(element)) <= _LONGEST and text and not _is_readers(element):
            yield text


def _is_readers(element: etree._Element) -> bool:
    around = (element, *element.iterancestors())
    named = (f"{one.get('class', '')} {one.get('id', '')}".lower() for one in around)
    return any(word in name for name in named for word in _READERS)
