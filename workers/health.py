"""Whether a worker is alive and does something: a heartbeat in Redis, and an end for a worker that has gone deaf.

After a lost connection to Redis a Celery worker may live on without ever taking a message again (celery issues 8030
and 10205). Such a worker beats, so its heart says nothing: what counts is that its queue holds messages and that it
takes none. Then it ends itself, and whoever supervises it starts another.
"""

import contextlib
import logging
import os
import signal
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from celery.signals import task_received
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redis import Redis

    from workers.settings import WorkersSettings

log = logging.getLogger("newsloom.health")

EVERY = 5.0
"""Seconds between two beats."""
MISSED = 4
"""Beats after which a worker counts as dead."""
LAST_WORDS = 10.0
"""Seconds a deaf worker has for ending in order, before it is ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What a worker says of itself."""

    worker: str
    pid: int
    queues: tuple[str, ...]
    at: float
    """Seconds since the epoch."""
    started: float
    received: int
    """Messages taken since the start."""
    received_at: float
    """When the last one was; the start when there was none."""


def beats_key(settings: "WorkersSettings", worker: str) -> str:
    """Redis key of a worker's heartbeat, which runs out when the worker is gone."""
    return settings.key("worker", worker)


def beats(redis: "Redis[bytes]", settings: "WorkersSettings") -> list[Beat]:
    """The last heartbeat of every worker that is alive, by name."""
    keys = sorted(redis.scan_iter(match=beats_key(settings, "*"), count=1000))
    stored = redis.mget(keys) if keys else []
    return [msgspec.json.decode(one, type=Beat) for one in stored if one]


def is_deaf(*, waiting: int, quiet: float, limit: float) -> bool:
    """Whether a worker that took nothing for ``quiet`` seconds should have, as so many messages were ``waiting``."""
    return waiting > 0 and quiet > limit


class Heart:
    """Beats in a thread of its own, because a stuck event loop could not."""

    def __init__(
        self,
        redis: "Redis[bytes]",
        settings: "WorkersSettings",
        worker: str,
        queues: "Sequence[str]",
        end: "Callable[[], None]",
    ) -> None:
        self._redis = redis
        self._settings = settings
        self._worker = worker
        self._queues = tuple(queues)
        self._end = end
        self._started = time.time()
        self._received = 0
        self._received_at = self._started
        self._waiting_since: float | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and take the heartbeat back."""
        self._stopped.set()
        with contextlib.suppress(RedisError):
            self._redis.delete(beats_key(self._settings, self._worker))

    def took(self) -> None:
        """Note that a message was taken."""
        self._received += 1
        self._received_at = time.time()

    def beat(self, now: float) -> Beat:
        """What is said at that time."""
        return Beat(
            worker=self._worker,
            pid=os.getpid(),
            queues=self._queues,
            at=now,
            started=self._started,
            received=self._received,
            received_at=self._received_at,
        )

    def listen(self, now: float) -> bool:
        """Look whether messages wait that this worker does not take; True when it is deaf."""
        waiting = sum(self._redis.llen(queue) for queue in self._queues)
        if not waiting:
            self._waiting_since = None
            return False
        self._waiting_since = self._waiting_since or now
        quiet = now - max(self._waiting_since, self._received_at)
        return is_deaf(waiting=waiting, quiet=quiet, limit=self._settings.deaf_after)

    def _beat_on(self) -> None:
        while not self._stopped.wait(EVERY):
            now = time.time()
            try:
                said = msgspec.json.encode(self.beat(now))
                self._redis.set(beats_key(self._settings, self._worker), said, ex=int(EVERY * MISSED))
                if self.listen(now):
                    log.critical(
                        "%s takes nothing although its queue is full: it ends to be started again", self._worker
                    )
                    self._end()
                    return
            except RedisError as error:
                log.warning("heartbeat: %s", error)


_heart: Heart | None = None


def start(redis: "Redis[bytes]", settings: "WorkersSettings", worker: str, queues: "Sequence[str]") -> None:
    """Begin this process's heartbeat."""
    global _heart  # noqa: PLW0603 - one heart for a process, reached by Celery's signals
    _heart = Heart(redis, settings, worker, queues, end_process)
    _heart.start()


def stop() -> None:
    """End this process's heartbeat."""
    if _heart:
        _heart.stop()


def end_process() -> None:
    """End in order where that works; a worker that is stuck is ended after all."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_WORDS)
    os.kill(0 if os.getpgrp() == os.getpid() else os.getpid(), signal.SIGKILL)


@task_received.connect  # type: ignore[untyped-decorator]
def _took(**_: object) -> None:
    if _heart:
        _heart.took()
