"""What makes one article a better answer than another: where the words stand, how close, how fresh."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

Query = dict[str, Any]

WEIGHTS: Mapping[str, float] = {"title": 4.0, "standfirst": 2.0, "text": 1.0}
"""A word in the headline says more of an article than one in the text. Tuned on the judged queries in tests/quality."""

EXACT = 1.0
"""Of the unstemmed fields beside the stemmed ones. As few articles have the very form that was asked for, it weighs
more by itself: of "Häuser" and "Krankenhäuser", the first is what was meant."""

INNER = 0.5
"""Of a compound inside a longer one: Windkraft in Windkraftanlagen."""

TIE = 0.2
"""How much the second-best field adds to the best."""

LANGUAGES = ("de", "en")
"""With stemmed fields of their own; all others are found in the plain ones."""

CLOSE = 8
"""Words within which those of a query count as close to each other."""
CLOSENESS = 1.5

HALF_LIFE = 60.0
"""Days after which freshness counts half, unless a person sets it otherwise."""
FRESHNESS = 0.3
"""Share of the score that an old article loses."""


def fields(*names: str, exact: float = EXACT) -> list[str]:
    """The fields in which a word of these parts of an article is looked for, with their weights."""
    stemmed = [f"{language}.{name}^{WEIGHTS[name]}" for language in LANGUAGES for name in names]
    inner = [f"de.more^{INNER:g}"] if "text" in names else []
    return stemmed + [f"{name}^{WEIGHTS[name] * exact:g}" for name in names] + inner


def word(text: str, *names: str, boost: float = 1.0) -> Query:
    """An article that has the word in some form, in one of these parts."""
    # With "and", as "CDU-Politiker" is two words of the index, and both are meant.
    clause = {"query": text, "fields": fields(*names), "type": "best_fields", "tie_breaker": TIE, "operator": "and"}
    return {"multi_match": clause | _boosted(boost)}


def fuzzy(text: str, *names: str, letters: int, boost: float = 1.0) -> Query:
    """An article that has the word or one that differs from it by some letters, the first excepted."""
    clause = {
        "query": text,
        "fields": fields(*names),
        "type": "best_fields",
        "fuzziness": letters,
        "prefix_length": 1,
        "max_expansions": 40,
        "operator": "and",
    }
    return {"multi_match": clause | _boosted(boost)}


def phrase(text: str, *names: str, slop: int = 0, boost: float = 1.0) -> Query:
    """An article that has the words in this order, unstemmed: the parts of compounds would stand in between."""
    clause = {"query": text, "fields": [f"{name}^{WEIGHTS[name]:g}" for name in names], "type": "phrase", "slop": slop}
    return {"multi_match": clause | _boosted(boost)}


def marked_phrase(text: str, *names: str, slop: int = 0) -> Query:
    """The same for highlighting in the stemmed fields, with room for the parts of compounds."""
    room = slop + 2 * len(text.split())
    wanted = [f"{language}.{name}" for language in LANGUAGES for name in names] + list(names)
    return {"multi_match": {"query": text, "fields": wanted, "type": "phrase", "slop": room}}


def closeness(text: str) -> Query:
    """What words of a query gain by standing close together."""
    clause = {"query": text, "fields": ["title^3", "standfirst^2", "text"], "type": "phrase", "slop": CLOSE}
    return {"multi_match": clause | {"boost": CLOSENESS}}


def fresh(query: Query, now: datetime, half_life: float) -> Query:
    """The query with older articles losing up to ``FRESHNESS`` of their score, half of it after ``half_life`` days."""
    # To the hour, so that the same question asked twice has the same scores, and the same ETag.
    origin = now.replace(minute=0, second=0, microsecond=0).isoformat()
    decay = {"date": {"origin": origin, "scale": f"{max(round(half_life * 24), 1)}h", "decay": 0.5}}
    functions = [{"weight": 1 - FRESHNESS}, {"exp": decay, "weight": FRESHNESS}]
    return {"function_score": {"query": query, "functions": functions, "score_mode": "sum", "boost_mode": "multiply"}}


def _boosted(boost: float) -> Query:
    return {} if boost == 1.0 else {"boost": boost}
