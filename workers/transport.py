"""Kombu's way to Redis without its gap: a message is taken and noted as unacknowledged in one step.

Kombu waits with BRPOP and notes the message after it has come: a worker that dies in between, or was already dying when
Redis answered, loses it. Here a script takes and notes at once. It cannot block, so an idle worker waits with a BLMOVE
that puts the message back where it was.
"""

from pathlib import Path
from queue import Empty
from time import monotonic, time
from typing import Any

import msgspec
from kombu.transport import redis, virtual

from crawler import transport
from crawler.transport import OneClient

_CLAIM = Path(__file__).with_name("claim.lua").read_text("utf-8")
_BETWEEN_QUEUES = 0.2
"""Seconds an idle worker of several queues waits at one before it looks at the next."""


class ClaimingQoS(redis.QoS):
    """Kombu's bookkeeping, less the note that the claim has already made."""

    def append(self, message: Any, delivery_tag: str) -> None:  # noqa: ANN401 - kombu's own types
        """Remember a message of this process."""
        virtual.QoS.append(self, message, delivery_tag)  # type: ignore[no-untyped-call]


class Claiming(OneClient):
    """What differs from kombu's channel: how the next message is asked for, and how the answer is read."""

    QoS = ClaimingQoS
    _waits = False
    """Whether the question under way is only whether there is anything."""

    def _brpop_start(self: Any, timeout: float | None = None) -> None:
        queues = self._queue_cycle.consume(len(self.active_queues))
        if not queues:
            return
        lists = [(self._q_for_pri(queue, step), queue) for step in self.priority_steps for queue in queues]
        if self._waits:
            longest = (self.brpop_timeout if timeout is None else timeout) or 0
            where = lists[0][0]
            command = ["BLMOVE", where, where, "RIGHT", "RIGHT", longest if len(lists) == 1 else _BETWEEN_QUEUES]
        else:
            keys = [name for name, _ in lists] + [self.unacked_index_key, self.unacked_key]
            command = ["EVAL", _CLAIM, len(keys), *keys, time(), *(queue for _, queue in lists)]
        self._in_poll = self.client.connection
        self._brpop_sent_at = monotonic()
        self.client.connection.send_command(*command)

    def _brpop_read(self: Any, **options: Any) -> bool:  # noqa: ANN401 - kombu's own types
        try:
            try:
                answer = self.client.parse_response(self.client.connection, "EVAL", **options)
            except self.connection_errors:
                self.client.connection.disconnect()
                raise
            if self._waits:
                # Something is there, or it is another queue's turn: claim. Else wait on.
                self._waits = not answer and len(self.active_queues) == 1
                raise Empty
            if not answer:
                self._waits = True
                raise Empty
            name, message = answer
            queue = name.decode().rsplit(self.sep, 1)[0]
            self._queue_cycle.rotate(queue)
            self.connection._deliver(msgspec.json.decode(message), queue)  # noqa: SLF001 - as kombu does
            return True
        finally:
            self._in_poll = None
            self._flush_brpop_reauth()


class Channel(Claiming, redis.Channel):  # type: ignore[misc]
    """A channel to one Redis server."""


class SentinelChannel(Claiming, redis.SentinelChannel):  # type: ignore[misc]
    """A channel to the primary that sentinels name."""


class Transport(redis.Transport):
    """For ``redis://`` and ``rediss://``."""

    Channel = Channel


class SentinelTransport(redis.SentinelTransport):
    """For ``sentinel://``."""

    Channel = SentinelChannel


def install() -> None:
    """Make this process's Redis connections of kombu use the claim; the addresses stay as they are."""
    transport.install(__name__)
