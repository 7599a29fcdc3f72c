"""Politeness, as the servers themselves see it."""

import signal
import time

import pytest
import redis as redis_client
from tests.crawler.conftest import a_source, crawling, log_of, outcomes_of, pages_of, soon, start, stop, until
from tests.site import Site
from tests.site.answers import article, busy, first_then, redirect, robots, rss, slow

from crawler.politeness import pause
from crawler.settings import CrawlerSettings

DELAY = 0.4


def test_a_slow_server_is_asked_less_often() -> None:
    """The delay grows with the server's latency, within limits, and never falls below what was asked of us."""
    assert pause(1.0, 0.1, 60) == 1.0
    assert pause(1.0, 5.0, 60) == 10.0
    assert pause(1.0, 500.0, 60) == 60
    assert pause(90.0, 500.0, 60) == 90.0


@pytest.mark.slow
def test_ten_processes_never_come_closer_than_the_delay(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """Ten crawlers on fifty hosts: the servers' own log has no gap below the delay, no work is left, nothing comes twice."""
    addresses = [f"127.0.1.{number}" for number in range(1, 51)]
    quick = settings.model_copy(update={"archive": False, "concurrency": 20})
    with Site(addresses=addresses) as site:
        paths = site.announce(6)
        for address in addresses:
            slug = "blatt-" + address.rpartition(".")[2]
            a_source(quick, slug, seconds=DELAY, feeds=[site.url("/rss.xml", address)])
        with crawling(quick, processes=10):
            soon(quick, [f"blatt-{number}" for number in range(1, 51)])
            until(lambda: client.llen("pages") >= 300, seconds=120, what=lambda: f"{client.llen('pages')}")
        asked = [(entry.address, entry.path) for entry in site.log if entry.path in paths]
        assert len(asked) == len(set(asked)) == 300
        assert site.smallest_gap() >= DELAY
        print(f"smallest gap {site.smallest_gap():.3f} s at a delay of {DELAY} s over {len(site.log)} requests")


def test_redirects_and_robots_wait_their_turn_too(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """Pain 23: one budget per host, whatever a request is for."""
    with Site(addresses=["127.0.0.11", "127.0.0.12"]) as site:
        other = [f"/anderswo/ein-artikel-der-umgezogen-ist-{number}" for number in range(4)]
        for number, path in enumerate(other):
            site.pages[f"127.0.0.11{path}"] = redirect(site.url(f"/neu/{number}", "127.0.0.12"))
            site.pages[f"127.0.0.12/neu/{number}"] = redirect(f"/neu/{number}/", 301)
            site.pages[f"127.0.0.12/neu/{number}/"] = article(f"Umgezogen {number}")
        site.pages["127.0.0.11/rss.xml"] = rss({site.url(path): path for path in other})
        a_source(settings, seconds=DELAY, feeds=[site.url("/rss.xml")])
        with crawling(settings, processes=2):
            soon(settings, ["probeblatt"])
            until(lambda: client.llen("pages") >= 4, seconds=60, what=lambda: log_of(settings))
        assert site.smallest_gap() >= DELAY
        assert {page.final_url for page in pages_of(client)} == {site.url(f"/neu/{n}/", "127.0.0.12") for n in range(4)}


def test_crawl_delay_in_robots_txt_is_kept(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """A longer crawl-delay wins over our own."""
    with Site({"/robots.txt": robots("User-agent: *\nCrawl-delay: 1")}) as site:
        site.announce(2)
        a_source(settings, seconds=0.05, feeds=[site.url("/rss.xml")])
        with crawling(settings):
            soon(settings, ["probeblatt"])
            until(lambda: client.llen("pages") >= 2, seconds=30)
        assert site.smallest_gap() >= 1


@pytest.mark.parametrize("as_date", [False, True])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_holds_the_whole_host(settings: CrawlerSettings, client: redis_client.Redis, status: int, as_date: bool) -> None:
    """Pain 23: 429 and 503 are obeyed, as seconds and as dates, by every process and for every URL of the host."""
    with Site() as site:
        paths = site.announce(3)
        site.pages[paths[1]] = first_then(busy(status, seconds=3, as_date=as_date), article("Später"))
        a_source(settings, feeds=[site.url("/rss.xml")])
        with crawling(settings, processes=2):
            soon(settings, ["probeblatt"])
            until(lambda: client.llen("pages") >= 3, seconds=60, what=lambda: log_of(settings))
        refused = site.asked(paths[1])[0].at
        after = [entry.at - refused for entry in site.log if entry.at > refused]
        assert min(after) >= 2  # a date has no fractions


def test_a_robots_txt_that_cannot_be_had_closes_the_site(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """RFC 9309, 2.3.1.4: 5xx means disallow; nothing else of the site is asked."""
    with Site({"/robots.txt": robots("", 500)}) as site:
        site.announce(2)
        a_source(settings, feeds=[site.url("/rss.xml")])
        with crawling(settings):
            soon(settings, ["probeblatt"])
            until(lambda: outcomes_of(client), seconds=20)
        assert {entry.path for entry in site.log} == {"/robots.txt"}
        assert outcomes_of(client) == {site.url("/rss.xml"): "refused:robots_unreachable"}


def test_a_missing_robots_txt_allows_and_is_asked_once(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """RFC 9309, 2.3.1.3: 4xx means allow; the answer is remembered for all processes."""
    with Site({"/robots.txt": robots("", 403)}) as site:
        site.announce(4)
        a_source(settings, feeds=[site.url("/rss.xml")])
        with crawling(settings, processes=2):
            soon(settings, ["probeblatt"])
            until(lambda: client.llen("pages") >= 4, seconds=20)
        assert len(site.asked("/robots.txt")) == 1


def test_nothing_is_asked_of_public_hosts_without_a_contact(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """The User-Agent names who answers for the crawler; without one, no public host is asked."""
    with Site({"/raus": redirect("http://93.184.215.14/")}) as site:
        site.pages["/rss.xml"] = rss({site.url("/raus"): "x"})
        a_source(settings, feeds=[site.url("/rss.xml")])
        with crawling(settings):
            soon(settings, ["probeblatt"])
            until(lambda: len(outcomes_of(client)) == 2, what=lambda: log_of(settings))
        assert outcomes_of(client)[site.url("/raus")] == "refused:no_contact"
        assert site.asked("/raus")[0].headers["user-agent"] == "Newsloom/0.1"


def test_politeness_survives_a_restart(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """Pain 3: a new process knows when the host may be asked again."""
    with Site() as site:
        site.announce(3)
        a_source(settings, seconds=3, feeds=[site.url("/rss.xml")])
        process = start(settings)
        until(lambda: client.zcard("newsloom:crawlers"), seconds=20)
        soon(settings, ["probeblatt"])
        site.wait_for("/rss.xml")
        process.send_signal(signal.SIGKILL)
        process.wait()
        client.delete("newsloom:crawlers")
        with crawling(settings):
            time.sleep(0)  # nothing to wait for: the next request is what is measured
            started = len(site.log)
            until(lambda: len(site.log) > started, seconds=60, what=lambda: log_of(settings))
        assert site.smallest_gap() >= 3
        stop(process)


def test_a_server_that_is_slow_is_not_asked_twice_at_once(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """One request in flight per host, unless the source allows more."""
    with Site() as site:
        paths = site.announce(3)
        for path in paths:
            site.pages[path] = slow(0.6, article("Langsam"))
        a_source(settings, feeds=[site.url("/rss.xml")])
        with crawling(settings, processes=2):
            soon(settings, ["probeblatt"])
            until(lambda: client.llen("pages") >= 3, seconds=30)
        times = sorted(entry.at for entry in site.log if entry.path in paths)
        assert min(later - earlier for earlier, later in zip(times, times[1:], strict=False)) >= 0.6
