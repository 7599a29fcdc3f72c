"""Scrapy's middleware that lets no request out before its host's turn, nor against its robots.txt."""

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler import tdm
from crawler.frontier import Role
from crawler.guard import AddressRefusedError, NoContactError
from crawler.page import OptOut
from crawler.robots import RobotsFile, judge
from crawler.urls import host_of, join, unfit
from crawler.visit import CrashedError, RefusedError, StoppingError, Visit

if TYPE_CHECKING:
    from crawler.services import Services

__all__ = ["Politeness", "pause", "wait"]

_ROBOTS_REDIRECTS = 5
"""RFC 9309, 2.3.1.2."""
_OK = 200
_CRASHES = 3
"""Crawlers that vanished with an entry in their hands, before it is given up."""
_ROBOTS_LIMIT = 2_000_000
_LATENCY_FACTOR = 2.0
"""A host that needs a second for an answer is left alone for two: Heritrix' delay factor, lowered because news pages
are slow to build."""
_PATIENCE = 120.0
"""Seconds that a redirect waits for the turn of the host it leads to."""


def pause(base: float, latency: float, longest: float) -> float:
    """Seconds between two requests to a host, from what was asked of us and from how long its answers take."""
    return max(base, min(latency * _LATENCY_FACTOR, longest))


class Politeness:
    """Robots first, then the turn; both also for redirects."""

    def __init__(self, crawler: Crawler, services: "Services") -> None:
        self._crawler = crawler
        self._services = services
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler, crawler.spider.services)  # type: ignore[union-attr]

    async def process_request(self, request: Request) -> None:
        """Wait for the host's turn; raises ``RefusedError`` when the host forbids the URL."""
        visit: Visit = request.meta["visit"]
        if visit.lease.returned >= _CRASHES:
            raise CrashedError
        if request.meta["role"] == "visit":
            await self._obey_robots(visit, request.url)
            if visit.entry.role is Role.PAGE:
                await self._ask_for_reservations(visit, request.url)
        host = host_of(request.url)
        await self._wait_for_turn(visit, host)
        if request.meta.get("render"):
            request.meta.update(enter=partial(self._enter, visit), allows=partial(self._allows, visit))
        if visit.lanes > 1 and visit.delay and host == visit.lease.host:  # its next lane opens a delay after this
            request.meta["sent"] = partial(self._services.frontier.sent, host, visit.turns[host], visit.delay)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Note when the exchange ended, and archive it."""
        visit: Visit = request.meta["visit"]
        visit.asked[host_of(request.url)] = time.monotonic()
        await self._services.keep(visit, request, response)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """A failed exchange counts as one: the next waits all the same."""
        if not isinstance(exception, (CrashedError, RefusedError, StoppingError)):
            request.meta["visit"].asked[host_of(request.url)] = time.monotonic()

    async def _enter(self, visit: Visit, url: str) -> None:
        """Let a browser follow a redirect, on the terms of any other request; raises ``RefusedError``."""
        if visit.hops >= self._services.settings.redirects:
            raise RefusedError("too_many_redirects")
        if unfit(url):
            raise RefusedError("redirect_unfit")
        visit.hops += 1
        visit.asked |= dict.fromkeys(visit.turns, time.monotonic())  # one of these hosts has answered just now
        await self._obey_robots(visit, url)
        await self._ask_for_reservations(visit, url)
        await self._wait_for_turn(visit, host_of(url))

    async def _allows(self, visit: Visit, url: str) -> bool:
        """Whether a browser may ask for what a page needs; robots.txt is fetched when it is not remembered."""
        if self._services.policy(visit.source).robots != "refuse":
            return True
        lock = self._asking.setdefault(host_of(url), asyncio.Lock())
        async with lock:  # a page asks for many things of a host at the same time
            return judge(await self._robots_of(visit, url), url).allowed

    async def _robots_of(self, visit: Visit, url: str) -> RobotsFile:
        return await self._services.robots.of(host_of(url), partial(self._fetch_file, visit, url, "/robots.txt"))

    async def _obey_robots(self, visit: Visit, url: str) -> None:
        host = host_of(url)
        verdict = judge(await self._robots_of(visit, url), url)
        if host == visit.lease.host and verdict.delay:
            visit.delay = max(visit.delay, min(verdict.delay, self._services.settings.longest_delay))
        if verdict.allowed:
            return
        policy = self._services.policy(visit.source).robots
        found = OptOut(signal="robots.txt", value=verdict.reason, verdict=policy)
        visit.opt_outs = tuple(dict.fromkeys((*visit.opt_outs, found)))
        if policy == "refuse":
            raise RefusedError(f"robots_{verdict.reason}", visit.opt_outs, passing=verdict.passing)

    async def _ask_for_reservations(self, visit: Visit, url: str) -> None:
        """``tdmrep.json`` is evidence like robots.txt, asked for once a day and kept with every page."""
        host = host_of(url)
        file = await self._services.tdm.of(host, partial(self._fetch_file, visit, url, tdm.PATH))
        location = tdm.reservation(file.body, url) if file.status == _OK else None
        if location:
            policy = self._services.policy(visit.source).tdm
            visit.opt_outs = (*visit.opt_outs, OptOut(signal="tdmrep.json", value=location, verdict=policy))

    async def _fetch_file(self, visit: Visit, url: str, path: str) -> RobotsFile:
        """Fetch a file that speaks for a whole host, within the host's turn."""
        address: str | None = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}{path}"
        for _ in range(_ROBOTS_REDIRECTS + 1):
            request = self._services.request(address or "", visit, role="robots", limit=_ROBOTS_LIMIT)
            try:
                response = await self._crawler.engine.download_async(request)
            except (AddressRefusedError, NoContactError, StoppingError):
                raise  # not the host's fault
            except Exception as error:  # noqa: BLE001 - whatever went wrong, the site is closed to us until it answers
                self._services.log.info("%s unreachable: %s", address, error)
                return RobotsFile(0)
            if response.status not in {301, 302, 303, 307, 308}:
                return RobotsFile(response.status, response.body)
            address = join(response.url, (response.headers.get("Location") or b"").decode("latin-1"))
            if not address:
                break
        return RobotsFile(404)  # too many redirects count as absent

    async def _wait_for_turn(self, visit: Visit, host: str) -> None:
        """The lease itself is the turn of its first request; every other request asks for one."""
        if host == visit.lease.host and host not in visit.asked and host not in visit.turns:
            visit.turns[host] = visit.lease.token
            return
        last = visit.asked.get(host)
        if last is not None:
            await self._services.sleep(last + visit.delay - time.monotonic())
        give_up = time.monotonic() + _PATIENCE + visit.delay
        while time.monotonic() < give_up:
            token, wait = await self._services.frontier.turn(
                host,
                token=visit.turns.get(host, ""),
                lease=self._services.settings.lease,
                default_delay=self._services.settings.delay,
            )
            if token:
                visit.turns[host] = token
                return
            await self._services.sleep(wait)
        raise RefusedError("host_busy", passing=True)


async def wait(seconds: float, stopping: asyncio.Event) -> None:
    """Wait, but no longer than the process lives; raises ``StoppingError`` when it ends."""
    if stopping.is_set():
        raise StoppingError
    if seconds <= 0:
        return
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
    raise StoppingError
