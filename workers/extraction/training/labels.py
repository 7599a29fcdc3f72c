"""Which blocks of a labelled page are its article's text."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from workers.extraction.features import plain

_SHINGLE = 4
"""Words that are compared at once; a block with fewer is judged by its surroundings."""
_NEAR = 6
_HALF = 0.5
_TELLING, _COMMON = 15, 25
"""Characters from which a block can be found in a segment, and below which a segment may stand anywhere."""

Labels = NDArray[np.float32]


def label_by_text(texts: Sequence[str], gold: Sequence[str]) -> Labels:
    """1 for blocks that the gold text holds, 0 for the others.

    Args:
        texts: The page's blocks.
        gold: Paragraphs of the article as a person or a reviewed parser gives them.
    """
    words = [plain(text).split() for text in texts]
    lines = [plain(line) for line in gold]
    whole = " " + " ".join(lines) + " "
    known = set(_shingles(whole.split()))
    share = np.array([np.mean([one in known for one in _shingles(block)] or [False]) for block in words], np.float32)
    labels = (share >= _HALF).astype(np.float32)
    for number, block in enumerate(words):
        if 0 < len(block) < _SHINGLE:
            labels[number] = " ".join(block) in lines or _continues(words, labels, number, whole)
    _once(words, labels, whole)
    for number, block in enumerate(words):
        if len(block) < _SHINGLE and not any(
            labels[i] and len(words[i]) >= _SHINGLE for i in _around(number, len(words))
        ):
            labels[number] = 0
    return labels


def label_by_segments(texts: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]) -> Labels:
    """1 for blocks with a wanted segment, 0 for those with an unwanted one, -1 where nothing is known."""
    labels = np.full(len(texts), -1, np.float32)
    doubtful: set[int] = set()
    for segments, label in ((wanted, 1), (unwanted, 0)):
        for segment in (" ".join(segment.split()) for segment in segments):
            found = [i for i, text in enumerate(texts) if segment and segment in text]
            found = found or [i for i, text in enumerate(texts) if len(text) > _TELLING and text in segment]
            if label and len(found) > 1 and len(segment) < _COMMON:
                continue  # too common a phrase to say which block is meant
            doubtful.update(i for i in found if labels[i] == 1 - label)
            labels[found] = label
    labels[list(doubtful)] = -1
    return labels


def _shingles(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def _around(number: int, count: int) -> range:
    return range(max(0, number - _NEAR), min(count, number + _NEAR + 1))


def _continues(words: Sequence[list[str]], labels: Labels, number: int, whole: str) -> bool:
    """Whether a short block stands in the gold text right after or before a block of the text."""
    short = " ".join(words[number])
    before = (" ".join(words[i][-3:]) for i in (number - 1, number - 2) if i >= 0 and labels[i])
    after = (" ".join(words[i][:3]) for i in (number + 1, number + 2) if i < len(words) and labels[i])
    return any(f" {text} {short} " in whole for text in before) or any(f" {short} {text} " in whole for text in after)


def _once(words: Sequence[list[str]], labels: Labels, whole: str) -> None:
    """Of blocks that repeat each other keep as many as the gold text has, those amid most text."""
    places = defaultdict(list)
    for number in map(int, np.flatnonzero(labels)):
        places[" ".join(words[number])].append(number)
    density = Counter({i: float(labels[max(0, i - 4) : i + 5].sum()) for i in range(len(words))})
    for text, numbers in places.items():
        wanted = max(1, whole.count(f" {text} "))
        for number in sorted(numbers, key=lambda i: -density[i])[wanted:]:
            labels[number] = 0
