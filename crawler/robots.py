"""robots.txt as RFC 9309 has it: fetched politely, remembered for all processes, and kept as evidence."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache

import msgspec
from protego import Protego

from crawler.frontier.redis_client import AnyRedis

__all__ = ["AGENT", "Robots", "RobotsFile", "Verdict", "judge"]

AGENT = "Newsloom"
"""Product token that sites address in their robots.txt."""

_LARGEST = 512_000
"""Bytes that are read; RFC 9309, 2.5 asks for at least 500 KiB."""
_HELD = 60
"""Seconds for which a process asks its own memory, before it asks Redis again."""
_HOSTS = 1000
"""Hosts in that memory."""
_UNREACHABLE_SECONDS = 600
"""How long a robots.txt that cannot be had closes its site, before it is asked again."""


class RobotsFile(msgspec.Struct, frozen=True, array_like=True):
    """What a host said when asked for its robots.txt."""

    status: int
    """0: no answer."""
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a robots.txt says of one URL."""

    allowed: bool
    reason: str
    """``allowed``, ``disallowed``, ``absent`` or ``unreachable``."""
    delay: float | None = None
    """Crawl-delay in seconds."""

    @property
    def passing(self) -> bool:
        """Whether asking again later may bring another answer."""
        return self.reason == "unreachable"


def judge(file: RobotsFile, url: str) -> Verdict:
    """Judge a URL by its host's robots.txt: 4xx allows all, 5xx and no answer forbid all (RFC 9309, 2.3.1)."""
    if file.status == 0 or file.status >= 500:  # noqa: PLR2004
        return Verdict(allowed=False, reason="unreachable")
    if file.status >= 400:  # noqa: PLR2004
        return Verdict(allowed=True, reason="absent")
    rules = _rules(file.body)
    allowed = bool(rules.can_fetch(url, AGENT))
    delay = rules.crawl_delay(AGENT)
    return Verdict(
        allowed=allowed, reason="allowed" if allowed else "disallowed", delay=float(delay) if delay else None
    )


@lru_cache(maxsize=512)
def _rules(body: bytes) -> Protego:
    return Protego.parse(body.decode("utf-8", "replace").removeprefix("\ufeff"))


class Robots:
    """Remembers the robots.txt of every host, in Redis for all processes."""

    def __init__(self, redis: AnyRedis, *, prefix: str = "", seconds: float = 86400.0, name: str = "robots") -> None:
        """``name`` tells files of other kinds apart that are fetched, remembered and forgotten alike."""
        self._name = name
        self._redis = redis
        self._prefix = prefix
        self._seconds = int(seconds)
        self._held: dict[str, tuple[float, RobotsFile]] = {}

    async def known(self, host: str) -> RobotsFile | None:
        """The remembered robots.txt of a host; None when it must be fetched."""
        until, file = self._held.get(host, (0.0, None))
        if file and until > time.monotonic():
            return file
        stored = await self._redis.get(self._key(host))
        return self._hold(host, msgspec.msgpack.decode(stored, type=RobotsFile)) if stored else None

    async def of(self, host: str, fetch: Callable[[], Awaitable[RobotsFile]]) -> RobotsFile:
        """The robots.txt of a host, fetched when it is not remembered."""
        file = await self.known(host)
        if file is None:
            file = await fetch()
            file = RobotsFile(file.status, file.body[:_LARGEST])
            unreachable = file.status == 0 or file.status >= 500  # noqa: PLR2004
            lifetime = min(self._seconds, _UNREACHABLE_SECONDS) if unreachable else self._seconds
            await self._redis.set(self._key(host), msgspec.msgpack.encode(file), ex=max(lifetime - _HELD, 1))
        return self._hold(host, file)

    async def forget(self, host: str) -> None:
        """Ask again next time."""
        self._held.pop(host, None)
        await self._redis.delete(self._key(host))

    def _hold(self, host: str, file: RobotsFile) -> RobotsFile:
        if len(self._held) >= _HOSTS:
            self._held.clear()
        self._held[host] = (time.monotonic() + _HELD, file)
        return file

    def _key(self, host: str) -> str:
        return f"newsloom:{self._prefix}{self._name}:{host}"
