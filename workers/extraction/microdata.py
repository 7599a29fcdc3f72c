"""The article that a page describes in microdata: its own item with those nested in it, and none of its neighbours'."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from workers.extraction.blocks import Segmentation
from workers.extraction.structured import Described, address_key, describe, is_alike, is_article
from workers.extraction.tree import matching

_PROPERTIES = etree.XPath("descendant::*[@itemprop]")
_BY_ID = etree.XPath("//*[@id=$name]")
_READ = frozenset(
    "headline name alternativeHeadline datePublished dateModified author creator publisher articleSection "
    "givenName familyName isAccessibleForFree url mainEntityOfPage".split()
)
"""Properties that are read; the text itself is found without them, and better."""
_SOMEBODY = frozenset(("author", "creator", "publisher"))
_ADDRESSES = frozenset(("url", "mainEntityOfPage"))
_PARTS = re.compile(r"(?:WebPage|WebSite|WebPageElement|Blog|ItemPage|CreativeWork)$")
"""Types around an article whose author and dates are the article's as well."""
_ASIDE = frozenset(("article", "aside", "nav"))
_COMMENT = re.compile(r"comment|kommentar|related|recommend", re.IGNORECASE)
_MOST_ITEMS, _MOST_PROPERTIES, _MOST_REFERENCES, _MOST_PIECES = 200, 1_000, 10, 40
_HIGHEST = 100
"""Elements around one in which its item is looked for; our deepest page has 96 levels."""
_DEEPEST = 3
"""Items within items: a publisher has a logo, an author an employer, and then nothing more is of use."""
_LONGEST = 400
"""Characters of one value: a headline, a name or a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The page's own article in microdata."""

    element: etree._Element
    says: Described


def own_item(
    root: etree._Element, page: Segmentation, kept: Sequence[int], addresses: frozenset[str], headline: str
) -> Item | None:
    """The article's item: the one around most of the text, else the one with the page's address or headline.

    Args:
        root: The parsed page; the whole of it may be the item.
        page: All blocks and the elements that hold them.
        kept: Those of them that are the text.
        addresses: The page's own addresses, normalised by ``address_key``.
        headline: What the page shows as its headline.
    """
    found = [one for one in (root, *page.items) if is_article(_types(one))]
    if not found:
        return None
    text = _with_ancestors(page.elements[page.blocks[kept[0]].node]) if kept else frozenset()
    ends = dict(zip(page.elements, page.ends, strict=True))
    ends[root] = 0, len(page.blocks)
    around = [one for one in found if _hold_text(ends.get(one, (0, 0)), kept)]
    if around:
        return _item(around[-1], text)
    items = (_item(one, text) for one in found[:_MOST_ITEMS])
    return next((item for item in items if _is_pages(item, addresses, headline)), None)


def _hold_text(blocks: tuple[int, int], kept: Sequence[int]) -> bool:
    """Whether more than half of the text is among an element's blocks."""
    first, end = blocks
    return 2 * (bisect_left(kept, end) - bisect_left(kept, first)) > len(kept)


def _is_pages(item: Item, addresses: frozenset[str], headline: str) -> bool:
    key = address_key(item.says.url)
    return (bool(key) and key in addresses) or is_alike(item.says.headline or "", headline)


def is_of_another(element: etree._Element, own: Item | None) -> bool:
    """Whether a property belongs to another item than the page's article: a teaser, a comment, a picture."""
    for around in islice(element.iterancestors(), _HIGHEST) if own else ():
        if own and around is own.element:
            return False
        if around.get("itemscope") is None or not _SOMEBODY.isdisjoint(_names(around)):
            continue
        if not _is_part(_types(around)):
            return True
    return False


def _is_part(types: Sequence[str]) -> bool:
    return not types or any(_PARTS.search(name) for name in types)


def _with_ancestors(element: etree._Element) -> frozenset[etree._Element]:
    return frozenset((element, *element.iterancestors()))


def _item(element: etree._Element, text: frozenset[etree._Element]) -> Item:
    places = (place for place in _properties(element) if not _is_aside(place, element, text))
    return Item(element=element, says=describe([_read(element, places)], frozenset(), "") or Described())


def _is_aside(place: etree._Element, item: etree._Element, text: frozenset[etree._Element]) -> bool:
    """Whether a property is of a part that is not the text's: a comment, a teaser in an item around the whole page."""
    around = list(islice(place.iterancestors(), _HIGHEST))
    between = around[: around.index(item)] if item in around else []  # what the item refers to by id is its own
    return any(
        one not in text and (one.tag in _ASIDE or _COMMENT.search(f"{one.get('class') or ''} {one.get('id') or ''}"))
        for one in between
    )


def _read(item: etree._Element, places: Iterable[etree._Element], depth: int = 0) -> dict[str, object]:
    """An item in the shape of JSON-LD; a property that comes twice is a list."""
    said: dict[str, list[object]] = {}
    for place in (place for place in places if _names(place)):
        value = _value(place, depth)
        for name in _names(place) if value else ():
            said.setdefault(name, []).append(value)
    return {"@type": list(_types(item)), **{name: one[0] if len(one) == 1 else one for name, one in said.items()}}


def _properties(item: etree._Element) -> Iterator[etree._Element]:
    """The elements that name a property of this item and of none within it, those it refers to by id too."""
    for place in islice(matching(_PROPERTIES, item), _MOST_PROPERTIES):
        if _scope_of(place) is item:
            yield place
    for name in (item.get("itemref") or "").split()[:_MOST_REFERENCES]:
        found = _BY_ID(item, name=name)
        for referred in found[:1] if isinstance(found, list) else []:
            if etree.iselement(referred):
                yield from _referred(referred)


def _referred(element: etree._Element) -> Iterator[etree._Element]:
    """The property that an element with an id is, or those within it that are of no item there."""
    if element.get("itemprop"):
        yield element
    if element.get("itemscope") is None:
        outside = _scope_of(element)
        within = islice(matching(_PROPERTIES, element), _MOST_PROPERTIES)
        yield from (place for place in within if _scope_of(place) is outside)


def _value(place: etree._Element, depth: int) -> object:
    if place.get("itemscope") is not None:
        return _read(place, _properties(place), depth + 1) if depth < _DEEPEST else None
    said = place.get("content") or place.get("datetime")
    if not said and _ADDRESSES.intersection(_names(place)):
        said = place.get("href")
    said = (said or _text(place)).strip()
    return said if len(said) <= _LONGEST else None


def _names(place: etree._Element) -> list[str]:
    """The properties an element is the value of, as far as they are read."""
    names = (name.rsplit("/", 1)[-1] for name in (place.get("itemprop") or "").split())
    return [name for name in names if name in _READ]


def _text(place: etree._Element) -> str:
    """An element's text, or nothing of one with more pieces than a name has."""
    pieces = list(islice(map(str, place.itertext()), _MOST_PIECES + 1))
    return " ".join(" ".join(pieces).split()) if len(pieces) <= _MOST_PIECES else ""


def _scope_of(place: etree._Element) -> etree._Element | None:
    """The item that an element's property is of."""
    return next((one for one in islice(place.iterancestors(), _HIGHEST) if one.get("itemscope") is not None), None)


def _types(item: etree._Element) -> tuple[str, ...]:
    return tuple(name.rstrip("/").rsplit("/", 1)[-1] for name in (item.get("itemtype") or "").split())
