"""Decide the language of an article and of paragraphs that are in another one."""

import re
from collections.abc import Iterator
from dataclasses import replace

from search.article import Article
from workers.identifier import identifier
from workers.wordlists import words

_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "gsw": "de", "als": "de", "bar": "de"}
"""Codes a page may declare, and the one we use. Dialects of German are German to readers and to our analyzer."""
_PRIOR = 3.0
"""How much likelier the declared language is before the text is read. Templates often say "en" on pages that are not,
so it only decides what the text leaves open."""
_SAMPLE = 600
"""Characters read at the beginning, in the middle and at the end: enough to be certain; no quotation fills all."""
_SHORTEST = 12
"""Letters below which only the declared language speaks."""
_FOREIGN_LENGTH = 80
"""Characters; a shorter paragraph is more often a name, a title or a slogan than another language."""
_FOREIGN_CERTAINTY = 0.95
_WORD = re.compile(r"[^\W\d_]+")
_OWN_SHARE = 0.25
"""Share of function words from which a paragraph is plainly in its article's language and needs no further look."""


def step(article: Article) -> Article:
    """Set ``language`` from the text, with what the page declares as a prior, and ``foreign``."""
    sample, declared = _sample(article), _code(article.language)
    # Most pages are in the language they declare, and their commonest words show it at a tenth of the cost.
    language = declared if declared and _is_plainly(sample, declared) else language_of(sample, declared)
    return replace(article, language=language, foreign=tuple(_foreign(article.text, language)))


def language_of(text: str, declared: str | None = None) -> str | None:
    """ISO 639-1 code of a text's language; the declared one when the text says too little.

    Args:
        text: A sentence or more.
        declared: What the page says of itself; any spelling of a language tag.
    """
    declared = _code(declared)
    letters = sum(map(str.isalpha, text))
    if not letters or (declared and letters < _SHORTEST):
        return declared
    return _ranked(text, declared)[0]


def _ranked(text: str, declared: str | None) -> tuple[str, float]:
    weighed = {
        language: chance * (_PRIOR if language == declared else 1.0) for language, chance in identifier().rank(text)
    }
    best = max(weighed, key=weighed.__getitem__)
    return best, weighed[best] / sum(weighed.values())


def _code(declared: str | None) -> str | None:
    """The language of a tag such as ``de-AT`` or ``en_US``."""
    code = re.split(r"[-_]", (declared or "").strip().lower())[0]
    return _SAME.get(code, code) or None


def _sample(article: Article) -> str:
    text = article.text
    if len(text) <= 3 * _SAMPLE:
        return f"{article.title}\n{text}"
    middle = len(text) // 2
    return "\n".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:]))


def _foreign(text: str, language: str | None) -> Iterator[tuple[int, int, str]]:
    start = 0
    for paragraph in text.split("\n\n"):
        end = start + len(paragraph)
        if end - start >= _FOREIGN_LENGTH and not _is_plainly(paragraph, language):
            other, certainty = _ranked(paragraph, language)
            if other != language and certainty >= _FOREIGN_CERTAINTY:
                yield start, end, other
        start = end + 2


def _is_plainly(paragraph: str, language: str | None) -> bool:
    own = words(language, "function_words")
    found = _WORD.findall(paragraph.lower())
    return bool(own) and sum(word in own for word in found) >= _OWN_SHARE * len(found)
