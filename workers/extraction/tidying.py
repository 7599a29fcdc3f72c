"""Takes out of the choice what place or form rules out: another article, comments, captions, pointers, and the like."""

import re
from collections.abc import Callable, Sequence
from itertools import islice, pairwise
from typing import TypeVar

from workers.extraction import naming
from workers.extraction.blocks import Node, Segmentation, ancestors
from workers.extraction.pointers import is_pointer

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?(?:[_-]?(?:list|area|section|wrapper|container|thread))?|commentlist|disqus(?:_thread)?|"
    r"kommentare?(?:[_-]?liste)?|leserkommentare|respond)(?:$|\s)"
)
_WINDOW = re.compile(
    r"modal|dialog|pop-?up|overlay|lightbox|registration|verification|(?<![a-z])(?:log-?in|sign-?(?:up|in))(?![a-z])|"
    r"(?:cookie|consent)-?(?:banner|notice|bar|layer|box)"
)
"""Names of what opens over a page: for accounts, consent, pictures."""
_CAPTION = re.compile(
    "caption|bildunterschrift|(?:image|img)[_-]?(?:text|box|inline|desc)|(?:image|photo|picture|foto|media|bild)[_-]*credit|credit-?line|"
    r"(?<![a-z])credits?(?![\w-])"  # no credit card
)
_LEGEND = re.compile(
    r"(?:Abb(?:ildung|\.)?|Fig(?:ure|\.)?|Fotos?|Bild|Grafik|Photos?|Image)\s*\d*\s*:|"
    r"(?i:cr[ée]dits?(?: ?photos?)?|(?:photo|image|picture) credits?|bildnachweise?|bildquellen?|"
    r"(?:titel|beitrags)bild)\s*:"
)
"""What opens a caption without markup, or a credit: "Abbildung 3: ", "Bildnachweis: "."""
_UNFILLED = re.compile(r"[$%#{\[]{2}\s*[\w .-]{1,40}[$%#}\]]{2}")
"""A place of the template into which nothing was put: "$$AD$$"."""
_NOTICE = re.compile(
    "sharedaddy|share-?(?:bar|button|link|tool)|social-?(?:bar|link|share|icon)|disclaim|disclosure|postmeta"
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
_LINE, _ENDS = 120, ".!?:"
"""Characters below which a block is a line, and what a sentence ends with."""
_OPENING, _SHORTEST_STANDFIRST = 2, 60
"""Blocks with which a text begins, and characters from which a heading among them is the standfirst."""
_LONGEST_LEGEND = 300
_MOST_ARTICLES, _LEAST = 4, 0.1
"""Articles on an endless page as it is served, and the share of the text that must be the first's."""
_FEW, _FAR, _SMALL_PART = 2, 20, 0.25
"""Blocks of a text that loses none, blocks between the last two of a text, and share of a stray one in it."""

_speak_of_comments = naming.speaking_of(_COMMENTS)
_speak_of_windows = naming.speaking_of(_WINDOW)
_speak_of_captions = naming.speaking_of(_CAPTION)
_speak_of_notices = naming.speaking_of(_NOTICE)

_Value = TypeVar("_Value")
_Verdict = Callable[[Segmentation, int], bool]
"""What is asked of a block by its number."""


def tidied(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    """The choice without the next article, comments, forms, notices, captions, pointers, bylines and lone headings.

    Pictures' numbers leave as well. A heading is lone whose box gave nothing else. A last block far behind the others
    leaves, if it is short.
    """
    text = _without_next(page, kept)
    for is_part in (_is_of_comments, _is_of_form, _is_of_notice):
        text = _outside(page, text, _within(page, text, is_part))
    text = _outside(page, text, {number for number in text if in_caption(page, number)})
    text = _without_lines(page, text, _is_legend)
    text = _without_lines(page, text, _is_pointer)  # before headings: one over pointers alone is lone
    text = _without_lines(page, text, _is_byline)
    return _without_stray(page, _without_pictures(page, _without_lone_headings(page, text)))


def _from_outside(
    page: Segmentation, kept: tuple[int, ...], start: _Value, add: Callable[[_Value, int], _Value]
) -> dict[int, _Value]:
    """What all elements around each block add up to, from the outermost in; an element is asked once for all blocks."""
    nodes, known, found = page.nodes, {-1: start}, {}
    for number in kept:
        node, unknown = page.blocks[number].node, []
        while node not in known:
            unknown.append(node)
            node = nodes[node].parent
        value = known[node]
        for one in reversed(unknown):
            value = known[one] = add(value, one)
        found[number] = value
    return found


def _without_next(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    """The choice without articles behind the page's own, with headlines of their own, as endless pages have them."""
    nodes = page.nodes
    article_of = _from_outside(
        page, kept, -1, lambda outer, node: node if outer < 0 and nodes[node].tag == "article" else outer
    )
    articles = [one for one in dict.fromkeys(article_of.values()) if one >= 0]
    if len(articles) > 1:
        articles = [one for one in articles if _has_headline(page, one)]
    if not 1 < len(articles) <= _MOST_ARTICLES:  # more are the entries of a ticker, or a list
        return kept
    own = tuple(number for number in kept if article_of[number] not in articles[1:])
    sizes = {number: len(page.blocks[number].text) for number in kept}
    return own if sum(sizes[number] for number in own) > _LEAST * sum(sizes.values()) else kept


def _has_headline(page: Segmentation, node: int) -> bool:
    within = (islice(ancestors(page.nodes, block.node), 2) for block in page.blocks[slice(*page.ends[node])])
    return any(page.nodes[one].tag == "h1" for pair in within for one in pair)


def _without_lines(page: Segmentation, kept: tuple[int, ...], is_one: _Verdict) -> tuple[int, ...]:
    """The choice without lines of one kind, unless it is nothing else."""
    return tuple(number for number in kept if not is_one(page, number)) or kept


def _is_pointer(page: Segmentation, number: int) -> bool:
    return is_pointer(page.blocks[number].text)


def _is_legend(page: Segmentation, number: int) -> bool:
    """Whether a line opens like a caption, or is what a template left."""
    text = page.blocks[number].text
    return len(text) <= _LONGEST_LEGEND and (_LEGEND.match(text) or _UNFILLED.fullmatch(text)) is not None


def _is_byline(page: Segmentation, number: int) -> bool:
    """Whether a block is a line, no sentence, of an element that its names make an author's."""
    block = page.blocks[number]
    by_author, _ = naming.marks(f"{page.nodes[block.node].names} {block.inner}")
    return by_author and len(block.text) < _LINE and block.text[-1] not in _ENDS


def _without_stray(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    """The choice without a last block far behind it and short beside it, which is of a teaser."""
    total = sum(len(page.blocks[number].text) for number in kept)
    while len(kept) > _FEW and kept[-1] - kept[-2] > _FAR:
        size = len(page.blocks[kept[-1]].text)
        if size > _SMALL_PART * total:
            break
        kept, total = kept[:-1], total - size
    return kept


def _without_pictures(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers that count up and credits are a series of pictures'; one or two may be anything, "5/5" is a verdict."""
    alone = [number for number in kept if page.nodes[page.blocks[number].node].tag not in _CELLS]
    credits_ = {number for number in alone if _CREDIT.fullmatch(page.blocks[number].text)}
    counted = {number: found for number in alone if (found := _NUMBER.fullmatch(page.blocks[number].text))}
    values = [int(found[1]) for found in counted.values()]
    rising = all(one < other for one, other in pairwise(values)) and len({found[2] for found in counted.values()}) == 1
    shown = sum(_CREDIT.fullmatch(block.text) is not None for block in page.blocks) if credits_ else 0
    lines = {*(credits_ if shown >= _SERIES else ()), *(counted if rising and len(values) >= _SERIES else ())}
    return tuple(number for number in kept if number not in lines) if lines else kept


def _within(page: Segmentation, kept: tuple[int, ...], is_part: Callable[[Node], bool]) -> set[int]:
    """The blocks within an element of a kind."""
    nodes = page.nodes
    inside = _from_outside(page, kept, start=False, add=lambda outer, node: outer or is_part(nodes[node]))
    return {number for number, is_inside in inside.items() if is_inside}


def _outside(page: Segmentation, kept: tuple[int, ...], inside: set[int]) -> tuple[int, ...]:
    """The choice without a part of the page, unless most of it is there, as in a thread of comments."""
    if not inside:
        return kept
    sizes = {number: len(page.blocks[number].text) for number in kept}
    if sum(sizes[number] for number in inside) > _HALF * sum(sizes.values()):
        return kept
    return tuple(number for number in kept if number not in inside)


def in_caption(page: Segmentation, number: int) -> bool:
    """Whether a block stands under a picture."""
    around = islice(ancestors(page.nodes, page.blocks[number].node), 2)
    return any(is_caption(page.nodes[node]) for node in around)


def is_caption(node: Node) -> bool:
    """Whether an element holds what stands under a picture."""
    return node.tag == "figcaption" or (bool(node.names) and _speak_of_captions(node.names))


def in_comments(page: Segmentation, number: int) -> bool:
    """Whether a block is what readers wrote."""
    return any(_is_of_comments(page.nodes[node]) for node in ancestors(page.nodes, page.blocks[number].node))


def _is_of_comments(node: Node) -> bool:
    return node.parent >= 0 and _speak_of_comments(node.names)


def _is_of_form(node: Node) -> bool:
    """Whether an element is a form, or a window that opens over the page."""
    return node.tag == "form" or (node.parent >= 0 and _speak_of_windows(node.names))


def _is_of_notice(node: Node) -> bool:
    """Whether an element is a share bar, or says how the text came about: filed in, paid for."""
    return node.parent >= 0 and _speak_of_notices(node.names)


def _without_lone_headings(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    lone = {number for place, number in enumerate(kept) if _is_lone(page, kept, place)}
    return tuple(number for number in kept if number not in lone)


def _is_lone(page: Segmentation, kept: Sequence[int], place: int) -> bool:
    """Whether a heading stands in a box of its own, of which nothing else was chosen, and is no standfirst."""
    number = kept[place]
    block = page.blocks[number]
    node = page.nodes[block.node]
    is_standfirst = place < _OPENING and node.tag != "h1" and len(block.text) >= _SHORTEST_STANDFIRST
    if node.tag not in _HEADINGS or node.parent < 0 or is_standfirst:
        return False
    first, last = page.ends[node.parent]
    rest = last - number - 1
    return (
        first <= number and rest > 0 and not any(number < other < last for other in kept[place + 1 : place + 1 + rest])
    )
