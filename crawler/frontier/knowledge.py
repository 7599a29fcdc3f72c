"""What the frontier can tell a person: the state of one URL, and counts of all."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from crawler.frontier.entry import Entry, ids_in, unpack
from crawler.frontier.names import Names
from crawler.frontier.redis_client import AnyRedis

__all__ = ["Counts", "Knowledge", "counts_of", "knowledge_of"]

_SCAN = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Where one URL stands."""

    state: str
    """``due``, ``leased``, ``waiting``, ``done``, ``dead`` or ``unknown``."""
    at: float | None = None
    """Seconds since 1970: when it is due, when its lease runs out, or when it was given up."""
    entry: Entry | None = None
    """What is remembered of it; None once it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is of everything."""

    due: int
    leased: int
    waiting: int
    done: int
    """Leases that ended for good, since the frontier began."""
    dead: int
    seen: int
    hosts: int
    oldest_ready: float
    """Seconds for which the host that waits longest could have been claimed; grows when crawlers are too few."""
    claimed: int
    returned: int
    """Leases that ran out."""


async def knowledge_of(redis: AnyRedis, names: Names, shard: str, url: Entry, now: float, *, seen: bool) -> Knowledge:
    """Look for a URL in its host's queue, among the leases, and among the dead.

    Slow on long queues, for people only.
    """
    host, wanted = url.host, url.url
    async for member, score in _scan(redis, f"{shard}:q:{host}", wanted, host):
        entry = await _entry(names, shard, member, host)
        if entry.url == wanted:
            return Knowledge(state="due" if score / 1000 <= now else "waiting", at=score / 1000, entry=entry)
    for lease in (await redis.hgetall(f"{shard}:l:{host}")).values():
        deadline, _, member = lease.split(b" ", 2)
        if member and not member.startswith(b"r") and (entry := await _entry(names, shard, member, host)).url == wanted:
            return Knowledge(state="leased", at=int(deadline) / 1000, entry=entry)
    async for member, score in _scan(redis, f"{shard}:dead", wanted, host):
        entry = await _entry(names, shard, member, host)
        if entry.url == wanted:
            return Knowledge(state="dead", at=score / 1000, entry=entry)
    recurring = await _recurring(redis, shard, wanted)
    if recurring:
        key, entry = recurring
        score = await redis.zscore(f"{shard}:q:{host}", b"r" + key)
        due = None if score is None else float(score) / 1000
        return Knowledge(state=_state(due, now), at=due, entry=entry)
    return Knowledge(state="done" if seen else "unknown")


def counts_of(answers: list[list[Any]]) -> Counts:
    """Add up what ``count.lua`` said of each shard."""
    sums = [sum(int(answer[place]) for answer in answers) for place in range(6)]
    tally: dict[str, int] = {}
    for answer in answers:
        for name, value in zip(answer[7::2], answer[8::2], strict=True):
            tally[name.decode()] = tally.get(name.decode(), 0) + int(value)
    due, waiting, leased, dead, seen, hosts = sums
    return Counts(
        due=due,
        waiting=waiting,
        leased=leased,
        dead=dead,
        seen=seen,
        hosts=hosts,
        oldest_ready=max(int(answer[6]) for answer in answers) / 1000,
        done=tally.get("done", 0),
        claimed=tally.get("claimed", 0),
        returned=tally.get("returned", 0),
    )


async def _scan(redis: AnyRedis, key: str, url: str, host: str) -> AsyncIterator[tuple[bytes, float]]:
    """Members of a sorted set that may be about the URL: those in which its path occurs."""
    path = url.partition(host)[2]
    pattern = "*" + re.sub(r"([*?\[\]\\^])", r"\\\1", path) + "*"
    cursor = 0
    while True:
        cursor, rows = await redis.zscan(key, cursor, match=pattern, count=_SCAN)
        for member, score in rows:
            if not member.startswith(b"r"):
                yield member, float(score)
        if not cursor:
            return


async def _recurring(redis: AnyRedis, shard: str, url: str) -> tuple[bytes, Entry] | None:
    """The feed, sitemap or front page at an address."""
    for key, packed in (await redis.hgetall(f"{shard}:fixed")).items():
        entry = unpack(packed, "", {})
        if entry.url == url:
            return key, entry
    return None


def _state(due: float | None, now: float) -> str:
    return "leased" if due is None else "due" if due <= now else "waiting"


async def _entry(names: Names, shard: str, member: bytes, host: str) -> Entry:
    known = await names.resolve(shard, [member] if ids_in(member) else [])
    return unpack(member, host, known)
