"""Messages that failed for good, kept for people with the error and all that is needed to try again."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis import Redis

    from workers.settings import WorkersSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One message in quarantine."""

    id: str
    """Fingerprint of the URL, or of the message where no URL can be read."""
    task: str
    """Name of the task that failed, which a replay runs again."""
    queue: str
    url: str | None = None
    source: str | None = None
    reason: str
    error: str
    """One line."""
    traceback: str = ""
    at: float
    """Seconds since the epoch."""
    size: int
    """Of the message, in bytes."""
    archived_in: str | None = None
    """Where the page lies in the archive, for when the message is no longer kept."""


class Quarantine:
    """The cases in Redis: reports in one hash, messages in another, order in a sorted set."""

    def __init__(self, redis: "Redis[bytes]", settings: "WorkersSettings") -> None:
        self._redis = redis
        self._kept = settings.quarantine_messages
        self._cases = settings.key("quarantine", "cases")
        self._messages = settings.key("quarantine", "messages")
        self._order = settings.key("quarantine", "order")

    def put(self, case: Case, message: bytes) -> None:
        """Keep a case; a later one of the same URL takes its place. The oldest messages beyond the limit go."""
        with self._redis.pipeline() as pipe:
            pipe.hset(self._cases, case.id, msgspec.msgpack.encode(case))
            pipe.hset(self._messages, case.id, message)
            pipe.zadd(self._order, {case.id: case.at})
            pipe.execute()
        if (surplus := self._redis.hlen(self._messages) - self._kept) > 0:
            kept = set(self._redis.hkeys(self._messages))
            oldest = [case for case in self._redis.zrange(self._order, 0, -1) if case in kept]
            self._redis.hdel(self._messages, *oldest[:surplus])

    def cases(self, start: int = 0, count: int = 0) -> "Iterator[Case]":
        """The cases, the newest first: ``count`` from the place ``start`` on, or all of them."""
        for case_id in self._redis.zrevrange(self._order, start, start + count - 1 if count else -1):
            if case := self._redis.hget(self._cases, case_id):
                yield msgspec.msgpack.decode(case, type=Case)

    def case(self, case_id: str) -> Case | None:
        """One case; None when there is none of that id."""
        stored = self._redis.hget(self._cases, case_id)
        return msgspec.msgpack.decode(stored, type=Case) if stored else None

    def message(self, case_id: str) -> bytes | None:
        """The message of a case; None when it was too old to keep."""
        return self._redis.hget(self._messages, case_id)

    def forget(self, case_id: str) -> None:
        """Drop a case after its message was sent again."""
        with self._redis.pipeline() as pipe:
            pipe.hdel(self._cases, case_id)
            pipe.hdel(self._messages, case_id)
            pipe.zrem(self._order, case_id)
            pipe.execute()

    def __len__(self) -> int:
        return int(self._redis.zcard(self._order))


def fingerprint_of(message: bytes) -> str:
    """Id of a case whose message does not even tell its URL."""
    return blake2b(message, digest_size=8).hexdigest()
