"""Index what a page of the archive says when it is read again: better, not newer.

Such an article has the time of its fetch. Written as a fresh one it would be an old state and change nothing, or a
revision that never was. It takes the place of the state that was read from the same fetch; a later state stays.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from crawler.page import Kind
from search.article import Article
from search.index import Index, Written

_SAME_FETCH = timedelta(seconds=1)
"""A WARC record may tell the time in whole seconds."""


def is_second_reading(article: Article) -> bool:
    """Whether the article was read from the archive."""
    return article.found == Kind.REPROCESS


class Fetched(NamedTuple):
    """When a state of an article was fetched, and where the archive has it."""

    at: datetime
    archived_in: str | None


def is_same_fetch(one: Fetched, other: Fetched) -> bool:
    """Whether two states were read from one fetch; by the archive, since a twin may be fetched in the same second."""
    if one.archived_in and other.archived_in:
        return one.archived_in == other.archived_in
    return abs(one.at - other.at) < _SAME_FETCH


def _fetch_of(document: dict[str, Any]) -> Fetched:
    return Fetched(datetime.fromisoformat(document["fetched_at"]), document.get("archived_in"))


def write(index: Index, articles: Sequence[Article]) -> list[Written]:
    """Replace what was read from the same fetches, add what is not indexed, leave later states; a report each."""
    stored = _stored(index, [article.id for article in articles])
    fresh = [article for article in articles if article.id not in stored]
    same = [
        replace(article, found=stored[article.id].get("found"))
        for article in articles
        if article.id in stored
        and is_same_fetch(_fetch_of(stored[article.id]), Fetched(article.fetched_at, article.archived_in))
    ]
    reports = {report.id: report for report in (*index.write(fresh), *index.replace(same))} if fresh or same else {}
    return [reports.get(article.id, Written(id=article.id, outcome="unchanged")) for article in articles]


def _stored(index: Index, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    index.refresh()
    answer = index.client.search(
        index=index.names.alias("articles"),
        query={"terms": {"id": list(ids)}},
        source={"includes": ["id", "fetched_at", "archived_in", "found"]},
        size=len(ids),
    )
    return {hit["_source"]["id"]: hit["_source"] for hit in answer["hits"]["hits"]}
