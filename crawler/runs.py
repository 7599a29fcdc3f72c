"""A run is one crawl command: which URLs it scheduled, and what became of each."""

import secrets
import time
from collections.abc import Mapping, Sequence

from crawler.frontier.redis_client import AnyRedis
from crawler.urls import document_id

__all__ = ["Runs"]

_KEPT = 86400
"""Seconds for which a run can be asked about."""


class Runs:
    """Runs in Redis: a hash of what was scheduled, a hash of how each ended."""

    def __init__(self, redis: AnyRedis, prefix: str = "") -> None:
        self._redis = redis
        self._prefix = prefix

    def new(self) -> str:
        """Name a new run."""
        return secrets.token_hex(6)

    def reply_to(self, run: str) -> str:
        """Key of the hash that takes the outcomes; whoever ends a page writes there."""
        return f"newsloom:{self._prefix}run:{run}:fates"

    def _scheduled(self, run: str) -> str:
        return f"newsloom:{self._prefix}run:{run}:urls"

    async def schedule(self, run: str, urls: Sequence[str]) -> list[str]:
        """Note that the run waits for these URLs; return those it did not know yet."""
        if not urls:
            return []
        pipeline = self._redis.pipeline(transaction=False)
        for url in urls:
            pipeline.hsetnx(self._scheduled(run), document_id(url), url)
        pipeline.expire(self._scheduled(run), _KEPT)
        *new, _ = await pipeline.execute()
        return [url for url, flag in zip(urls, new, strict=True) if flag]

    async def unschedule(self, run: str, urls: Sequence[str]) -> None:
        """Note that the run does not wait for these URLs."""
        if urls:
            await self._redis.hdel(self._scheduled(run), *(document_id(url) for url in urls))

    async def end(self, run: str, url: str, outcome: str, reason: str | None = None) -> None:
        """Write how a URL of the run ended."""
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.hset(self.reply_to(run), document_id(url), f"{outcome}:{reason}" if reason else outcome)
        pipeline.expire(self.reply_to(run), _KEPT)
        await pipeline.execute()

    async def progress(self, run: str) -> tuple[dict[str, str], dict[str, str]]:
        """URL by document id of all that was scheduled, and outcome by document id of all that ended."""
        # Fates first: a feed's end is written after what it announced was scheduled, so the scheduled are never short.
        fates = await self._redis.hgetall(self.reply_to(run))
        scheduled = await self._redis.hgetall(self._scheduled(run))
        return _text(scheduled), _text(fates)

    async def beat(self, crawler: str) -> None:
        """A crawler process says that it is alive."""
        now = time.time()
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.zadd(self._alive, {crawler: now})
        pipeline.zremrangebyscore(self._alive, "-inf", now - _KEPT)
        await pipeline.execute()

    async def leave(self, crawler: str) -> None:
        """A crawler process says that it ends."""
        await self._redis.zrem(self._alive, crawler)

    async def alive(self, seconds: float = 30.0) -> list[str]:
        """Crawler processes that gave a sign of life lately."""
        return [name.decode() for name in await self._redis.zrangebyscore(self._alive, time.time() - seconds, "+inf")]

    async def count(self, outcome: str, reason: str | None = None) -> None:
        """Count an outcome."""
        await self._redis.hincrby(f"newsloom:{self._prefix}outcomes", f"{outcome}:{reason}" if reason else outcome, 1)

    async def leave_out(self, source: str, reason: str, count: int) -> None:
        """Count candidates of a source that were not taken, by reason."""
        await self._redis.hincrby(f"newsloom:{self._prefix}left_out:{source}", reason, count)

    @property
    def _alive(self) -> str:
        return f"newsloom:{self._prefix}crawlers"


def _text(answer: Mapping[bytes, bytes]) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in answer.items()}
