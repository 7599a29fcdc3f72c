"""Cut a text into words and signs, as the labelled corpora do."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workers.sentences import sentences
from workers.wordlists import words

_TOKEN = re.compile(r"[^\W_]+(?:[-‐'’.&][^\W_]+)*|[^\w\s]|_")
_ORDINAL = re.compile(r"\d{1,2}")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The words and signs of a text; nobody changes the lists, which steps share."""

    words: list[str]
    starts: list[int]
    """Where each stands in the text; it ends with its last character."""
    sentences: list[Span]
    """First and last word (exclusive) of each sentence."""


@lru_cache(maxsize=4)  # names and key phrases ask for the same text
def tokens(text: str, language: str | None) -> Tokens:
    """The words and signs of each sentence; abbreviations, initials and ordinals keep their full stop."""
    found = [match.span() for match in _TOKEN.finditer(text)]
    starts = [start for start, _ in found]
    spans: list[Span] = []
    bounds: list[Span] = []
    last = 0
    for start, end in sentences(text, language):
        first = bisect_left(starts, start, last)
        last = bisect_left(starts, end, first)
        own = found[first:last]
        if text.find(".", start, end - 1) >= 0:
            own = list(_with_stops(text, own, language))
        bounds.append((len(spans), len(spans) + len(own)))
        spans += own
    return Tokens(
        words=[text[start:end] for start, end in spans], starts=[start for start, _ in spans], sentences=bounds
    )


def _with_stops(text: str, found: list[Span], language: str | None) -> Iterator[Span]:
    """One sentence's words, with the stops that belong to them; its last one belongs to the sentence."""
    at = 0
    while at < len(found):
        start, end = found[at]
        stops = at + 2 < len(found) and text[end] == "." and found[at + 1] == (end, end + 1)
        if stops and _keeps_stop(text[start:end], language):
            end, at = end + 1, at + 1
        yield start, end
        at += 1


def _keeps_stop(word: str, language: str | None) -> bool:
    return (
        (len(word) == 1 and word.isalpha())
        or word.lower() in words(language, "abbreviations")
        or (language == "de" and _ORDINAL.fullmatch(word) is not None)
    )
