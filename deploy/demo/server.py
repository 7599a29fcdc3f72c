"""Serve the demo newspapers, each on a loopback address of its own: ``python -m deploy.demo.server``."""

import argparse
import hashlib
import socket
from collections.abc import Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response as HttpResponse
from starlette.routing import Route

from deploy.demo.newsroom import Piece, newsroom
from deploy.demo.outlets import OUTLETS
from deploy.demo.site import Response, Site
from deploy.up import PortTaken

CORRECTIONS = "/_newsdesk/corrections"
"""A POST to this path makes every newsroom publish its corrections; no page links to it."""


def addresses(port: int) -> dict[str, str]:
    """Base address of every outlet by its slug."""
    return {outlet.slug: f"http://{outlet.host}:{port}" for outlet in OUTLETS}


def application(port: int, pieces: tuple[Piece, ...]) -> Starlette:
    """The four sites as one ASGI application that tells them apart by the address they are called on."""
    bases = addresses(port)
    sites = {outlet.host: Site(outlet, pieces, bases[outlet.slug]) for outlet in OUTLETS}

    async def page(request: Request) -> HttpResponse:
        host, _ = request.scope["server"]
        return _http(sites[host].respond(request.url.path), request)

    async def correct(_: Request) -> HttpResponse:
        for site in sites.values():
            site.corrected = True
        return HttpResponse(status_code=204)

    return Starlette(
        routes=[
            Route(CORRECTIONS, correct, methods=["POST"]),
            Route("/{path:path}", page, methods=["GET", "HEAD"]),
        ]
    )


def _http(answer: Response, request: Request) -> HttpResponse:
    """With an ETag, so that a second visit costs nothing while nothing changed."""
    tag = f'"{hashlib.blake2b(answer.body, digest_size=8).hexdigest()}"'
    if request.headers.get("if-none-match") == tag:
        return HttpResponse(status_code=304, headers={"etag": tag})
    return HttpResponse(answer.body, status_code=answer.status, headers={"content-type": answer.type, "etag": tag})


def listeners(port: int) -> list[socket.socket]:
    """A listening socket on each outlet's address.

    Raises:
        PortTaken: Something else listens on one of them.
    """
    sockets = []
    for outlet in OUTLETS:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((outlet.host, port))
        except OSError as error:
            what = f"{outlet.name} cannot be served on {outlet.host}:{port} ({error.strerror})"
            raise PortTaken(f"{what} - set NEWSLOOM_DEMO_PORT to a free port") from error
        sockets.append(listener)
    return sockets


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=7081)
    port = options.parse_args(arguments).port
    server = uvicorn.Server(uvicorn.Config(application(port, newsroom()), log_level="warning", lifespan="off"))
    server.run(sockets=listeners(port))


if __name__ == "__main__":
    main()
