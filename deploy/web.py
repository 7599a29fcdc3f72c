"""The web application: analysts' pages open on loopback, operators' pages behind a password, one policy for all."""

import importlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response, params
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from deploy.password import USER, operator_password
from deploy.settings import StackSettings

OPEN = ("search.web", "search.api")
BEHIND_PASSWORD = ("crawler.web", "workers.web")
HEADERS = {
    # Nothing inline and nothing from elsewhere: text of strangers' pages is shown here.
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

basic = HTTPBasic(realm="Newsloom operators")


def create_app(settings: StackSettings) -> FastAPI:
    """The application with every page there is."""
    app = FastAPI(title="Newsloom", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    password = operator_password(settings)

    def operator(given: Annotated[HTTPBasicCredentials, Depends(basic)]) -> None:
        """Let the operator through; both comparisons always run, so that time tells nothing."""
        right_user = secrets.compare_digest(given.username.encode(), USER.encode())
        right_password = secrets.compare_digest(given.password.encode(), password.encode())
        if not (right_user and right_password):
            raise HTTPException(
                401, "Wrong user or password", headers={"WWW-Authenticate": 'Basic realm="Newsloom operators"'}
            )

    app.middleware("http")(_with_headers)
    app.add_api_route("/healthz", _health, include_in_schema=False)
    app.add_api_route("/metrics", _metrics, include_in_schema=False)
    for name in OPEN:
        _include(app, name)
    for name in BEHIND_PASSWORD:
        _include(app, name, dependencies=[Depends(operator)])
    return app


def _include(app: FastAPI, module_name: str, dependencies: Sequence[params.Depends] = ()) -> None:
    try:
        router: APIRouter = importlib.import_module(module_name).router
    except ModuleNotFoundError as error:
        if error.name != module_name:
            raise
        return
    app.include_router(router, dependencies=dependencies)


async def _with_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _health() -> dict[str, str]:
    return {"status": "ok"}


async def _metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


app = create_app(StackSettings())
