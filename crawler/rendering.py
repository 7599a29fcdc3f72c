"""Fetch a page with a browser that runs its JavaScript, for the sources that need it."""

import logging
import os
import shutil
import time
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.browser_gate import BrowserGate
from crawler.browser_proxy import BrowserProxy
from crawler.download import Exchange, GuardedDownloadHandler, UnreachableError
from crawler.encodings import TooLargeError
from crawler.guard import GuardedNetwork
from crawler.settings import CrawlerSettings

__all__ = ["RenderingDownloadHandler", "browser_settings"]


_WAITING = 15.0
"""Seconds that a page may wait, beside its own time, for the turns of hosts to which it leads."""


def _milliseconds(settings: CrawlerSettings) -> float:
    return (settings.timeout + _WAITING) * 1000


def browser_settings(settings: CrawlerSettings) -> dict[str, Any]:
    """Settings of scrapy-playwright: a system Chromium, with the proxy in force for loopback too."""
    arguments = ["--proxy-bypass-list=<-loopback>", "--disable-dev-shm-usage", "--disable-quic"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # Chromium refuses its sandbox to root, as in most containers
        arguments.append("--no-sandbox")
    path = (
        settings.browser
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    return {
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": path, "args": arguments, "headless": True},
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 4,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": _milliseconds(settings),
    }


class RenderingDownloadHandler(GuardedDownloadHandler):
    """Plain fetches for all, a browser for those that ask for it; both behind the same guard."""

    def __init__(self, settings: CrawlerSettings, crawler: Crawler) -> None:
        super().__init__(settings)
        self._crawler = crawler
        self._browser: Any = None
        self._proxies: dict[tuple[str, ...], tuple[BrowserProxy, str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a handler."""
        return cls(crawler.settings["NEWSLOOM"], crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch; with ``render`` in its meta the body is what the page became in the browser."""
        if not request.meta.get("render"):
            return await super().download_request(request)
        started, clock = datetime.now(UTC), time.monotonic()
        browser = await self._started()
        gate = BrowserGate(enter=request.meta["enter"], allows=request.meta["allows"])
        asked = request.replace(
            meta=request.meta | await self._context(request) | {"playwright_page_init_callback": gate.watch}
        )
        try:
            response: Response = await browser.download_request(asked)
        except Exception as error:  # the browser's own errors are many and of no common kind
            if gate.refused:
                raise gate.refused from error
            raise UnreachableError("browser", str(error).partition("\n")[0]) from error
        if len(response.body) > request.meta["limit"]:
            raise TooLargeError(f"more than {request.meta['limit']} bytes once rendered")
        request.meta["exchange"] = _exchange(request, response, started, round((time.monotonic() - clock) * 1000))
        return response

    async def close(self) -> None:
        """End the browser and its proxies."""
        if self._browser:
            await self._browser.close()
        for proxy, _ in self._proxies.values():
            proxy.close()
        await super().close()

    async def _started(self) -> Any:  # noqa: ANN401 - scrapy-playwright is an extra, and has no types
        if self._browser is None:
            try:
                from scrapy_playwright.handler import (
                    ScrapyPlaywrightDownloadHandler,
                )  # an extra, loaded when it is needed
            except ImportError as error:
                raise UnreachableError(
                    "no_browser", "render = true needs the extra: pip install newsloom[render]"
                ) from error
            logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)  # what failed is told once, as an outcome
            self._browser = ScrapyPlaywrightDownloadHandler(self._crawler)
            await self._browser._launch()  # noqa: SLF001 - it starts itself with the engine only, which has long begun
        return self._browser

    async def _context(self, request: Request) -> dict[str, Any]:
        """One browser context for each set of private addresses that may be asked, each with a proxy of its own."""
        allowed = tuple(request.meta.get("allow_private", ()))
        if allowed not in self._proxies:
            proxy = BrowserProxy(GuardedNetwork(allowed, contact=self._settings.contact))
            self._proxies[allowed] = (proxy, await proxy.start())
        return {
            "playwright": True,
            "playwright_context": "+".join(allowed) or "public",
            "playwright_context_kwargs": {
                "proxy": {"server": self._proxies[allowed][1]},
                "user_agent": self._settings.user_agent,
                "service_workers": "block",
            },
            "playwright_page_goto_kwargs": {"wait_until": "networkidle", "timeout": _milliseconds(self._settings)},
        }


def _exchange(request: Request, response: Response, started: datetime, milliseconds: int) -> Exchange:
    """What the archive keeps: the page as rendered, marked as such, because the bytes on the wire were many answers."""
    sent = tuple((name, value) for name, values in request.headers.items() for value in values)
    dropped = {b"content-encoding", b"content-length"}
    headers = [
        (name, value) for name, values in response.headers.items() for value in values if name.lower() not in dropped
    ]
    return Exchange(
        url=response.url,
        request_headers=sent,
        protocol="browser",
        status=response.status,
        reason="",
        headers=(*headers, (b"X-Newsloom-Rendered", b"1")),
        raw_body=response.body,
        address=None,
        started=started,
        milliseconds=milliseconds,
    )
