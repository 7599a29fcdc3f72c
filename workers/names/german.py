"""Find the mentions of names in a German text: a tagger's chances, weighed over the whole document."""

from collections.abc import Iterator, Sequence

import numpy as np

from workers.names import document
from workers.names.chain import Floats
from workers.names.mention import Mention
from workers.names.rules import Found, by_form
from workers.names.tagger import tagger
from workers.names.tokens import Span, Tokens, tokens

_KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_LONGEST = 200
"""Words of a sentence; more are tables, lists and noise."""
_ECHO = 0.6
"""Weight of what the other places of the same word in the document say."""
_FLOOR = 0.02
"""No single place may be surer against a reading than this."""
_WEAK = 0.3
"""Certainty below which a tagged name is not even considered."""
_SURE = {"PER": 0.7, "LOC": 0.7, "ORG": 0.6}
"""Certainty from which a mention is kept. People and places must be right rather than complete."""
_SIGNS = dict.fromkeys("„“”«»", '"') | dict.fromkeys("–—", "-")
"""The sign that the training text has for each of a kind."""


def mentions(text: str) -> tuple[Mention, ...]:
    """The mentions in a German text, in order, not overlapping."""
    cut = tokens(text, "de")
    words = [_SIGNS.get(word, word) for word in cut.words]
    if not words:
        return ()
    model = tagger()
    chances = model.chances([words[start:end] for bounds in cut.sentences for start, end in _pieces(*bounds)])
    chances = _echo(words, chances, model.labels)
    tagged = [found for found in _decode(chances, model.labels) if found[3] >= _WEAK]
    chosen = document.carried(words, document.chosen(words, tagged, list(by_form(words))))
    return tuple(
        _mention(cut, start, end, kind, certainty) for start, end, kind, certainty in chosen if certainty >= _SURE[kind]
    )


def _pieces(start: int, end: int) -> Iterator[Span]:
    """A sentence, or what is none in pieces: the longest one decides what all cost."""
    for first in range(start, end, _LONGEST):
        yield first, min(end, first + _LONGEST)


def _bare(word: str) -> str:
    """A word without its genitive, as far as that can be told."""
    return word[:-1] if len(word) > 4 and word[-1] == "s" and word[-2] not in "sußa" else word.rstrip("'’")  # noqa: PLR2004


def _echo(words: Sequence[str], chances: Floats, labels: Sequence[str]) -> Floats:
    """Let each capitalised word hear what the document's other places of it are taken for."""
    spoken = [at for at, word in enumerate(words) if word[0].isupper() and len(word) > 2]  # noqa: PLR2004 - no signs
    if not spoken:
        return chances
    kinds = [label[2:] for label in labels]
    names = list(dict.fromkeys(kinds))
    member = np.asarray([[kind == name for name in names] for kind in kinds], dtype=np.float32)
    own = chances[spoken]
    told = np.log(np.maximum(_FLOOR, own @ member))
    numbers: dict[str, int] = {}
    which = np.asarray([numbers.setdefault(_bare(words[at]), len(numbers)) for at in spoken])
    total = np.zeros((len(numbers), len(names)), dtype=np.float32)
    np.add.at(total, which, told)
    others = np.bincount(which)[which][:, None] - 1
    heard = _ECHO * (total[which] - told) / np.maximum(1, others)
    new = own * (np.exp(heard) @ member.T)
    after = chances.copy()
    after[spoken] = new / new.sum(axis=1, keepdims=True)
    return after


def _decode(chances: Floats, labels: Sequence[str]) -> Iterator[Found]:
    """Rows of words from each word's likeliest label; a name's certainty is that of its weakest word."""
    best = [labels[at] for at in np.argmax(chances, axis=1).tolist()]
    start: int | None = None
    kind = ""
    for place, label in enumerate([*best, "O"]):
        if start is not None and label != f"I-{kind}":
            members = [at for at, name in enumerate(labels) if name[2:] == kind]
            yield start, place, kind, float(chances[start:place, members].sum(axis=1).min())
            start = None
        if start is None and label != "O":
            start, kind = place, label[2:]


def _mention(cut: Tokens, first: int, end: int, kind: str, certainty: float) -> Mention:
    words = tuple(cut.words[first:end])
    stop = cut.starts[end - 1] + len(words[-1])
    return Mention(start=cut.starts[first], end=stop, kind=_KINDS[kind], words=words, certainty=certainty)
