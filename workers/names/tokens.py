"""Cut a sentence into words and signs, as the labelled corpora do."""

import re

from workers.wordlists import words

_TOKEN = re.compile(r"[^\W_]+(?:[-‐'’.&][^\W_]+)*|[^\w\s]|_")
_ORDINAL = re.compile(r"\d{1,2}")


def tokens(text: str, start: int, end: int, language: str | None) -> list[tuple[int, int]]:
    """Spans of the words and signs of one sentence; abbreviations, initials and ordinals keep their full stop."""
    found = [match.span() for match in _TOKEN.finditer(text, start, end)]
    kept: list[tuple[int, int]] = []
    for at, (first, last) in enumerate(found):
        if text[first:last] == "." and kept and kept[-1][1] == first and at + 1 < len(found):
            word = text[kept[-1][0] : first]
            if _keeps_stop(word, language):
                kept[-1] = (kept[-1][0], last)
                continue
        kept.append((first, last))
    return kept


def _keeps_stop(word: str, language: str | None) -> bool:
    return (
        (len(word) == 1 and word.isalpha())
        or word.lower() in words(language, "abbreviations")
        or (language == "de" and _ORDINAL.fullmatch(word) is not None)
    )
