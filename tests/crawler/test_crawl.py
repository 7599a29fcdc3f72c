"""A crawl of a local site, by a real crawler process."""

from pathlib import Path

import pytest
import redis as redis_client
from tests.crawler.conftest import a_source, crawling, fetches_of, log_of, outcomes_of, pages_of, until
from tests.site import Site
from tests.site.answers import (
    article,
    big_headers,
    busy,
    dripping,
    dropped,
    endless_body,
    first_then,
    gzip_bomb,
    redirect,
    robots,
    rss,
    sitemap,
    slow,
    with_validators,
)

from crawler.crawling import CannotCrawlError, crawl_and_wait
from crawler.settings import CrawlerSettings


def _hurried(settings: CrawlerSettings, **changes: object) -> CrawlerSettings:
    return settings.model_copy(update=changes)


def test_a_feed_becomes_pages_each_handed_over_once(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """Every article that a feed announces reaches the queue once, with what the feed said of it."""
    with Site() as site:
        paths = site.announce(12)
        a_source(settings, feeds=[site.url("/rss.xml")])
        with crawling(settings):
            crawl_and_wait(["probeblatt"], settings, limit=0.01)
            until(lambda: client.llen("pages") == 12, what=lambda: log_of(settings))
        pages = pages_of(client)
        assert sorted(page.url for page in pages) == sorted(site.url(path) for path in paths)
        assert {page.announcement.kind for page in pages} == {"feed"}
        assert all(page.announcement.title and page.archived_in and page.reply_to for page in pages)
        assert all(len(site.asked(path)) == 1 for path in paths)
        assert len(site.asked("/robots.txt")) == 1


def test_every_misbehaviour_ends_in_an_outcome_with_its_reason(
    settings: CrawlerSettings, client: redis_client.Redis
) -> None:
    """Whatever a server does, the URL's fate is told, and the crawler lives on."""
    hurried = _hurried(settings, timeout=1.5, largest_page=2_000_000, attempts=1)
    expected = {
        "/ein-guter-artikel-ueber-alles": "page",
        "/loop": "refused:too_many_redirects",
        "/nach-mail": "refused:redirect_unfit",
        "/endlos": "refused:too_large",
        "/bombe": "refused:too_large",
        "/tropf": "failed:timeout",
        "/langsam": "failed:timeout",
        "/abgebrochen": "failed:broken_connection",
        "/kopf": "failed:broken_connection",
        "/weg": "gone:http_410",
        "/fehlt": "gone:http_404",
        "/verboten": "failed:http_403",
        "/kaputt": "failed:http_500",
        "/geheim/x": "refused:robots_disallowed",
        "/intern": "refused:private_address",
    }
    pages = {
        "/ein-guter-artikel-ueber-alles": article("Gut"),
        "/loop": redirect("/loop"),
        "/nach-mail": redirect("mailto:a@example.org"),
        "/endlos": endless_body(),
        "/bombe": gzip_bomb(50),
        "/tropf": dripping(),
        "/langsam": slow(4),
        "/abgebrochen": dropped(),
        "/kopf": big_headers(),
        "/weg": redirect("/nirgends", 410),
        "/verboten": redirect("/", 403),
        "/kaputt": redirect("/", 500),
        "/intern": redirect("http://127.0.0.99:1/x"),
        "/robots.txt": robots("User-agent: *\nDisallow: /geheim/"),
    }
    with Site(pages) as site:
        site.pages["/rss.xml"] = rss({site.url(path): path for path in expected})
        a_source(settings, feeds=[site.url("/rss.xml")], allow_private=["127.0.0.11"])
        with crawling(hurried):
            until(
                lambda: len(outcomes_of(client)) > len(expected), seconds=60, what=lambda: log_of(settings)
            ) if False else None
            crawl_and_wait(["probeblatt"], hurried, limit=0.01)
            until(
                lambda: len(outcomes_of(client)) > len(expected),
                seconds=60,
                what=lambda: f"{outcomes_of(client)} {log_of(settings)}",
            )
        outcomes = outcomes_of(client)
        assert {path: outcomes.get(site.url(path)) for path in expected} == expected
