"""Index what a page of the archive says when it is read again: better, not newer.

Such an article has the time of its fetch. Written as a fresh one it would be an old state and change nothing, or a
revision that never was. It takes the place of the state that was read from the same fetch; a later state stays.
An article that is not indexed is brought back, with the later states that the archive has of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, NamedTuple

from crawler.page import Kind
from search.article import Article
from search.index import Index, Written, rounds
from workers import trifles

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


def _fetch_of(document: Mapping[str, Any]) -> Fetched:
    return Fetched(datetime.fromisoformat(document["fetched_at"]), document.get("archived_in"))


def is_later_state(article: Article, found: str | None, fetched_at: datetime) -> bool:
    """Whether an article is a later state of one that the archive brought back, and not a visit that is known.

    Args:
        article: As a page of the archive has it.
        found: How the indexed state was found.
        fetched_at: When that was fetched.
    """
    return found == Kind.REPROCESS and article.fetched_at - fetched_at >= _SAME_FETCH


class _Way(Enum):
    REPLACES = auto()
    FOLLOWS = auto()
    LEFT = auto()


def write(index: Index, articles: Sequence[Article]) -> list[Written]:
    """Replace what was read from the same fetches, add what is not indexed, follow what the archive brought back.

    All else is left; one report each, in order.
    """
    reports: dict[int, Written] = {}
    for places in rounds(articles):
        reports |= dict(zip(places, _written(index, [articles[place] for place in places]), strict=True))
    return [reports[place] for place in range(len(articles))]


def _written(index: Index, articles: Sequence[Article]) -> list[Written]:
    """Write articles, none of them twice."""
    stored = _stored(index, [article.id for article in articles])
    ways = {article.id: _way(article, stored.get(article.id)) for article in articles}
    same = [
        replace(article, found=stored[article.id].get("found"))
        for article in articles
        if ways[article.id] is _Way.REPLACES
    ]
    more = [article for article in articles if ways[article.id] is _Way.FOLLOWS]
    reports = {report.id: report for report in (*index.replace(same), *trifles.write(index, more))}
    return [reports.get(article.id, Written(id=article.id, outcome="unchanged")) for article in articles]


def _way(article: Article, before: Mapping[str, Any] | None) -> _Way:
    if before is None:
        return _Way.FOLLOWS
    fetch = _fetch_of(before)
    if is_same_fetch(fetch, Fetched(article.fetched_at, article.archived_in)):
        return _Way.REPLACES
    return _Way.FOLLOWS if is_later_state(article, before.get("found"), fetch.at) else _Way.LEFT


def _stored(index: Index, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    index.refresh()
    answer = index.client.search(
        index=index.names.alias("articles"),
        query={"terms": {"id": list(ids)}},
        source={"includes": ["id", "fetched_at", "archived_in", "found"]},
        size=len(ids),
    )
    return {hit["_source"]["id"]: hit["_source"] for hit in answer["hits"]["hits"]}
