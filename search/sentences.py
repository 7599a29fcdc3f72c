"""Part a text into sentences as a reader would, for highlights and for comparing two states of an article."""

import re
from collections.abc import Iterator

_CLOSING = "\"\u201c\u201d\u2019\u00bb\u00ab')\\]"
_OPENING = "\"\u201e\u201c\u201a\u2018\u00bb\u00ab'(\\["
_END = re.compile(rf"[.!?\u2026][{_CLOSING}]*(?=\s+[{_OPENING}]?[^\W_a-zäöüß])|\n+|[。！？]")
"""A full stop and what closes a quotation, before a capital or a number; a line's end; the same in Chinese."""

_NO_END = re.compile(
    r"(?:\b(?:[Aa]m|[Dd](?:er|em|en|es|ie|as)|[Zz]um|[Vv]om|[Bb]is|[Ii]m|[Bb]eim|[Ss]eit|[Uu]nd|[Ee]in(?:en?|em)?)\s\d{1,2}\.$)"
    r"|(?:^|[\s(\"\u201e\u201c])(?:[A-ZÄÖÜ]|z\.\s?B|u\.\s?a|d\.\s?h|i\.\s?e|e\.\s?g"
    r"|Dr|Prof|Dipl|Ing|Mr|Mrs|Ms|St|Nr|No|bzw|ca|vs|Mio|Mrd|evtl|Abs|Art|Str|vgl|geb|Tel|Jan|Feb|Aug|Sept|Okt|Nov|Dez)\.$"
)
"""An ordinal, an initial or an abbreviation: its full stop ends no sentence."""


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, without the space around it."""
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if "\n" not in match[0] and _NO_END.search(text, max(start, end - 12), end):
            continue
        yield from _trimmed(text, start, end)
        start = end
    yield from _trimmed(text, start, len(text))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order."""
    return tuple(text[start:end] for start, end in spans(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inside = text[start:end]
    stripped = inside.strip()
    if stripped:
        begin = start + len(inside) - len(inside.lstrip())
        yield begin, begin + len(stripped)
