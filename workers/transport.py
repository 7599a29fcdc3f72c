"""Kombu's way to Redis without its gap: a message is taken and noted as unacknowledged in one step.

Kombu waits with BRPOP and notes the message after it has come: a worker that dies in between, or was already dying when
Redis answered, loses it. Here a script takes and notes at once, several messages where the process may hold several. It
cannot block, so an idle worker waits with a BLMOVE that puts the message back where it was.
"""

from enum import Enum, auto
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


_MOST = 50
"""Messages claimed at once."""
_MANY = 16
"""Messages that a process may hold from which on it gathers some before it claims: a batch waits for others anyway,
and to ask for each by itself is three fifths of what its process does."""
_GATHERING = 0.1
"""Seconds."""


class _Asks(Enum):
    """What the question under way is."""

    FOR_MESSAGES = auto()
    FOR_A_SIGN = auto()
    """That there is any message."""
    FOR_MORE = auto()
    """There is one: others may come while this question waits for what never comes."""


class ClaimingQoS(redis.QoS):
    """Kombu's bookkeeping, less the note that the claim has already made."""

    def append(self, message: Any, delivery_tag: str) -> None:  # noqa: ANN401 - kombu's own types
        """Remember a message of this process."""
        virtual.QoS.append(self, message, delivery_tag)  # type: ignore[no-untyped-call]


class Claiming(OneClient):
    """What differs from kombu's channel: how the next message is asked for, and how the answer is read."""

    QoS = ClaimingQoS
    _asks = _Asks.FOR_MESSAGES

    def _brpop_start(self: Any, timeout: float | None = None) -> None:
        queues = self._queue_cycle.consume(len(self.active_queues))
        if not queues:
            return
        lists = [(self._q_for_pri(queue, step), queue) for step in self.priority_steps for queue in queues]
        if self._asks is _Asks.FOR_MESSAGES:
            keys = [name for name, _ in lists] + [self.unacked_index_key, self.unacked_key]
            command = ["EVAL", _CLAIM, len(keys), *keys, time(), self._room, *(queue for _, queue in lists)]
        elif self._asks is _Asks.FOR_A_SIGN:
            longest = (self.brpop_timeout if timeout is None else timeout) or 0
            where = lists[0][0]
            command = ["BLMOVE", where, where, "RIGHT", "RIGHT", longest if len(lists) == 1 else _BETWEEN_QUEUES]
        else:
            nowhere = f"{lists[0][0]}{self.sep}nothing"
            command = ["BLMOVE", nowhere, nowhere, "RIGHT", "RIGHT", _GATHERING]
        self._in_poll = self.client.connection
        self._brpop_sent_at = monotonic()
        self.client.connection.send_command(*command)

    @property
    def _room(self: Any) -> int:
        """How many messages are claimed at once at most."""
        return max(1, min(self.qos.can_consume_max_estimate() or 1, _MOST))

    def _brpop_read(self: Any, **options: Any) -> bool:  # noqa: ANN401 - kombu's own types
        try:
            try:
                answer = self.client.parse_response(self.client.connection, "EVAL", **options)
            except self.connection_errors:
                self.client.connection.disconnect()
                raise
            asked, alone = self._asks, len(self.active_queues) == 1
            if asked is _Asks.FOR_MESSAGES:
                if not answer:
                    self._asks = _Asks.FOR_A_SIGN
                    raise Empty
                if alone and len(answer) < 2 * self._room:  # that was all
                    self._asks = _Asks.FOR_A_SIGN
                for name, message in zip(answer[::2], answer[1::2], strict=True):
                    queue = name.decode().rsplit(self.sep, 1)[0]
                    self._queue_cycle.rotate(queue)
                    self.connection._deliver(msgspec.json.decode(message), queue)  # noqa: SLF001 - as kombu does
                return True
            if asked is _Asks.FOR_A_SIGN and not answer and alone:
                raise Empty  # wait on; of several queues it is another one's turn
            gathers = asked is _Asks.FOR_A_SIGN and answer and (self.qos.prefetch_count or 0) >= _MANY
            self._asks = _Asks.FOR_MORE if gathers else _Asks.FOR_MESSAGES
            raise Empty
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
