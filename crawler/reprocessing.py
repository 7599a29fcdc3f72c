"""Run pages of the archive through the workers again, without asking any server."""

import asyncio
from collections.abc import Callable

from crawler.handoff import Handoff, Limits
from crawler.opening import open_broker_redis
from crawler.page import Page
from crawler.settings import CrawlerSettings
from crawler.span import Span

__all__ = ["hand_over"]

_FULL = 0.5
"""Seconds between two looks at a full queue."""


async def hand_over(settings: CrawlerSettings, span: Span, behind: str, passed: Callable[[Page], None]) -> int:
    """Send each page of a span to the workers, as fast as they take them; return how many there were.

    Args:
        settings: Name the queue and its limits.
        span: Of which archive.
        behind: The place at which an earlier run was interrupted; empty for none.
        passed: Called with each page of the span's files once nothing remains to be done about it.
    """
    redis = open_broker_redis(settings)
    limits = Limits(messages=settings.pages_limit, size=settings.pages_limit_bytes)
    handoff = Handoff(settings.redis_url.get_secret_value(), redis, limits)
    sent = 0
    try:
        for page in span.pages(behind):
            if span.holds(page):
                while await handoff.full():  # noqa: ASYNC110 - the queue is in another process, which tells no event
                    await asyncio.sleep(_FULL)
                await handoff.page(page)
                sent += 1
            passed(page)
        return sent
    finally:
        await handoff.close()
        await redis.aclose()
