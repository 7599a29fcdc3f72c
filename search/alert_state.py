"""How far alerts have come, kept in Elasticsearch so that any process can go on where another one stopped."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

import msgspec
from elasticsearch import ConflictError, NotFoundError

from search.alert_indices import STATES
from search.bulk import unavailable
from search.searcher import Searcher

Channel = Literal["webhook", "mail"]
CHANNELS: tuple[Channel, ...] = ("webhook", "mail")
"""Ways to tell people, beside the feed that every alert has."""

LOCK = "lock"
FREE = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How far an alert has read the articles."""

    kind: str = "reading"
    alert: str
    read: Mapping[str, int] = field(default_factory=dict)
    """By index, the last sequence number; see ``search.changes``."""
    mistake: str | None = None
    """Why the last run could not ask; None when it could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How an alert's deliveries by one channel go."""

    kind: str = "sending"
    alert: str
    channel: str
    batch: tuple[str, ...] = ()
    """Notices that go out together; the same in every attempt, so that a receiver can know them again."""
    attempts: int = 0
    """At this batch, in vain."""
    next_attempt: datetime | None = None
    claimed_until: datetime | None = None
    """A process is at it; should it die, another one may go on from then."""
    last_sent: datetime | None = None
    last_error: str | None = None
    """Of the last attempt, when it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Who runs the alerts now."""

    kind: str = "lock"
    holder: str
    held_until: datetime


State = TypeVar("State", Reading, Sending, Lock)


@dataclass(frozen=True, slots=True)
class Version:
    """The state of a document on which a write rests."""

    seq_no: int
    primary_term: int


@dataclass(frozen=True, slots=True)
class States:
    """The states of all alerts of an installation."""

    searcher: Searcher

    def get(self, key: str, kind: type[State]) -> tuple[State, Version] | None:
        """One state as it is now, before any refresh."""
        with unavailable(self.searcher.client):
            try:
                found = self.searcher.client.get(index=self._alias, id=key)
            except NotFoundError:
                return None
        version = Version(found["_seq_no"], found["_primary_term"])
        return msgspec.convert(found["_source"], kind), version

    def put(self, key: str, state: Reading | Sending | Lock, rest_on: Version | None) -> bool:
        """Write a state unless it changed since it was read; False when it did."""
        document = {name: value for name, value in msgspec.to_builtins(state).items() if value not in (None, ())}
        resting: dict[str, Any] = {"op_type": "create"}
        if rest_on is not None:
            resting = {"if_seq_no": rest_on.seq_no, "if_primary_term": rest_on.primary_term}
        with unavailable(self.searcher.client):
            try:
                self.searcher.client.index(index=self._alias, id=key, document=document, require_alias=True, **resting)
            except ConflictError:
                return False
        return True

    def many(self, keys: Sequence[str], kind: type[State]) -> dict[str, State]:
        """Those of the states that are there, by key."""
        if not keys:
            return {}
        with unavailable(self.searcher.client):
            found = self.searcher.client.mget(index=self._alias, ids=list(keys))["docs"]
        return {one["_id"]: msgspec.convert(one["_source"], kind) for one in found if one.get("found")}

    @contextmanager
    def locked(self, holder: str, now: datetime, length: timedelta) -> Iterator[bool]:
        """Hold the lock during a block; False when another process has it. It runs out should this one die.

        The lock saves work; that nothing is told twice does not rest on it but on ids and versions.
        """
        found = self.get(LOCK, Lock)
        if found and found[0].held_until > now:
            yield False
            return
        if not self.put(LOCK, Lock(holder=holder, held_until=now + length), found[1] if found else None):
            yield False
            return
        try:
            yield True
        finally:
            mine = self.get(LOCK, Lock)
            if mine and mine[0].holder == holder:
                self.put(LOCK, Lock(holder=holder, held_until=FREE), mine[1])

    @property
    def _alias(self) -> str:
        return self.searcher.names.alias(STATES)


def sending_key(alert: str, channel: str) -> str:
    """Id of the state of an alert's deliveries by a channel."""
    return f"{alert}:{channel}"


def reading_key(alert: str) -> str:
    """Id of the state of an alert's reading."""
    return f"{alert}:reading"


def keys(alert: str) -> tuple[str, ...]:
    """Ids of all states of an alert."""
    return (reading_key(alert), *(sending_key(alert, channel) for channel in CHANNELS))
