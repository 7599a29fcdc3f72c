"""Run pages of the archive through the workers again, without asking any server."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from crawler.archive import pages
from crawler.handoff import Handoff, Limits
from crawler.opening import open_broker_redis
from crawler.settings import CrawlerSettings

__all__ = ["reprocess", "span_of"]

_FULL = 0.5
"""Seconds between two looks at a full queue."""


def span_of(archive: Path, files: Sequence[Path]) -> list[Path]:
    """The archive's files in the order of their time, or those named."""
    return list(files) or sorted(archive.glob("*.warc.gz"))


async def reprocess(
    settings: CrawlerSettings,
    files: Sequence[Path],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    source: str | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> int:
    """Hand over each page of these WARC files again, as fast as the workers take them; return how many there were."""
    redis = open_broker_redis(settings)
    limits = Limits(messages=settings.pages_limit, size=settings.pages_limit_bytes)
    handoff = Handoff(settings.redis_url.get_secret_value(), redis, limits)
    sent, last = 0, time.monotonic()
    try:
        for page in pages(files):
            late, early = since and page.fetched_at < since, until and page.fetched_at >= until
            if late or early or (source and page.source != source):
                continue
            while await handoff.full():  # noqa: ASYNC110 - the queue is in another process, which tells no event
                await asyncio.sleep(_FULL)
            await handoff.page(page)
            sent += 1
            if time.monotonic() - last > 1:
                told(sent)
                last = time.monotonic()
        return sent
    finally:
        await handoff.close()
        await redis.aclose()
