"""Keep the frontier's recurring entries in step with the catalogue of sources."""

import asyncio
import contextlib
import random
import time
from typing import TYPE_CHECKING

from redis.exceptions import RedisError

from crawler.frontier import Entry, Frontier, Role
from crawler.page import Kind
from crawler.sources import Catalogue, Source

if TYPE_CHECKING:
    from crawler.services import Services

__all__ = ["entries_of", "follow", "sync"]

_GRACE = 60.0
"""Seconds before a new source's first poll, so that ``newsloom crawl SLUG`` right after adding it finds all of it
unseen."""
_SPREAD = 30.0


def entries_of(source: Source) -> list[Entry]:
    """The recurring entries that a source's file asks for."""
    roles = ((Role.FEED, source.feeds), (Role.SITEMAP, source.sitemaps), (Role.FRONT, source.fronts))
    return [Entry(url=url, source=source.slug, kind=Kind.SEED, role=role) for role, urls in roles for url in urls]


async def sync(frontier: Frontier, known: Catalogue, *, due: float | None = None) -> None:
    """Add what the catalogue asks for and forget what it no longer names; entries that stay keep their state."""
    first = time.time() + _GRACE if due is None else due
    wanted = [entry for source in known.sources.values() if source.enabled for entry in entries_of(source)]
    await frontier.fix([(entry, first + random.random() * _SPREAD) for entry in wanted])
    keys = {(entry.source, entry.role, entry.url) for entry in wanted}
    enabled = {source.slug for source in known.sources.values() if source.enabled}
    gone = [
        entry
        for entry in await frontier.recurring()
        if entry.source not in enabled
        or (entry.kind is Kind.SEED and (entry.source, entry.role, entry.url) not in keys)
    ]
    await frontier.unfix(gone)


async def follow(services: "Services") -> None:
    """While the process lives: give a sign of life, and read the catalogue again when a file changed."""
    synced = None
    while not services.stopping.is_set():
        with contextlib.suppress(RedisError):  # said by the scheduler already
            await services.runs.beat(services.name)
            await services.room.look()
            services.read_catalogue()
            if services.catalogue_state != synced:
                await sync(services.frontier, services.catalogue)
                synced = services.catalogue_state
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(services.stopping.wait(), services.settings.metrics_seconds)
