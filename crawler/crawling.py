"""Crawl now, and wait for what becomes of it: what ``newsloom crawl`` and the demo do."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

from crawler.frontier import Entry, Frontier, Role
from crawler.guard import refusal
from crawler.opening import open_broker_redis, open_frontier
from crawler.page import Kind
from crawler.recurring import entries_of, sync
from crawler.runs import Runs
from crawler.settings import CrawlerSettings
from crawler.sources import Catalogue, Source, catalogue
from crawler.urls import canonical_url, host_of, unfit

__all__ = ["CannotCrawlError", "Progress", "crawl", "crawl_and_wait", "need_contact"]

_POLL = 0.2
"""Seconds between two looks at a run."""


class CannotCrawlError(Exception):
    """The crawl cannot begin; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is."""

    scheduled: int
    ended: int
    outcomes: Counter[str] = field(default_factory=Counter)
    """Ended URLs by outcome, with the reason: ``indexed``, ``rejected:too_short``, …"""
    by_url: dict[str, str] = field(default_factory=dict)
    """Outcome by URL, of those that ended."""

    @property
    def finished(self) -> bool:
        """Whether nothing is left to wait for."""
        return self.ended >= self.scheduled


def crawl_and_wait(
    slugs_or_urls: Sequence[str],
    settings: CrawlerSettings,
    on_progress: Callable[[Progress], None] = lambda _: None,
    *,
    limit: float | None = None,
) -> Progress:
    """Crawl sources or URLs now and wait until each URL has its outcome, at most ``limit`` seconds.

    Raises ``CannotCrawlError``; Redis' own errors pass.
    """
    return asyncio.run(_crawl(slugs_or_urls, settings, on_progress, limit=limit, wait=True))


def crawl(slugs_or_urls: Sequence[str], settings: CrawlerSettings) -> Progress:
    """Crawl sources or URLs now, without waiting. Raises ``CannotCrawlError``."""
    return asyncio.run(_crawl(slugs_or_urls, settings, lambda _: None, limit=None, wait=False))


async def _crawl(
    wanted: Sequence[str],
    settings: CrawlerSettings,
    on_progress: Callable[[Progress], None],
    *,
    limit: float | None,
    wait: bool,
) -> Progress:
    redis = open_broker_redis(settings)
    frontier = open_frontier(settings, redis)
    runs = Runs(redis, settings.prefix)
    try:
        known = catalogue(settings.sources)
        wanted_entries = sort_out(wanted, known, settings)
        if not await runs.alive():
            raise CannotCrawlError('no crawler is running - start one with "newsloom up"')
        run = runs.new()
        await _begin(run, runs, frontier, known, wanted_entries)
        progress = await _progress(runs, run)
        give_up = time.monotonic() + limit if limit else None
        while wait and not progress.finished and (give_up is None or time.monotonic() < give_up):
            on_progress(progress)
            await asyncio.sleep(_POLL)
            progress = await _progress(runs, run)
            if not await runs.alive():
                raise CannotCrawlError(
                    f"the crawler went away with {progress.scheduled - progress.ended} URLs left - see its log"
                )
        on_progress(progress)
        return progress
    finally:
        if frontier.redis is not redis:
            await frontier.redis.aclose()
        await redis.aclose()


def sort_out(wanted: Sequence[str], known: Catalogue, settings: CrawlerSettings) -> tuple[list[Entry], list[Entry]]:
    """Recurring entries of the sources named, and entries of the URLs given.

    Raises ``CannotCrawlError`` for what is neither.
    """
    recurring: list[Entry] = []
    entries: list[Entry] = []
    for word in wanted:
        if word in known.sources:
            recurring += entries_of(_ready(known.sources[word], settings))
        elif "://" in word:
            entries.append(_entry(word, known, settings))
        else:
            broken = next((error for error in known.errors if error.startswith(f"{word}.toml")), None)
            names = ", ".join(sorted(known.sources)) or "none yet"
            raise CannotCrawlError(
                broken or f'"{word}" is neither a URL nor a source in {settings.sources} (there: {names})'
            )
    return recurring, entries


def _ready(source: Source, settings: CrawlerSettings) -> Source:
    if not source.enabled:
        raise CannotCrawlError(f'{source.slug}.toml: "enabled" is false - set it to true')
    need_contact((*source.feeds, *source.sitemaps, *source.fronts), settings)
    return source


def need_contact(urls: Iterable[str], settings: CrawlerSettings) -> None:
    """Raise ``CannotCrawlError`` when a public host is to be asked and nobody is named who answers for it."""
    if not settings.contact and not all(map(_is_private, urls)):
        raise CannotCrawlError("NEWSLOOM_CONTACT is not set - give a mail address or URL, so that sites know who asks")


def _is_private(url: str) -> bool:
    try:
        return not ip_address(urlsplit(url).hostname or "").is_global
    except ValueError:
        return False


def _entry(url: str, known: Catalogue, settings: CrawlerSettings) -> Entry:
    reason = unfit(url)
    if reason:
        raise CannotCrawlError(f"{url} cannot be crawled: {reason}")
    source = known.owner(url)
    if _is_private(url):
        refused = refusal(urlsplit(url).hostname or "", source.allow_private if source else ())
        if refused:
            raise CannotCrawlError(f"{url} cannot be crawled: {refused}")
    need_contact([url], settings)
    address = canonical_url(url)
    front = urlsplit(address).path == "/"
    return Entry(
        url=address,
        source=source.slug if source else host_of(url),
        kind=Kind.SEED,
        role=Role.FRONT if front else Role.PAGE,
    )


async def _begin(
    run: str, runs: Runs, frontier: Frontier, known: Catalogue, wanted: tuple[list[Entry], list[Entry]]
) -> None:
    recurring, entries = wanted
    if recurring:
        await sync(frontier, known)
    await runs.schedule(run, [entry.url for entry in (*recurring, *entries)])
    await frontier.force(recurring, run.encode())
    if entries:
        # Asked for by hand: fetched even when it was seen; a second visit starts no second plan of revisits.
        seen = await frontier.seen([(entry.host, entry.fingerprint) for entry in entries])
        again = [
            msgspec.structs.replace(entry, run=run, visit=2 if flag else 1)
            for entry, flag in zip(entries, seen, strict=True)
        ]
        await frontier.add(again, due=0.0, even_if_seen=True)


async def _progress(runs: Runs, run: str) -> Progress:
    scheduled, fates = await runs.progress(run)
    ended = {url: fates[key] for key, url in scheduled.items() if key in fates}
    return Progress(scheduled=len(scheduled), ended=len(ended), outcomes=Counter(ended.values()), by_url=ended)
