"""Name up to ten phrases that say what an article is about."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.article import Article
from workers.steps.compounds import lemma
from workers.wordlists import words

_MOST = 10
_LONGEST = 3
"""Words in a phrase."""
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*|[^\w\s]|\n")
_ADJECTIVE = re.compile(r"[a-zäöüß]{4,}(?:e|en|er|es|em)")
_HEADLINE, _LEAD = 2.0, 1.3
"""How much more a phrase weighs that stands in headline or standfirst, and in the first paragraph."""
_WEAK = 0.05
"""Weight of words that stand in every kind of article."""
_VERBAL = 0.3
"""Weight of an English word that is more likely a verb or an adjective."""
_NAME = 1.3
"""Weight of a person, organisation or place over other phrases."""
_LONG = 0.4
"""How much more each further word of a phrase weighs."""


@dataclass(frozen=True, slots=True)
class _Found:
    key: str
    shown: str
    start: int
    size: int
    is_name: bool


def step(article: Article) -> Article:
    """Fill ``keyphrases``, the most telling first; none in a language without word lists."""
    if not words(article.language, "function_words"):
        return article
    announced = list(_candidates(f"{article.title}\n{article.standfirst or ''}", article.language or ""))
    lead = {found.key for found in announced}
    names = [(start, end, entity.name) for entity in article.entities for start, end in entity.spans]
    lead |= {entity.name.lower() for entity in article.entities if _is_named(entity.name, article)}
    taken = {offset for start, end, _ in names for offset in range(start, end)}
    known = {word for _, _, name in names for word in name.lower().split()}
    found = [replace(one, start=0) for one in announced if one.size == 1 and one.key not in known]
    found += [found for found in _candidates(article.text, article.language or "") if found.start not in taken]
    found += [_Found(name.lower(), name, start, name.count(" ") + 1, is_name=True) for start, _, name in names]
    return replace(article, keyphrases=_best(found, lead, article))


def _is_named(name: str, article: Article) -> bool:
    return name.rpartition(" ")[2] in f"{article.title} {article.standfirst or ''}"


def _best(found: list[_Found], lead: set[str], article: Article) -> tuple[str, ...]:
    counts = Counter(one.key for one in found)
    first: dict[str, _Found] = {}
    forms: dict[str, Counter[str]] = {}
    for one in sorted(found, key=lambda one: one.start):
        first.setdefault(one.key, one)
        forms.setdefault(one.key, Counter())[one.shown] += 1
    opening = article.text.find("\n\n")
    weak = words(article.language, "weak_nouns")

    def weight(one: _Found) -> float:
        early = 2.0 - one.start / max(1, len(article.text))
        value = counts[one.key] * early * (1 + _LONG * (one.size - 1)) * (_NAME if one.is_name else 1.0)
        value *= _LEAD if one.start < opening else 1.0
        return (
            value
            * (_HEADLINE if one.key in lead else 1.0)
            * (_WEAK if one.size == 1 and one.shown in weak else 1.0)
            * (_VERBAL if _is_verbal(one, article) else 1.0)
        )

    best: list[str] = []
    for one in sorted((one for one in first.values() if not _never_alone(one, counts)), key=weight, reverse=True):
        if not any(set(one.key.split()) & set(other.lower().split()) for other in best):
            best.append(forms[one.key].most_common(1)[0][0])
        if len(best) == _MOST:
            break
    return tuple(best)


def _is_verbal(one: _Found, article: Article) -> bool:
    return (
        article.language == "en"
        and one.size == 1
        and one.shown.islower()
        and one.shown.endswith(("ed", "ing", "able", "ive"))
    )


def _never_alone(one: _Found, counts: Counter[str]) -> bool:
    """Whether a single phrase of several words holds a word that it is not repeated with."""
    return (
        one.size > 1 and not one.is_name and counts[one.key] == 1 and max(counts[word] for word in one.key.split()) > 1
    )


def _candidates(text: str, language: str) -> Iterator[_Found]:
    """Nouns with their adjectives and names in German, runs of content words in English."""
    return _german(text) if language == "de" else _english(text, language)


def _german(text: str) -> Iterator[_Found]:
    stops = words("de", "function_words")
    before: re.Match[str] | None = None
    opens = True
    run: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        noun = word[0].isupper() and len(word) > 1 and word.lower() not in stops and not (opens and _is_small(word))
        if noun:
            shown = lemma(word)
            yield _Found(shown.lower(), shown, match.start(), 1, is_name=False)
            if before and not run and _ADJECTIVE.fullmatch(before[0]) and before[0] not in stops:
                stem = re.sub("(?:e|en|er|es|em)$", "", before[0])
                yield _Found(f"{stem} {shown.lower()}", f"{stem}e {shown}", before.start(), 2, is_name=False)
            run.append((word, match.start()))
            if 1 < len(run) <= _LONGEST:
                name = " ".join(word for word, _ in run)
                yield _Found(name.lower(), name, run[0][1], len(run), is_name=False)
        else:
            run = []
        opens = word in '.!?:\n„“»«"' if len(word) == 1 else False
        before = match


def _is_small(word: str) -> bool:
    """Whether a word has its capital only for opening a sentence."""
    from workers.names.lexicon import kind  # the filters load with the first German article

    return kind(word, "de") in {"word", "both"}


def _english(text: str, language: str) -> Iterator[_Found]:
    stops = words(language, "function_words") | words(language, "weak_nouns")
    run: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(text):
        word = match[0].removesuffix("'s").removesuffix("’s")
        if word[:1].isalpha() and len(word) > 2 and word.lower() not in stops and not word.endswith("ly"):  # noqa: PLR2004
            run = [*run, (word, match.start())][-_LONGEST:]
            for size in range(1, len(run) + 1):
                phrase = " ".join(
                    _singular(part) if at == size - 1 else part for at, (part, _) in enumerate(run[-size:])
                )
                yield _Found(phrase.lower(), phrase, run[-size][1], size, is_name=False)
        else:
            run = []


def _singular(word: str) -> str:
    """An English noun without its plural."""
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "ties"
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word  # noqa: PLR2004
