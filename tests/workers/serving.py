"""Servers of tests that can go away and come back: a Redis, a door to Elasticsearch, a worker."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from deploy import health, process
from deploy.local_redis import LocalRedis


def until(condition: Callable[[], Any], *, seconds: float = 30, what: str = "what the test waits for") -> Any:
    """The condition's value as soon as it is true."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds:g} s")
        select.select((), (), (), 0.05)
    return value


class Queues:
    """A Redis server that keeps its data over a restart."""

    def __init__(self, server: LocalRedis) -> None:
        self._server = server
        self._process: subprocess.Popen[bytes] | None = None
        self.url = server.url

    def start(self) -> None:
        self._process = process.start(self._server.prepare(), log=subprocess.DEVNULL)
        process.wait_for(lambda: health.redis_health(self.url).ok, seconds=20, what="Redis")

    def stop(self) -> None:
        if self._process:
            process.stop(self._process)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()


@dataclass(frozen=True, slots=True)
class Worker:
    """A running worker and what it logs."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def ready(self) -> bool:
        return " ready." in self.said()

    def kill(self) -> None:
        """SIGKILL, to it and to all its processes, as when a machine dies."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Door:
    """Forwards to a server as long as it is open; closed, it refuses as a dead server does."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._open = threading.Event()
        self._open.set()
        self._passing: set[socket.socket] = set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._welcome, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._socket.close()

    def close(self) -> None:
        """Refuse from now on, and break what is under way."""
        self._open.clear()
        for one in list(self._passing):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def open(self) -> None:
        self._open.set()

    def _welcome(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            if not self._open.is_set():
                caller.close()
                continue
            server = socket.create_connection(self._target)
            self._passing |= {caller, server}
            for source, target in ((caller, server), (server, caller)):
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while sent := source.recv(65536):
                target.sendall(sent)
        for one in (source, target):
            self._passing.discard(one)
            with contextlib.suppress(OSError):
                one.close()
