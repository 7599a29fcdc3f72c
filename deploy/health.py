"""Whether a server answers as it should: a real question to it, and its answer in one line."""

import asyncio
import json
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import redis

TIMEOUT = 3.0
PING = 2.0
LATELY = 15.0  # seconds; a crawler beats every 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a server said when asked."""

    ok: bool
    detail: str


def redis_health(url: str) -> Health:
    """PING, and whether it has loaded its data."""
    try:
        with redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT) as client:
            client.ping()
            server = client.info("server")
    except redis.RedisError as error:
        return Health(ok=False, detail=str(error))
    return Health(ok=True, detail=f"Redis {server['redis_version']}")


def elasticsearch_health(url: str) -> Health:
    """The cluster's status: yellow is healthy, as one node cannot hold replicas."""
    answer = http_health(f"{url.rstrip('/')}/_cluster/health")
    if not answer.ok:
        return answer
    status = json.loads(answer.detail).get("status")
    return Health(ok=status in {"green", "yellow"}, detail=f"cluster {status}")


def http_health(url: str, *, headers: dict[str, str] | None = None) -> Health:
    """A page that answers with a success."""
    try:
        with urlopen(Request(url, headers=headers or {}), timeout=TIMEOUT) as answer:  # noqa: S310 - addresses from settings
            return Health(ok=True, detail=answer.read(65536).decode(errors="replace"))
    except HTTPError as error:
        return Health(ok=False, detail=f"HTTP {error.code}")
    except (URLError, OSError, HTTPException) as error:
        return Health(ok=False, detail=str(getattr(error, "reason", error)))


def crawler_health(redis_url: str, prefix: str) -> Health:
    """Whether a crawler gave its sign of life lately, as it does every few seconds."""
    return asyncio.run(_crawler_health(redis_url, prefix))


def worker_health(redis_url: str, name: str, machine: str = "*") -> Health:
    """Whether a Celery worker of that name answers a ping through the broker, as it would answer any work."""
    from celery.app.base import Celery  # slow to import, and only asked for by whoever checks workers

    with Celery(broker=redis_url, set_as_current=False) as app:
        app.conf.update(task_serializer="msgpack", accept_content=["msgpack"])  # all that our workers listen to
        try:
            answers = (
                app.control.inspect(timeout=PING, limit=1, pattern=f"{name}@{machine}", matcher="glob").ping() or {}
            )
        except Exception as error:  # noqa: BLE001 - kombu lets any error of any broker through; each means no answer
            return Health(ok=False, detail=str(error) or type(error).__name__)
    if not answers:
        return Health(ok=False, detail="does not answer a ping")
    return Health(ok=True, detail=", ".join(answers))


async def _crawler_health(redis_url: str, prefix: str) -> Health:
    from crawler.frontier import open_redis  # the crawler's own reading of addresses, asked for by few commands
    from crawler.runs import Runs

    client = open_redis(redis_url)
    try:
        alive = await Runs(client, prefix).alive(LATELY)
    except redis.RedisError as error:
        return Health(ok=False, detail=str(error))
    finally:
        await client.aclose()
    return Health(ok=bool(alive), detail=", ".join(alive) or "no sign of life lately")
