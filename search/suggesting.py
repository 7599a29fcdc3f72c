"""Help with typing: completions of names and headlines, and what was probably meant when nothing was found."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from search.bulk import unavailable
from search.query import Query, asked
from search.searcher import Searcher

COMPLETIONS = 8
SHORTEST = 2
"""Letters from which on completions are worth asking for."""

FEW = 3
"""Results up to which another spelling is offered."""

_OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Another spelling of a query, and how much it finds."""

    query: Query
    total: int


def complete(searcher: Searcher, start: str) -> tuple[str, ...]:
    """Names and headlines that begin so, the most prominent first; one wrong letter is forgiven."""
    if len(start.strip()) < SHORTEST:
        return ()
    suggest = {
        "names": {
            "prefix": start.strip()[:80],
            "completion": {
                "field": "complete",
                "size": COMPLETIONS,
                "skip_duplicates": True,
                "fuzzy": {"fuzziness": "AUTO", "min_length": 5, "prefix_length": 2},
            },
        }
    }
    with unavailable(searcher.client):
        answer = searcher.client.search(
            index=searcher.names.alias("articles"),
            suggest=suggest,
            source=False,
            filter_path="suggest.names.options.text",
        )
    found = answer.get("suggest", {}).get("names", [{}])
    return tuple(option["text"] for entry in found for option in entry.get("options", ()))


def did_you_mean(searcher: Searcher, query: Query, total: int, now: datetime) -> Suggestion | None:
    """The query with its unknown words spelt as the index knows them, when that finds more; None otherwise."""
    words = _plain_words(query.text)
    if total > FEW or not words:
        return None
    corrections = _corrections(searcher, words)
    text = query.text
    for word, better in corrections.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", better, text)
    if text == query.text:
        return None
    other = replace(query, text=text, offset=0, after=None)
    with unavailable(searcher.client):
        what = asked(other, now, searcher.synonyms.current())
        found = searcher.client.count(index=searcher.names.alias("articles"), query=what.query)["count"]
    return Suggestion(query=other, total=found) if found > total else None


def _plain_words(text: str) -> tuple[str, ...]:
    """The words of a query that are neither operators nor the names and values of fields."""
    plain = re.sub(r"\S+:(\"[^\"]*\"|\([^)]*\)|\S+)", " ", text)
    found = re.findall(r"[^\W\d_]{3,}", plain)
    return tuple(dict.fromkeys(word for word in found if word not in _OPERATORS))[:8]


def _corrections(searcher: Searcher, words: tuple[str, ...]) -> dict[str, str]:
    """For each word that no article has, the nearest that many have."""
    term = {"suggest_mode": "missing", "sort": "score", "size": 1, "prefix_length": 1, "min_word_length": 4}
    suggest = {
        f"{part} {word}": {"text": word, "term": {**term, "field": part}}
        for word in words
        for part in ("title", "text")
    }
    with unavailable(searcher.client):
        answer = searcher.client.search(index=searcher.names.alias("articles"), suggest=suggest, size=0, source=False)
    better: dict[str, str] = {}
    for word in words:
        found = [answer["suggest"][f"{part} {word}"] for part in ("title", "text")]
        entries = [entry for part in found for entry in part]
        options = [option for entry in entries for option in entry["options"]]
        if options:
            best = max(options, key=lambda option: (option["score"], option["freq"]))["text"]
            better[word] = best.title() if word.istitle() else best
    return better
