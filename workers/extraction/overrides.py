"""Fields that a source's own CSS selectors say where to find, over whatever extraction found by itself."""

from collections.abc import Mapping
from functools import lru_cache

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from workers.extraction.blocks import Segmentation
from workers.extraction.tree import matching, text_of

_ATTRIBUTE = "::attr("


class UnreadableSelectorError(ValueError):
    """A source's selector is no CSS; its file needs a person."""


def select(root: etree._Element, overrides: Mapping[str, str], field: str) -> tuple[str, ...]:
    """What the selector of a field finds, as text or as the attribute after ``::attr(...)``; empty without one."""
    selector = overrides.get(field)
    if not selector:
        return ()
    path, attribute = _parted(selector)
    found = (element.get(attribute) if attribute else text_of(element) for element in matching(_compiled(path), root))
    return tuple(text for text in found if text)


def blocks_within(root: etree._Element, page: Segmentation, overrides: Mapping[str, str], field: str) -> frozenset[int]:
    """Indexes of the blocks inside the elements that the selector of a field finds."""
    selector = overrides.get(field)
    if not selector:
        return frozenset()
    chosen = set(matching(_compiled(_parted(selector)[0]), root))
    ranges = (page.ends[number] for number, element in enumerate(page.elements) if element in chosen)
    return frozenset(number for first, last in ranges for number in range(first, last))


def _parted(selector: str) -> tuple[str, str | None]:
    path, found, attribute = selector.partition(_ATTRIBUTE)
    return path.strip(), attribute.rstrip(") ").strip() if found else None


@lru_cache(maxsize=1_000)
def _compiled(path: str) -> CSSSelector:
    try:
        return CSSSelector(path, translator="html")
    except (SelectorError, etree.XPathSyntaxError) as error:
        raise UnreadableSelectorError(f'selector "{path}": {error} - correct it in the source\'s TOML file') from error
