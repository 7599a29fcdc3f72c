"""What became of a URL: the record of its fetches, and the article that came of it."""

from collections.abc import Mapping
from typing import Any

from search.bulk import unavailable
from search.reading import article
from search.searcher import Searcher

Document = Mapping[str, Any]
MOST = 50
"""Fetches told of one URL, the newest."""


def fetches(searcher: Searcher, url: str) -> tuple[Document, ...]:
    """Each fetch of a canonical URL that was recorded, newest first.

    Raises:
        search.index.IndexUnavailable: Elasticsearch does not answer.
    """
    with unavailable(searcher.client):
        answer = searcher.client.search(
            index=searcher.names.alias("fetches"), query={"term": {"url": url}}, sort=[{"at": "desc"}], size=MOST
        )
    return tuple(hit["_source"] for hit in answer["hits"]["hits"])


def article_of(searcher: Searcher, key: str, recorded: tuple[Document, ...]) -> Document | None:
    """The article of a URL: under its own document id, or the one that its newest fetch names."""
    named = next((fetch["article"] for fetch in recorded if fetch.get("article")), None)
    return article(searcher, key) or (article(searcher, named) if named and named != key else None)
