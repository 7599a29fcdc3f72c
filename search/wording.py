"""A text as words, runs of words and sentences, in which the words of another text can be looked up."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from heapq import nlargest
from math import log

from search.sentences import sentences

RUN = 4
"""Words that must follow each other in both texts to count as copied."""

TAKEN = 0.5
"""Weighted share of a sentence's words that must stand in one place of the other text, measured on edited copy."""

STEM = 6
"""Letters of a word that are compared: endings and tenses are the sub-editor's."""

CROWDED = 12
"""Sentences a word may stand in and still help to find the place that another sentence comes from."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese write without spaces: there a character stands for a word."""
_WORD = re.compile(
    r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,:'\u2019\u00a0\u202f]\d+)*"  # 8.000, 8 000 and 8000 are one number; so is 0,6
    rf"|[{_UNSPACED}]|[^\W\d{_UNSPACED}][^\W{_UNSPACED}]*"
)
_FURNITURE = re.compile(r"\(.{2,60}\)|\W*")
"""What is no sentence although it stands alone: a credit in brackets, a row of stars."""


class Book:
    """A text opened at its sentences, with an index of its words."""

    def __init__(self, text: str) -> None:
        self.sentences = tuple(told for told in sentences(text) if not _FURNITURE.fullmatch(told))
        self.words = words(text)
        self.said = [words(told) for told in self.sentences]
        self.keys = [frozenset(word[:STEM] for word in said) for said in self.said]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, keys in enumerate(self.keys):
            for key in keys:
                self._places[key].append(place)

    def place_of(self, keys: frozenset[str]) -> int | None:
        """The sentence that another text's sentence was made of; None when it is in none, nor in two that follow."""
        weights = {key: self._weight(key) for key in keys}
        votes: dict[int, float] = defaultdict(float)
        for key in keys:
            places = self._places.get(key, ())
            for place in places if len(places) <= CROWDED else ():
                votes[place] += weights[key]
        total = sum(weights.values())
        for place in nlargest(2, votes, key=votes.__getitem__):
            pairs = (self._pair(place - 1), self._pair(place))
            if max(sum(weights[key] for key in keys & pair) for pair in pairs) >= TAKEN * total:
                return place
        return None

    def shared(self, said: Sequence[str], place: int) -> int:
        """How many of a sentence's words stand in the sentence at that place or in its neighbours."""
        there = self._pair(place - 1) | self._pair(place)
        return sum(word[:STEM] in there for word in said)

    def _pair(self, place: int) -> frozenset[str]:
        """The words of two neighbours: sentences are joined and parted when they are edited."""
        return frozenset().union(*self.keys[max(place, 0) : place + 2])

    def _weight(self, key: str) -> float:
        return log(1 + len(self.keys) / (len(self._places.get(key, ())) or 1))


def words(text: str) -> list[str]:
    """The words in lower case; numbers without the marks between their thousands."""
    folded = text.casefold().replace("ß", "ss")
    return [re.sub(r"\D", "", word) if word[0].isdigit() else word for word in _WORD.findall(folded)]


def runs(said: Sequence[str]) -> list[tuple[str, ...]]:
    """Every ``RUN`` words that follow each other."""
    return list(zip(*(said[offset:] for offset in range(RUN)), strict=False))


def standing(said: Sequence[str], known: Collection[tuple[str, ...]]) -> int:
    """How many of the words stand in a run that is known."""
    return len({place for start, run in enumerate(runs(said)) if run in known for place in range(start, start + RUN)})


def covered(said: Sequence[str], others: Sequence[str]) -> float:
    """Share of the words that stand in a run that the others have too, 0 to 1."""
    return standing(said, set(runs(others))) / len(said) if said else 0.0
