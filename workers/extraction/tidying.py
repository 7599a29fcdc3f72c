"""Takes out of the choice what place or form alone rule out: comments, pointers, lone headings, picture numbers."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from workers.extraction.blocks import Segmentation, ancestors
from workers.extraction.pointers import is_pointer

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?(?:[_-]?(?:list|area|section|wrapper|container|thread))?|commentlist|disqus(?:_thread)?|"
    r"kommentare?(?:[_-]?liste)?|leserkommentare|respond)(?:$|\s)"
)
_NUMBER = re.compile(
    r"\W*(?:(?:bild|foto|photo|image|picture|slide)\s*)?(\d{1,3})\s*(?:/|von|of|de|sur)\s*(\d{1,3})\W*", re.IGNORECASE
)
"""What stands over each picture of a series: "3/12", "Bild 3 von 12"."""
_CREDIT = re.compile(
    r"\W*(?:©|(?:(?:bild|foto|photo|image|picture)s?(?:\s?credits?)?|credits?)\s*[:©|/]).{1,80}(?<![.!?])",
    re.IGNORECASE,
)
"""What stands under it: "Foto: Anna Beispiel"."""
_SERIES = 3
_CELLS = frozenset(("td", "th"))
_HALF = 0.5


def tidied(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    """The choice without comments, pointers to other articles, headings of what was not chosen, numbers of pictures."""
    text = _without_pointers(page, _without_comments(page, kept))  # before headings: one over pointers alone is lone
    return _without_pictures(page, _without_lone_headings(page, text))


def _without_pointers(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(number for number in kept if not is_pointer(page.blocks[number].text)) or kept


def _without_pictures(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers that count up and credits are a series of pictures'; one or two may be anything, "5/5" is a verdict."""
    alone = [number for number in kept if page.nodes[page.blocks[number].node].tag not in _CELLS]
    credits_ = {number for number in alone if _CREDIT.fullmatch(page.blocks[number].text)}
    counted = {number: found for number in alone if (found := _NUMBER.fullmatch(page.blocks[number].text))}
    values = [int(found[1]) for found in counted.values()]
    rising = all(one < other for one, other in pairwise(values)) and len({found[2] for found in counted.values()}) == 1
    lines = {*(credits_ if len(credits_) >= _SERIES else ()), *(counted if rising and len(values) >= _SERIES else ())}
    return tuple(number for number in kept if number not in lines) if lines else kept


def _without_comments(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    inside = {number for number in kept if in_comments(page, number)}
    if not inside:
        return kept
    sizes = {number: len(page.blocks[number].text) for number in kept}
    if sum(sizes[number] for number in inside) > _HALF * sum(sizes.values()):
        return kept  # a forum's thread is all comments, and is the text
    return tuple(number for number in kept if number not in inside)


def in_comments(page: Segmentation, number: int) -> bool:
    """Whether a block is what readers wrote."""
    around = ancestors(page.nodes, page.blocks[number].node)
    return any(page.nodes[node].parent >= 0 and _speaks_of_comments(page.nodes[node].names) for node in around)


@lru_cache(maxsize=20_000)
def _speaks_of_comments(names: str) -> bool:
    return _COMMENTS.search(names.lower()) is not None


def _without_lone_headings(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    lone = {number for place, number in enumerate(kept) if _is_lone(page, kept, place)}
    return tuple(number for number in kept if number not in lone)


def _is_lone(page: Segmentation, kept: Sequence[int], place: int) -> bool:
    """Whether a heading stands in a box of its own, of which nothing else was chosen."""
    number = kept[place]
    node = page.nodes[page.blocks[number].node]
    if node.tag not in _HEADINGS or node.parent < 0:
        return False
    first, last = page.ends[node.parent]
    rest = last - number - 1
    return (
        first <= number and rest > 0 and not any(number < other < last for other in kept[place + 1 : place + 1 + rest])
    )
