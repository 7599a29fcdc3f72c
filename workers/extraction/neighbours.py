"""What the first look at all blocks says of each one's surroundings: the ground of the second look."""

import numpy as np

from workers.extraction.features import Columns, Grid, Matrix, around, shifted, stacked

_LEVELS = 5
_LIKELY = 0.5
_MOST_WORDS = 6_000
"""Words of text beyond which more say nothing new of a page."""


def measure_neighbours(grid: Grid, sizes: Matrix, scores: Matrix) -> Matrix:
    """Measure all blocks again.

    Args:
        grid: The page's blocks and elements.
        sizes: Words of each block.
        scores: How likely each block is text, as the first look has it.
    """
    columns: Columns = {"score": scores}
    n = len(scores)
    for by in (1, -1, 2, -2, 3, -3, 4, -4):
        columns[f"score{by:+}"] = shifted(scores, by, -1)
    text = sizes * scores
    total = max(1.0, float(text.sum()))
    columns["text_before"], columns["text_after"] = (np.cumsum(text) - text) / total, 1 - np.cumsum(text) / total
    for span in (3, 8):
        columns[f"score_around_{span}"], columns[f"text_around_{span}"] = (
            around(scores, span),
            around(text, span) / total,
        )
    text_in, words_in, scores_in = grid.sum(text), grid.sum(sizes), grid.sum(scores)
    count = np.maximum(1, grid.last - grid.first)
    at = grid.holder
    for level in range(_LEVELS):
        columns[f"text_share_{level}"] = text_in[at] / total
        columns[f"text_density_{level}"] = text_in[at] / np.maximum(1, words_in[at])
        columns[f"score_mean_{level}"] = scores_in[at] / count[at]
        at = np.maximum(grid.parent[at], 0)
    group = grid.look
    columns["group_score"] = (np.bincount(group, scores) / np.bincount(group))[group]
    columns["group_text"] = (np.bincount(group, text) / total)[group]
    columns["page_score"], columns["page_text"] = np.full(n, scores.sum()), np.full(n, min(total, _MOST_WORDS))
    columns["page_best"] = np.full(n, scores.max())
    likely = np.flatnonzero(scores > _LIKELY)
    first, last = (likely[0], likely[-1]) if len(likely) else (0, n)
    columns["from_first"], columns["to_last"] = np.arange(n) - first, last - np.arange(n)
    return stacked(columns)
