"""Archives for tests, written by the crawler's own code without a crawl."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.archive import Archive
from crawler.download import Exchange
from crawler.frontier import Entry, Lease
from crawler.page import Kind
from crawler.sources import Source
from crawler.visit import Visit

MOMENT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def archive(folder: Path, exchanges: Iterable[tuple[Exchange, Visit]], *, largest: int = 1_000_000_000) -> None:
    """Write exchanges as the crawler does; a new file is begun once one has so many bytes."""
    writer = Archive(folder, largest, "newsloom test")
    try:
        for exchange, visit in exchanges:
            asyncio.run(writer.write(exchange, visit, "visit"))
    finally:
        writer.close()


def visited(
    url: str, body: bytes = b"<p>x</p>", *, at: datetime = MOMENT, source: str = "bote", **entry: Any
) -> tuple[Exchange, Visit]:
    """One page as it was fetched."""
    exchange = Exchange(
        url=url,
        request_headers=[],
        protocol="http/1.1",
        status=200,
        reason="OK",
        headers=[(b"Content-Type", b"text/html; charset=utf-8")],
        raw_body=body,
        address="127.0.0.1",
        started=at,
        milliseconds=40,
    )
    wanted = Entry(url=url, source=source, kind=Kind.FEED, **entry)
    lease = Lease(host="bote.example", token="1", entry=wanted, member=b"", recurring=False)
    return exchange, Visit(lease=lease, source=Source(slug=source, name=source, homepage=url), run=None)
