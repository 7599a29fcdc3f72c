"""Look at a site: which feeds, sitemaps and front pages it has, and whether a source's still work."""

import asyncio
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from selectolax.lexbor import LexborHTMLParser

from crawler.discovery import Findings, Shape, findings
from crawler.download import GuardedDownloadHandler, UnreachableError
from crawler.encodings import ACCEPTED, TooLargeError, UndecodableError
from crawler.guard import AddressRefusedError, NoContactError
from crawler.robots import RobotsFile, Verdict, judge
from crawler.settings import CrawlerSettings
from crawler.shapes import looks_like_article
from crawler.sources import Source
from crawler.urls import host_of, join, site_of, unfit

__all__ = ["Found", "Look", "Site", "look_at"]

_USUAL_FEEDS = ("/rss.xml", "/feed/", "/rss", "/feed.xml", "/atom.xml", "/index.rss", "/feed.json")
_USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml", "/sitemap_index.xml")
_REDIRECTS = 5
_REDIRECTING = range(300, 400)
_PASSING = (UnreachableError, TooLargeError, UndecodableError, AddressRefusedError, NoContactError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One address of a site, and what it announces."""

    url: str
    shape: Shape
    articles: int = 0
    newest: datetime | None = None
    problem: str | None = None
    """What is wrong with it, and what to do; None when it works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a look at a site has found."""

    homepage: str
    name: str
    language: str | None
    feeds: tuple[Found, ...]
    sitemaps: tuple[Found, ...]
    crawl_delay: float | None


class Look:
    """Fetches a few addresses of a site, by hand and as politely as a crawl."""

    def __init__(self, settings: CrawlerSettings, allowed: Iterable[str] = (), delay: float | None = None) -> None:
        self._settings = settings
        self._allowed = tuple(allowed)
        self._delay = settings.delay if delay is None else delay
        self._handler = GuardedDownloadHandler(settings)
        self._robots: dict[str, RobotsFile] = {}
        self._asked: dict[str, float] = {}

    async def close(self) -> None:
        """Close all connections."""
        await self._handler.close()

    async def get(self, url: str) -> Response | str:
        """The answer after redirects, or one sentence that says why there is none."""
        for _ in range(_REDIRECTS + 1):
            try:
                verdict = judge(await self.robots(url), url)
                if not verdict.allowed:
                    return _forbidden(url, verdict)
                response = await self._fetch(url)
            except _PASSING as error:
                return f"{url} cannot be fetched: {getattr(error, 'reason', '')} {error}".replace(":  ", ": ")
            target = (
                join(url, (response.headers.get("Location") or b"").decode("latin-1"))
                if response.status in _REDIRECTING
                else None
            )
            if not target:
                return response
            if unfit(target):
                return f"{url} redirects to {target} ({unfit(target)})"
            url = target
        return f"{url} redirects for ever"

    async def robots(self, url: str) -> RobotsFile:
        """The robots.txt of a URL's host."""
        host = host_of(url)
        if host not in self._robots:
            try:
                response = await self._fetch(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/robots.txt")
                self._robots[host] = RobotsFile(response.status, response.body)
            except (UnreachableError, TooLargeError, UndecodableError):
                self._robots[host] = RobotsFile(0)
        return self._robots[host]

    async def examine(self, url: str, wanted: Shape) -> Found:
        """Fetch one address and say what it announces, or what is wrong."""
        answer = await self.get(url)
        if isinstance(answer, str):
            return Found(url=url, shape=wanted, problem=answer)
        if answer.status != 200:  # noqa: PLR2004
            return Found(url=url, shape=wanted, problem=f"answers {answer.status} - remove it, or correct the address")
        found = findings(
            answer.body, answer.url, content_type=(answer.headers.get("Content-Type") or b"").decode("latin-1")
        )
        return _judged(url, found, wanted)

    async def _fetch(self, url: str) -> Response:
        host = host_of(url)
        file = self._robots.get(host)
        delay = max(self._delay, (judge(file, url).delay or 0.0) if file else 0.0)
        await asyncio.sleep(max(0.0, self._asked.get(host, -delay) + delay - time.monotonic()))
        headers = {"User-Agent": self._settings.user_agent, "Accept": "*/*", "Accept-Encoding": ACCEPTED}
        try:
            return await self._handler.download_request(
                Request(url, headers=headers, meta={"allow_private": self._allowed})
            )
        finally:
            self._asked[host] = time.monotonic()


async def look_at(url: str, look: Look) -> Site | str:
    """Find a site's feeds and sitemaps from its front page, its robots.txt and the usual addresses.

    Or say why it cannot be.
    """
    answer = await look.get(url)
    if isinstance(answer, str):
        return answer
    if answer.status != 200:  # noqa: PLR2004
        return f"{answer.url} answers {answer.status}"
    front = findings(answer.body, answer.url)
    if front.shape in {Shape.FEED, Shape.SITEMAP}:
        return await _from_list(url, front.shape, look)
    robots = await look.robots(answer.url)
    feeds = await _first_that_work(_own(front.feeds, answer.url), _USUAL_FEEDS, answer.url, Shape.FEED, look)
    named = _own(_sitemaps_of(robots), answer.url)
    sitemaps = await _first_that_work(named[:5], _USUAL_SITEMAPS, answer.url, Shape.SITEMAP, look)
    tree = LexborHTMLParser(answer.body.decode("utf-8", "replace"))
    return Site(
        homepage=answer.url,
        name=_name(tree) or host_of(answer.url),
        language=_language(tree),
        feeds=feeds,
        sitemaps=sitemaps,
        crawl_delay=judge(robots, answer.url).delay,
    )


async def check(source: Source, settings: CrawlerSettings) -> list[Found]:
    """Fetch everything that a source's file names."""
    look = Look(settings, source.allow_private, source.politeness.seconds)
    try:
        lists = [(url, Shape.FEED) for url in source.feeds] + [(url, Shape.SITEMAP) for url in source.sitemaps]
        return [
            await look.examine(url, shape) for url, shape in [*lists, *((url, Shape.HTML) for url in source.fronts)]
        ]
    finally:
        await look.close()


async def _from_list(url: str, shape: Shape, look: Look) -> Site:
    """Somebody gave the address of a feed or a sitemap instead of the site's."""
    found = await look.examine(url, shape)
    homepage = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/"
    feeds, sitemaps = ((found,), ()) if shape is Shape.FEED else ((), (found,))
    delay = judge(await look.robots(url), url).delay
    return Site(homepage=homepage, name=host_of(url), language=None, feeds=feeds, sitemaps=sitemaps, crawl_delay=delay)


async def _first_that_work(
    named: list[str], usual: Iterable[str], base: str, shape: Shape, look: Look
) -> tuple[Found, ...]:
    """What the site itself names; only when that is nothing, the usual addresses until one works."""
    found = [await look.examine(url, shape) for url in named]
    working = [each for each in found if not each.problem]
    for path in () if working else usual:
        each = await look.examine(join(base, path) or base, shape)
        if not each.problem:
            return (each,)
    return tuple(working)


def _judged(url: str, found: Findings, wanted: Shape) -> Found:
    if found.shape is not wanted:
        return Found(
            url=url, shape=wanted, problem=f"is no {wanted} but {found.shape} - remove it, or correct the address"
        )
    if found.problem:
        return Found(url=url, shape=wanted, problem=f"{found.problem} - tell the site, or remove it")
    candidates = found.candidates
    if wanted is Shape.HTML:
        candidates = tuple(each for each in candidates if looks_like_article(each.url, each.title))
    if not candidates and not found.sitemaps:
        return Found(url=url, shape=wanted, problem="announces no article - remove it, or look again later")
    dates = [each.published for each in candidates if each.published]
    return Found(
        url=url, shape=wanted, articles=len(candidates) or len(found.sitemaps), newest=max(dates, default=None)
    )


def _forbidden(url: str, verdict: Verdict) -> str:
    said = "its robots.txt cannot be had" if verdict.passing else "its robots.txt forbids it"
    return f"{url} is not asked: {said}"


def _own(urls: Iterable[str], base: str) -> list[str]:
    """Addresses of the same site, without feeds of comments."""
    kept = [
        url
        for url in dict.fromkeys(urls)
        if site_of(url) == site_of(base) and not re.search(r"comments?(?:/|$)|kommentare", url)
    ]
    return kept[:20]


def _sitemaps_of(robots: RobotsFile) -> list[str]:
    text = robots.body.decode("utf-8", "replace") if robots.status == 200 else ""  # noqa: PLR2004
    named = re.findall(r"^\s*sitemap\s*:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    return sorted(named, key=lambda url: "news" not in url.lower())


def _name(tree: LexborHTMLParser) -> str | None:
    named = tree.css_first('meta[property="og:site_name"]')
    title = tree.css_first("title")
    text = (named.attributes.get("content") if named else None) or (title.text() if title else "") or ""
    return re.split(r"\s[-–—|:]\s", text.strip())[0][:80] or None


def _language(tree: LexborHTMLParser) -> str | None:
    root = tree.css_first("html")
    found = re.match(r"[a-z]{2}", ((root.attributes.get("lang") if root else None) or "").lower())
    return found[0] if found else None
