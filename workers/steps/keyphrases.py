"""Name up to ten phrases that say what an article is about."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from search.article import Article
from workers.phrases import Phrases, column, phrases
from workers.wordlists import words

_MOST = 10
_HEADLINE, _LEAD = 2.0, 1.3
"""How much more a phrase weighs that stands in headline or standfirst, and in the first paragraph."""
_WEAK = 0.05
"""Weight of words that stand in every kind of article."""
_VERBAL = 0.3
"""Weight of an English word that is more likely a verb or an adjective."""
_NAME = 1.6
"""Weight of a person, organisation or place over other phrases."""
_PLENTY = 60
"""Phrases that stand twice, from which on a single word that stands once has no chance."""
_LONG = 0.4
"""How much more each further word of a phrase weighs."""


@dataclass(slots=True)
class _First:
    """Where a phrase stands first, and how it is written there."""

    size: int
    start: int
    shown: str
    is_name: bool = False


def step(article: Article) -> Article:
    """Fill ``keyphrases``, the most telling first; none in a language without word lists."""
    if not words(article.language, "function_words"):
        return article
    language = article.language or ""
    announced = phrases(f"{article.title}\n{article.standfirst or ''}", language)
    lead = {key for said in announced for key in said.keys}
    lead |= {entity.name.lower() for entity in article.entities if _is_named(entity.name, article)}
    taken = {offset for entity in article.entities for start, end in entity.spans for offset in range(start, end)}
    names = [
        column(
            entity.name.count(" ") + 1,
            [start for start, _ in entity.spans],
            [entity.name.lower()] * len(entity.spans),
            [entity.name] * len(entity.spans),
        )
        for entity in article.entities
    ]
    said = [*_words_beside(announced, names), *phrases(article.text, language, taken)]
    return replace(article, keyphrases=tuple(_best(said, names, lead, article)))


def _is_named(name: str, article: Article) -> bool:
    return name.rpartition(" ")[2] in f"{article.title} {article.standfirst or ''}"


def _words_beside(announced: Iterable[Phrases], names: Iterable[Phrases]) -> Iterator[Phrases]:
    """The single words of the headline that belong to no name, as if they opened the text."""
    known = {word for name in names for key in name.keys[:1] for word in key.split()}
    for size, _, keys, shown in announced:
        if size == 1:
            kept = [at for at, key in enumerate(keys) if key not in known]
            yield column(1, [0] * len(kept), [keys[at] for at in kept], [shown(at) for at in kept])


def _best(said: Sequence[Phrases], names: Sequence[Phrases], lead: set[str], article: Article) -> Iterator[str]:
    """The heaviest phrases that share no word with a heavier one, each in its most frequent form."""
    found = [*said, *names]
    counts: Counter[str] = Counter()
    for each in found:
        counts.update(each.keys)
    first = _first(said, names, counts, lead)
    weights = _weights(first, counts, lead, article)
    used: set[str] = set()
    forms: dict[str, Counter[str]] = {}
    for key in sorted(weights, key=weights.__getitem__, reverse=True):
        if len(forms) == _MOST:
            break
        if used.isdisjoint(key.split()):
            used.update(first[key].shown.lower().split())
            forms[key] = Counter()
    for _, _, keys, shown in found:
        for at, key in enumerate(keys):
            if key in forms:
                forms[key][shown(at)] += 1
    return (count.most_common(1)[0][0] for count in forms.values())


def _first(
    said: Sequence[Phrases], names: Sequence[Phrases], counts: Counter[str], lead: set[str]
) -> dict[str, _First]:
    """Each phrase where it stands first; not those that stand once and hold a word that also stands without them."""
    repeated = {key for key, count in counts.items() if count > 1}
    worth = lead if len(repeated) >= _PLENTY else counts
    first: dict[str, _First] = {}
    for size, starts, keys, shown in said:
        for at, key in enumerate(keys):
            if key in first:
                continue
            if key in repeated or (key in worth if size == 1 else repeated.isdisjoint(key.split())):
                first[key] = _First(size, starts[at], shown(at))
    for size, starts, keys, shown in names:
        for key, start in zip(keys[:1], starts, strict=False):
            if key not in first or start < first[key].start:
                first[key] = _First(size, start, shown(0), is_name=True)
    return first


def _weights(first: dict[str, _First], counts: Counter[str], lead: set[str], article: Article) -> dict[str, float]:
    """What is frequent, early, long and announced weighs most; words of every kind of article hardly anything."""
    length, opening = max(1, len(article.text)), article.text.find("\n\n")
    weak = words(article.language, "weak_nouns")
    is_english = article.language == "en"
    weights: dict[str, float] = {}
    for key, one in first.items():
        weight = counts[key] * (2.0 - one.start / length) * (1 + _LONG * (one.size - 1))
        if one.start < opening:
            weight *= _LEAD
        if one.is_name:
            weight *= _NAME
        if key in lead:
            weight *= _HEADLINE
        if weak.issuperset(one.shown.split()):  # "Million", "Millionen Euro"
            weight *= _WEAK
        if one.size == 1 and is_english and _is_verbal(one.shown):
            weight *= _VERBAL
        weights[key] = weight
    return weights


def _is_verbal(shown: str) -> bool:
    return shown.endswith(("ed", "ing", "able", "ive")) and shown.islower()
