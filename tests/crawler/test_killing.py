"""What is lost, and what comes twice, when processes are killed: nothing."""

import signal
from collections import Counter
from pathlib import Path

import pytest
import redis as redis_client
from pydantic import SecretStr

from crawler.crawling import crawl
from crawler.settings import CrawlerSettings
from tests.crawler.conftest import a_source, crawling, log_of, pages_of, start, stop, until
from tests.crawler.servers import a_server, serving
from tests.site import Site

HOSTS = 50
ARTICLES = 4


@pytest.fixture
def impatient(settings: CrawlerSettings) -> CrawlerSettings:
    """Leases that run out quickly."""
    return settings.model_copy(update={"lease": 3.0, "archive": False, "timeout": 1.5})


def _sources(settings: CrawlerSettings, site: Site) -> list[str]:
    slugs = []
    for address in site.addresses:
        slugs.append("blatt-" + address.replace(".", "-"))
        a_source(settings, slugs[-1], seconds=0.1, feeds=[site.url("/rss.xml", address)])
    return slugs


def _urls(pages) -> Counter[str]:
    return Counter(page.url for page in pages)


@pytest.mark.slow
def test_crawlers_that_are_killed_lose_no_url(impatient: CrawlerSettings, client: redis_client.Redis) -> None:
    """Pain 2: one of ten is killed, then all of them; every URL is handed over, and a URL twice only if it was in
    flight."""
    with Site(addresses=[f"127.0.3.{number}" for number in range(1, HOSTS + 1)]) as site:
        paths = site.announce(ARTICLES)
        expected = {site.url(path, address) for path in paths for address in site.addresses}
        slugs = _sources(impatient, site)
        with crawling(impatient, processes=10) as crawlers:
            crawl(slugs, impatient)
            until(lambda: client.llen("pages") >= 10, seconds=40)
            crawlers[0].send_signal(signal.SIGKILL)
            until(lambda: client.llen("pages") >= 20, seconds=60)
            for crawler in crawlers:
                crawler.kill()
        client.delete("newsloom:crawlers")
        with crawling(impatient):
            until(lambda: set(_urls(pages_of(client))) >= expected, seconds=90, what=lambda: log_of(impatient))
        counted = _urls(pages_of(client))
        twice = {url: count for url, count in counted.items() if count > 1}
        assert set(counted) == expected
        assert len(twice) <= HOSTS  # at most what was handed over and not yet acknowledged, one for each host
        print(f"{len(expected)} URLs, {len(twice)} handed over twice, none lost")


@pytest.mark.slow
def test_redis_that_is_killed_loses_no_url(impatient: CrawlerSettings, tmp_path: Path) -> None:
    """Redis is killed in the middle of a crawl and comes back with its append-only file: the crawlers go on by
    themselves."""
    server = a_server(tmp_path / "redis")
    changed = impatient.model_copy(update={"redis_url": SecretStr(server.url)})
    with serving(server), Site(addresses=[f"127.0.4.{number}" for number in range(1, HOSTS + 1)]) as site:
        server.wait()
        paths = site.announce(ARTICLES)
        expected = {site.url(path, address) for path in paths for address in site.addresses}
        slugs = _sources(changed, site)
        with redis_client.Redis(port=server.port) as client, crawling(changed, processes=2) as crawlers:
            crawl(slugs, changed)
            until(lambda: client.llen("pages") >= 10, seconds=40)
            server.kill()
            server.start()
            server.wait()
            until(lambda: set(_urls(pages_of(client))) >= expected, seconds=90, what=lambda: log_of(changed))
            assert all(crawler.poll() is None for crawler in crawlers)
            assert set(_urls(pages_of(client))) == expected


def test_an_entry_that_kills_crawlers_is_given_up(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """A poison entry cannot go round for ever: after three vanished crawlers it is dead, and said to be."""
    import asyncio

    from crawler.frontier import Entry, Frontier, open_redis
    from crawler.page import Kind

    with Site(addresses=["127.0.0.31"]) as site:
        path = site.announce(1)[0]
        a_source(settings, feeds=[site.url("/rss.xml")])

        async def poison() -> None:
            now = 1_000_000_000.0
            frontier = Frontier(open_redis(settings.redis_url.get_secret_value()), clock=lambda: now)
            await frontier.add([Entry(url=site.url(path), source="probeblatt", kind=Kind.FEED)], due=now)
            for _ in range(3):
                assert (await frontier.claim(1, lease=5, default_delay=0))[0]
                now += 100
            await frontier.claim(0, lease=5, default_delay=0)
            await frontier.redis.aclose()

        asyncio.run(poison())
        with crawling(settings):
            until(lambda: client.hget("newsloom:outcomes", "failed:crashed_crawlers"), what=lambda: log_of(settings))
        assert not site.asked(path)


def test_a_crawler_that_is_told_to_end_gives_back_what_it_holds(
    settings: CrawlerSettings, client: redis_client.Redis
) -> None:
    """SIGTERM leaves no lease behind: the next process goes on at once, not when leases run out."""
    patient = settings.model_copy(update={"lease": 600.0})
    with Site(addresses=["127.0.0.32"]) as site:
        site.announce(6)
        a_source(patient, seconds=0.5, feeds=[site.url("/rss.xml")])
        process = start(patient)
        until(lambda: client.zcard("newsloom:crawlers"), seconds=40)
        crawl(["probeblatt"], patient)
        until(lambda: client.llen("pages") >= 2, what=lambda: log_of(patient))
        stop(process)
        assert process.returncode == 0
        assert (patient.home / "archive").exists()
        with crawling(patient):
            until(lambda: len(_urls(pages_of(client))) == 6, seconds=30, what=lambda: log_of(patient))
        assert client.llen("pages") == 6
        assert site.smallest_gap() >= 0.5


def test_a_full_queue_stops_the_claims(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """Pain 1: while the workers are behind, nothing more is fetched; when they catch up, it goes on."""
    tight = settings.model_copy(update={"pages_limit": 5, "concurrency": 2})
    with Site(addresses=["127.0.0.33"]) as site:
        paths = site.announce(20)
        a_source(tight, feeds=[site.url("/rss.xml")])
        with crawling(tight):
            crawl(["probeblatt"], tight)
            until(lambda: client.llen("pages") >= 5, what=lambda: log_of(tight))
            beats = client.zscore("newsloom:crawlers", client.zrange("newsloom:crawlers", 0, 0)[0])
            until(
                lambda: client.zscore("newsloom:crawlers", client.zrange("newsloom:crawlers", 0, 0)[0]) > beats
            )  # 5 s later
            assert client.llen("pages") <= 5 + tight.concurrency
            client.ltrim("pages", 1, 0)
            until(lambda: client.llen("pages") >= 5, what=lambda: log_of(tight))
        assert len({entry.path for entry in site.log if entry.path in paths}) >= 10


def test_a_crawler_with_other_shards_ends_and_says_so(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """A supervisor sees a status, an operator reads what to set."""
    client.set("newsloom:shards", 4)
    process = start(settings)
    assert process.wait(40) == 1
    assert "has 4 shards, and NEWSLOOM_SHARDS is 16 - set it to 4" in log_of(settings)
