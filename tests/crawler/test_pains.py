"""What users of other crawlers suffer from, and we must not (numbers as in the list of field pains)."""

import itertools
import json
import logging
import subprocess
import sys
from pathlib import Path
from statistics import median

import psutil
import pytest
import redis as redis_client

from crawler.crawling import crawl
from crawler.settings import CrawlerSettings
from tests.bench.million import running
from tests.crawler.conftest import Live, a_source, crawling, log_of, pages_of, until
from tests.crawler.servers import a_server, serving
from tests.site import Answer, Site
from tests.site.answers import article, rss

ROOT = Path(__file__).resolve().parents[2]


def test_1_a_redis_that_fills_stops_the_claims_and_is_told(tmp_path: Path, settings: CrawlerSettings) -> None:
    """An alarm before ``maxmemory`` is reached, and one for a policy that forgets."""
    server = a_server(tmp_path / "redis", "--maxmemory-policy", "allkeys-lru")
    changed = settings.model_copy(update={"redis_url": type(settings.redis_url)(server.url), "metrics_seconds": 0.2})
    with serving(server), Site(addresses=["127.0.0.71"]) as site:
        server.wait()
        site.announce(2)
        a_source(changed, feeds=[site.url("/rss.xml")])
        with redis_client.Redis(port=server.port) as client, crawling(changed):
            client.execute_command("SETRANGE", "ballast", 20_000_000, "x")
            client.config_set("maxmemory", int(client.info("memory")["used_memory"] * 1.06))
            until(
                lambda: "% full: nothing is claimed - give it more maxmemory" in log_of(changed),
                what=lambda: log_of(changed),
            )
            assert "maxmemory-policy is allkeys-lru" in log_of(changed)
            crawl(["probeblatt"], changed)
            before = client.zscore("newsloom:crawlers", client.zrange("newsloom:crawlers", 0, 0)[0])
            until(lambda: client.zscore("newsloom:crawlers", client.zrange("newsloom:crawlers", 0, 0)[0]) > before + 1)
            assert not site.log
            client.config_set("maxmemory", 0)
            site.wait_for("/rss.xml")


def test_5_no_message_waits_in_the_broker_for_its_time(live: Live) -> None:
    """Celery over Redis runs tasks twice when they carry a long ETA: ours never carry one."""
    with Site(addresses=live.addresses()) as site:
        site.announce(2)
        live.crawl(site)
        live.wait_for_pages(site, 2)
    for queue in ("pages", "articles"):
        for envelope in live.client.lrange(queue, 0, -1):
            headers = json.loads(envelope)["headers"]
            assert headers["eta"] is None
            assert headers["expires"] is None


def test_9_no_reactor_starts_inside_a_worker() -> None:
    """Workers import neither Scrapy nor Twisted, and crawlers import no worker."""
    for module, unwanted in (
        ("workers.app", ("scrapy", "twisted")),
        ("crawler.service", ("workers", "search", "elasticsearch")),
    ):
        loaded = f"import sys, {module}; print([name for name in {unwanted!r} if name in sys.modules])"
        told = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == "[]", module


def test_10_a_schedule_neither_loses_nor_doubles_a_poll(settings: CrawlerSettings) -> None:
    """Three processes, a feed that is due every second: it is asked about once a second, not three times, not never."""
    with Site(addresses=["127.0.0.72"]) as site:
        site.announce(1)
        a_source(settings, feeds=[site.url("/rss.xml")], schedule={"shortest": "1s", "longest": "1s"})
        with crawling(settings, processes=3):
            crawl(["probeblatt"], settings)
            asked = site.wait_for("/rss.xml", 5)
        gaps = [later.at - earlier.at for earlier, later in itertools.pairwise(asked)]
        assert min(gaps) >= 0.9
        assert max(gaps) <= 4


def test_16_the_frontier_is_not_the_search_engine() -> None:
    """No module of the crawler knows Elasticsearch."""
    sources = "".join(file.read_text() for file in (ROOT / "crawler").rglob("*.py"))
    assert "elasticsearch" not in sources.lower()


def test_24_a_crawler_listens_on_nothing(settings: CrawlerSettings) -> None:
    """No console, no remote control, no upload of code: there is no port to take over."""
    with crawling(settings) as (crawler,):
        listening = [row for row in psutil.Process(crawler.pid).net_connections() if row.status == psutil.CONN_LISTEN]
    assert listening == []


def test_corrections_are_seen_by_revisits(live: Live) -> None:
    """An article is fetched again by its plan; what changed is handed over, what did not is not."""
    with Site(addresses=live.addresses()) as site:
        path = "/politik/ein-artikel-der-noch-berichtigt-wird"
        visits = iter([article("Erste Fassung"), article("Erste Fassung"), article("Zweite Fassung")])
        last = article("Zweite Fassung")

        def answering(_asked: object) -> Answer:
            return next(visits, last)

        site.pages |= {path: answering, "/rss.xml": rss({site.url(path): "x"})}
        live.crawl(site, schedule={"revisits": ["1s", "2s", "3s"]})
        site.wait_for(path, 4, seconds=30)
        pages = live.wait_for_pages(site, 2)
        assert [handed_over.visit for handed_over in pages] == [1, 3]
        assert b"Zweite Fassung" in pages[1].body


def test_memory_stays_flat_over_many_urls(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """What a crawler remembers by itself is bounded: caches have a size, visits are dropped when they end."""
    quick = settings.model_copy(update={"archive": False, "delay": 0.0})
    with Site(addresses=["127.0.0.73"]) as site:
        site.announce(400)
        a_source(quick, seconds=0.0, feeds=[site.url("/rss.xml")])
        with crawling(quick) as (crawler,):
            process = psutil.Process(crawler.pid)
            crawl(["probeblatt"], quick)
            until(lambda: client.llen("pages") >= 100, seconds=60, what=lambda: log_of(quick))
            early = process.memory_info().rss
            until(lambda: client.llen("pages") >= 400, seconds=60, what=lambda: log_of(quick))
            grown = process.memory_info().rss - early
        logging.getLogger(__name__).info("grown by %d bytes over 300 pages", grown)
        assert grown < 12_000_000
        assert len(pages_of(client)) == 400


@pytest.mark.slow
def test_memory_stays_flat_while_sitemaps_announce_two_hundred_thousand_urls() -> None:
    """Lists are read one at a time and taken in by parts, however many arrive together; what was found lies in Redis.

    ``make bench`` does the same with a million.
    """
    with running(sitemaps=4, each=50_000) as growing:
        before = growing.process.memory_info().rss
        found = growing.sample(growing.known, 200_000)
        fetched = growing.sample(lambda: growing.handed_over, 200)
        assert growing.known() == 200_000
    assert max(size for _, size in found) < before + 130_000_000
    # It rises and falls by half with each part that is taken in, and two parts may meet: what is typical of both halves
    # is compared. What kept 300 bytes for each URL would be seen.
    first_half, second_half = ([size for count, size in found if (count > 100_000) is late] for late in (False, True))
    assert median(second_half) < median(first_half) + 30_000_000
    assert fetched[-1][1] < fetched[0][1] + 12_000_000
