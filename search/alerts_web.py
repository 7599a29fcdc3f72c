"""Each alert's own Atom feed."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from search import alerts, export
from search.client import IndexUnavailable
from search.notices import Notice
from search.saved import Saved, SavedSearches
from search.searcher import Searcher
from search.web.service import searcher

router = APIRouter(include_in_schema=False)

Service = Annotated[Searcher, Depends(searcher)]

PAUSE = "30"
"""Seconds to wait when Elasticsearch does not answer."""


@router.get("/alerts/{key}.atom")
def feed(request: Request, key: str, searcher: Service) -> Response:
    """What an alert told, as a feed: 304 when the reader has it all, 404 when there is no such alert."""
    try:
        searches = SavedSearches(searcher)
        saved = searches.get(key)
        told = alerts.found(searcher, key, export.FEED_LENGTH) if saved else ()
    except IndexUnavailable as error:
        return Response(str(error), 503, {"retry-after": PAUSE}, "text/plain; charset=utf-8")
    if saved is None:
        return Response("no alert has this address\n", 404, media_type="text/plain; charset=utf-8")
    # Not the address that was asked for: a feed's own id must stay the same by whichever name the server is reached.
    content = b"".join(_lines(saved, told, f"{searches.settings.web_url.rstrip('/')}/alerts/{key}.atom"))
    tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"etag": tag, "cache-control": "private, max-age=60"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=export.FEEDS["atom"][0])


def _lines(saved: Saved, told: tuple[Notice, ...], link: str) -> Iterator[bytes]:
    # The feed's own time is that of its newest entry, so that it stays the same, byte for byte, while nothing is found.
    updated = told[0].at if told else saved.on_since or saved.changed or datetime.fromtimestamp(0, UTC)
    return export.atom((_entry(notice) for notice in told), title=saved.name, link=link, now=updated)


def _entry(notice: Notice) -> Mapping[str, Any]:
    return {
        "id": notice.id,
        "url": notice.url,
        "title": notice.title,
        "source": notice.source,
        "published": notice.published.isoformat() if notice.published else None,
        "fetched_at": notice.at.isoformat(),
        "standfirst": " … ".join(notice.passages),
    }
