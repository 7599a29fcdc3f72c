"""Kombu's way to Redis with one client for all commands of a channel."""

from typing import Any

import kombu.transport
from kombu.transport import redis

__all__ = ["OneClient", "SentinelTransport", "Transport", "install"]


class OneClient:
    """A part of a channel; kombu's own makes a client for each command, which is nearly half of what sending costs."""

    _one: Any = None

    def _create_client(self: Any, asynchronous: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - kombu's own
        if asynchronous:
            return super()._create_client(asynchronous)  # type: ignore[misc]
        if self._one is None or self._one.connection_pool is not self.pool:  # kombu gives up a pool that broke
            self._one = super()._create_client()  # type: ignore[misc]
        return self._one


class Channel(OneClient, redis.Channel):
    """A channel to one Redis server."""


class SentinelChannel(OneClient, redis.SentinelChannel):
    """A channel to the primary that sentinels name."""


class Transport(redis.Transport):
    """For ``redis://`` and ``rediss://``."""

    Channel = Channel


class SentinelTransport(redis.SentinelTransport):
    """For ``sentinel://``."""

    Channel = SentinelChannel


def install(module: str = __name__) -> None:
    """Make this process's Redis connections of kombu use a module's transports; the addresses stay as they are."""
    aliases = kombu.transport.TRANSPORT_ALIASES
    if module == __name__ and not aliases["redis"].startswith("kombu."):
        return  # a worker's are in place, which do more
    aliases.update(redis=f"{module}:Transport", rediss=f"{module}:Transport", sentinel=f"{module}:SentinelTransport")
