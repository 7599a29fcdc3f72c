"""Name up to ten phrases that say what an article is about."""

import re
from collections import Counter
from dataclasses import replace

from search.article import Article
from workers.wordlists import words

_MOST = 10
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[^\w\s]|\n")
_LONGEST = 3
"""Words in a phrase."""
_HEADLINE = 2.0
"""Weight of standing in headline or standfirst."""


def step(article: Article) -> Article:
    """Fill ``keyphrases``, the most telling first."""
    return replace(article, keyphrases=keyphrases(article.title, article.standfirst, article.text, article.language))


def keyphrases(title: str, standfirst: str | None, text: str, language: str | None) -> tuple[str, ...]:
    """Phrases by how often and how early they stand; none in a language without word lists."""
    stops = words(language, "function_words")
    if not stops:
        return ()
    lead = set(_phrases(f"{title}\n{standfirst or ''}", stops, language))
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for position, phrase in enumerate(_phrases(text, stops, language)):
        counts[phrase] += 1
        first.setdefault(phrase, position)
    for phrase in list(first):
        for part in (phrase.partition(" ")[2], phrase.rpartition(" ")[0]):
            if counts.get(part) == counts[phrase]:
                first.pop(part, None)  # it never stands alone
    total = max(1, len(first))

    def weight(phrase: str) -> float:
        early = 2.0 - first[phrase] / total
        return counts[phrase] * early * (1 + 0.5 * phrase.count(" ")) * (_HEADLINE if phrase in lead else 1.0)

    best: list[str] = []
    for phrase in sorted(first, key=weight, reverse=True):
        if not any(phrase in other or other in phrase for other in best):
            best.append(phrase)
        if len(best) == _MOST:
            break
    return tuple(best)


def _phrases(text: str, stops: frozenset[str], language: str | None) -> list[str]:
    """Runs of words that may be a phrase: in German of capitals, in English of words that are no function words."""
    found: list[str] = []
    run: list[str] = []
    for token in [*_TOKEN.findall(text), "\n"]:
        fits = token[0].isalpha() and token.lower() not in stops and len(token) > 1
        if fits and (language != "de" or token[0].isupper()):
            run.append(token)
            continue
        found.extend(
            " ".join(run[start:end])
            for start in range(len(run))
            for end in range(start + 1, min(len(run), start + _LONGEST) + 1)
        )
        run = []
    return found
