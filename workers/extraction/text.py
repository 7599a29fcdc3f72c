"""Chooses the blocks that are an article's text, and makes paragraphs of them."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np

from workers.extraction.blocks import Block, Segmentation
from workers.extraction.features import Grid, Matrix
from workers.extraction.tidying import in_comments, is_caption

_LEAST = 120
"""Characters of text below which the likeliest blocks are taken even if each is doubtful."""
_CELLS = frozenset(("td", "th"))
_END = re.compile(r"[.!?:…。！？।؟\"”“»)]$")
_DOUBTFUL = 0.12
"""Score from which a block that is left out is kept for people to see."""
_LONG = 40
"""Characters of a passage."""
_RUN = 60
"""Paragraphs made alike, within one element, from which a text is a long one."""
_MOST_LEFT_OUT = 40
_LONGEST_BESIDE, _MOST_BESIDE = 600, 1000
"""Characters of a passage beside the text, and how many of them are looked at."""


def choose(page: Segmentation, scores: Matrix, threshold: float) -> tuple[int, ...]:
    """Indexes of the blocks that are text."""
    sizes = np.fromiter((len(block.text) for block in page.blocks), np.int64, len(page.blocks))
    chosen = scores >= threshold
    if sizes[chosen].sum() < _LEAST:
        chosen = scores >= min(threshold, 0.6 * float(scores.max(initial=0.0)))
    return tuple(np.flatnonzero(chosen).tolist())


def without_holes(page: Segmentation, grid: Grid, kept: tuple[int, ...]) -> tuple[int, ...]:
    """The choice with what is missing amid a long text, of whose paragraphs made alike most are chosen.

    The labelled pages have few texts so long, and far from both ends the model is unsure of each paragraph.
    """
    long = np.flatnonzero(np.bincount(grid.siblings) >= _RUN)
    if not kept or not len(long):
        return kept
    chosen = set(kept)
    for group in long:
        members = [number for number in np.flatnonzero(grid.siblings == group).tolist() if kept[0] < number < kept[-1]]
        if 2 * sum(number in chosen for number in members) > len(members):
            chosen.update(number for number in members if _is_passage(page.blocks[number]))
    return tuple(sorted(chosen))


def _is_passage(block: Block) -> bool:
    return len(block.text) >= _LONG and 2 * block.linked < len(block.text)


def certainty(page: Segmentation, scores: Matrix, kept: Sequence[int]) -> float:
    """The F1 that the model itself expects of its choice, by characters, 0 to 1."""
    sizes = np.fromiter((len(block.text) for block in page.blocks), np.float64, len(page.blocks))
    right = float((sizes * scores)[list(kept)].sum())
    return 2 * right / max(1.0, float(sizes[list(kept)].sum() + (sizes * scores).sum()))


def paragraphs_of(page: Segmentation, kept: Iterable[int]) -> tuple[str, ...]:
    """The text of blocks: cells of one row in one line, lines that a break cut within a sentence joined again."""
    paragraphs: list[str] = []
    before: Block | None = None
    for block in (page.blocks[number] for number in kept):
        if before is not None and _same_row(page, before, block):
            paragraphs[-1] += " | " + block.text
        elif before is not None and _goes_on(before, block):
            paragraphs[-1] += " " + block.text
        else:
            paragraphs.append(block.text)
        before = block
    return tuple(paragraphs)


def captions_of(page: Segmentation, kept: Iterable[int]) -> tuple[str, ...]:
    """What stands under the page's pictures."""
    chosen = frozenset(kept)
    captions = (
        ends for node, ends in zip(page.nodes, page.ends, strict=True) if ends[0] < ends[1] and is_caption(node)
    )
    blocks = {number for ends in captions for number in range(*ends)} - chosen
    shown = (page.blocks[number] for number in sorted(blocks))
    return tuple(dict.fromkeys(block.text for block in shown if not page.nodes[block.node].hidden))


def left_out_of(page: Segmentation, scores: Matrix, kept: Iterable[int]) -> tuple[str, ...]:
    """Blocks that were not chosen although much spoke for them."""
    chosen = frozenset(kept)
    doubtful = (
        block.text
        for number, block in enumerate(page.blocks)
        if number not in chosen
        and scores[number] >= _DOUBTFUL
        and len(block.text) >= _LONG
        and not in_comments(page, number)
    )
    return tuple(dict.fromkeys(doubtful))[:_MOST_LEFT_OUT]


def beside_of(page: Segmentation, kept: Iterable[int]) -> tuple[str, ...]:
    """Passages that are not chosen, lead nowhere, and that no reader wrote: what the publisher says beside the text."""
    chosen = frozenset(kept)
    passages = (
        number
        for number, block in enumerate(page.blocks)
        if number not in chosen and _is_passage(block) and len(block.text) <= _LONGEST_BESIDE
    )
    shown = (page.blocks[number].text for number in islice(passages, _MOST_BESIDE) if not in_comments(page, number))
    return tuple(dict.fromkeys(shown))


def _same_row(page: Segmentation, one: Block, other: Block) -> bool:
    nodes = page.nodes
    a, b = nodes[one.node], nodes[other.node]
    return one.node != other.node and a.tag in _CELLS and b.tag in _CELLS and a.parent == b.parent


def _goes_on(before: Block, block: Block) -> bool:
    same = block.after_break and before.node == block.node
    return same and block.text[0].islower() and not _END.search(before.text)
