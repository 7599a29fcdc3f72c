"""The one connection of a process to Redis."""

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from redis import Redis
from redis.sentinel import Sentinel

from workers.settings import settings

if TYPE_CHECKING:
    from redis import Redis as RedisType

SENTINEL_PORT = 26379


@cache
def redis() -> "RedisType[bytes]":
    """Connect to the Redis of the settings; the client may be inherited over a fork."""
    return connect(settings().redis_url, settings().redis_sentinel_name)


def connect(url: str, sentinel_name: str = "") -> "RedisType[bytes]":
    """Connect to a Redis address; ``sentinel://`` asks the sentinels for the primary of that name."""
    if not url.startswith("sentinel://"):
        return Redis.from_url(url, socket_keepalive=True, health_check_interval=30)
    first = urlsplit(url.split(";", maxsplit=1)[0])
    hosts = [urlsplit(part) for part in url.split(";")]
    sentinel = Sentinel(
        [(host.hostname or "127.0.0.1", host.port or SENTINEL_PORT) for host in hosts],
        sentinel_kwargs={"password": first.password},
    )
    return sentinel.master_for(sentinel_name, db=int(first.path.lstrip("/") or 0), password=first.password)
