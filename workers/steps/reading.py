"""Count what a reader wants to know beforehand: words, sentences, minutes, difficulty, share of quotation."""

import re
from dataclasses import replace

from search.article import Article, Reading
from workers.memo import Memo
from workers.quotes import quoted
from workers.sentences import sentences

_WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_THAI = re.compile(r"[\u0e00-\u0eff]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_GERMAN_VOWELS = re.compile(r"äu|eu|ei|ai|au|ie|aa|ee|oo|[aeiouyäöü]", re.IGNORECASE)
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+", re.IGNORECASE)
_MUTE_E = re.compile(r"[^laeiouy]e(?:s|d)?\b", re.IGNORECASE)
_WORDS_A_MINUTE = {"de": 200.0, "en": 238.0}
"""Silent reading of non-fiction; English by Brysbaert 2019, German about a sixth slower for its longer words."""
_IDEOGRAPHS_A_MINUTE = 400.0
_THAI_LETTERS_A_WORD = 5
_ENOUGH_WORDS = 30
"""Readability of a shorter text says nothing."""


def step(article: Article) -> Article:
    """Fill ``reading``."""
    return replace(article, reading=reading(article.text, article.language))


def reading(text: str, language: str | None) -> Reading:
    """The reading facts of a text."""
    words = _WORD.findall(text)
    ideographs = letters = 0
    if not text.isascii() and _UNSPACED.search(text):
        ideographs, letters = len(_IDEOGRAPH.findall(text)), len(_THAI.findall(text))
    if ideographs:
        words = [word for word in words if not _IDEOGRAPH.search(word)]
    count = len(words) + letters // _THAI_LETTERS_A_WORD
    spans = sentences(text, language)
    minutes = count / _WORDS_A_MINUTE.get(language or "", 220.0) + ideographs / _IDEOGRAPHS_A_MINUTE
    return Reading(
        words=count + ideographs,
        sentences=len(spans),
        minutes=round(minutes, 1),
        readability=_flesch(words, len(spans), language) if ideographs == 0 else None,
        quoted=round(sum(end - start for start, end in quoted(text)) / max(1, len(text)), 3),
    )


def _flesch(words: list[str], sentence_count: int, language: str | None) -> float | None:
    """Reading ease after Flesch 1948, for German with the constants of Amstad 1978."""
    if language not in _SYLLABLES or len(words) < _ENOUGH_WORDS or not sentence_count:
        return None
    syllables = max(sum(map(_SYLLABLES[language].__getitem__, words)), len(words))  # "17" and "dpa" are read, too
    length, weight = len(words) / sentence_count, syllables / len(words)
    if language == "de":
        return round(180 - length - 58.5 * weight, 1)
    return round(206.835 - 1.015 * length - 84.6 * weight, 1)


def _english_syllables(word: str) -> int:
    return len(_ENGLISH_VOWELS.findall(word)) - len(_MUTE_E.findall(word))


_SYLLABLES = {"de": Memo(lambda word: len(_GERMAN_VOWELS.findall(word))), "en": Memo(_english_syllables)}
