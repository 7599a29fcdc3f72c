"""Politeness, as the servers themselves see it."""

import itertools

import pytest
import redis as redis_client

from crawler.crawling import crawl
from crawler.politeness import pause
from crawler.settings import CrawlerSettings
from tests.crawler.conftest import Live, a_source, crawling, log_of, until
from tests.site import Site
from tests.site.answers import article, busy, first_then, redirect, robots, rss, slow

DELAY = 0.4
LONGEST_READY = 2.0
"""Seconds; ten processes share a test machine's two cores."""


def test_a_slow_server_is_asked_less_often() -> None:
    """The delay grows with the server's latency, within limits, and never falls below what was asked of us."""
    assert pause(1.0, 0.1, 60) == 1.0
    assert pause(1.0, 5.0, 60) == 10.0
    assert pause(1.0, 500.0, 60) == 60
    assert pause(90.0, 500.0, 60) == 90.0


@pytest.mark.slow
def test_ten_processes_never_come_closer_than_the_delay(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """Ten crawlers on fifty hosts: the servers' own log has no gap below the delay, nothing comes
    twice, and no work is left while a process idles."""
    addresses = [f"127.0.1.{number}" for number in range(1, 51)]
    quick = settings.model_copy(update={"archive": False, "concurrency": 20})
    with Site(addresses=addresses) as site:
        paths = site.announce(6)
        slugs = ["blatt-" + address.rpartition(".")[2] for address in addresses]
        for slug, address in zip(slugs, addresses, strict=True):
            a_source(quick, slug, seconds=DELAY, feeds=[site.url("/rss.xml", address)])
        waited: list[float] = []
        with crawling(quick, processes=10):
            crawl(slugs, quick)
            until(
                lambda: waited.append(_longest_ready(client)) or client.llen("pages") >= 300,
                seconds=120,
                what=lambda: f"{client.llen('pages')}",
            )
        asked = [(entry.address, entry.path) for entry in site.log if entry.path in paths]
        assert len(asked) == len(set(asked)) == 300
        assert site.smallest_gap() >= DELAY
        assert len(waited) > 100
        assert max(waited) < LONGEST_READY  # 50 hosts never fill 200 places, so somebody was always free to take one
        print(f"smallest gap {site.smallest_gap():.3f} s at a delay of {DELAY} s over {len(site.log)} requests")
        print(f"a host with work was never ready for longer than {max(waited):.3f} s, in {len(waited)} looks")


def _longest_ready(client: redis_client.Redis) -> float:
    """Seconds for which the host that waits longest could have been claimed: it has work due, and its delay is over."""
    seconds, microseconds = client.time()
    pipeline = client.pipeline(transaction=False)
    for number in range(16):
        pipeline.zrange(
            f"newsloom:{{s{number:02}}}:hosts", "(0", "+inf", byscore=True, offset=0, num=1, withscores=True
        )
    ready = [at for answer in pipeline.execute() for _, at in answer]
    return max(0.0, seconds + microseconds / 1e6 - min(ready, default=float("inf")) / 1000)


def test_redirects_and_robots_wait_their_turn_too(live: Live) -> None:
    """Pain 23: one budget per host, whatever a request is for."""
    with Site(addresses=live.addresses(2)) as site:
        here, there = site.addresses
        paths = [f"/anderswo/ein-artikel-der-umgezogen-ist-{number}" for number in range(4)]
        for number, path in enumerate(paths):
            site.pages[f"{here}{path}"] = redirect(site.url(f"/neu/{number}", there))
            site.pages[f"{there}/neu/{number}"] = redirect(f"/neu/{number}/", 301)
            site.pages[f"{there}/neu/{number}/"] = article(f"Umgezogen {number}")
        site.pages[f"{here}/rss.xml"] = rss({site.url(path): path for path in paths})
        live.crawl(site, seconds=DELAY)
        pages = live.wait_for_pages(site, 4)
        assert site.smallest_gap() >= DELAY
        assert {page.final_url for page in pages} == {site.url(f"/neu/{n}/", there) for n in range(4)}


def test_crawl_delay_in_robots_txt_is_kept(live: Live) -> None:
    """A longer crawl-delay wins over our own."""
    with Site({"/robots.txt": robots("User-agent: *\nCrawl-delay: 1")}, addresses=live.addresses()) as site:
        site.announce(2)
        live.crawl(site)
        live.wait_for_pages(site, 2)
        assert site.smallest_gap() >= 1


@pytest.mark.parametrize(("status", "as_date"), [(429, False), (503, True)])
def test_retry_after_holds_the_whole_host(live: Live, status: int, as_date: object) -> None:
    """Pain 23: 429 and 503 are obeyed, as seconds and as dates, by every process and for every URL of the host."""
    with Site(addresses=live.addresses()) as site:
        paths = site.announce(3)
        site.pages["/rss.xml"] = first_then(
            busy(status, seconds=3, as_date=bool(as_date)), site.pages[f"{site.addresses[0]}/rss.xml"]
        )
        del site.pages[f"{site.addresses[0]}/rss.xml"]
        live.crawl(site)
        refused = site.wait_for("/rss.xml")[0].at
        until(lambda: len(site.log) > 2, seconds=20, what=lambda: str(site.log))
        assert min(entry.at - refused for entry in site.log if entry.at > refused) >= 2  # a date has no fractions
        assert paths


def test_a_robots_txt_that_cannot_be_had_closes_the_site(live: Live) -> None:
    """RFC 9309, 2.3.1.4: 5xx means disallow; nothing else of the site is asked."""
    with Site({"/robots.txt": robots("", 500)}, addresses=live.addresses()) as site:
        site.announce(2)
        live.crawl(site)
        assert live.wait_for_outcomes(site, 1) == {"/rss.xml": "refused:robots_unreachable"}
        assert {entry.path for entry in site.log} == {"/robots.txt"}


def test_a_missing_robots_txt_allows_and_is_asked_once(live: Live) -> None:
    """RFC 9309, 2.3.1.3: 4xx means allow; the answer is remembered for all processes."""
    with Site({"/robots.txt": robots("", 403)}, addresses=live.addresses()) as site:
        site.announce(4)
        live.crawl(site)
        live.wait_for_pages(site, 4)
        assert len(site.asked("/robots.txt")) == 1


def test_an_honest_name_is_given(live: Live) -> None:
    """The User-Agent says who asks, in robots.txt's terms too."""
    with Site(
        {"/robots.txt": robots("User-agent: newsloom\nDisallow: /nur-fuer-menschen")}, addresses=live.addresses()
    ) as site:
        site.pages["/rss.xml"] = rss({site.url("/nur-fuer-menschen/ein-artikel"): "x"})
        live.crawl(site)
        outcomes = live.wait_for_outcomes(site, 2)
        assert outcomes["/nur-fuer-menschen/ein-artikel"] == "refused:robots_disallowed"
        assert {entry.headers["user-agent"] for entry in site.log} == {"Newsloom/0.1"}


def test_politeness_survives_a_restart(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """Pain 3: a new process knows when the host may be asked again."""
    with Site() as site:
        site.announce(3)
        a_source(settings, seconds=3, feeds=[site.url("/rss.xml")])
        with crawling(settings):
            crawl(["probeblatt"], settings)
            site.wait_for("/rss.xml")
            until(lambda: client.hlen("newsloom:outcomes"), seconds=20)
        client.delete("newsloom:crawlers")
        started = len(site.log)
        with crawling(settings):
            until(lambda: len(site.log) > started + 1, seconds=60, what=lambda: log_of(settings))
        assert site.smallest_gap() >= 3


def test_a_server_that_is_slow_is_not_asked_twice_at_once(live: Live) -> None:
    """One request in flight per host, unless the source allows more."""
    with Site(addresses=live.addresses()) as site:
        paths = site.announce(3)
        for path in paths:
            site.pages[path] = slow(0.6, article(f"Langsam {path}"))
        live.crawl(site)
        live.wait_for_pages(site, 3)
        times = sorted(entry.at for entry in site.log if entry.path in paths)
        assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.6


def test_two_lanes_fetch_side_by_side_at_the_same_distance(live: Live) -> None:
    """A source may allow two requests in flight; they still start a delay apart."""
    with Site(addresses=live.addresses()) as site:
        paths = site.announce(6)
        for path in paths:
            site.pages[path] = slow(1.0, article(f"Langsam {path}"))
        live.crawl(site, seconds=0.3, politeness={"concurrency": 2})
        live.wait_for_pages(site, 6)
        times = sorted(entry.at for entry in site.log if entry.path in paths)
        gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
        assert site.smallest_gap() >= 0.3
        assert min(gaps) < 1.0
