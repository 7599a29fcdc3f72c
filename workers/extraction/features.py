"""What can be measured of each block of a page, as one matrix for the model that tells text from the rest."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workers.extraction import characters
from workers.extraction.blocks import Block, Node, Segmentation
from workers.extraction.lexicon import Lexicon

Matrix = NDArray[np.float32]
Columns = dict[str, NDArray[Any]]

_TAG_BITS = "article main nav aside footer header figure figcaption form table ul ol blockquote section".split()
_TAG_BIT = {tag: 1 << number for number, tag in enumerate(_TAG_BITS)}
_TAG_NUMBER = {
    tag: number + 1
    for number, tag in enumerate(
        "p h1 h2 h3 h4 h5 h6 li td th div blockquote figcaption section article pre dd dt header footer aside main "
        "body "
        "address center figure ul ol table tr form label details summary".split()
    )
}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_GOOD_WORDS = 8
_GOOD_DENSITY = 0.4
"""A block of so many words with no more than this share in links is good text for a first look."""
_LINE, _TITLE_LIKE, _TELLING, _WHOLE, _PART = 160, 250, 20, 60, 30
"""Characters: of a line with a date, of what may be a headline, of what says something, of what is compared whole, of
each part that is compared of the rest."""
_ALMOST = 0.9
_MOST_BLOCKS, _MOST_CHARS = 600, 30_000
_BOUNDS = {
    **dict.fromkeys(
        (
            "from_title from_trunk to_trunk_end from_heading group_size_0 group_size_1 page_blocks page_score "
            "from_first to_last "
            "blocks_0 blocks_1 blocks_2 blocks_3 blocks_4"
        ).split(),
        _MOST_BLOCKS,
    ),
    **dict.fromkeys(("page_good", "page_text", "body_chars"), _MOST_CHARS),
}
"""A text of a thousand paragraphs once lost nine of ten, because the longest labelled pages are lists."""
_WORD = re.compile(r"\w+")
_ENDS = frozenset(".!?…。！？।؟")
_CLOSING = "'\"”“’»›)]"
_QUOTES = frozenset("\"'“„«‘»")
_START = 300
"""Characters of a block in which capitals and digits are counted and words are read; more of a paragraph says no more
of what it is."""
_DATE = re.compile(
    r"\b(?:\d{1,2}[./]\s?(?:\d{1,2}[./]|[A-Z]\w+)\s?\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}:\d\d|[A-Z]\w{2,9}\.? \d{1,2}, "
    r"\d{4}|\d{1,2} [A-Z]\w{2,9} \d{4})"
)
_STOPWORDS = frozenset(
    "the of and to a in is that it for was on are as with he be at by this had not but from or have an they which "
    "one you were her all she "
    "there would their we him been has when who will more no if out so said what up its about into than them can "
    "only other some could "
    "time these two may then do first any my now such like our over man me even most made after also did many "
    "before must through back "
    "die und den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass "
    "sie nach wird bei einer "
    "um am sind noch wie einem über einen zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei "
    "der wenn ich wir ihr "
    "de la le et les un du une que est pour qui dans par plus pas au sur ne se ce il sont el y los del las con una "
    "su para al lo como "
    "pero sus che di non si per della gli anche het een van op te voor zijn niet met dat ook naar door og på som "
    "det är att och av har "
    "till i w z na się nie że jest do jak po dla é não uma os dos não mais ve bir bu için da ile и в не на что с "
    "он по это как из у к "
    "від та що на це".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the page says of itself that a block can agree with."""

    titles: tuple[str, ...] = ()
    """Headline candidates."""
    description: str = ""
    body: str = ""
    """``articleBody`` of the structured data."""
    article: bool = False
    """Whether it calls itself an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Elements and blocks as arrays, for sums over any element's blocks."""

    parent: NDArray[np.int32]
    """Of each element; -1 for the outermost."""
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    """One past each element's last block."""
    holder: NDArray[np.int32]
    """Element of each block."""
    look: NDArray[np.int32]
    """Number of each block's group: those whose element and its parent have the same tags and names."""
    siblings: NDArray[np.int32]
    """The same for blocks of one tag under one parent."""

    @classmethod
    def of(cls, page: Segmentation) -> "Grid":
        """Make it of a page's blocks."""
        first, last = np.array(page.ends, np.int32).reshape(-1, 2).T
        look, siblings = _groups_of(page)
        return cls(
            parent=np.fromiter((node.parent for node in page.nodes), np.int32, len(page.nodes)),
            first=first,
            last=last,
            holder=np.fromiter((block.node for block in page.blocks), np.int32, len(page.blocks)),
            look=look,
            siblings=siblings,
        )

    def sum(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """For each element the sum over its blocks."""
        total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
        return total[self.last] - total[self.first]


def _groups_of(page: Segmentation) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    alike: dict[tuple[str, str, str, str], int] = {}
    siblings: dict[tuple[str, int], int] = {}
    of_node: dict[int, tuple[int, int]] = {}
    for block in page.blocks:
        if block.node not in of_node:
            node = page.nodes[block.node]
            up = page.nodes[node.parent] if node.parent >= 0 else node
            look = alike.setdefault((node.tag, node.names, up.tag, up.names), len(alike))
            of_node[block.node] = look, siblings.setdefault((node.tag, node.parent), len(siblings))
    rows = np.array([of_node[block.node] for block in page.blocks], np.int32).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


def words_in(text: str) -> list[str]:
    """Words in lower case."""
    return _WORD.findall(text.lower())


def first_words(text: str) -> list[str]:
    """Words in lower case of a block's beginning."""
    return words_in(text[:_START])


def plain(text: str) -> str:
    """Words in lower case parted by single spaces: what comparisons are made on."""
    return " ".join(words_in(text))


def measure(page: Segmentation, grid: Grid, context: Context, lexicon: Lexicon) -> Matrix:
    """Measure all blocks: one row a block, columns always in the same order."""
    columns: Columns = {}
    n = len(page.blocks)
    words_of = [first_words(block.text) for block in page.blocks]
    _measure_texts(columns, page.blocks, words_of)
    _measure_agreement(columns, page, words_of, context)
    words, density = columns["words"], columns["density"]
    good = np.where((words >= _GOOD_WORDS) & (density < _GOOD_DENSITY), columns["chars"] * (1 - density), 0).astype(
        np.float32
    )
    _measure_nodes(columns, page, grid, words, good)
    _measure_trunk(columns, grid, good)
    _measure_order(columns, page, grid, words, good)
    _measure_groups(columns, grid, words, good)
    columns["page_blocks"], columns["page_good"] = np.full(n, n), np.full(n, good.sum())
    columns["page_article"] = np.full(n, context.article)
    spoken, named = lexicon.weigh_words(words_of), lexicon.weigh_names(page)
    columns["spoken"], columns["named"], columns["named_0"], columns["named_1"] = (
        spoken,
        named[:, 0],
        named[:, 1],
        named[:, 2],
    )
    for by in (1, -1):
        columns[f"spoken{by:+}"], columns[f"named{by:+}"] = shifted(spoken, by, -3), shifted(named[:, 0], by, -3)
    return stacked(columns)


def stacked(columns: Columns) -> Matrix:
    """One matrix of all columns, with counts bounded: beyond the longest labelled page a model only guesses."""
    matrix = np.empty((len(next(iter(columns.values()))), len(columns)), np.float32)
    for number, (name, column) in enumerate(columns.items()):
        bound = _BOUNDS.get(name)
        matrix[:, number] = column if bound is None else np.clip(column, -bound, bound)
    return matrix


def _measure_texts(columns: Columns, blocks: Sequence[Block], words_of: Sequence[list[str]]) -> None:
    n = len(blocks)
    chars = np.fromiter((len(block.text) for block in blocks), np.float32, n)
    kinds, early = characters.count([block.text for block in blocks], _START)
    start = np.minimum(chars, _START)
    words = np.fromiter((block.text.count(" ") + 1 for block in blocks), np.float32, n) + kinds[characters.WIDE] // 2
    some = np.maximum(1, words)
    columns["chars"], columns["words"] = chars, words
    columns["density"] = np.fromiter((block.linked for block in blocks), np.float32, n) / chars
    columns["links"] = np.fromiter((block.links for block in blocks), np.float32, n)
    columns["bold"] = np.fromiter((block.bold for block in blocks), np.float32, n) / chars
    columns["after_break"] = np.fromiter((block.after_break for block in blocks), np.float32, n)
    columns["stopwords"] = np.fromiter(map(_stopwords, words_of), np.float32, n)
    columns["letters"] = chars / some
    columns["ended"] = np.fromiter((_is_ended(block.text) for block in blocks), np.float32, n)
    columns["uppers"] = early[characters.UPPER] / start
    columns["digits"] = early[characters.DIGIT] / start
    columns["stops"] = kinds[characters.STOP] / some
    columns["quoted"] = np.fromiter((block.text[0] in _QUOTES for block in blocks), np.float32, n)
    columns["small_start"] = np.fromiter((block.text[0].islower() for block in blocks), np.float32, n)
    columns["dated"] = np.zeros(n, np.float32)
    for number in np.flatnonzero((early[characters.DIGIT] > 0) & (chars < _LINE)).tolist():
        columns["dated"][number] = _DATE.search(blocks[number].text) is not None
    columns["mailed"] = np.fromiter((_is_mailed(block.text) for block in blocks), np.float32, n)


def _stopwords(words: list[str]) -> float:
    """Share of words that carry no meaning of their own; each counts once."""
    return len(_STOPWORDS.intersection(words)) / len(words) if words else 0.0


def _is_ended(text: str) -> bool:
    return text[-6:].rstrip(_CLOSING)[-1:] in _ENDS


def _is_mailed(text: str) -> bool:
    return "@" in text or "http" in text or "www." in text


def _measure_agreement(columns: Columns, page: Segmentation, words_of: Sequence[list[str]], context: Context) -> None:
    texts = [" ".join(words) for words in words_of]
    n = len(texts)
    titles = [plain(title) for title in context.titles if title]
    title_words = frozenset(word for title in titles for word in title.split())
    description = plain(context.description)
    body = f" {plain(context.body)} " if context.body else ""
    count = Counter(texts)
    in_title, in_description = np.zeros(n, np.float32), np.zeros(n, np.float32)
    in_body = np.full(n, 0.0 if body else -1.0, np.float32)
    for number, text in enumerate(texts):
        if not text:
            continue
        words = words_of[number]
        if len(text) < _TITLE_LIKE and not title_words.isdisjoint(words):
            in_title[number] = sum(map(title_words.__contains__, words)) / len(words)
        if description and len(text) > _TELLING and (text[:60] in description or description[:60] in text):
            in_description[number] = 2 if text == description else 1
        if body:
            in_body[number] = _within(page.blocks[number].text, text, body)
    columns["repeats"] = np.array([count[text] for text in texts])
    columns["is_title"] = np.array([text in titles for text in texts])
    columns["in_title"], columns["in_description"], columns["in_body"] = in_title, in_description, in_body
    columns["body_chars"] = np.full(n, len(body))
    sizes = columns["chars"]
    columns["body_found"] = np.full(n, sizes[in_body > _ALMOST].sum() / max(1, len(body)))
    headings = [i for i, block in enumerate(page.blocks) if page.nodes[block.node].tag == "h1"]
    top = next((i for i in headings if texts[i] in titles), headings[0] if headings else -1)
    columns["from_title"] = np.arange(n) - top if top >= 0 else np.full(n, -99)


def _within(shown: str, words: str, body: str) -> float:
    """Share of a block's beginning, middle and end that the structured body holds."""
    if len(words) < _WHOLE:
        return float(f" {words} " in body)
    middle = len(shown) // 2
    parts = words[:_PART], _inner(shown[middle - _PART : middle + _PART]), _inner(shown[-2 * _PART :] + " ")
    return sum(part in body for part in parts) / len(parts)


def _inner(cut: str) -> str:
    """The whole words of a cut."""
    return plain(cut.partition(" ")[2].rpartition(" ")[0])


def _measure_nodes(columns: Columns, page: Segmentation, grid: Grid, words: Matrix, good: Matrix) -> None:
    """Measure the elements around each block, from the one that holds it outwards."""
    nodes = page.nodes
    _, names, _, hidden, depths = zip(*nodes, strict=True)
    tags = np.array([_TAG_NUMBER.get(name, 0) for name in names], np.int32)
    total = max(1.0, float(good.sum()))
    chars = columns["chars"]
    size = np.maximum(1, grid.last - grid.first)
    good_in = grid.sum(good) / total
    linked_in = grid.sum(chars * columns["density"]) / np.maximum(1, grid.sum(chars))
    mean_in = grid.sum(words) / size
    columns["depth"] = np.array(depths, np.int32)[grid.holder]
    columns["hidden"] = np.array(hidden, np.bool_)[grid.holder]
    at = grid.holder
    for level in range(5):
        at = np.maximum(grid.parent[at], 0) if level else at
        columns[f"tag_{level}"], columns[f"good_{level}"] = tags[at], good_in[at]
        columns[f"linked_{level}"], columns[f"mean_{level}"], columns[f"blocks_{level}"] = (
            linked_in[at],
            mean_in[at],
            size[at],
        )
    within = _within_tags(nodes)
    for bit, tag in enumerate(_TAG_BITS):
        columns[f"within_{tag}"] = within[grid.holder] >> bit & 1


def _within_tags(nodes: Sequence[Node]) -> NDArray[np.int32]:
    """For each element a bit for each telling tag that it is or lies in."""
    own = _TAG_BIT.get
    bits: list[int] = []
    for node in nodes:
        bits.append((bits[node.parent] if node.parent >= 0 else 0) | own(node.tag, 0))
    return np.array(bits, np.int32)


def _measure_trunk(columns: Columns, grid: Grid, good: Matrix) -> None:
    """Find the element around most of the good text, as readability does, and each block's relation to it."""
    weight = np.zeros(len(grid.parent), np.float32)
    at, share = grid.holder, 1.0
    for _ in range(6):
        weight += np.bincount(at, good * share, len(weight)).astype(np.float32)
        at = np.maximum(grid.parent[at], 0)
        share *= 0.7
    best = float(weight.max()) or 1.0
    trunk = int(weight.argmax())
    number = np.arange(len(grid.holder))
    columns["in_trunk"] = (number >= grid.first[trunk]) & (number < grid.last[trunk])
    columns["from_trunk"] = number - grid.first[trunk]
    columns["to_trunk_end"] = grid.last[trunk] - number
    at = grid.holder
    for level in range(4):
        columns[f"weight_{level}"] = weight[at] / best
        at = np.maximum(grid.parent[at], 0)


def shifted(values: NDArray[np.generic], by: int, fill: float) -> Matrix:
    """Values moved down by so many rows, or up when negative, with ``fill`` where none comes from."""
    out = np.full(len(values), fill, np.float32)
    if 0 < by < len(values):
        out[by:] = values[:-by]
    elif -len(values) < by < 0:
        out[:by] = values[-by:]
    return out


def _measure_order(columns: Columns, page: Segmentation, grid: Grid, words: Matrix, good: Matrix) -> None:
    n = len(words)
    number = np.arange(n)
    chars, density, depth, tag = columns["chars"], columns["density"], columns["depth"], columns["tag_0"]
    up = grid.parent[grid.holder]
    for by in (1, 2, -1, -2):
        columns[f"words{by:+}"], columns[f"density{by:+}"] = shifted(words, by, -1), shifted(density, by, -1)
        columns[f"tag{by:+}"], columns[f"deeper{by:+}"] = shifted(tag, by, -1), depth - shifted(depth, by, -1)
    for by in (1, -1):
        columns[f"near{by:+}"] = (shifted(grid.holder, by, -1) == grid.holder) * 2 + (shifted(up, by, -2) == up)
    columns["place"] = number / n
    columns["good_before"] = (np.cumsum(good) - good) / max(1.0, float(good.sum()))
    columns["chars_before"] = (np.cumsum(chars) - chars) / max(1.0, float(chars.sum()))
    last_good = np.maximum.accumulate(np.where(good > 0, number, -99))
    next_good = np.minimum.accumulate(np.where(good > 0, number, n + 99)[::-1])[::-1]
    columns["since_good"] = np.minimum(number - shifted(last_good, 1, -99), 99)
    columns["until_good"] = np.minimum(shifted(next_good, -1, n + 99) - number, 99)
    for span in (2, 5):
        for name, values in (("good", good), ("density", density), ("words", words)):
            columns[f"{name}_around_{span}"] = around(values, span)
    _measure_headings(columns, page, number)


def around(values: NDArray[np.generic], span: int) -> Matrix:
    """Mean of each value and as many before and after."""
    number = np.arange(len(values))
    total = np.concatenate(([0.0], np.cumsum(values)))
    low, high = np.maximum(number - span, 0), np.minimum(number + span + 1, len(values))
    return np.asarray((total[high] - total[low]) / (high - low), np.float32)


def _measure_headings(columns: Columns, page: Segmentation, number: NDArray[np.int64]) -> None:
    is_heading = np.fromiter((page.nodes[block.node].tag in _HEADINGS for block in page.blocks), np.bool_, len(number))
    above = np.maximum.accumulate(np.where(is_heading, number, -1))
    known = above >= 0
    columns["from_heading"] = np.where(known, number - above, 99)
    for name in ("tag_0", "words", "density"):
        columns[f"heading_{name}"] = np.where(known, columns[name][above], -1)
    columns["heading_depth"] = np.where(known, columns["depth"] - columns["depth"][above], 99)


def _measure_groups(columns: Columns, grid: Grid, words: Matrix, good: Matrix) -> None:
    """Compare blocks made alike: paragraphs of one article share tag, class and parent's class."""
    total = max(1.0, float(good.sum()))
    for level, group in enumerate((grid.look, grid.siblings)):
        size = np.bincount(group)
        columns[f"group_size_{level}"] = size[group]
        columns[f"group_words_{level}"] = (np.bincount(group, words) / size)[group]
        columns[f"group_density_{level}"] = (np.bincount(group, columns["density"]) / size)[group]
        columns[f"group_good_{level}"] = (np.bincount(group, good) / total)[group]
