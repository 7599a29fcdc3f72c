"""A Redis database of our own, and real crawler processes on it."""

import base64
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgpack
import pytest
import redis as redis_client

from crawler.crawling import crawl
from crawler.page import Fetch, Page, fetch_from_message, from_message
from crawler.settings import CrawlerSettings
from tests.site import Site

DATABASE = 9
"""Of the test server: queues have fixed names, so tests of crawlers need a database where nobody else works."""


@pytest.fixture
def database(redis_url: str) -> Iterator[str]:
    """URL of an empty database."""
    url = redis_url.rpartition("/")[0] + f"/{DATABASE}"
    with redis_client.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


@pytest.fixture
def client(database: str) -> Iterator[redis_client.Redis]:
    """A plain client of that database."""
    with redis_client.Redis.from_url(database) as client:
        yield client


@pytest.fixture
def settings(database: str, tmp_path: Path) -> CrawlerSettings:
    """Settings of a crawler that is in a hurry, on the empty database."""
    return _hurried(database, tmp_path)


def _hurried(database: str, home: Path, **changes: object) -> CrawlerSettings:
    (home / "sources").mkdir(exist_ok=True)
    hurry = {"delay": 0.05, "lease": 30, "timeout": 1.5, "largest_page": 2_000_000, "attempts": 1} | changes
    return CrawlerSettings(_env_file=None, home=home / "var", sources=home / "sources", redis_url=database, **hurry)


class Live:
    """Two crawler processes that many tests share; each test has addresses and sources of its own."""

    def __init__(self, settings: CrawlerSettings, client: redis_client.Redis) -> None:
        self.settings = settings
        self.client = client
        self._numbers = itertools.count(1)

    def addresses(self, count: int = 1) -> list[str]:
        """Loopback addresses that no other test uses."""
        return [
            f"127.2.{number // 250}.{number % 250 + 1}" for number, _ in zip(self._numbers, range(count), strict=False)
        ]

    def crawl(self, site: Site, *, slug: str | None = None, **fields: object) -> str:
        """Add a source for a site, make it due now, and return its slug."""
        slug = slug or "blatt-" + site.addresses[0].replace(".", "-")
        if not any(fields.get(key) for key in ("feeds", "sitemaps", "fronts")):
            fields["feeds"] = [site.url("/rss.xml")]
        a_source(self.settings, slug, **fields)
        crawl([slug], self.settings)
        return slug

    def outcomes(self, site: Site) -> dict[str, str]:
        """Outcome by path, of one site's first address."""
        start = site.url("")
        return {
            url.removeprefix(start): ended for url, ended in outcomes_of(self.client).items() if url.startswith(start)
        }

    def pages(self, site: Site) -> list[Page]:
        """Pages of one site that were handed over."""
        return [page for page in pages_of(self.client) if page.url.split("/")[2].split(":")[0] in site.addresses]

    def wait_for_pages(self, site: Site, count: int, seconds: float = 40) -> list[Page]:
        """Wait until so many pages of a site were handed over."""
        until(lambda: len(self.pages(site)) >= count, seconds=seconds, what=lambda: f"{self.outcomes(site)}")
        return self.pages(site)

    def wait_for_outcomes(self, site: Site, count: int, seconds: float = 40) -> dict[str, str]:
        """Wait until so many URLs of a site have ended."""
        until(lambda: len(self.outcomes(site)) >= count, seconds=seconds, what=lambda: f"{self.outcomes(site)}")
        return self.outcomes(site)


@pytest.fixture(scope="session")
def live(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Two crawler processes on a database of their own."""
    url = redis_url.rpartition("/")[0] + f"/{DATABASE + 1}"
    settings = _hurried(url, tmp_path_factory.mktemp("live"))
    with redis_client.Redis.from_url(url) as client:
        client.flushdb()
        with crawling(settings, processes=2):
            yield Live(settings, client)
        client.flushdb()


def a_source(settings: CrawlerSettings, slug: str = "probeblatt", *, seconds: float = 0.05, **fields: object) -> Path:
    """Write a source file; lists and strings are enough for tests."""
    tables = {key: value for key, value in fields.items() if isinstance(value, dict)}
    plain = {"name": slug.title(), "allow_private": ["127.0.0.0/8"]} | {
        k: v for k, v in fields.items() if k not in tables
    }
    tables["politeness"] = {"seconds": seconds} | tables.get("politeness", {})
    if "homepage" not in plain:
        first = next(plain[key][0] for key in ("feeds", "sitemaps", "fronts") if plain.get(key))
        plain["homepage"] = "/".join(first.split("/")[:3]) + "/"
    lines = [f"{key} = {json.dumps(value)}" for key, value in plain.items()]
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    file = settings.sources / f"{slug}.toml"
    file.write_text("\n".join(lines), "utf-8")
    return file


def environment(settings: CrawlerSettings) -> dict[str, str]:
    """The environment in which another process has these settings."""
    set_ = settings.model_dump(exclude_defaults=True)
    values = {f"NEWSLOOM_{name.upper()}": str(value) for name, value in set_.items()}
    values["NEWSLOOM_REDIS_URL"] = settings.redis_url.get_secret_value()
    if settings.frontier_url:
        values["NEWSLOOM_FRONTIER_URL"] = settings.frontier_url.get_secret_value()
    return {key: value for key, value in os.environ.items() if not key.startswith("NEWSLOOM_")} | values


def start(settings: CrawlerSettings) -> subprocess.Popen[bytes]:
    """Start a crawler process; its log is kept beside its state."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "crawler.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", "crawler"], env=environment(settings), stdout=log, stderr=log)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a crawler as a supervisor does."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


@contextmanager
def crawling(settings: CrawlerSettings, processes: int = 1) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Crawler processes for as long as the block lasts, alive when it begins."""
    started = [start(settings) for _ in range(processes)]
    try:
        with redis_client.Redis.from_url(settings.redis_url.get_secret_value()) as client:
            key = f"newsloom:{settings.prefix}crawlers"
            until(
                lambda: client.zcard(key) >= processes or any(process.poll() is not None for process in started),
                seconds=60 + 10 * processes,
                what=lambda: log_of(settings),
            )
        assert all(process.poll() is None for process in started), log_of(settings)
        yield started
    finally:
        for process in started:
            stop(process)


def until(condition: Callable[[], object], *, seconds: float = 20.0, what: Callable[[], str] = lambda: "") -> None:
    """Wait for a condition, and say what was there instead when it does not come."""
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, f"not within {seconds} s: {what()}"
        time.sleep(0.02)


def _messages(client: redis_client.Redis, queue: str, task: str) -> Iterator[bytes]:
    for envelope in reversed(client.lrange(queue, 0, -1)):  # the broker puts the newest first
        message = json.loads(envelope)
        if message["headers"]["task"] == task:
            yield msgpack.unpackb(base64.b64decode(message["body"]))[0][0]


def pages_of(client: redis_client.Redis) -> list[Page]:
    """Pages in the workers' queue."""
    return [from_message(message) for message in _messages(client, "pages", "newsloom.page_fetched")]


def fetches_of(client: redis_client.Redis) -> list[Fetch]:
    """Records of fetches that yielded no page."""
    return [fetch_from_message(message) for message in _messages(client, "articles", "newsloom.fetch_ended")]


def outcomes_of(client: redis_client.Redis) -> dict[str, str]:
    """How each URL ended, as far as the crawler knows: ``page`` when it was handed over."""
    told = {
        fetch.url: f"{fetch.outcome}:{fetch.reason}" if fetch.reason else fetch.outcome for fetch in fetches_of(client)
    }
    return told | {page.url: "page" for page in pages_of(client)}


def log_of(settings: CrawlerSettings) -> str:
    """What the crawlers wrote."""
    return (settings.home / "crawler.log").read_text()
