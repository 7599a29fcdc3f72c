"""Decide the language of an article and of paragraphs that are in another one."""

import re
from collections import Counter
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
_GLANCE = 300
"""Characters of a paragraph that are read first; only what looks foreign in them is read to its end."""
_COMMON, _ENOUGH_PARAGRAPHS = 40, 4
"""Words taken for a language's function words, and paragraphs that each must stand in."""
_OWN_SHARE, _OWN_SHARE_BESIDE = 0.25, 0.2
"""Share of a language's function words from which a text is plainly in it, and from which a paragraph is plainly in its
article's; of 7,200 sentences in other languages 61 have so many of the English words, 29 of the German."""


def step(article: Article) -> Article:
    """Set ``language`` from the text, with what the page declares as a prior, and ``foreign``."""
    sample, declared = _sample(article), _code(article.language)
    # Most pages are in the language they declare, and their commonest words show it at a tenth of the cost.
    language = declared if _is_plainly(sample, words(declared, "function_words")) else language_of(sample, declared)
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
    paragraphs = text.split("\n\n")
    own = words(language, "function_words") or _common(paragraphs)
    for paragraph in paragraphs:
        end = start + len(paragraph)
        if end - start >= _FOREIGN_LENGTH and not _is_plainly(paragraph[:_GLANCE], own, _OWN_SHARE_BESIDE):
            other, certainty = _ranked(paragraph[:_GLANCE], language)
            if other != language and certainty >= _FOREIGN_CERTAINTY and len(paragraph) > _GLANCE:
                other, certainty = _ranked(paragraph, language)
            if other != language and certainty >= _FOREIGN_CERTAINTY:
                yield start, end, other
        start = end + 2


def _common(paragraphs: list[str]) -> frozenset[str]:
    """The words that most paragraphs of a text share: the function words of a language without a list of them."""
    if len(paragraphs) < _ENOUGH_PARAGRAPHS:
        return frozenset()
    spoken = Counter(word for paragraph in paragraphs for word in set(paragraph.lower().split()))
    return frozenset(word for word, count in spoken.most_common(_COMMON) if count >= _ENOUGH_PARAGRAPHS)


def _is_plainly(text: str, own: frozenset[str], share: float = _OWN_SHARE) -> bool:
    """Whether so many of a text's words are of its language's commonest that it needs no further look."""
    found = text.lower().split()
    return bool(own) and len([word for word in found if word in own]) >= share * len(found)
