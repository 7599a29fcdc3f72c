"""How likely each label is at each place of a row, when neighbouring labels follow each other more or less gladly."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_STEPS = 8
"""Places between two scalings: over so many no product runs out of the range of a double, one in ten million each."""


def marginals(scores: Floats, sizes: Sequence[int], transitions: Floats) -> Floats:
    """Probability of each label at each place of many rows.

    The forward-backward algorithm of a linear chain (Rabiner 1989), over all rows at once and in both directions at
    once: what comes from behind is what comes from ahead in the row turned round.

    Args:
        scores: One line a place, row after row; how much speaks for each label there.
        sizes: Places of each row.
        transitions: Score of each label (line) before each other one (column).
    """
    emitted = np.exp(scores.astype(np.float64) - scores.max(axis=1, keepdims=True, initial=-np.inf))
    owners = np.repeat(np.arange(len(sizes)), sizes)
    places = np.arange(len(scores)) - np.repeat(np.cumsum([0, *sizes])[:-1], sizes)
    turned = np.repeat(sizes, sizes) - 1 - places if len(sizes) else places
    lattice = np.ones((max(sizes, default=0), 2, len(sizes), len(transitions)))
    lattice[places, 0, owners] = emitted
    lattice[turned, 1, owners] = emitted
    follows = np.exp(np.stack([transitions, transitions.T]).astype(np.float64))
    heard = np.ones_like(lattice)
    for place in range(1, len(lattice)):
        np.matmul(lattice[place - 1], follows, out=heard[place])
        if place % _STEPS == 0:
            heard[place] /= heard[place].sum(axis=2, keepdims=True)
        lattice[place] *= heard[place]
    both = emitted * heard[places, 0, owners] * heard[turned, 1, owners]
    return np.asarray(both / both.sum(axis=1, keepdims=True), dtype=np.float32)
