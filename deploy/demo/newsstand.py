"""The demo newspapers on sale: their server in a thread of this process, for as long as the demo lasts."""

import threading
import urllib.request
from types import TracebackType
from typing import Self

import uvicorn

from deploy import process
from deploy.demo.newsroom import Piece, newsroom
from deploy.demo.outlets import OUTLETS
from deploy.demo.server import CORRECTIONS, addresses, application, listeners
from deploy.demo.site import Site

START_SECONDS = 20.0


class Newsstand:
    """Serves the four sites; a context manager that stops it at the end."""

    def __init__(self, port: int) -> None:
        self.pieces: tuple[Piece, ...] = newsroom()
        self.bases = addresses(port)
        self.sites = {outlet.slug: Site(outlet, self.pieces, self.bases[outlet.slug]) for outlet in OUTLETS}
        self._sockets = listeners(port)
        config = uvicorn.Config(application(port, self.pieces), log_level="warning", lifespan="off", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=(self._sockets,), name="newspapers", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        process.wait_for(lambda: self._server.started, seconds=START_SECONDS, what="the demo newspapers")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        for listener in self._sockets:
            listener.close()

    def url_of(self, piece: Piece) -> str:
        """Where an article is served."""
        return f"{self.bases[piece.outlet.slug]}{piece.path}"

    def correct(self) -> tuple[str, ...]:
        """Let the newsrooms publish their corrections; returns the addresses that changed."""
        base = next(iter(self.bases.values()))
        request = urllib.request.Request(f"{base}{CORRECTIONS}", method="POST")  # noqa: S310 - our own loopback server
        with urllib.request.urlopen(request, timeout=START_SECONDS):  # noqa: S310 - the same
            return tuple(self.url_of(piece) for piece in self.pieces if piece.correction)
