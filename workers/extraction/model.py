"""The trained model that tells a page's text from the rest: two forests and a lexicon out of one file."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import zstandard

from workers.extraction.blocks import Segmentation
from workers.extraction.features import Context, Grid, Matrix, measure
from workers.extraction.forest import Forest
from workers.extraction.lexicon import Lexicon
from workers.extraction.neighbours import measure_neighbours

FILE = Path(__file__).with_name("blocks.model")
VERSION = 2
"""Of the file's layout and of the columns; raised whenever ``features`` or ``neighbours`` change theirs."""

_WORDS = 1
"""Column of ``measure`` that counts words."""
_DOUBT = 0.02
"""First score above which a block is looked at twice: two blocks of three are below, and of 25,200 blocks that were
text in the end none was below 0.05."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Everything learnt, ready to score pages."""

    lexicon: Lexicon
    first: Forest
    second: Forest
    threshold: float
    """Probability from which a block is text, chosen by cross-validation over domains."""

    def score(self, page: Segmentation, grid: Grid, context: Context) -> Matrix:
        """Probability that a block is the article's text, for each block of the page."""
        if not page.blocks:
            return np.empty(0, np.float32)
        rows = measure(page, grid, context, self.lexicon)
        scores = self.first.score(rows)
        again = np.flatnonzero(scores > _DOUBT)
        if len(again):
            around = measure_neighbours(grid, rows[:, _WORDS], scores)
            scores = scores.copy()
            scores[again] = self.second.score(np.hstack([rows[again], around[again]]))
        return scores


def save(model: Model, path: Path = FILE) -> None:
    """Write a model: JSON of everything, arrays as lists of rounded numbers, compressed with zstd."""
    packed = {
        "version": VERSION,
        "threshold": model.threshold,
        "words": model.lexicon.words,
        "names": model.lexicon.names,
        "bias": model.lexicon.bias,
        "first": _forest_to_lists(model.first),
        "second": _forest_to_lists(model.second),
    }
    path.write_bytes(
        zstandard.ZstdCompressor(level=19).compress(json.dumps(packed, ensure_ascii=False, sort_keys=True).encode())
    )


@cache
def load(path: Path = FILE) -> Model:
    """Read the model once for each process; raises ``ValueError`` when the file is of another version."""
    packed = json.loads(zstandard.ZstdDecompressor().decompress(path.read_bytes()))
    if packed["version"] != VERSION:
        raise ValueError(f"{path.name}: version {packed['version']}, and this code reads {VERSION} - run make model")
    return Model(
        lexicon=Lexicon(
            words=packed["words"],
            names={token: tuple(weights) for token, weights in packed["names"].items()},
            bias=tuple(packed["bias"]),
        ),
        first=_forest_from_lists(packed["first"]),
        second=_forest_from_lists(packed["second"]),
        threshold=packed["threshold"],
    )


def _forest_to_lists(forest: Forest) -> dict[str, object]:
    # nine digits bring every 32-bit number back exactly
    return {
        "feature": forest.feature.tolist(),
        "threshold": [float(f"{number:.9g}") for number in forest.threshold.tolist()],
        "left": forest.left.tolist(),
        "value": [float(f"{number:.5g}") for number in forest.value.tolist()],
        "roots": forest.roots.tolist(),
        "depth": forest.depth,
    }


def _forest_from_lists(lists: dict[str, list[float]]) -> Forest:
    return Forest(
        feature=np.array(lists["feature"], np.intp),
        threshold=np.array(lists["threshold"], np.float32),
        left=np.array(lists["left"], np.intp),
        value=np.array(lists["value"], np.float32),
        roots=np.array(lists["roots"], np.intp),
        depth=int(lists["depth"]),  # type: ignore[call-overload]
    )
