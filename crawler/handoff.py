"""Send a page to the workers' queue, and say when that queue is too full for more."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from celery import Celery

from crawler import transport
from crawler.frontier.redis_client import AnyRedis, nodes
from crawler.page import (
    ARTICLES_QUEUE,
    FETCH_ENDED,
    PAGE_FETCHED,
    PAGES_QUEUE,
    Fetch,
    Page,
    fetch_to_message,
    to_message,
)

__all__ = ["Handoff", "broker"]

_FASTEST = 1000.0
"""Pages a second that all crawlers together will hardly reach: so long does room in the queue last."""
_LONGEST_LOOK = 0.25
"""Seconds between two looks at the queue at most; its bytes are limited too."""


def broker(url: str) -> tuple[str, dict[str, Any]]:
    """Celery's way of writing a Redis URL, and the transport's options."""
    if not urlsplit(url).scheme.endswith("+sentinel"):
        return url, {}
    service, _, database = urlsplit(url).path.strip("/").partition("/")
    credentials = urlsplit(url).netloc.rpartition("@")[0]
    prefix = f"{credentials}@" if credentials else ""
    address = ";".join(f"sentinel://{prefix}{host}:{port}/{database or 0}" for host, port in nodes(url))
    return address, {"master_name": service}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When the queue of pages is full."""

    messages: int
    size: int
    """Bytes."""


class Handoff:
    """The only way out of the crawler: Celery's producer, by task name, so that no worker code is imported."""

    def __init__(self, url: str, redis: AnyRedis, limits: Limits) -> None:
        address, options = broker(url)
        transport.install()
        self._app = Celery("crawler", broker=address, set_as_current=False)
        self._app.conf.update(
            task_serializer="msgpack",
            accept_content=["msgpack"],
            task_ignore_result=True,
            broker_transport_options=options | {"socket_timeout": 15, "socket_connect_timeout": 5},
            broker_connection_retry_on_startup=True,
        )
        self._redis = redis
        self._limits = limits
        self._room_until = 0.0
        # One thread, because the producer blocks: the reactor goes on while a large page is packed and Redis takes it.
        self._thread = ThreadPoolExecutor(1, "handoff")

    async def page(self, page: Page) -> None:
        """Send a page; returns once the broker has it."""
        await self._send(PAGE_FETCHED, partial(to_message, page), PAGES_QUEUE, page.url)

    async def fetch(self, fetch: Fetch) -> None:
        """Send the record of a fetch that yielded no page."""
        await self._send(FETCH_ENDED, partial(fetch_to_message, fetch), ARTICLES_QUEUE, fetch.url)

    async def full(self) -> bool:
        """Whether the workers are so far behind that no page should be added."""
        now = time.monotonic()
        if now < self._room_until:
            return False
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.llen(PAGES_QUEUE)
        pipeline.memory_usage(PAGES_QUEUE, samples=5)
        waiting, size = await pipeline.execute()
        left = self._limits.messages - int(waiting)
        if left <= 0 or int(size or 0) >= self._limits.size:
            return True
        self._room_until = now + min(_LONGEST_LOOK, left / _FASTEST)
        return False

    async def close(self) -> None:
        """Close the connection to the broker."""
        self._thread.shutdown(wait=True)
        self._app.close()

    async def _send(self, task: str, message: Callable[[], bytes], queue: str, url: str) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._publish, task, message, queue, url)

    def _publish(self, task: str, message: Callable[[], bytes], queue: str, url: str) -> None:
        self._app.send_task(task, args=[message()], queue=queue, argsrepr=url, kwargsrepr="", ignore_result=True)
