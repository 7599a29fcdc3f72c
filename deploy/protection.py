"""What wraps every answer of the web application: known hosts only, no writes from other sites, strict headers."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READING = frozenset({"GET", "HEAD", "OPTIONS"})
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


class Protection:
    """Wraps an application; answers pass through as they are written, so that a large export needs no memory.

    Args:
        app: What to wrap.
        hosts: Names under which it may be called. A page on another site that makes its own name point to loopback
            (DNS rebinding) could otherwise read what is open here.
        called_by_others: Paths that other servers write to, such as a hub's callback.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], called_by_others: tuple[str, ...] = ()) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._called_by_others = called_by_others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_protected)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name_of(host) not in self._hosts:
            return PlainTextResponse(
                f"This page is not served as {host!r}: add the name to NEWSLOOM_WEB_HOSTS.\n", status_code=421
            )
        if scope["method"] not in READING and _from_another_site(headers, host) and not self._is_open(scope["path"]):
            return PlainTextResponse("A page of another site may not write here.\n", status_code=403)
        return None

    def _is_open(self, path: str) -> bool:
        return path.startswith(self._called_by_others) if self._called_by_others else False


def _from_another_site(headers: Headers, host: str) -> bool:
    """Browsers say where a request comes from; programs, which no other site can steer, say nothing.

    A password that the browser remembers is sent along with a form of any site, so it alone protects nothing.
    """
    if (site := headers.get("sec-fetch-site")) is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != host


def _name_of(host: str) -> str:
    """A Host header without its port; an IPv6 address keeps its brackets."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()
