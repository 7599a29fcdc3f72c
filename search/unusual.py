"""What stands out in a result against everything that is indexed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from search.bulk import unavailable
from search.facets import narrowing
from search.query import Query, asked
from search.searcher import Searcher

FIELDS = {
    "person": "persons",
    "organisation": "organisations",
    "place": "places",
    "phrase": "keyphrases",
    "tag": "tags",
}
"""Name in the query language and field."""

SAMPLE = 5000
"""Best articles of the result that are looked at; more would change little and take longer."""
TERMS = 8
MUCH = 2.0
"""Times more frequent than elsewhere, from which on a value stands out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """A value that is more frequent here than elsewhere."""

    name: str
    """Of the field, in the query language."""
    value: str
    here: int
    everywhere: int
    score: float


def unusual(searcher: Searcher, query: Query, now: datetime) -> tuple[Unusual, ...]:
    """The values that stand out most, of all fields together (Elasticsearch's JLH score)."""
    what = asked(query, now, searcher.synonyms.current())
    aggs = {
        name: {"significant_terms": {"field": field, "size": TERMS, "min_doc_count": 2}}
        for name, field in FIELDS.items()
    }
    with unavailable(searcher.client):
        answer = searcher.client.search(
            index=searcher.names.alias("articles"),
            query={"bool": {"must": [what.query], "filter": narrowing(query.chosen)}},
            aggs={"sample": {"sampler": {"shard_size": SAMPLE}, "aggs": aggs}},
            size=0,
        )
    found = [one for name in FIELDS for one in _values(name, answer["aggregations"]["sample"][name])]
    ranked = sorted(found, key=lambda one: -one.score)
    # A key phrase that is a name as well is told once, as what stands out more.
    first = {one.value.casefold(): one for one in reversed(ranked)}
    return tuple(one for one in ranked if first[one.value.casefold()] is one)[: 2 * TERMS]


def _values(name: str, answer: Mapping[str, Any]) -> list[Unusual]:
    usual = answer["doc_count"] / max(answer["bg_count"], 1)
    return [
        Unusual(name=name, value=str(b["key"]), here=b["doc_count"], everywhere=b["bg_count"], score=b["score"])
        for b in answer["buckets"]
        # Small samples make common words stand out; twice as frequent as expected is the least that is unusual.
        if b["doc_count"] >= MUCH * usual * b["bg_count"] or usual * MUCH > 1
    ]
