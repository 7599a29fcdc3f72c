"""Scrapy's scheduler on the frontier: it leases what is due, just ahead of the downloader's need."""

import asyncio
import contextlib
from collections import deque
from typing import TYPE_CHECKING, Self

from redis.exceptions import RedisError
from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred

from crawler.frontier import Ending, Lease
from crawler.visit import Visit

if TYPE_CHECKING:
    from crawler.services import Services

__all__ = ["FrontierScheduler"]

_IDLE = 0.5
"""Seconds between two looks at a frontier in which nothing is due; another process may have added something."""
_SHORTEST = 0.02
_FULL = 0.5
"""Seconds between two looks at a queue that is over its limit."""
_BROKEN = 2.0
_BY_HAND = b"-"
"""An operator made it due; nobody waits for the outcome."""


class FrontierScheduler(BaseScheduler):
    """Hands out requests of leased entries; redirects wait here, because their visit goes on."""

    def __init__(self, crawler: Crawler, services: "Services") -> None:
        self._crawler = crawler
        self._services = services
        self._ready: deque[Request] = deque()
        self._hops: deque[Request] = deque()
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._out = 0
        self._closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a scheduler."""
        return cls(crawler, crawler.spider.services)  # type: ignore[union-attr]

    def open(self, spider: Spider) -> None:  # noqa: ARG002 - Scrapy's interface
        """Begin to lease."""
        self._task = asyncio.ensure_future(self._lease_for_ever())

    def close(self, reason: str) -> Deferred[None]:  # noqa: ARG002
        """Stop leasing, and give back what no request was sent for."""
        return Deferred.fromFuture(asyncio.ensure_future(self._stop()))

    def has_pending_requests(self) -> bool:
        """Whether a request could be handed out at once."""
        return bool(self._hops or self._ready)

    def enqueue_request(self, request: Request) -> bool:
        """Take the next hop of a visit."""
        self._hops.append(request)
        return True

    def next_request(self) -> Request | None:
        """Hops first: their visit holds a host."""
        if self._hops:
            return self._hops.popleft()
        if self._ready:
            return self._ready.popleft()
        self._wake.set()
        return None

    def ended(self) -> None:
        """A visit ended: there is room for one more."""
        self._out -= 1
        self._wake.set()

    async def _lease_for_ever(self) -> None:
        while not self._closing:
            try:
                pause = await self._lease_some()
            except RedisError as error:
                self._services.log.warning("frontier unreachable: %s", error)
                pause = _BROKEN
            self._wake.clear()
            look = asyncio.get_running_loop().call_later(pause, self._wake.set)
            await self._wake.wait()
            look.cancel()

    async def _lease_some(self) -> float:
        """Fill the free places; say how long to wait before the next look."""
        room = self._services.settings.concurrency - self._out
        if room <= 0 or self._services.stopping.is_set():
            return _IDLE
        if self._services.room.tight or await self._services.handoff.full():
            await asyncio.sleep(_FULL)
            return _SHORTEST
        leases, outlook = await self._services.frontier.claim(
            room, lease=self._services.settings.lease, default_delay=self._services.settings.delay
        )
        if any(lease.entry.source not in self._services.catalogue.sources for lease in leases):
            self._services.read_catalogue()  # somebody added a source a moment ago
        admitted, postponed = await self._services.admission.judge(
            leases, self._services.catalogue, self._services.now()
        )
        if postponed:
            await self._services.frontier.finish(postponed)
        self._out += len(admitted)
        self._ready.extend(map(self._request, admitted))
        if admitted:
            self._crawler.engine._slot.nextcall.schedule()  # type: ignore[union-attr]  # noqa: SLF001 - the engine's only wake-up call
        await asyncio.sleep(_SHORTEST)  # gathers what ends together, and bounds the looks at Redis to fifty a second
        if len(leases) == room or outlook.next_at is None:
            return _IDLE
        return max(_SHORTEST, min(_IDLE, outlook.next_at - outlook.now))

    def _request(self, lease: Lease) -> Request:
        services, spider = self._services, self._crawler.spider
        source = services.source(lease.entry.source, lease.entry.url)
        run = None if lease.forced == _BY_HAND else lease.forced.decode() or lease.entry.run
        lanes, delay = source.politeness.concurrency, services.delay(source)
        by_hand = lease.entry.source not in services.catalogue.sources
        visit = Visit(lease=lease, source=source, run=run, by_hand=by_hand, lanes=lanes, delay=delay)
        return services.request(lease.entry.url, visit, callback=spider.parse, errback=spider.failed)  # type: ignore[union-attr]

    async def _stop(self) -> None:
        self._closing = True
        self._wake.set()
        if self._task:
            await self._task
        left = [request.meta["visit"] for request in (*self._ready, *self._hops)]
        endings = [Ending(lease=visit.lease, again_at=0.0, wait=visit.delay if visit.asked else 0.0) for visit in left]
        with contextlib.suppress(RedisError):  # then the leases run out by themselves
            await self._services.frontier.finish(endings)
