"""Count outcomes and tell whoever waits for one."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.urls import document_id
from workers.outcomes import in_one_word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis import Redis

    from workers.settings import WorkersSettings

log = logging.getLogger("newsloom.outcomes")

REPLY_KEPT = 24 * 3600
"""Seconds for which an outcome waits for the command that asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One page at its end."""

    url: str
    """The address that was asked for, under which somebody may wait."""
    source: str
    outcome: str
    reason: str | None = None
    milliseconds: float | None = None
    reply_to: str | None = None


def outcomes_key(settings: "WorkersSettings") -> str:
    """Redis hash of the counts, by ``outcome`` or ``outcome:reason``."""
    return settings.key("outcomes")


def record(redis: "Redis[bytes]", settings: "WorkersSettings", ends: "Iterable[Ended]") -> None:
    """Count each end, write it where somebody waits for it, and log one line, all in one round trip."""
    pipe = redis.pipeline(transaction=False)
    for end in ends:
        word = in_one_word(end.outcome, end.reason)
        pipe.hincrby(outcomes_key(settings), word, 1)
        if end.reply_to:
            pipe.hset(end.reply_to, document_id(end.url), word)
            pipe.expire(end.reply_to, REPLY_KEPT)
        took = "" if end.milliseconds is None else f" milliseconds={end.milliseconds:.0f}"
        log.info("%s url=%s source=%s%s", word, end.url, end.source, took)
    pipe.execute()


def counts(redis: "Redis[bytes]", settings: "WorkersSettings") -> dict[str, int]:
    """All counts so far, the most frequent first."""
    stored = redis.hgetall(outcomes_key(settings))
    pairs = ((name.decode(), int(number)) for name, number in stored.items())
    return dict(sorted(pairs, key=lambda pair: -pair[1]))
