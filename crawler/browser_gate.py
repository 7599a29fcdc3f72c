"""Judge each request of a page in a browser before it is sent: where its document redirects, what its scripts need."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

__all__ = ["BrowserGate"]

_UNSEEN = frozenset({"Image", "Media", "Font", "TextTrack", "Ping", "Prefetch"})
"""What a browser asks for that no article's text depends on."""


@dataclass(slots=True, kw_only=True, eq=False)
class BrowserGate:
    """One page's gate. Chromium's own protocol is used, because Playwright's routes do not see redirects."""

    enter: Callable[[str], Awaitable[None]]
    """Obeys robots.txt and waits for the host's turn, for a redirect of the document; raises ``RefusedError``."""
    allows: Callable[[str], Awaitable[bool]]
    """Whether robots.txt permits what the document asks for."""
    refused: Exception | None = None
    """Why the document was not asked for."""
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def watch(self, page: "Page", *_: object) -> None:
        """Begin, before the page is asked for."""
        session = await page.context.new_cdp_session(page)
        main = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]

        def paused(event: dict[str, Any]) -> None:
            task = asyncio.ensure_future(self._decide(session, main, event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        session.on("Fetch.requestPaused", paused)
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})

    async def _decide(self, session: "CDPSession", main: str, event: dict[str, Any]) -> None:
        url, kind = event["request"]["url"], event["resourceType"]
        try:
            if kind == "Document":
                # A document in a frame never passes: its text would be no part of the page's.
                passes = event["frameId"] == main
                if passes and "redirectedRequestId" in event:  # the first was let out before the browser was given it
                    await self.enter(url)
            else:
                passes = kind not in _UNSEEN and (not url.startswith("http") or await self.allows(url))
        except Exception as error:  # noqa: BLE001 - whatever hinders us from judging, the request is not sent
            self.refused, passes = error if kind == "Document" else self.refused, False
        verdict = ("Fetch.continueRequest", {}) if passes else ("Fetch.failRequest", {"errorReason": "BlockedByClient"})
        with contextlib.suppress(Exception):  # the page may be closed by now
            await session.send(verdict[0], {"requestId": event["requestId"], **verdict[1]})
