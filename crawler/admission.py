"""Decide which of the leased entries are fetched now, and when the others are due again."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from time import monotonic

from crawler.frontier import Ending, Lease
from crawler.frontier.redis_client import AnyRedis
from crawler.schedule import jittered, open_at
from crawler.sources import Catalogue, Source

__all__ = ["Admission"]

_PAUSED = 300.0
"""Seconds after which an entry of a paused source is looked at again; so long does resuming take to reach the last
one."""
_UNKNOWN = 30.0
"""Seconds for a crawler that has not read a new source file yet."""
_FRESH = 0.5
"""Seconds for which the set of paused sources is believed to hold no more than it did."""


class Admission:
    """Pauses, windows and budgets; kept in Redis, so that they hold for all processes."""

    def __init__(self, redis: AnyRedis, prefix: str = "") -> None:
        self._redis = redis
        self._prefix = prefix
        self._lately_paused: set[str] = set()
        self._asked_until = 0.0

    async def pause(self, slugs: Iterable[str]) -> None:
        """Fetch nothing of these sources until they are resumed."""
        await self._redis.sadd(self._paused, *slugs)

    async def resume(self, slugs: Iterable[str]) -> None:
        """Fetch these sources again."""
        await self._redis.srem(self._paused, *slugs)

    async def paused(self) -> set[str]:
        """Slugs of the sources that are paused."""
        return {slug.decode() for slug in await self._redis.smembers(self._paused)}

    async def spent(self, slug: str, now: datetime) -> int:
        """Fetches of a source's budget that are used up today."""
        return int(await self._redis.get(self._budget(slug, now)) or 0)

    async def judge(self, leases: Sequence[Lease], known: Catalogue, now: datetime) -> tuple[list[Lease], list[Ending]]:
        """Split leases into those to fetch and the endings of those that must wait."""
        paused = await self._paused_among({lease.entry.source for lease in leases})
        admitted: list[Lease] = []
        postponed: list[Ending] = []
        for lease in leases:
            source = known.sources.get(lease.entry.source)
            until = self._free_at(lease, source, paused, now) or await self._affordable_at(source, now)
            if until is None:
                admitted.append(lease)
            else:
                postponed.append(Ending(lease=lease, again_at=until.timestamp(), wait=0.0))
        return admitted, postponed

    async def _paused_among(self, slugs: set[str]) -> set[str]:
        """Pausing may take a moment to be noticed; resuming must not, as who is held back is held back for minutes."""
        if slugs & self._lately_paused or (slugs and monotonic() >= self._asked_until):
            self._lately_paused, self._asked_until = await self.paused(), monotonic() + _FRESH
        return self._lately_paused

    def _free_at(self, lease: Lease, source: Source | None, paused: set[str], now: datetime) -> datetime | None:
        """When the source lets us; None: now. What a person asked for by name is not held back."""
        if lease.forced:
            return None
        if source is None:
            return now + timedelta(seconds=_UNKNOWN) if lease.recurring else None
        if source.slug in paused or not source.enabled:
            return now + timedelta(seconds=jittered(_PAUSED))
        opening = open_at(source.schedule, now)
        return opening if opening > now else None

    async def _affordable_at(self, source: Source | None, now: datetime) -> datetime | None:
        """When the source's budget allows one more fetch; None: now, and it is counted."""
        limit = source.politeness.daily_budget if source else None
        if source is None or limit is None:
            return None
        key = self._budget(source.slug, now)
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.incr(key)
        pipeline.expire(key, 2 * 86400)
        used, _ = await pipeline.execute()
        if used <= limit:
            return None
        await self._redis.decr(key)
        tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
        return tomorrow + timedelta(seconds=jittered(1.0, 600.0))

    @property
    def _paused(self) -> str:
        return f"newsloom:{self._prefix}paused"

    def _budget(self, slug: str, now: datetime) -> str:
        return f"newsloom:{self._prefix}budget:{slug}:{now:%Y%m%d}"
