"""What an operator sees of each source, and what he can do with it; for the command line and the web page alike."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from crawler.admission import Admission
from crawler.drift import Drift, complete_key, drift_key, from_hash, memory_key, shares_from_hash
from crawler.frontier import AnyRedis, Counts, Entry, Frontier
from crawler.opening import open_broker_redis, open_frontier
from crawler.recurring import entries_of, sync
from crawler.runs import Runs
from crawler.settings import CrawlerSettings
from crawler.sources import Catalogue, Source, catalogue

__all__ = ["Desk", "Row", "UnknownSourceError", "open_desk", "pace"]

_SILENT = 3
"""Days without a new article after which a source that used to have some is told to be silent."""

_FEW = 10
"""New articles a day below which tenths are told: two a week are not none."""


class UnknownSourceError(LookupError):
    """No source has that name; the message says which there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One source, as an operator sees it."""

    slug: str
    name: str
    state: str
    """``active``, ``paused``, ``disabled``, ``failing`` (its last polls all failed) or ``silent`` (nothing new for
    days)."""
    next_due: datetime | None
    """None while something of it is being fetched, and when nothing is planned."""
    last_success: datetime | None
    a_day: float | None
    """New articles a day, as its feeds have shown lately; None until one of them was polled twice."""
    found: int
    failures: int
    """Polls in a row that failed, of the worst of its feeds."""
    last_reason: str | None
    spent: int
    """Fetches today, of a source with a budget."""
    budget: int | None
    noticed: tuple[str, ...] = ()
    """What the workers see changed in its pages, in sentences: a redesign, parts that fewer articles have."""
    complete: dict[str, float] = field(default_factory=dict)
    """Share of its latest pages that are articles, and of those that have each other part, 0 to 1."""


def pace(a_day: float | None) -> str:
    """New articles a day in figures: a dash for not yet known, tenths where whole ones would say nothing."""
    if a_day is None:
        return "–"
    return f"{a_day:.1f}" if 0 < round(a_day, 1) < _FEW else f"{a_day:.0f}"


@dataclass(slots=True, kw_only=True)
class Desk:
    """The operator's desk."""

    settings: CrawlerSettings
    redis: AnyRedis
    frontier: Frontier
    admission: Admission
    runs: Runs
    known: Catalogue

    async def rows(self, now: datetime | None = None) -> list[Row]:
        """All sources, the ones that need a person first."""
        now = now or datetime.now(UTC)
        entries = await self.frontier.recurring()
        paused = await self.admission.paused()
        drifts = await self.drifts()
        complete = shares_from_hash(await self.redis.hgetall(complete_key(self.settings.prefix)))
        rows = []
        for source in self.known.sources.values():
            own = [entry for entry in entries if entry.source == source.slug]
            due = await self.frontier.due_times(own)
            spent = await self.admission.spent(source.slug, now) if source.politeness.daily_budget else 0
            row = _row(source, own, due, paused=source.slug in paused, spent=spent, now=now)
            sentences = tuple(drift.sentence for drift in drifts.get(source.slug, ()))
            rows.append(replace(row, noticed=sentences, complete=complete.get(source.slug, {})))
        order = {"failing": 0, "silent": 1, "paused": 3, "active": 4, "disabled": 5}
        return sorted(rows, key=lambda row: (min(order[row.state], 2 if row.noticed else 9), row.slug))

    async def drifts(self) -> dict[str, tuple[Drift, ...]]:
        """What the workers see changed in each source's pages."""
        return from_hash(await self.redis.hgetall(drift_key(self.settings.prefix)))

    async def accept(self, slugs: Sequence[str]) -> None:
        """Take what changed for the usual, and let the workers learn it anew; raises ``UnknownSourceError``."""
        self._check(slugs)
        await self.redis.hdel(drift_key(self.settings.prefix), *slugs)
        await self.redis.hdel(complete_key(self.settings.prefix), *slugs)
        await self.redis.delete(*(memory_key(self.settings.prefix, slug) for slug in slugs))

    async def counts(self) -> Counts:
        """The frontier in numbers."""
        return await self.frontier.counts()

    async def pause(self, slugs: Sequence[str]) -> None:
        """Fetch nothing of these sources; raises ``UnknownSourceError``."""
        self._check(slugs)
        await self.admission.pause(slugs)

    async def resume(self, slugs: Sequence[str]) -> None:
        """Fetch these sources again, at once; raises ``UnknownSourceError``."""
        self._check(slugs)
        await self.admission.resume(slugs)
        await self.run(slugs)

    async def run(self, slugs: Sequence[str]) -> None:
        """Make all feeds, sitemaps and front pages of these sources due now; raises ``UnknownSourceError``."""
        self._check(slugs)
        await sync(self.frontier, self.known)
        wanted = [entry for slug in slugs for entry in entries_of(self.known.sources[slug])]
        await self.frontier.force(wanted, b"-")

    def _check(self, slugs: Iterable[str]) -> None:
        for slug in slugs:
            if slug not in self.known.sources:
                there = ", ".join(sorted(self.known.sources)) or "none yet"
                raise UnknownSourceError(f'no source is called "{slug}" (there: {there}) - see newsloom sources list')


@asynccontextmanager
async def open_desk(settings: CrawlerSettings) -> AsyncIterator[Desk]:
    """Open what the desk needs, and close it afterwards."""
    redis = open_broker_redis(settings)
    frontier = open_frontier(settings, redis)
    try:
        yield Desk(
            settings=settings,
            redis=redis,
            frontier=frontier,
            admission=Admission(redis, settings.prefix),
            runs=Runs(redis, settings.prefix),
            known=catalogue(settings.sources),
        )
    finally:
        if frontier.redis is not redis:
            await frontier.redis.aclose()
        await redis.aclose()


def _row(
    source: Source, entries: Sequence[Entry], due: Sequence[float | None], *, paused: bool, spent: int, now: datetime
) -> Row:
    times = [at for at in due if at is not None]
    successes = [entry.last_success for entry in entries if entry.last_success]
    worst = max(entries, key=lambda entry: entry.failures, default=None)
    last_success = datetime.fromtimestamp(max(successes), UTC) if successes else None
    rates = [entry.rate for entry in entries if entry.rate is not None]
    return Row(
        slug=source.slug,
        name=source.name,
        state=_state(source, entries, paused=paused, now=now),
        next_due=datetime.fromtimestamp(max(min(times), 0), UTC) if times else None,
        last_success=last_success,
        a_day=24 * sum(rates) if rates else None,
        found=sum(entry.found for entry in entries),
        failures=worst.failures if worst else 0,
        last_reason=worst.last_reason if worst else None,
        spent=spent,
        budget=source.politeness.daily_budget,
    )


def _state(source: Source, entries: Sequence[Entry], *, paused: bool, now: datetime) -> str:
    if not source.enabled:
        return "disabled"
    if paused:
        return "paused"
    if entries and all(entry.failures for entry in entries):
        return "failing"
    newest = max((entry.last_new or 0 for entry in entries), default=0)
    return "silent" if newest and now.timestamp() - newest > _SILENT * 86400 else "active"
