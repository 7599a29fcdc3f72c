"""Crawls of a local site, by real crawler processes."""

import pytest

from crawler.crawling import CannotCrawlError, crawl, crawl_and_wait
from crawler.settings import CrawlerSettings
from tests.crawler.conftest import Live, a_source
from tests.site import Site
from tests.site.answers import (
    article,
    big_headers,
    dripping,
    dropped,
    endless_body,
    gzip_bomb,
    redirect,
    robots,
    rss,
    slow,
)

FATES = {
    "/ein-guter-artikel-ueber-alles": ("page", article("Gut")),
    "/loop": ("refused:too_many_redirects", redirect("/loop")),
    "/nach-mail": ("refused:redirect_unfit", redirect("mailto:a@example.org")),
    "/endlos": ("refused:too_large", endless_body()),
    "/bombe": ("refused:too_large", gzip_bomb(50)),
    "/tropf": ("failed:timeout", dripping()),
    "/langsam": ("failed:timeout", slow(4)),
    "/abgebrochen": ("failed:broken_connection", dropped()),
    "/kopf": ("failed:broken_connection", big_headers()),
    "/weg": ("gone:http_410", redirect("/nirgends", 410)),
    "/fehlt": ("gone:http_404", None),
    "/verboten": ("failed:http_403", redirect("/", 403)),
    "/kaputt": ("failed:http_500", redirect("/", 500)),
    "/geheim/x": ("refused:robots_disallowed", article("Geheim")),
    "/intern": ("refused:private_address", redirect("http://127.0.0.99:1/x")),
    "/intern6": ("refused:private_address", redirect("http://[::ffff:127.0.0.1]:1/x")),
    "/metadaten": ("refused:private_address", redirect("http://169.254.169.254/latest/meta-data/")),
    "/datei": ("refused:redirect_unfit", redirect("file:///etc/passwd")),
    "/raus": ("refused:no_contact", redirect("http://93.184.215.14/")),
}


def test_a_feed_becomes_pages_each_handed_over_once(live: Live) -> None:
    """Every article that a feed announces reaches the queue once, with what the feed said of it."""
    with Site(addresses=live.addresses()) as site:
        paths = site.announce(12)
        live.crawl(site)
        pages = live.wait_for_pages(site, 12)
        assert sorted(page.url for page in pages) == sorted(site.url(path) for path in paths)
        assert {page.announcement.kind for page in pages} == {"feed"}
        assert all(page.announcement.title and page.archived_in and page.reply_to for page in pages)
        assert all(len(site.asked(path)) == 1 for path in paths)
        assert len(site.asked("/robots.txt")) == 1


def test_every_misbehaviour_ends_in_an_outcome_with_its_reason(live: Live) -> None:
    """Whatever a server does, the URL's fate is told, and the crawler lives on."""
    with Site({path: answer for path, (_, answer) in FATES.items() if answer}, addresses=live.addresses()) as site:
        site.pages["/robots.txt"] = robots("User-agent: *\nDisallow: /geheim/")
        site.pages["/rss.xml"] = rss({site.url(path): path for path in FATES})
        live.crawl(site, allow_private=[site.addresses[0]])
        outcomes = live.wait_for_outcomes(site, len(FATES) + 1, seconds=60)
        assert {path: outcomes.get(path) for path in FATES} == {path: fate for path, (fate, _) in FATES.items()}


def test_a_url_given_by_hand_is_fetched_as_what_it_is(live: Live) -> None:
    """A page is handed over, a feed is read, a front page's links are followed; nobody follows the site afterwards."""
    with Site(addresses=live.addresses()) as site:
        paths = site.announce(2)
        extra = "/politik/ein-artikel-den-kein-feed-nennt"
        site.pages[extra] = article("Von Hand")
        a_source(live.settings, "vonhand", feeds=[site.url("/nie.xml")])
        ended = crawl_and_wait([site.url("/rss.xml")], live.settings, limit=3)
        assert ended.by_url == {site.url("/rss.xml"): "listed"}
        crawl([site.url(extra)], live.settings)
        pages = live.wait_for_pages(site, 3)
        assert {page.url: page.announcement.kind for page in pages} == {
            **{site.url(path): "feed" for path in paths},
            site.url(extra): "seed",
        }


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("nixda", "neither a URL nor a source"),
        ("http://127.0.0.1:1/x", "add it to allow_private"),
        ("http://[::1]/x", "add it to allow_private"),
        ("ftp://example.org/x", "not_http"),
        ("https://www.example.org/x", "NEWSLOOM_CONTACT is not set"),
        ("halb", 'halb.toml: "feeds" is missing - add at least one feed or sitemap'),
        ("aus", 'aus.toml: "enabled" is false'),
        ("offen", "NEWSLOOM_CONTACT is not set"),
    ],
)
def test_what_cannot_be_crawled_is_refused_with_what_to_do(
    settings: CrawlerSettings, word: str, complaint: str
) -> None:
    """Before anything is asked of anybody."""
    (settings.sources / "halb.toml").write_text('name = "Halb"\nhomepage = "http://127.0.0.11/"\n')
    a_source(settings, "aus", feeds=["http://127.0.0.11/rss"], enabled=False)
    a_source(settings, "offen", feeds=["https://www.example.org/rss"])
    with pytest.raises(CannotCrawlError, match=complaint.replace(".", r"\.")):
        crawl([word], settings)


def test_without_a_crawler_a_crawl_says_so(settings: CrawlerSettings) -> None:
    """Nobody waits for a process that is not there."""
    a_source(settings, feeds=["http://127.0.0.11/rss"])
    with pytest.raises(CannotCrawlError, match="no crawler is running - start one"):
        crawl(["probeblatt"], settings)
