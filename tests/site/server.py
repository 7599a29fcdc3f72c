"""The server: any number of loopback addresses, one thread, a log of every request."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Self

from tests.site.answers import Answer, Answering, Asked, article, robots, rss


class Site:
    """A site on loopback addresses; ``with Site({...}) as site`` serves it, ``site.log`` is what it was asked.

    Pages are looked up by ``host/path`` (the address without port), then by path.
    """

    def __init__(
        self,
        pages: Mapping[str, Answer | Answering] | None = None,
        *,
        addresses: Iterable[str] = ("127.0.0.11",),
        port: int = 0,
        tls: object = None,
    ) -> None:
        self.pages: dict[str, Answer | Answering] = dict(pages or {})
        self.addresses = tuple(addresses)
        self.port = port
        self.log: list[Asked] = []
        self.arrived = threading.Condition()
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def url(self, path: str = "/", address: str | None = None) -> str:
        """Full address of a path, at the first of the site's addresses unless another is named."""
        return f"http{'s' if self._tls else ''}://{address or self.addresses[0]}:{self.port}{path}"

    def asked(self, path: str) -> list[Asked]:
        """All requests for a path so far."""
        return [asked for asked in tuple(self.log) if asked.path == path]

    def wait_for(self, path: str, times: int = 1, seconds: float = 20.0) -> list[Asked]:
        """Wait until a path was asked for so often."""
        with self.arrived:
            arrived = self.arrived.wait_for(lambda: len(self.asked(path)) >= times, seconds)
        assert arrived, f"{path} was asked {len(self.asked(path))} times in {seconds} s, not {times}: {self.log}"
        return self.asked(path)

    def smallest_gap(self) -> float:
        """Seconds between the two closest requests to one address."""
        times: dict[str, list[float]] = {}
        for asked in self.log:
            times.setdefault(asked.address, []).append(asked.at)
        gaps = [
            later - earlier
            for seen in times.values()
            for earlier, later in zip(sorted(seen), sorted(seen)[1:], strict=False)
        ]
        return min(gaps, default=float("inf"))

    def announce(
        self, count: int, *, feed: str = "/rss.xml", stem: str = "/politik/ein-ganz-neuer-artikel-aus-werrastadt"
    ) -> list[str]:
        """Add articles and a feed that announces them, at every address; return the paths."""
        paths = [f"{stem}-{number}.html" for number in range(count)]
        for number, path in enumerate(paths):
            self.pages[path] = article(f"Neues aus Werrastadt, Folge {number}")
        for address in self.addresses:
            self.pages[f"{address}{feed}"] = rss({self.url(path, address): f"Folge {path}" for path in paths})
        return paths

    async def _start(self) -> None:
        for address in self.addresses:
            server = await asyncio.start_server(
                self._serve, address, self.port, ssl=self._tls, limit=1 << 20, backlog=512
            )  # type: ignore[arg-type]
            self.port = server.sockets[0].getsockname()[1]
            self._servers.append(server)

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        current = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not current]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while asked := await self._read(reader, writer):
                answer = self._answer(asked)
                self._note(asked, answer.status)
                if answer.after:
                    await asyncio.sleep(answer.after)
                if not await self._write(writer, answer):
                    break
        with contextlib.suppress(Exception):
            writer.close()

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Asked | None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        line, *rows = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rows if row)}
        if length := int(headers.get("content-length", 0)):
            headers["x-body"] = (await reader.readexactly(length)).decode("latin-1")
        return Asked(
            at=time.time(),
            host=headers.get("host", ""),
            address=writer.get_extra_info("sockname")[0],
            path=line.split(" ")[1],
            headers=headers,
        )

    def _answer(self, asked: Asked) -> Answer:
        path = asked.path.partition("?")[0]
        found = None
        for key in (f"{asked.address}{asked.path}", asked.path, f"{asked.address}{path}", path):
            found = found or self.pages.get(key)
        if found is None:
            return robots("") if path == "/robots.txt" else Answer(status=404, body=b"not here")
        return found(asked) if callable(found) else found

    def _note(self, asked: Asked, status: int) -> None:
        with self.arrived:
            self.log.append(
                Asked(
                    at=asked.at,
                    host=asked.host,
                    address=asked.address,
                    path=asked.path,
                    headers=asked.headers,
                    status=status,
                )
            )
            self.arrived.notify_all()

    async def _write(self, writer: asyncio.StreamWriter, answer: Answer) -> bool:
        """Send an answer; False when the connection is of no more use."""
        named = dict(answer.headers)
        if answer.pieces is None and answer.status != HTTPStatus.NOT_MODIFIED:
            named["Content-Length"] = str(len(answer.body))
        rows = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        writer.write(f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n{rows}\r\n".encode("latin-1"))
        if answer.pieces is not None:
            for piece in answer.pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(float(named.get("X-Drip", 0)))
        writer.write(answer.body if answer.drop is None else answer.body[: answer.drop])
        await writer.drain()
        return answer.drop is None
