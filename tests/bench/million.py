"""Measure the memory of one crawler process over a million URLs: found in sitemaps, waiting, and fetched in part."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import redis as redis_client

from crawler.crawling import crawl
from crawler.settings import CrawlerSettings
from tests.crawler.conftest import a_source, crawling, log_of
from tests.crawler.servers import a_server, serving
from tests.site.answers import Answer, Asked, article, sitemap
from tests.site.server import Site

SITEMAPS = 20
EACH = 50_000
"""Addresses in a sitemap: as many as the protocol allows."""
FETCHES = 20_000
LIMIT = 1500.0
_STEM = "/lokales/ein-bericht-aus-dem-gemeinderat-von-werrastadt"


def main() -> None:
    """Print the table."""
    with running(SITEMAPS, EACH) as growing:
        found = growing.sample(growing.known, SITEMAPS * EACH)
        _print(f"URLs found, in sitemaps of {EACH:,}", found)
        _print("pages fetched and handed over", growing.sample(lambda: growing.handed_over, FETCHES))


def _print(what: str, sizes: list[tuple[int, int]]) -> None:
    print(f"resident memory of the crawler process over {what}:")
    for count, size in sizes:
        print(f"  {count:>9,}  {size / 1e6:.0f} MB")


class Endless(Site):
    """A site with an article at every address that its sitemaps could name."""

    def _answer(self, asked: Asked) -> Answer:
        return article(asked.path) if asked.path.startswith(_STEM) else super()._answer(asked)


@dataclass(slots=True, kw_only=True)
class Growing:
    """A crawler at work, and how large it is."""

    client: redis_client.Redis
    process: psutil.Process
    settings: CrawlerSettings
    handed_over: int = 0
    highest: list[int] = field(default_factory=list)

    def known(self) -> int:
        """URLs in the seen-set."""
        shards = [f"newsloom:{{s{number:02}}}:seen" for number in range(self.settings.shards)]
        return sum(int(self.client.hget(shard, "n") or 0) for shard in shards)

    def sample(self, count: Callable[[], int], wanted: int, parts: int = 10) -> list[tuple[int, int]]:
        """The largest resident memory in each part of so many more, with how many more they were at its end."""
        sizes: list[tuple[int, int]] = []
        give_up, largest, start = time.monotonic() + LIMIT, 0, count()
        while len(sizes) < parts:
            self._take_pages()
            largest = max(largest, self.process.memory_info().rss)
            reached = count() - start
            if reached >= wanted * (len(sizes) + 1) / parts:
                sizes.append((reached, largest))
                largest = 0
            assert time.monotonic() < give_up, f"only {reached} of {wanted}: {log_of(self.settings)[-2000:]}"
            time.sleep(0.2)
        return sizes

    def _take_pages(self) -> None:
        """As workers do, so that the queue never stops the crawl."""
        pipeline = self.client.pipeline(transaction=True)
        pipeline.llen("pages")
        pipeline.delete("pages", "articles")
        self.handed_over += pipeline.execute()[0]


@contextmanager
def running(sitemaps: int, each: int) -> Iterator[Growing]:
    """A real crawler process, a real Redis, and so many hosts with a sitemap each."""
    addresses = [f"127.3.0.{number}" for number in range(1, sitemaps + 1)]
    with tempfile.TemporaryDirectory() as folder, Endless(addresses=addresses) as site:
        server = a_server(Path(folder) / "redis")
        with serving(server), redis_client.Redis(port=server.port) as client:
            server.wait()
            settings = _settings(Path(folder), server.url)
            slugs = [_announce(site, settings, address, each) for address in addresses]
            with crawling(settings) as (crawler,):
                crawl(slugs, settings)
                yield Growing(client=client, process=psutil.Process(crawler.pid), settings=settings)


def _settings(folder: Path, url: str) -> CrawlerSettings:
    (folder / "sources").mkdir()
    home, sources = folder / "var", folder / "sources"
    return CrawlerSettings(_env_file=None, home=home, sources=sources, redis_url=url, delay=0.0, archive=False)


def _announce(site: Site, settings: CrawlerSettings, address: str, each: int) -> str:
    urls = (site.url(f"{_STEM}-{number}.html", address) for number in range(each))
    site.pages[f"{address}/sitemap.xml.gz"] = sitemap(dict.fromkeys(urls), packed=True)
    slug = "blatt-" + address.replace(".", "-")
    sitemaps = [site.url("/sitemap.xml.gz", address)]
    a_source(settings, slug, seconds=0.0, sitemaps=sitemaps, politeness={"concurrency": 4})
    return slug


if __name__ == "__main__":
    main()
