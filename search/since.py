"""What has changed in a result since it was counted."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from search.bulk import unavailable
from search.facets import narrowing
from search.query import Query, asked
from search.searcher import Searcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """How a result of earlier differs from today's."""

    new: int
    """Articles that came since."""
    changed: int
    """Articles of then whose text or headline was revised since."""


def since(searcher: Searcher, query: Query, now: datetime) -> Since:
    """What came and what was revised after ``query.as_of``."""
    if query.as_of is None:
        return Since(new=0, changed=0)
    moment = query.as_of.isoformat()
    what = asked(replace(query, as_of=None), now, searcher.synonyms.current())
    late = {"range": {"first_seen": {"gt": moment}}}
    aggs: dict[str, Any] = {
        "new": {"filter": late},
        "changed": {"filter": {"bool": {"must_not": [late], "filter": [{"range": {"fetched_at": {"gt": moment}}}]}}},
    }
    with unavailable(searcher.client):
        answer = searcher.client.search(
            index=searcher.names.alias("articles"),
            query={"bool": {"must": [what.query], "filter": narrowing(query.chosen)}},
            aggs=aggs,
            size=0,
        )
    counted = answer["aggregations"]
    return Since(new=counted["new"]["doc_count"], changed=counted["changed"]["doc_count"])
