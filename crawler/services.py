"""Everything a crawler process talks to, opened once and closed once."""

import asyncio
import logging
import os
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from scrapy import Request
from scrapy.http import Response

from crawler.admission import Admission
from crawler.archive import Archive
from crawler.download import header_rows
from crawler.encodings import ACCEPTED
from crawler.frontier import AnyRedis, Frontier, Role
from crawler.handoff import Handoff, Limits
from crawler.lookalikes import Lookalikes
from crawler.opening import open_broker_redis, open_frontier
from crawler.optouts import Policy, policy_of, seen_in
from crawler.politeness import wait
from crawler.robots import Robots
from crawler.room import Room
from crawler.runs import Runs
from crawler.settings import CrawlerSettings
from crawler.sources import Catalogue, Source, catalogue
from crawler.visit import Visit
from crawler.websub import Subscriptions

__all__ = ["Services", "open_broker_redis", "open_frontier"]


@dataclass(slots=True, kw_only=True, eq=False)
class Services:
    """The edges of the crawler."""

    settings: CrawlerSettings
    redis: AnyRedis
    frontier: Frontier
    handoff: Handoff
    robots: Robots
    tdm: Robots
    """Remembers ``tdmrep.json`` in the same way."""
    lookalikes: Lookalikes
    subscriptions: Subscriptions
    runs: Runs
    admission: Admission
    room: Room
    archive: Archive | None
    catalogue: Catalogue
    catalogue_state: tuple[tuple[str, int], ...] | None = None
    ended_well: bool = False
    """Whether the process was told to end, rather than that it could not go on."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("newsloom.crawler"))
    name: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}")

    @classmethod
    def open(cls, settings: CrawlerSettings) -> Self:
        """Open all; nothing is sent yet."""
        redis = open_broker_redis(settings)
        frontier = open_frontier(settings, redis)
        limits = Limits(messages=settings.pages_limit, size=settings.pages_limit_bytes)
        return cls(
            settings=settings,
            redis=redis,
            frontier=frontier,
            room=Room((redis, frontier.redis), logging.getLogger("newsloom.crawler")),
            handoff=Handoff(settings.redis_url.get_secret_value(), redis, limits),
            robots=Robots(redis, prefix=settings.prefix, seconds=settings.robots_hours * 3600),
            tdm=Robots(redis, prefix=settings.prefix, seconds=settings.robots_hours * 3600, name="tdmrep"),
            lookalikes=Lookalikes(redis, settings.prefix),
            subscriptions=Subscriptions(redis, settings.prefix),
            runs=Runs(redis, settings.prefix),
            admission=Admission(redis, settings.prefix),
            archive=Archive(settings.home / "archive", settings.archive_file_bytes, settings.user_agent)
            if settings.archive
            else None,
            catalogue=Catalogue(sources={}),
        )

    async def close(self) -> None:
        """Close all."""
        if self.archive:
            self.archive.close()
        await self.handoff.close()
        if self.frontier.redis is not self.redis:
            await self.frontier.redis.aclose()
        await self.redis.aclose()

    def read_catalogue(self) -> bool:
        """Read the sources again when a file changed; say whether one did."""
        state = _state(self.settings.sources)
        if state == self.catalogue_state:
            return False
        self.catalogue, self.catalogue_state = catalogue(self.settings.sources), state
        for error in self.catalogue.errors:
            self.log.error("source left out: %s", error)
        return True

    def source(self, slug: str, url: str) -> Source:
        """The source of that name; for a URL given by hand one with nothing but defaults."""
        known = self.catalogue.sources.get(slug)
        return known or Source(slug=slug, name=slug, homepage=url, fronts=(url,))

    def policy(self, source: Source) -> Policy:
        """What opt-outs do for a source."""
        return policy_of(self.settings, source.opt_outs)

    def delay(self, source: Source) -> float:
        """Seconds between two requests to a host of the source, before robots.txt and latency have their say."""
        return self.settings.delay if source.politeness.seconds is None else source.politeness.seconds

    def request(
        self,
        url: str,
        visit: Visit,
        *,
        role: str = "visit",
        limit: int | None = None,
        **calls: Any,  # noqa: ANN401 - Scrapy's own
    ) -> Request:
        """A request of a visit, honest about who asks; ``role`` is ``visit``, ``robots`` or ``probe``.

        ``calls`` are Scrapy's ``callback`` and ``errback``.
        """
        headers = {
            "User-Agent": self.settings.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": ACCEPTED,
            "Accept-Language": f"{visit.source.language or 'de'},en;q=0.5",
        }
        if role == "visit" and visit.entry.etag:
            headers["If-None-Match"] = visit.entry.etag
        if role == "visit" and visit.entry.last_modified:
            headers["If-Modified-Since"] = visit.entry.last_modified
        rendered = visit.source.render and role == "visit" and visit.entry.role in {Role.PAGE, Role.FRONT}
        meta = {"visit": visit, "role": role, "allow_private": visit.source.allow_private, "render": rendered}
        return Request(
            url, headers=headers, meta=meta | {"limit": limit or self.settings.largest_page}, dont_filter=True, **calls
        )

    async def sleep(self, seconds: float) -> None:
        """Wait while the process lives."""
        await wait(seconds, self.stopping)

    async def keep(self, visit: Visit, request: Request, response: Response) -> None:
        """Archive an exchange with what its answer reserves; the visit remembers its last one."""
        exchange = request.meta.get("exchange")
        if exchange is None:
            return
        if request.meta["role"] == "visit" and response.status == HTTPStatus.OK:
            found = seen_in(header_rows(response), response.body, self.policy(visit.source))
            visit.opt_outs = tuple(dict.fromkeys((*visit.opt_outs, *found)))
        stored = await self.archive.write(exchange, visit, request.meta["role"]) if self.archive else None
        if request.meta["role"] == "visit":
            visit.exchange, visit.archived_in = exchange, stored

    @staticmethod
    def now() -> datetime:
        """UTC, aware."""
        return datetime.now(UTC)


def _state(folder: Path) -> tuple[tuple[str, int], ...]:
    """Changes whenever a file of the catalogue does."""
    return tuple(sorted((file.name, file.stat().st_mtime_ns) for file in folder.glob("*.toml")))
