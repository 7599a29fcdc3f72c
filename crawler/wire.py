"""The bytes of one connection, for httpcore: as little between it and asyncio's transport as can be."""

import asyncio
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpcore

__all__ = ["Wire", "connect"]

_AHEAD = 1024 * 1024
"""Bytes that are taken from the network before somebody reads them."""


class Wire(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """Protocol and stream in one.

    httpcore's own stream passes a turn of the loop, two cancel scopes and two calls of epoll for each piece that it
    reads or writes; the crawler's CPU a page was about a tenth higher with it.
    """

    def __init__(self) -> None:
        self._transport: Any = None
        self._pieces: deque[bytes] = deque()
        self._waiting = 0
        self._ended = False
        self._failure: Exception | None = None
        self._readable: asyncio.Future[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Called by the loop."""
        self._pieces.append(data)
        self._waiting += len(data)
        if self._waiting >= _AHEAD and self._transport:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Called by the loop: the other side has no more to say."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop."""
        self._ended, self._failure = True, exc
        self._writable.set()
        self._wake()

    def pause_writing(self) -> None:
        """Called by the loop."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Called by the loop."""
        self._writable.set()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's interface
        """At most so many bytes, as soon as there are any; none at the end."""
        if not self._pieces and not self._ended:
            self._readable = asyncio.get_running_loop().create_future()
            with _told_as(httpcore.ReadTimeout, httpcore.ReadError):
                async with asyncio.timeout(timeout):
                    await self._readable
        if not self._pieces:
            if self._failure:
                raise httpcore.ReadError(str(self._failure)) from self._failure
            return b""
        return self._taken(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's interface
        """Give bytes to the network, and wait while it takes no more."""
        if self._transport is None or self._transport.is_closing():
            raise httpcore.WriteError("the connection is closed")
        self._transport.write(buffer)
        if not self._writable.is_set():
            with _told_as(httpcore.WriteTimeout, httpcore.WriteError):
                async with asyncio.timeout(timeout):
                    await self._writable.wait()

    async def aclose(self) -> None:
        """Close at once; what was not sent is dropped."""
        if self._transport:
            self._transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
    ) -> httpcore.AsyncNetworkStream:
        """Go on in TLS."""
        loop = asyncio.get_running_loop()
        try:
            with _told_as(httpcore.ConnectTimeout, httpcore.ConnectError):
                async with asyncio.timeout(timeout):
                    self._transport = await loop.start_tls(
                        self._transport, self, ssl_context, server_hostname=server_hostname
                    )
        except BaseException:
            await self.aclose()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's interface
        """What httpcore asks of a stream."""
        if info == "is_readable":  # of an idle connection: the other side has ended it, or said what nobody asked
            return bool(self._pieces) or self._ended
        names = {"server_addr": "peername", "client_addr": "sockname"}
        return self._transport.get_extra_info(names.get(info, info)) if self._transport else None

    def _taken(self, most: int) -> bytes:
        """The first piece, or so much of it."""
        piece = self._pieces.popleft()
        if len(piece) > most:
            self._pieces.appendleft(piece[most:])
            piece = piece[:most]
        before, self._waiting = self._waiting, self._waiting - len(piece)
        if before >= _AHEAD > self._waiting and self._transport and not self._transport.is_closing():
            self._transport.resume_reading()
        return piece

    def _wake(self) -> None:
        if self._readable and not self._readable.done():
            self._readable.set_result(None)


async def connect(address: str, port: int, *, timeout: float | None, local_address: str | None) -> Wire:  # noqa: ASYNC109
    """Connect to an IP address; raises httpcore's errors."""
    with _told_as(httpcore.ConnectTimeout, httpcore.ConnectError):
        async with asyncio.timeout(timeout):
            local = (local_address, 0) if local_address else None
            _, wire = await asyncio.get_running_loop().create_connection(Wire, address, port, local_addr=local)
            return wire


@contextmanager
def _told_as(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """Errors of the network in httpcore's words."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except (OSError, ssl.SSLError) as error:
        raise broken(str(error)) from error
