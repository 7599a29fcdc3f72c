"""Read a feed, a sitemap or a front page that was fetched, and put what it announces into the frontier."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from scrapy import Request
from scrapy.http import Response

from crawler.candidates import entry_of, objection
from crawler.discovery import Candidate, Findings, Shape, findings
from crawler.download import GuardedDownloadHandler, UnreachableError
from crawler.encodings import TooLargeError, UndecodableError
from crawler.frontier import Entry, Role
from crawler.guard import AddressRefusedError, NoContactError
from crawler.page import Kind
from crawler.schedule import adapted, next_poll
from crawler.services import Services
from crawler.shapes import shape_of
from crawler.sources import Source, duration
from crawler.urls import unfit
from crawler.visit import Visit
from crawler.websub import Subscription, subscribing

__all__ = ["Listed", "Listing", "polled"]

_KIND = {Role.FEED: Kind.FEED, Role.SITEMAP: Kind.SITEMAP, Role.FRONT: Kind.FRONT, Role.PAGE: Kind.LINK}
_SHAPE = {Role.FEED: Shape.FEED, Role.SITEMAP: Shape.SITEMAP, Role.FRONT: Shape.HTML}

_LARGE = 100_000
"""Bytes, perhaps packed, from which a document is read beside the reactor, one at a time: a sitemap of 50,000 addresses
takes a second, and 30 MB while it is read."""
_BATCH = 500
"""Candidates that are judged and added at once, in some 30 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What became of a document that announces articles."""

    entry: Entry | None = None
    again_at: float | None = None
    new: int = 0
    problem: str | None = None


class Listing:
    """The edge between discovery, which is pure, and the frontier."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._hubs = GuardedDownloadHandler(services.settings)
        self._one_large = asyncio.Lock()

    async def read(self, visit: Visit, response: Response, headers: tuple[tuple[str, str], ...]) -> Listed:
        """Read the document; the same document twice adds nothing twice."""
        named = {name.lower(): value for name, value in headers}
        if len(response.body) <= _LARGE:
            found = findings(response.body, response.url, content_type=named.get("content-type", ""))
            return await self._read(visit, named, found)
        async with self._one_large:
            found = await asyncio.to_thread(
                findings, response.body, response.url, content_type=named.get("content-type", "")
            )
            return await self._read(visit, named, found)

    async def _read(self, visit: Visit, named: Mapping[str, str], found: Findings) -> Listed:
        if found.problem or found.shape is not _SHAPE[visit.entry.role]:
            return Listed(problem=_problem(found, visit.entry.role))
        now = self._services.now()
        new = await self._take(visit, found, now)
        await self._take_sitemaps(visit, found, now)
        if not visit.lease.recurring:
            return Listed(new=new)
        pushed = await self._subscribe(visit, found)
        fresh = msgspec.structs.replace(visit.entry, etag=named.get("etag"), last_modified=named.get("last-modified"))
        entry, again_at = polled(visit.source, fresh, new, now, pushed=pushed)
        return Listed(entry=entry, again_at=again_at, new=new)

    async def _take(self, visit: Visit, found: Findings, now: datetime) -> int:
        source, kind = visit.source, _KIND[visit.entry.role]
        learned = await self._learned(source.slug) if kind is Kind.FRONT else None
        reasons: Counter[str] = Counter()
        count = 0
        for start in range(0, len(found.candidates), _BATCH):  # the reactor goes on between two batches
            entries: list[Entry] = []
            for candidate in found.candidates[start : start + _BATCH]:
                reason = objection(candidate, source, kind, now, learned)
                if reason:
                    reasons[reason] += 1
                else:
                    entries.append(entry_of(candidate, source, kind, visit.entry.url, visit.run))
            new = await self._add(entries, visit.run)
            count += len(new)
            if kind is Kind.FEED:
                await self._learn(source.slug, [entry.url for entry in new])
        self._services.log.info(
            "listed %s: %d announced, %d new, left out: %s",
            visit.entry.url,
            len(found.candidates),
            count,
            dict(reasons),
        )
        for reason, count in reasons.items():
            await self._services.runs.leave_out(source.slug, reason, count)
        return count

    async def _add(self, entries: list[Entry], run: str | None) -> list[Entry]:
        """A run waits for an entry before the entry exists, so that it never ends too early."""
        announced = await self._services.runs.schedule(run, [entry.url for entry in entries]) if run else []
        taken = await self._services.frontier.add(entries)
        new = [entry for entry, flag in zip(entries, taken, strict=True) if flag]
        if run:
            await self._services.runs.unschedule(run, list(set(announced) - {entry.url for entry in new}))
        return new

    async def _take_sitemaps(self, visit: Visit, found: Findings, now: datetime) -> None:
        """The sitemaps that an index names become recurring entries of their own."""
        oldest = now - timedelta(seconds=duration(visit.source.schedule.oldest))
        children = [child for child in found.sitemaps if _wanted(child, visit.source, oldest)]
        entries = [
            Entry(url=child.url, source=visit.source.slug, kind=Kind.LINK, role=Role.SITEMAP, found_in=visit.entry.url)
            for child in children
        ]
        await self._services.frontier.fix([(entry, now.timestamp()) for entry in entries])
        if visit.run and entries:
            await self._services.runs.schedule(visit.run, [entry.url for entry in entries])
            await self._services.frontier.force(entries, visit.run.encode())

    async def _subscribe(self, visit: Visit, found: Findings) -> bool:
        """Ask the feed's hub to push its news, where there is one; say whether it already does."""
        callback, feed = self._services.settings.websub_callback, visit.entry.url
        if not callback or not found.hub or unfit(found.hub):
            return False
        wanted = await self._services.subscriptions.wanted(
            source=visit.source.slug, feed=feed, hub=found.hub, topic=found.topic or feed
        )
        if wanted:
            await self._ask_hub(wanted, visit.source)
        return await self._services.subscriptions.in_force(feed)

    async def _ask_hub(self, wanted: Subscription, source: Source) -> None:
        request = Request(
            wanted.hub,
            method="POST",
            headers={
                "User-Agent": self._services.settings.user_agent,
                "Content-Type": "application/x-www-form-urlencoded",
            },
            body=subscribing(wanted, self._services.settings.websub_callback),
            meta={"allow_private": source.allow_private},
        )
        try:
            status: object = (await self._hubs.download_request(request)).status
        except (UnreachableError, TooLargeError, UndecodableError, AddressRefusedError, NoContactError) as error:
            status = str(error)
        self._services.log.info("asked hub %s for %s: %s", wanted.hub, wanted.topic, status)

    async def _learned(self, slug: str) -> dict[str, int]:
        stored = await self._services.redis.hgetall(self._shapes(slug))
        return {shape.decode(): int(count) for shape, count in stored.items()}

    async def _learn(self, slug: str, urls: list[str]) -> None:
        counts = Counter(shape_of(url) for url in urls)
        pipeline = self._services.redis.pipeline(transaction=False)
        for shape, count in counts.items():
            pipeline.hincrby(self._shapes(slug), shape, count)
        if counts:
            await pipeline.execute()

    def _shapes(self, slug: str) -> str:
        return f"newsloom:{self._services.settings.prefix}shapes:{slug}"


def polled(source: Source, entry: Entry, new: int, now: datetime, *, pushed: bool = False) -> tuple[Entry, float]:
    """What stays of a recurring entry after a poll that went well, and when the next is due.

    Seldom when its news is pushed.
    """
    seconds = now.timestamp() - entry.last_success if entry.last_success else None
    rate = adapted(entry.rate, new, seconds / 3600) if seconds else entry.rate
    kept = msgspec.structs.replace(
        entry,
        rate=rate,
        last_success=int(now.timestamp()),
        failures=0,
        last_reason=None,
        found=entry.found + new,
        last_new=int(now.timestamp()) if new else entry.last_new,
        attempts=0,
    )
    return kept, next_poll(source.schedule, None if pushed else rate, now).timestamp()


def _wanted(child: Candidate, source: Source, oldest: datetime) -> bool:
    return source.owns(child.url) and (child.published is None or child.published >= oldest)


def _problem(found: Findings, role: Role) -> str:
    return "malformed" if found.problem and found.shape.value == role.value else f"no_{role.value}"
