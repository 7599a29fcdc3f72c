"""Cut a text into words and signs, as the labelled corpora do."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from workers.sentences import sentences
from workers.wordlists import words

_TOKEN = re.compile(r"([^\W_]+(?:[-‐'’.&][^\W_]+)*|[^\w\s]|_)")
_ORDINAL = re.compile(r"\d{1,2}")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The words and signs of a text; nobody changes the lists, which steps share."""

    words: list[str]
    starts: list[int]
    """Where each stands in the text."""
    sentences: list[Span]
    """First and last word (exclusive) of each sentence."""


@lru_cache(maxsize=4)  # names, quotations and key phrases ask for the same text
def tokens(text: str, language: str | None) -> Tokens:
    """The words and signs of each sentence; abbreviations, initials and ordinals keep their full stop."""
    parts = _TOKEN.split(text)  # what is between words, and the words, in turn
    words, starts = parts[1::2], list(accumulate(map(len, parts)))[:-1:2]
    spans = sentences(text, language)
    _join_stops(words, starts, {start for start, _ in spans}, language)
    bounds: list[Span] = []
    last = 0
    for _, end in spans:
        first, last = last, bisect_left(starts, end, last)
        bounds.append((first, last))
    return Tokens(words=words, starts=starts, sentences=bounds)


def _join_stops(words: list[str], starts: list[int], openings: set[int], language: str | None) -> None:
    """Give words the stops that belong to them; the last one of a sentence belongs to the sentence."""
    joined = [at for at, word in enumerate(words) if word == "." and _is_owned(words, starts, at, openings, language)]
    if not joined:
        return
    for at in joined:
        words[at - 1] += "."
    gone = set(joined)  # left out in one go: to take each out of a list of a million words moves all that follow
    words[:] = [word for at, word in enumerate(words) if at not in gone]
    starts[:] = [start for at, start in enumerate(starts) if at not in gone]


def _is_owned(words: Sequence[str], starts: Sequence[int], at: int, openings: set[int], language: str | None) -> bool:
    before = words[at - 1] if at else ""
    is_last = at + 1 == len(words) or starts[at + 1] in openings
    return bool(not is_last and before and starts[at - 1] + len(before) == starts[at] and _keeps_stop(before, language))


def _keeps_stop(word: str, language: str | None) -> bool:
    return (
        (len(word) == 1 and word.isalpha())
        or word.lower() in words(language, "abbreviations")
        or (language == "de" and _ORDINAL.fullmatch(word) is not None)
    )
