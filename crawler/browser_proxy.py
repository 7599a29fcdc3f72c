"""A proxy on loopback through which a browser reaches only what the guard permits."""

import asyncio
import contextlib
import re
from urllib.parse import urlsplit

import httpcore

from crawler.guard import AddressRefusedError, GuardedNetwork, NoContactError

__all__ = ["BrowserProxy"]

_HEAD = 64 * 1024
_PIECE = 64 * 1024
_CONNECT_SECONDS = 10.0


class BrowserProxy:
    """Resolves and judges names in the browser's place, and connects to the address that was judged."""

    def __init__(self, network: GuardedNetwork) -> None:
        self._network = network
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        """Listen, and return the proxy's address."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering: asyncio.Task[None] | None = None
        behind: asyncio.StreamWriter | None = None
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if answering and behind:  # a browser asks again only when it has the whole answer
                    answering.cancel()
                    behind.close()
                method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
                opened = await self._connect(method, target, writer)
                if opened is None:
                    break
                source, behind = opened
                if method == "CONNECT":
                    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    await asyncio.gather(_pipe(reader, behind), _pipe(source, writer))
                    break
                behind.write(_origin_form(head, target) + await reader.readexactly(_body_size(head)))
                answering = asyncio.ensure_future(_pipe(source, writer))
        if answering:
            answering.cancel()
        for stream in (behind, writer):
            if stream:
                stream.close()

    async def _connect(
        self, method: str, target: str, writer: asyncio.StreamWriter
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        port = parts.port or 80
        try:
            for address in await self._network.permitted(parts.hostname or "", port):
                with contextlib.suppress(OSError, TimeoutError):
                    return await asyncio.wait_for(asyncio.open_connection(address, port), _CONNECT_SECONDS)
        except (AddressRefusedError, NoContactError, httpcore.ConnectError):
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return None
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return None


def _origin_form(head: bytes, target: str) -> bytes:
    """A plain request as its server expects it: the path alone, and one request on the connection."""
    parts = urlsplit(target)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line, _, rest = head.partition(b"\r\n")
    rows = [row for row in rest.split(b"\r\n") if row and not row.lower().startswith((b"proxy-", b"connection:"))]
    method, _, version = line.split(b" ", 2)
    return b"\r\n".join([b" ".join((method, path.encode("latin-1"), version)), *rows, b"Connection: close", b"", b""])


def _body_size(head: bytes) -> int:
    found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return int(found[1]) if found else 0


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
