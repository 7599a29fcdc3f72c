"""The web application: analysts' pages open on loopback, operators' pages behind a password, one protection for all."""

import base64
import importlib
import secrets
from collections.abc import Sequence

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from deploy.metrics import exposition
from deploy.password import USER, operator_password
from deploy.protection import Protection
from deploy.settings import StackSettings

OPEN = ("search.web", "search.api", "search.alerts_web", "crawler.callback")
BEHIND_PASSWORD = ("crawler.web", "workers.web")
CHALLENGE = 'Basic realm="Newsloom operators", charset="UTF-8"'
WEBSUB = "/websub/"


def create_app(
    settings: StackSettings, open_pages: Sequence[APIRouter] = (), behind_password: Sequence[APIRouter] = ()
) -> FastAPI:
    """The application of these pages, with what every application of ours has."""
    app = FastAPI(title="Newsloom", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    password = operator_password(settings)

    def operator(request: Request) -> None:
        """Let the operator through."""
        if not secrets.compare_digest(_given(request), f"{USER}:{password}".encode()):
            raise HTTPException(401, "Wrong user or password", headers={"WWW-Authenticate": CHALLENGE})

    async def metrics() -> Response:
        return Response(await exposition(settings), media_type=CONTENT_TYPE_LATEST)

    app.add_middleware(Protection, hosts=settings.web_host_names, called_by_others=(WEBSUB,))
    app.add_api_route("/healthz", _health, include_in_schema=False)
    app.add_api_route("/metrics", metrics, include_in_schema=False)
    for router in open_pages:
        app.include_router(router)
    for router in behind_password:
        app.include_router(router, dependencies=[Depends(operator)])
    return app


def routers(modules: Sequence[str]) -> list[APIRouter]:
    """The router that each of these modules exposes."""
    return [importlib.import_module(name).router for name in modules]


def _given(request: Request) -> bytes:
    """User and password in UTF-8, as browsers send them after our challenge (RFC 7617); nothing when malformed."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""


async def _health() -> dict[str, str]:
    return {"status": "ok"}


app = create_app(StackSettings(), routers(OPEN), routers(BEHIND_PASSWORD))
