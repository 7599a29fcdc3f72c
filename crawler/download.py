"""Scrapy's download handler: one guarded, bounded HTTP exchange over HTTP/1.1 or HTTP/2."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

import certifi
import h2.exceptions
import httpcore
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.encodings import TooLargeError, decode
from crawler.guard import GuardedNetwork
from crawler.settings import CrawlerSettings

__all__ = ["Exchange", "GuardedDownloadHandler", "UnreachableError", "header_rows"]

_HEADERS_LIMIT = 64 * 1024
"""Bytes of a response's head; nginx and Apache refuse to send more than 8 to 16 KB."""

Headers = tuple[tuple[bytes, bytes], ...]


class UnreachableError(Exception):
    """The exchange did not come to an end; ``reason`` is one word that says how."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What went over the wire, for the archive."""

    url: str
    request_headers: Headers
    protocol: str
    status: int
    reason: str
    headers: Headers
    raw_body: bytes
    """As sent, with its content encoding."""
    address: str | None
    started: datetime
    milliseconds: int


class GuardedDownloadHandler:
    """Fetches with limits on time, size and headers; TLS is always verified."""

    lazy = True

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a handler."""
        return cls(crawler.settings["NEWSLOOM"])

    def __init__(self, settings: CrawlerSettings) -> None:
        self._settings = settings
        self._pools: dict[tuple[str, ...], httpcore.AsyncConnectionPool] = {}
        self._tls = _tls(self._settings)

    async def download_request(self, request: Request) -> Response:
        """Fetch; the exchange as it went over the wire is left in ``request.meta["exchange"]``."""
        started, clock = datetime.now(UTC), time.monotonic()
        pool = self._pool(tuple(request.meta.get("allow_private", ())))
        try:
            async with asyncio.timeout(self._settings.timeout):
                exchange = await self._exchange(pool, request, started, clock)
        except TimeoutError as error:
            raise UnreachableError("timeout", f"not finished after {self._settings.timeout:g} s") from error
        except httpcore.TimeoutException as error:
            raise UnreachableError("timeout", str(error) or type(error).__name__) from error
        except httpcore.ConnectError as error:
            raise UnreachableError(_connect_reason(error), str(error)) from error
        except (httpcore.ProtocolError, httpcore.NetworkError, h2.exceptions.H2Error) as error:
            raise UnreachableError("broken_connection", str(error) or type(error).__name__) from error
        request.meta["exchange"] = exchange
        limit = request.meta.get("limit", self._settings.largest_page)
        encodings = _encodings(exchange.headers)
        return Response(
            request.url,
            status=exchange.status,
            headers=list(exchange.headers),
            body=decode(exchange.raw_body, encodings, limit) if exchange.raw_body else b"",
            request=request,
            protocol=exchange.protocol,
        )

    async def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            await pool.aclose()

    async def _exchange(
        self, pool: httpcore.AsyncConnectionPool, request: Request, started: datetime, clock: float
    ) -> Exchange:
        sent = [(name, value) for name, values in request.headers.items() for value in values]
        traced = {"trace": _when_sent(request.meta["sent"])} if "sent" in request.meta else {}
        async with pool.stream(
            request.method, request.url, headers=sent, content=request.body or None, extensions=traced
        ) as response:
            if sum(len(name) + len(value) for name, value in response.headers) > _HEADERS_LIMIT:
                raise TooLargeError(f"headers of more than {_HEADERS_LIMIT} bytes")
            body = await _bounded(response, request.meta.get("limit", self._settings.largest_page))
            stream = response.extensions.get("network_stream")
            peer = stream.get_extra_info("server_addr") if stream else None
            return Exchange(
                url=request.url,
                request_headers=tuple(sent),
                protocol=response.extensions.get("http_version", b"HTTP/1.1").decode(),
                status=response.status,
                reason=response.extensions.get("reason_phrase", b"").decode("latin-1"),
                headers=tuple(response.headers),
                raw_body=body,
                address=peer[0] if peer else None,
                started=started,
                milliseconds=round((time.monotonic() - clock) * 1000),
            )

    def _pool(self, allowed: tuple[str, ...]) -> httpcore.AsyncConnectionPool:
        """Connections to private addresses are shared only among requests that may use them."""
        if allowed not in self._pools:
            self._pools[allowed] = httpcore.AsyncConnectionPool(
                ssl_context=self._tls,
                http2=True,
                max_connections=max(100, 2 * self._settings.concurrency),
                keepalive_expiry=15.0,
                network_backend=GuardedNetwork(allowed, contact=self._settings.contact),
            )
        return self._pools[allowed]


def _when_sent(call: Callable[[], Awaitable[None]]) -> Callable[[str, Any], Awaitable[None]]:
    """Httpcore's trace, reduced to the moment at which the request's head has left."""

    async def trace(event: str, _: Any) -> None:  # noqa: ANN401 - httpcore's own
        if event.endswith("send_request_headers.complete"):
            await call()

    return trace


async def _bounded(response: httpcore.Response, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_stream():
        size += len(piece)
        if size > limit:
            raise TooLargeError(f"more than {limit} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _encodings(headers: Sequence[tuple[bytes, bytes]]) -> list[str]:
    named = b",".join(value for name, value in headers if name.lower() == b"content-encoding")
    return [part.strip().lower() for part in named.decode("latin-1").split(",") if part.strip()]


def _connect_reason(error: Exception) -> str:
    text = f"{error} {error.__cause__ or ''}".lower()
    if "certificate" in text or "ssl" in text or "tls" in text:
        return "tls"
    return "no_dns" if "resolve" in text else "no_connection"


def _tls(settings: CrawlerSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    if settings.tls_authorities:
        context.load_verify_locations(cafile=settings.tls_authorities)
    return context


def header_rows(response: Response) -> tuple[tuple[str, str], ...]:
    """A response's headers as text, in their order."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
