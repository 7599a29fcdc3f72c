"""Send a page to the workers' queue, and say when that queue is too full for more."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from celery import Celery

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
        # One thread, because the producer blocks: the reactor goes on while Redis takes a large page.
        self._thread = ThreadPoolExecutor(1, "handoff")

    async def page(self, page: Page) -> None:
        """Send a page; returns once the broker has it."""
        await self._send(PAGE_FETCHED, to_message(page), PAGES_QUEUE, page.url)

    async def fetch(self, fetch: Fetch) -> None:
        """Send the record of a fetch that yielded no page."""
        await self._send(FETCH_ENDED, fetch_to_message(fetch), ARTICLES_QUEUE, fetch.url)

    async def full(self) -> bool:
        """Whether the workers are so far behind that no page should be added."""
        waiting = await self._redis.llen(PAGES_QUEUE)
        if waiting >= self._limits.messages:
            return True
        if waiting == 0:
            return False
        return int(await self._redis.memory_usage(PAGES_QUEUE, samples=5) or 0) >= self._limits.size

    async def close(self) -> None:
        """Close the connection to the broker."""
        self._thread.shutdown(wait=True)
        self._app.close()

    async def _send(self, task: str, message: bytes, queue: str, url: str) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, lambda: self._publish(task, message, queue, url))

    def _publish(self, task: str, message: bytes, queue: str, url: str) -> None:
        self._app.send_task(task, args=[message], queue=queue, argsrepr=url, kwargsrepr="", ignore_result=True)
