"""Find names with a transformer that the operator chose, instead of the tagger and rules that ship with us."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from workers.names.borrowed import KINDS, mention
from workers.names.mention import Mention
from workers.names.transformer import CONFIG, NETWORK, TOKENIZER, Floats, Pieces, Transformer, transformer

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
"""What a label is asked for: its first piece's, as such models are trained."""
_SURE = 0.7
"""Certainty from which a mention is kept, as it is for people and places of ours."""
_INSIDE = frozenset("IEL")
"""First letters of labels that go on with a name: inside it, at its end, at its last word."""


def is_meant(model: str) -> bool:
    """Whether a name in the setting is a folder of this kind; one that lacks a file is, too."""
    return any((Path(model) / name).is_file() for name in (NETWORK, TOKENIZER, CONFIG))


def load(model: str) -> Transformer:
    """The model, once a process; raises ``ModelMissingError``."""
    return transformer(model)


def mentions(text: str, model: str, language: str) -> tuple[Mention, ...]:
    """The mentions in a text, in order, not overlapping.

    Args:
        text: Any text; it is read paragraph by paragraph.
        model: Path of the folder.
        language: ISO 639-1; its titles are no part of a person's name.
    """
    reader = load(model)
    paragraphs = [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", text)]
    found: list[Mention | None] = []
    for (offset, paragraph), windows in zip(paragraphs, reader.read([p for _, p in paragraphs]), strict=True):
        for start, end, label, certainty in _names(_units(paragraph, windows), reader.labels):
            if certainty >= _SURE:
                begin, stop = offset + start, offset + end
                found.append(mention(text, begin, stop, label, language=language, certainty=certainty))
    return tuple(one for one in found if one is not None)


class _Unit(NamedTuple):
    """A word, or several in one piece, and what its first piece is taken for."""

    start: int
    end: int
    chances: Floats


def _units(paragraph: str, windows: Sequence[Pieces]) -> Iterator[_Unit]:
    """The words that were read, each from the window in which it stands furthest from an edge."""
    words = [match.span() for match in _WORD.finditer(paragraph)]
    deepest: list[tuple[int, int, int]] = [(-1, 0, 0)] * len(words)
    for number, window in enumerate(windows):
        standing = [at for at, (start, end) in enumerate(window.spans) if start < end]
        ends = [window.spans[at][1] for at in standing]
        opening = bisect_left(words, (window.spans[standing[0]][0], 0)) if standing else len(words)
        for word in range(opening, len(words)):
            found = bisect_right(ends, words[word][0])
            if found == len(ends):
                break
            piece = standing[found]
            if window.spans[piece][0] < words[word][1]:
                depth = min(piece, len(window.spans) - 1 - piece)
                deepest[word] = max(deepest[word], (depth, number, piece))
    read = [(place, word) for place, word in zip(deepest, words, strict=True) if place[0] >= 0]
    for (_, number, piece), group in groupby(read, key=itemgetter(0)):
        spans = [word for _, word in group]
        yield _Unit(spans[0][0], spans[-1][1], windows[number].chances[piece])


def _names(units: Iterable[_Unit], labels: Sequence[str]) -> Iterator[tuple[int, int, str, float]]:
    """Start, end, label and certainty of rows of words of one kind; they are as certain as the least certain word."""
    members = {label[2:]: [at for at, other in enumerate(labels) if other[2:] == label[2:]] for label in labels}
    name: tuple[int, int, str, float] | None = None
    for unit in units:
        prefix, kind = (label := labels[int(np.argmax(unit.chances))])[:1], label[2:]
        certainty = float(unit.chances[members[kind]].sum())
        if name and kind == name[2] and prefix in _INSIDE:
            name = (name[0], unit.end, kind, min(name[3], certainty))
            continue
        if name:
            yield name
        name = (unit.start, unit.end, kind, certainty) if kind in KINDS else None
    if name:
        yield name
