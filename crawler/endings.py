"""End a visit: hand over what was served, tell what became of the URL, and give the lease back."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError
from scrapy.core.engine import ExecutionEngine
from scrapy.http import Response
from xxhash import xxh3_64_intdigest

from crawler.canonical import address_of
from crawler.discovery import Shape, shape
from crawler.download import header_rows
from crawler.encodings import gunzip
from crawler.frontier import Ending, Entry, Role
from crawler.listing import Listing, polled
from crawler.lookalikes import suspicious, words_of
from crawler.optouts import refused_by
from crawler.page import Fetch, Kind, OptOut, Page
from crawler.politeness import pause
from crawler.schedule import jittered, next_revisit, retry_after, retry_in
from crawler.services import Services
from crawler.urls import fingerprint, host_of
from crawler.visit import StoppingError, Visit

__all__ = ["Endings", "Fate"]

_LISTS = {Shape.FEED: Role.FEED, Shape.SITEMAP: Role.SITEMAP}
_BUSY = frozenset({429, 503})
_GONE = frozenset({404, 410})
_BACKOFF = 60.0
"""Seconds that a host is left alone after 429 or 503 without ``Retry-After``; doubled with each one in a row."""
_LONGEST_BACKOFF = 6 * 3600.0
_WAITING = 30.0
"""Seconds of backoff beyond which nobody waits for the outcome of a run."""
_BROKER_RETRY = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """How a visit that yields no page ended."""

    outcome: str
    reason: str | None = None
    passing: bool = False
    """Another attempt may end otherwise."""
    hold: float | None = None
    """Seconds for which the whole host is left alone."""
    opt_outs: tuple[OptOut, ...] = ()


class Endings:
    """Ends visits, each exactly once."""

    def __init__(self, services: Services, engine: Callable[[], ExecutionEngine]) -> None:
        self._services = services
        self._engine = engine
        self._listing = Listing(services)

    async def answered(self, visit: Visit, response: Response) -> None:
        """End a visit by what the server answered."""
        headers = header_rows(response)
        fate = judge(response.status, headers, visit, self._services.now())
        if fate:
            await self.told(visit, fate)
        elif visit.entry.role is Role.PAGE and not self._is_list(visit, response):
            await self._page(visit, response, headers)
        else:
            await self._list(visit, response, headers)

    def _is_list(self, visit: Visit, response: Response) -> bool:
        """Whether an address given by hand turned out to be a feed or a sitemap; it is then read as one."""
        role = _LISTS.get(shape(gunzip(response.body, self._services.settings.largest_page)))
        if visit.entry.kind is not Kind.SEED or role is None:
            return False
        entry = msgspec.structs.replace(visit.entry, role=role)
        visit.lease = replace(visit.lease, entry=entry)
        return True

    async def told(self, visit: Visit, fate: Fate) -> None:
        """End a visit that yields no page."""
        now = self._services.now()
        entry, again_at, dead = after(visit, fate, now, self._services.settings.attempts)
        settled = (
            again_at is None
            or visit.lease.recurring
            or not fate.passing
            or entry.attempts > 1
            or (fate.hold or 0) > _WAITING
        )
        if settled:
            entry = msgspec.structs.replace(entry, run=None)
            await self.tell(visit, fate.outcome, fate.reason, opt_outs=fate.opt_outs)
        await self.give_back(visit, again_at=again_at, entry=entry, dead=dead, hold=fate.hold)

    async def unused(self, visit: Visit) -> None:
        """Give a lease back as it was: the process ends."""
        await self.give_back(visit, again_at=0.0, entry=None)

    async def tell(self, visit: Visit, outcome: str, reason: str | None, *, opt_outs: tuple[OptOut, ...] = ()) -> None:
        """Count an outcome, answer whoever waits for it, and send its record."""
        exchange, entry = visit.exchange, visit.entry
        fetch = Fetch(
            url=entry.url,
            source=visit.source.slug,
            at=exchange.started if exchange else self._services.now(),
            outcome=outcome,
            reason=reason,
            status=exchange.status if exchange else None,
            milliseconds=exchange.milliseconds if exchange else None,
            size=len(exchange.raw_body) if exchange else None,
            announcement=entry.announcement,
            opt_outs=opt_outs or visit.opt_outs,
            visit=entry.visit,
            run=visit.run,
            archived_in=visit.archived_in,
        )
        await self._insist(lambda: self._services.handoff.fetch(fetch))
        await self._insist(lambda: self._services.runs.count(outcome, reason))
        if visit.run:
            run = visit.run
            await self._insist(lambda: self._services.runs.end(run, entry.url, outcome, reason))
        self._log(visit, outcome, reason)

    async def give_back(
        self,
        visit: Visit,
        *,
        again_at: float | None,
        entry: Entry | None,
        dead: bool = False,
        hold: float | None = None,
    ) -> None:
        """End the lease, and the turns that redirects took on other hosts."""
        visit.ended = True
        latency = visit.exchange.milliseconds / 1000 if visit.exchange else 0.0
        wait = (
            jittered(pause(visit.delay, latency / visit.lanes, self._services.settings.longest_delay))
            if visit.asked
            else 0.0
        )
        for host, token in visit.turns.items():
            if host != visit.lease.host:
                await self._insist(partial(self._services.frontier.end_turn, host, token, wait=wait))
        ending = Ending(
            lease=visit.lease,
            again_at=again_at,
            entry=entry,
            dead=dead,
            wait=hold or wait,
            hold=hold is not None,
            lanes=visit.lanes,
        )
        await self._insist(lambda: self._services.frontier.finish([ending]))

    async def _page(self, visit: Visit, response: Response, headers: tuple[tuple[str, str], ...]) -> None:
        entry, exchange = visit.entry, visit.exchange
        opt_outs = visit.opt_outs
        digest = xxh3_64_intdigest(response.body)
        address = address_of(entry.url, response.url, headers, response.body)
        fate = await self._objection(visit, response, address, digest)
        if fate:
            await self.told(visit, fate)
            return
        page = Page(
            url=entry.url,
            final_url=response.url,
            source=visit.source.slug,
            status=response.status,
            headers=headers,
            body=response.body,
            fetched_at=exchange.started if exchange else self._services.now(),
            milliseconds=exchange.milliseconds if exchange else 0,
            announcement=entry.announcement,
            opt_outs=opt_outs,
            visit=entry.visit,
            run=visit.run,
            reply_to=self._services.runs.reply_to(visit.run) if visit.run else None,
            archived_in=visit.archived_in,
        )
        await self._insist(lambda: self._services.handoff.page(page))
        self._log(visit, "handed_over", None)
        revisited, again_at = _revisited(visit, headers, digest, self._services.now())
        if address != entry.url:
            await self._insist(partial(self._plan_elsewhere, revisited, address, again_at))
            again_at = None
        await self.give_back(visit, again_at=again_at, entry=revisited)

    async def _plan_elsewhere(self, entry: Entry, address: str, again_at: float | None) -> None:
        """Go on with an article under its canonical address, unless that one is known and has a plan of its own."""
        if again_at is None:
            await self._services.frontier.note([(host_of(address), fingerprint(address))])
            return
        moved = msgspec.structs.replace(entry, url=address, etag=None, last_modified=None)
        await self._services.frontier.add([moved], due=again_at)

    async def _objection(self, visit: Visit, response: Response, address: str, digest: int) -> Fate | None:
        """Why a page that was served is not handed over; None when it is."""
        host, entry, opt_outs = host_of(response.url), visit.entry, visit.opt_outs
        refused = refused_by(opt_outs)
        if refused:
            return Fate(outcome="refused", reason=f"opted_out_{refused.signal}", opt_outs=opt_outs)
        if digest == entry.digest:
            return Fate(outcome="not_modified", reason="same_body", opt_outs=opt_outs)
        if visit.hops and urlsplit(response.url).path in {"", "/"} and urlsplit(entry.url).path not in {"", "/"}:
            return Fate(outcome="gone", reason="redirected_to_front", opt_outs=opt_outs)
        copied = await self._copied(host, address, entry, digest)
        if copied:
            return Fate(outcome="refused", reason=copied, opt_outs=opt_outs)
        if suspicious(response.body, entry.url, response.url):
            probing = partial(self._probe, visit, response.url)
            if await self._services.lookalikes.missing(host, words_of(response.body), probing):
                return Fate(outcome="gone", reason="soft_404", opt_outs=opt_outs)
        return None

    async def _copied(self, host: str, address: str, entry: Entry, digest: int) -> str | None:
        """Why one more address of what is known under others is refused."""
        lookalikes, own = self._services.lookalikes, entry.fingerprint
        if await lookalikes.twins(host, digest, own):
            return "same_body_elsewhere"
        if address != entry.url and await lookalikes.copies(host_of(address), fingerprint(address), own):
            return "copy_of_canonical"
        return None

    async def _probe(self, visit: Visit, url: str) -> tuple[int, bytes] | None:
        """Ask the host for an address that cannot exist, within its turn."""
        folder = url.rpartition("/")[0]
        request = self._services.request(f"{folder}/{secrets.token_hex(8)}-gibt-es-nicht.html", visit, role="probe")
        try:
            response = await self._engine().download_async(request)
        except StoppingError:
            raise
        except Exception as error:  # noqa: BLE001 - without an answer the page is taken as it is
            self._services.log.info("probe of %s failed: %s", url, error)
            return None
        return response.status, response.body

    async def _list(self, visit: Visit, response: Response, headers: tuple[tuple[str, str], ...]) -> None:
        result = await self._insist(lambda: self._listing.read(visit, response, headers))
        if result.problem:
            await self.told(visit, Fate(outcome="failed", reason=result.problem, passing=True))
            return
        await self.tell(visit, "listed", None)
        await self.give_back(visit, again_at=result.again_at, entry=result.entry)

    async def _insist(self, call: Callable[[], Awaitable[T]]) -> T:
        """Do it again while Redis is away; the lease is longer than all attempts together."""
        for pause_ in _BROKER_RETRY:
            try:
                return await call()
            except (RedisError, OperationalError, OSError) as error:
                self._services.log.warning("Redis unreachable: %s", error)
                await asyncio.sleep(pause_)
        return await call()

    def _log(self, visit: Visit, outcome: str, reason: str | None) -> None:
        fields = {
            "url": visit.entry.url,
            "source": visit.source.slug,
            "outcome": outcome,
            "reason": reason,
            "ms": visit.exchange.milliseconds if visit.exchange else None,
        }
        self._services.log.info(
            " ".join(f"{key}={value}" for key, value in fields.items() if value is not None), extra=fields
        )


def judge(status: int, headers: tuple[tuple[str, str], ...], visit: Visit, now: datetime) -> Fate | None:
    """What a status means; None: the body is to be read."""
    if status in _BUSY:
        asked = retry_after(next((value for name, value in headers if name.lower() == "retry-after"), None), now)
        backoff = min(_BACKOFF * 2 ** min(visit.entry.attempts + visit.entry.failures, 10), _LONGEST_BACKOFF)
        return Fate(
            outcome="failed", reason=f"http_{status}", passing=True, hold=jittered(backoff if asked is None else asked)
        )
    if status == 304:  # noqa: PLR2004
        return Fate(outcome="not_modified")
    if status in _GONE:
        return Fate(outcome="gone", reason=f"http_{status}")
    if 200 <= status < 300:  # noqa: PLR2004
        return None
    return Fate(outcome="failed", reason=f"http_{status}", passing=status >= 500 or status == 408)  # noqa: PLR2004


def after(visit: Visit, fate: Fate, now: datetime, attempts: int) -> tuple[Entry, float | None, bool]:
    """What stays of an entry whose visit yielded no page: the entry, when it is due again, whether it is given up."""
    entry = visit.entry
    if visit.lease.recurring:
        return _recurring_after(visit, fate, now)
    if fate.outcome == "not_modified":
        return _next_visit(visit, entry, now)
    if fate.passing and entry.attempts + 1 < attempts:
        again = msgspec.structs.replace(entry, attempts=entry.attempts + 1, last_reason=fate.reason)
        return again, now.timestamp() + max(retry_in(again.attempts), fate.hold or 0.0), False
    return msgspec.structs.replace(entry, last_reason=fate.reason), None, fate.outcome == "failed"


def _recurring_after(visit: Visit, fate: Fate, now: datetime) -> tuple[Entry, float, bool]:
    entry = visit.entry
    if fate.outcome == "not_modified":
        kept, again_at = polled(visit.source, entry, 0, now)
        return kept, again_at, False
    failures = entry.failures + 1
    reason = f"{fate.outcome}:{fate.reason}" if fate.reason else fate.outcome
    kept = msgspec.structs.replace(entry, failures=failures, last_reason=reason)
    seconds = fate.hold if fate.hold is not None else min(retry_in(2) * 2 ** min(failures - 1, 20), 86400.0)
    return kept, now.timestamp() + seconds, False


def _revisited(
    visit: Visit, headers: tuple[tuple[str, str], ...], digest: int, now: datetime
) -> tuple[Entry, float | None]:
    """The entry of a page that was handed over, as its next visit needs it."""
    named = {name.lower(): value for name, value in headers}
    entry = msgspec.structs.replace(
        visit.entry,
        etag=named.get("etag"),
        last_modified=named.get("last-modified"),
        digest=digest,
        title=None,
        summary=None,
        authors=(),
        tags=(),
    )
    kept, again_at, _ = _next_visit(visit, entry, now)
    return kept, again_at


def _next_visit(visit: Visit, entry: Entry, now: datetime) -> tuple[Entry, float | None, bool]:
    first = entry.first_fetched or int(now.timestamp())
    kept = msgspec.structs.replace(
        entry, first_fetched=first, visit=entry.visit + 1, attempts=0, run=None, last_reason=None
    )
    once = visit.by_hand or (entry.kind is Kind.SEED and entry.visit > 1)  # asked for again: its plan goes on elsewhere
    moment = None if once else next_revisit(visit.source.schedule, datetime.fromtimestamp(first, UTC), now)
    return kept, moment.timestamp() if moment else None, False
