"""Open the Redis that holds the frontier: one server, TLS, Sentinel or Cluster, told by the form of its URL."""

from collections.abc import Iterable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import Connection
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

AnyRedis: TypeAlias = Any
"""An asynchronous client of one server or of a cluster; the published types tell neither from the synchronous ones."""

_PATIENCE = {"socket_timeout": 15.0, "socket_connect_timeout": 5.0, "health_check_interval": 30}


class PromptConnection(Connection):
    """Sends a command at once. redis-py starts a task and a timer for each, though only a full buffer makes it wait."""

    _writer: Any

    async def send_packed_command(self, command: bytes | str | Iterable[bytes], check_health: bool = True) -> None:  # noqa: FBT001, FBT002 - redis-py's
        """Send, and wait with redis-py's own time limit when the network did not take all of it."""
        if check_health and self.is_connected:
            await self.check_health()
        if not self.is_connected or self._waits() or isinstance(command, str):
            await super().send_packed_command(command, check_health=False)
            return
        self._writer.writelines([command] if isinstance(command, bytes) else command)
        if self._waits():
            await super().send_packed_command([], check_health=False)

    def _waits(self) -> bool:
        """Whether the connection is about to close, or bytes lie in it that the network has not taken."""
        transport = self._writer.transport
        return bool(transport.is_closing() or transport.get_write_buffer_size() > 0)


def open_redis(url: str) -> AnyRedis:
    """Make a client; nothing is sent yet.

    Understands ``redis://`` and ``rediss://`` (TLS),
    ``redis+sentinel://[user:password@]host:port,host:port/service/db`` and
    ``redis+cluster://[user:password@]host:port,host:port`` (``rediss+…`` for TLS).
    """
    scheme = urlsplit(url).scheme
    retry = Retry(ExponentialBackoff(cap=1.0, base=0.05), 3)
    patience: dict[str, Any] = _PATIENCE | {"retry": retry, "retry_on_error": [RedisConnectionError, RedisTimeoutError]}
    match scheme:
        case "redis+cluster" | "rediss+cluster":
            return _cluster(url, tls=scheme.startswith("rediss"))
        case "redis+sentinel" | "rediss+sentinel":
            return _sentinel(url, patience, tls=scheme.startswith("rediss"))
        case _:
            patience["connection_class"] = PromptConnection  # a URL that asks for TLS has its own
            return Redis.from_url(url, **patience)


def nodes(url: str) -> list[tuple[str, int]]:
    """Hosts and ports of a URL that names several."""
    hosts = urlsplit(url).netloc.rpartition("@")[2].split(",")
    return [(host.rpartition(":")[0] or host, int(host.rpartition(":")[2])) for host in hosts]


def _credentials(url: str) -> dict[str, Any]:
    user, _, password = urlsplit(url).netloc.rpartition("@")[0].partition(":")
    return {"username": user or None, "password": password or None}


def _cluster(url: str, *, tls: bool) -> AnyRedis:
    startup = [ClusterNode(host, port) for host, port in nodes(url)]
    return RedisCluster(startup_nodes=startup, ssl=tls, socket_timeout=15.0, **_credentials(url))


def _sentinel(url: str, patience: dict[str, Any], *, tls: bool) -> AnyRedis:
    service, _, database = urlsplit(url).path.strip("/").partition("/")
    credentials = _credentials(url)
    sentinel = Sentinel(nodes(url), socket_timeout=2.0)
    master: AnyRedis = sentinel.master_for(service, db=int(database or 0), ssl=tls, **patience, **credentials)
    return master
