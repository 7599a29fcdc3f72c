"""Label the words of sentences with a trained chain of weights, many sentences at once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from workers.names import features

MODEL = Path(__file__).parent.parent / "steps" / "data" / "names_de.crf.zst"
"""Made by ``workers.steps.training.entities``."""

Floats = NDArray[np.float32]
_NEAR = re.compile(r"(-?[1-9]):")
"""Features of neighbours are stored with the offset before them."""
_REMEMBERED = 30_000
"""Scored words kept between articles, some 200 bytes each; then it forgets them all and learns anew."""


class Weights(msgspec.Struct, frozen=True):
    """A linear-chain model (Lafferty, McCallum and Pereira 2001) as it is stored."""

    labels: tuple[str, ...]
    features: tuple[str, ...]
    weights: bytes
    """One row of half floats for each feature, one column for each label."""
    transitions: bytes
    """Half floats, from row to column."""


@dataclass(slots=True, kw_only=True)
class Tagger:
    """A model ready for use, with the scores of words it has met; not frozen, as it remembers."""

    labels: tuple[str, ...]
    rows: dict[str, int]
    weights: Floats
    """Of the features of a word for its own label, and of places."""
    near_rows: dict[str, int]
    near_weights: Floats
    """Of the features of a word for its neighbours' labels, one row an offset."""
    transitions: Floats
    met: dict[str, int]
    """Number of each word met so far; the empty word stands before and after sentences."""
    forms: dict[tuple[str, ...], list[int]]
    """Rows of weights of the forms in a row that were met."""
    table: Floats
    """For each word met, a row of scores for each offset at which a neighbour hears of it; grows by doubling."""

    def chances(self, sentences: Sequence[Sequence[str]]) -> Floats:
        """Probability of each label for each word of a document, sentence after sentence."""
        scores = self._scores(sentences)
        sizes = [len(sentence) for sentence in sentences]
        longest = max(sizes, default=0)
        places = np.concatenate([np.arange(size) for size in sizes]) if sizes else np.zeros(0, dtype=int)
        owners = np.repeat(np.arange(len(sizes)), sizes)
        batch = np.zeros((longest, len(sizes), len(self.labels)), dtype=np.float32)
        batch[places, owners] = scores
        filled = np.zeros((longest, len(sizes), 1), dtype=bool)
        filled[places, owners] = True
        return np.asarray(self._marginals(batch, filled)[places, owners], dtype=np.float32)

    def _scores(self, sentences: Sequence[Sequence[str]]) -> Floats:
        """How much the features of each word speak for each label, before its neighbours' labels are known."""
        if len(self.met) > _REMEMBERED:
            self.met.clear()
            self.forms.clear()
        reach = features.OFFSETS[-1]
        padded: list[int] = []
        own: list[int] = []
        at: list[int] = []
        rows: list[int] = []
        for sentence in sentences:
            padded += [self._number("")] * reach
            for word, place in zip(sentence, features.of_places(sentence), strict=True):
                if place.forms:
                    found = self._rows(place.loose) + self._forms(place.forms)
                    at += [len(own)] * len(found)
                    rows += found
                own.append(len(padded))
                padded.append(self._number(word))
        padded += [self._number("")] * reach
        numbers, places = np.asarray(padded), np.asarray(own, dtype=int)
        scores = np.zeros((len(own), len(self.labels)), dtype=np.float32)
        for column, offset in enumerate(features.OFFSETS):
            scores += self.table[numbers[places + offset], column]
        np.add.at(scores, at, self.weights[rows])
        return scores

    def _number(self, word: str) -> int:
        number = self.met.get(word)
        if number is None:
            number = self.met[word] = len(self.met)
            if number == len(self.table):
                self.table = np.concatenate([self.table, np.zeros_like(self.table)])
            self.table[number] = self._score(word)
        return number

    def _score(self, word: str) -> Floats:
        """What a word says for each label of its neighbours and of itself, one row an offset."""
        heard = [row for feature in features.near(word) if (row := self.near_rows.get(feature)) is not None]
        score: Floats = self.near_weights[heard].sum(axis=0)
        if word:
            score[features.OFFSETS.index(0)] = self.weights[self._rows(features.own(word))].sum(axis=0)
        return score

    def _forms(self, forms: tuple[str, ...]) -> list[int]:
        if (rows := self.forms.get(forms)) is None:
            rows = self.forms[forms] = self._rows(forms)
        return rows

    def _rows(self, named: Iterable[str]) -> list[int]:
        return [row for feature in named if (row := self.rows.get(feature)) is not None]

    def _marginals(self, batch: Floats, filled: NDArray[np.bool_]) -> Floats:
        """The forward-backward algorithm over all sentences at once; the first axis is the place in the sentence.

        Scaled to one at every place, so that no product runs out of its range (Rabiner 1989).
        """
        emitted = np.exp(batch - batch.max(axis=2, keepdims=True))
        follows = np.exp(self.transitions)
        forward, backward = emitted.copy(), np.ones_like(emitted)
        for place in range(1, len(batch)):
            step = (forward[place - 1] @ follows) * emitted[place]
            forward[place] = np.where(filled[place], step / step.sum(axis=1, keepdims=True), forward[place - 1])
        for place in range(len(batch) - 2, -1, -1):
            step = (emitted[place + 1] * backward[place + 1]) @ follows.T
            backward[place] = np.where(filled[place + 1], step / step.sum(axis=1, keepdims=True), 1)
        both = forward * backward
        return np.asarray(both / both.sum(axis=2, keepdims=True), dtype=np.float32)


@cache
def tagger() -> Tagger:
    """The German model."""
    stored = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(MODEL.read_bytes()), type=Weights)
    labels = len(stored.labels)
    weights = np.frombuffer(stored.weights, dtype=np.float16).reshape(-1, labels).astype(np.float32)
    near: dict[str, int] = {}
    near_weights = np.zeros((len(stored.features), len(features.OFFSETS), labels), dtype=np.float32)
    for row, feature in enumerate(stored.features):
        if match := _NEAR.match(feature):
            place = near.setdefault(feature[match.end() :], len(near))
            near_weights[place, features.OFFSETS.index(int(match[1]))] = weights[row]
    return Tagger(
        labels=stored.labels,
        rows={feature: row for row, feature in enumerate(stored.features) if not _NEAR.match(feature)},
        weights=weights,
        near_rows=near,
        near_weights=near_weights[: len(near)].copy(),
        transitions=np.frombuffer(stored.transitions, dtype=np.float16).reshape(labels, labels).astype(np.float32),
        met={},
        forms={},
        table=np.zeros((1024, len(features.OFFSETS), labels), dtype=np.float32),
    )
