"""Counts over time of several queries, side by side on one axis."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from search.bulk import unavailable
from search.dates import Span
from search.facets import narrowing
from search.histogram import Histogram, bars, histogram, on_axis
from search.query import Query, asked
from search.searcher import Searcher

MOST = 5
"""Queries that a person can tell apart in one picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One query's counts; all trends of one picture have the same bars."""

    text: str
    total: int
    histogram: Histogram


def trends(searcher: Searcher, texts: Sequence[str], period: Span, now: datetime) -> tuple[Trend, ...]:
    """The trend of each query; raises ``search.syntax.Mistake``."""
    wanted = [Query(text=text, period=period) for text in texts[:MOST]]
    if not wanted:
        return ()
    index = searcher.names.alias("articles")
    searches = [line for query in wanted for line in ({"index": index}, _body(searcher, query, now))]
    with unavailable(searcher.client):
        answers = searcher.client.msearch(searches=searches)["responses"]
    found = [
        Trend(
            text=query.text,
            total=answer["hits"]["total"]["value"],
            histogram=bars(answer["aggregations"]["days"]["buckets"], period),
        )
        for query, answer in zip(wanted, answers, strict=True)
    ]
    shared = on_axis([trend.histogram for trend in found])
    return tuple(replace(trend, histogram=one) for trend, one in zip(found, shared, strict=True))


def _body(searcher: Searcher, query: Query, now: datetime) -> dict[str, object]:
    what = asked(query, now, searcher.synonyms.current())
    return {
        "query": {"bool": {"must": [what.query], "filter": narrowing(query.chosen)}},
        "aggs": {"days": histogram(query.period)},
        "size": 0,
        "track_total_hits": True,
    }
