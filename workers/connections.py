"""The one connection of a process to Redis, and how Celery writes the same address."""

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from redis import Redis
from redis.sentinel import Sentinel

from workers.settings import settings

if TYPE_CHECKING:
    from redis import Redis as RedisType

SENTINEL = "redis+sentinel"
SENTINEL_PORT = 26379


@cache
def redis() -> "RedisType[bytes]":
    """Connect to the Redis of the settings; the client may be inherited over a fork."""
    return connect(settings().redis_url.get_secret_value())


def connect(url: str) -> "RedisType[bytes]":
    """Connect to a Redis address; ``redis+sentinel://host:port,host:port/service/db`` asks sentinels."""
    parts = urlsplit(url)
    if parts.scheme != SENTINEL:
        return Redis.from_url(url, socket_keepalive=True, health_check_interval=30)
    credentials, nodes, service, database = _sentinels(parts)
    user, _, password = credentials.partition(":")
    sentinel = Sentinel(nodes)
    return sentinel.master_for(service, db=database, username=user or None, password=password or None)


def broker(url: str) -> tuple[str, dict[str, Any]]:
    """Celery's way of writing a Redis address, with the transport's options that belong to it."""
    parts = urlsplit(url)
    if parts.scheme != SENTINEL:
        return url, {}
    credentials, nodes, service, database = _sentinels(parts)
    prefix = f"{credentials}@" if credentials else ""
    address = ";".join(f"sentinel://{prefix}{host}:{port}/{database}" for host, port in nodes)
    return address, {"master_name": service}


def _sentinels(parts: SplitResult) -> tuple[str, list[tuple[str, int]], str, int]:
    """User and password of the primary, the sentinels, the name of the primary, the database."""
    credentials, _, hosts = parts.netloc.rpartition("@")
    service, _, database = parts.path.strip("/").partition("/")
    nodes = [(name, int(port or SENTINEL_PORT)) for name, _, port in (host.partition(":") for host in hosts.split(","))]
    return credentials, nodes, service, int(database or 0)
