"""The weights of the German tagger, as they are stored and as they are looked up."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from workers.names import features
from workers.names.chain import Floats

MODEL = Path(__file__).parent.parent / "steps" / "data" / "names_de.crf.zst"
"""Made by ``workers.steps.training.entities``."""

Numbers = NDArray[np.int64]
_NEAR = re.compile(r"(-?[1-9]):")
"""Features of neighbours are stored with the offset before them."""
_OWN = features.OFFSETS.index(0)
_PAIR = re.compile(r"([bc])=(.+?)\|(.+)", re.DOTALL)


class Stored(msgspec.Struct, frozen=True):
    """A linear-chain model (Lafferty, McCallum and Pereira 2001) as it is stored."""

    labels: tuple[str, ...]
    features: tuple[str, ...]
    weights: bytes
    """One row of half floats for each feature, one column for each label."""
    transitions: bytes
    """Half floats, from row to column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """What two words in a row say; most pairs say nothing, as the model knows a few thousand."""

    first: dict[str, int]
    """Number of each word that stands first in a pair, from 1."""
    second: dict[str, int]
    keys: Numbers
    """The pairs by number, in rising order: first times ``width`` plus second."""
    width: int
    of_first: Floats
    """What each pair says of its first word's label, one row a pair."""
    of_second: Floats

    def known(self, first: Numbers, second: Numbers) -> tuple[Numbers, Numbers]:
        """Where in two rows of numbers known pairs stand, and which they are."""
        wanted = first * self.width + second
        found = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        places = np.flatnonzero(self.keys[found] == wanted)
        return places, found[places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A model ready for use."""

    labels: tuple[str, ...]
    transitions: Floats
    pairs: Pairs
    rows: dict[str, int]
    """Of every feature, whatever the offset at which it is heard."""
    short_endings: dict[str, int]
    """Of the endings of words that are nothing but this ending: their neighbours hear it, their own labels do not."""
    weights: Floats
    """For each row one line an offset, one column a label."""

    @property
    def words(self) -> Iterator[str]:
        """The words, in lower case, that have a feature of their own."""
        return (feature.removeprefix("w=") for feature in self.rows if feature.startswith("w="))

    def of(self, named: Iterable[str]) -> Floats:
        """What some features say together for the label of their own place."""
        found = [row for feature in named if (row := self.rows.get(feature)) is not None]
        return np.asarray(self.weights[found, _OWN].sum(axis=0), dtype=np.float32)

    def of_name(self, part: str, label: str) -> Floats:
        """What the first (``B``) or a further word (``I``) of a known name of several words says."""
        return self.of([features.of_name(part, label)])

    def of_word(self, word: str) -> Floats:
        """What a word says for each label of its neighbours and of itself, one row an offset."""
        found = [row for feature in features.own(word) if (row := self.rows.get(feature)) is not None]
        if (row := self.short_endings.get(word.lower())) is not None:
            found.append(row)
        return np.asarray(np.add.reduce(self.weights[found], axis=0), dtype=np.float32)


@cache
def german() -> Weights:
    """The German model."""
    stored = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(MODEL.read_bytes()), type=Stored)
    labels = len(stored.labels)
    weights = np.frombuffer(stored.weights, dtype=np.float16).reshape(-1, labels).astype(np.float32)
    rows: dict[str, int] = {}
    placed = np.zeros((len(stored.features), len(features.OFFSETS), labels), dtype=np.float32)
    for said, feature in zip(weights, stored.features, strict=True):
        match = _NEAR.match(feature)
        row = rows.setdefault(feature[match.end() :] if match else feature, len(rows))
        placed[row, features.OFFSETS.index(int(match[1])) if match else _OWN] = said
    endings = {feature.removeprefix("q3="): row for feature, row in rows.items() if feature.startswith("q3=")}
    heard = placed[list(endings.values())]
    heard[:, _OWN] = 0
    return Weights(
        labels=stored.labels,
        transitions=np.frombuffer(stored.transitions, dtype=np.float16).reshape(labels, labels).astype(np.float32),
        pairs=_pairs(stored.features, weights),
        rows=rows,
        short_endings={ending: row for row, ending in enumerate(endings, len(rows))},
        weights=np.concatenate([placed[: len(rows)], heard]),
    )


def _pairs(named: Iterable[str], weights: Floats) -> Pairs:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row, feature in enumerate(named):
        if match := _PAIR.fullmatch(feature):
            found.setdefault((match[2], match[3]), {})[match[1]] = row
    first = {word: number for number, word in enumerate(dict.fromkeys(one for one, _ in found), 1)}
    second = {word: number for number, word in enumerate(dict.fromkeys(two for _, two in found), 1)}
    width = len(second) + 1
    ordered = sorted(found, key=lambda pair: first[pair[0]] * width + second[pair[1]])
    silent = len(weights)
    padded = np.concatenate([weights, np.zeros_like(weights[:1])])
    return Pairs(
        first=first,
        second=second,
        keys=np.asarray([first[one] * width + second[two] for one, two in ordered], dtype=np.int64),
        width=width,
        of_first=padded[[found[pair].get("c", silent) for pair in ordered]],
        of_second=padded[[found[pair].get("b", silent) for pair in ordered]],
    )
