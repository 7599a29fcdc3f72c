"""Cut a text into sentences, as spans, without a model."""

import re
from functools import cache, lru_cache

from workers.wordlists import LANGUAGES, words

_END = re.compile(
    r"""(?P<stop>[.!?…]+|[。！？｡।॥؟۔]+)      # what ends a sentence
        (?P<close>["'”“’‘»«›‹)\]】」』]*)       # quotation marks and brackets that close with it
        (?P<gap>\s+|(?<=[。！？｡」』])|$)       # Chinese and Japanese leave no space
    """,
    re.VERBOSE,
)
_OPENERS = "\"'„“”‚‘»«›‹([¿¡–—-"
_WORD_BEFORE = re.compile(r"[\w.]*\w$")
_NUMBER = re.compile(r"\d{1,3}$")
_ROMAN = re.compile(r"[IVX]+$")
_FIRST_WORD = re.compile(r"\W*(\w+)")
_OWN_END = "。！？｡।॥؟۔"
_LOOK_BACK = 24
"""Characters before a full stop in which its word is looked for; no abbreviation is longer."""


@lru_cache(maxsize=4)  # five steps ask for the same text, one after the other
def sentences(text: str, language: str | None) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of a text, in order, without surrounding white space.

    A line break always ends a sentence: the text's paragraphs are separated by blank lines.

    Args:
        text: Any text.
        language: ISO 639-1; German and English have their own abbreviations and ordinals.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        begin = start
        for match in _END.finditer(text, start, start + len(line)):
            if _ends(text, match, language, begin):
                found.append((begin, match.end("close")))
                begin = match.end()
        start += len(line)
        found.append((begin, start))
    return tuple(trimmed for span in found if (trimmed := _trim(text, *span)))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return start, end
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    return (left, right) if left < right else None


def _ends(text: str, match: re.Match[str], language: str | None, begin: int) -> bool:
    stop = match["stop"]
    if stop[0] in _OWN_END or match.end() >= len(text):
        return True
    following = text[match.end() : match.end() + 40].lstrip(_OPENERS)
    if not following or following[0].islower():
        return False
    if stop != "." or match["close"]:
        return True
    return not _is_abbreviated(text, match.start(), following, language, begin)


def _is_abbreviated(text: str, stop: int, following: str, language: str | None, begin: int) -> bool:
    piece = text[max(begin, stop - _LOOK_BACK) : stop]
    before = _WORD_BEFORE.search(piece, piece.rfind(" ") + 1)
    if not before:
        return False
    word = before[0]
    if len(word) == 1 and word.isalpha():
        return True  # an initial: "B. Muster"
    if word.lower() in _abbreviations(language):
        return True
    if language == "de" and (_NUMBER.fullmatch(word) or _ROMAN.fullmatch(word)):
        # "3. Oktober", "1. FC Musterstadt", "Ludwig XIV.": an ordinal, unless a word follows that opens sentences.
        first = _FIRST_WORD.match(following)
        return first is not None and first[1] not in words("de", "starters")
    return False


@cache
def _abbreviations(language: str | None) -> frozenset[str]:
    own = words(language, "abbreviations")
    return own or frozenset[str]().union(*(words(other, "abbreviations") for other in LANGUAGES))
