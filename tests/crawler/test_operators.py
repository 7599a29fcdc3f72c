"""What operators do: add, check, list, pause, resume, run, import, reprocess."""
# ruff: noqa: E501 - documents stand as sites write them

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import redis as redis_client
from click.testing import CliRunner, Result
from pydantic import SecretStr

from crawler.cli import commands
from crawler.crawling import crawl
from crawler.drift import Drift, drift_key, memory_key, to_value
from crawler.overview import pace
from crawler.settings import CrawlerSettings
from crawler.sources import load
from deploy.reprocess import commands as reprocess_commands
from tests.crawler.conftest import Live, a_source, crawling, environment, log_of, pages_of, until
from tests.site import Site
from tests.site.answers import article, page, robots, rss, sitemap

COMMANDS = {command.name: command for command in (*commands, *reprocess_commands)}


def newsloom(settings: CrawlerSettings, *words: str) -> Result:
    """Run a command as an operator would, with the environment of these settings."""
    name, *arguments = words
    return CliRunner().invoke(COMMANDS[name], arguments, env=environment(settings))


def test_adding_a_site_finds_its_feeds_and_sitemaps_and_writes_a_commented_file(settings: CrawlerSettings) -> None:
    """Feed autodiscovery, robots.txt's sitemaps, name and language; the file is one that the crawler takes."""
    with Site(addresses=["127.0.0.41"]) as site:
        paths = site.announce(3)
        head = '<title>Start – Probeblatt</title><meta property="og:site_name" content="Das Probeblatt">'
        links = '<link rel="alternate" type="application/rss+xml" href="/rss.xml"><link rel="alternate" type="application/atom+xml" href="/comments/feed">'
        site.pages["/"] = page(f"<!doctype html><html lang='de-DE'><head>{head}{links}</head><body>x</body></html>")
        site.pages["/robots.txt"] = robots(f"User-agent: *\nCrawl-delay: 0.3\nSitemap: {site.url('/news.xml')}")
        site.pages["/news.xml"] = sitemap({site.url(paths[0]): "2026-11-23"})
        added = newsloom(settings, "sources", "add", site.url("/"), "--slug", "probe", "--allow-private", "127.0.0.41")
        assert added.exit_code == 0, added.output
        source = load(settings.sources / "probe.toml")
        assert (source.name, source.language) == ("Das Probeblatt", "de")
        assert source.feeds == (site.url("/rss.xml"),)
        assert source.sitemaps == (site.url("/news.xml"),)
        text = (settings.sources / "probe.toml").read_text()
        assert "# 3 articles" in text
        assert "This one asks for 0.3." in text
        assert site.smallest_gap() >= 0.05
        again = newsloom(settings, "sources", "add", site.url("/"), "--slug", "probe", "--allow-private", "127.0.0.41")
        assert again.exit_code == 1
        assert "is there already - edit it, or give --slug" in again.output


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("beispielblatt", "give a full http(s) address"),
        ("http://127.0.0.42:9/", "add it to allow_private"),
        ("https://www.example.org/", "NEWSLOOM_CONTACT is not set"),
    ],
)
def test_adding_what_cannot_be_added_says_why(settings: CrawlerSettings, url: str, complaint: str) -> None:
    told = newsloom(settings, "sources", "add", url)
    assert told.exit_code == 1
    assert complaint in told.output


def test_check_says_what_is_wrong_with_which_address(settings: CrawlerSettings) -> None:
    """A feed that is none, one that is gone, one that robots.txt forbids, one that is empty, and a malformed file."""
    with Site({"/robots.txt": robots("User-agent: *\nDisallow: /verboten")}, addresses=["127.0.0.43"]) as site:
        site.announce(2)
        site.pages |= {"/seite": article("x"), "/leer": rss({}), "/verboten": rss({"/a": "x"})}
        a_source(settings, "gut", feeds=[site.url("/rss.xml")])
        a_source(settings, "schlecht", feeds=[site.url(path) for path in ("/seite", "/weg", "/verboten", "/leer")])
        (settings.sources / "kaputt.toml").write_text("name = 1")
        assert newsloom(settings, "sources", "check", "gut").exit_code == 0
        told = newsloom(settings, "sources", "check")
        assert told.exit_code == 1
        for expected in (
            f"gut: ok: {site.url('/rss.xml')}: 2 articles",
            "/seite: is no feed but html",
            "/weg: answers 404",
            "its robots.txt forbids it",
            "/leer: announces no article",
            "kaputt.toml",
            "5 of what was checked is wrong",
        ):
            assert expected in told.output


def test_the_list_shows_how_each_source_does(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """Next due time, last success, articles found, failures with their reason: pain 25."""
    with Site(addresses=["127.0.0.44"]) as site:
        site.announce(3)
        a_source(settings, "gut", feeds=[site.url("/rss.xml")])
        a_source(settings, "schlecht", feeds=[site.url("/weg")])
        a_source(settings, "aus", feeds=[site.url("/rss.xml")], enabled=False)
        with crawling(settings):
            crawl(["gut", "schlecht"], settings)
            until(lambda: client.llen("pages") == 3 and client.llen("articles") == 2, what=lambda: log_of(settings))
        told = newsloom(settings, "sources", "list", "--json")
        rows = {row["slug"]: row for row in json.loads(told.output)}
        assert (rows["gut"]["state"], rows["gut"]["found"], rows["gut"]["failures"]) == ("active", 3, 0)
        assert rows["gut"]["last_success"]
        assert rows["gut"]["next_due"]
        assert (rows["schlecht"]["state"], rows["schlecht"]["failures"], rows["schlecht"]["last_reason"]) == (
            "failing",
            1,
            "gone:http_404",
        )
        assert rows["aus"]["state"] == "disabled"
        assert "failing" in newsloom(settings, "sources", "list").output


def test_new_articles_a_day_are_unknown_until_a_source_was_polled_twice(settings: CrawlerSettings) -> None:
    """What one poll finds came over weeks: no number is told for it, not even none."""
    with Site(addresses=["127.0.0.44"]) as site:
        site.announce(3)
        a_source(settings, "gut", feeds=[site.url("/rss.xml")])
        with crawling(settings):
            crawl(["gut"], settings)
            until(lambda: _listed(settings)["found"] == 3, what=lambda: log_of(settings))
            assert _listed(settings)["a_day"] is None
            crawl(["gut"], settings)
            until(lambda: _listed(settings)["a_day"] == 0, what=lambda: log_of(settings))


def _listed(settings: CrawlerSettings) -> dict[str, Any]:
    """The one source there is, as the list tells of it."""
    [row] = json.loads(newsloom(settings, "sources", "list", "--json").output)
    return dict(row)


@pytest.mark.parametrize(("a_day", "told"), [(None, "–"), (0.0, "0"), (0.29, "0.3"), (9.96, "10"), (41.6, "42")])
def test_few_new_articles_a_day_are_told_in_tenths(a_day: float | None, told: str) -> None:
    """Two a week are not none."""
    assert pace(a_day) == told


def test_a_paused_source_is_left_alone_until_it_is_resumed(live: Live) -> None:
    """Pause, resume and run reach every process at once."""
    with Site(addresses=live.addresses()) as site:
        paths = site.announce(1)
        a_source(live.settings, "pausenblatt", feeds=[site.url("/rss.xml")])
        assert newsloom(live.settings, "sources", "pause", "pausenblatt").exit_code == 0
        assert newsloom(live.settings, "sources", "list", "--json").output.count('"paused"') == 1
        assert newsloom(live.settings, "sources", "resume", "pausenblatt").exit_code == 0
        site.wait_for(paths[0])
        assert newsloom(live.settings, "sources", "run", "pausenblatt").exit_code == 0
        site.wait_for("/rss.xml", 2)
        unknown = newsloom(live.settings, "sources", "run", "nixda")
        assert unknown.exit_code == 1
        assert 'no source is called "nixda"' in unknown.output


def test_a_daily_budget_is_a_promise(live: Live) -> None:
    """Pain 23: after so many fetches a day the source is left alone until tomorrow."""
    with Site(addresses=live.addresses()) as site:
        paths = site.announce(6)
        live.crawl(site, politeness={"daily_budget": 3})
        until(lambda: len([entry for entry in site.log if entry.path in paths]) >= 2)  # the feed's own fetch counts too
        others = [f"127.0.0.{number}" for number in (45,)]
        with Site(addresses=others) as other:  # something else goes on, so the crawler is not merely slow
            other.announce(8)
            live.crawl(other, seconds=0.3)
            live.wait_for_pages(other, 8)
        assert len([entry for entry in site.log if entry.path in paths]) == 2


def test_opml_and_a_sitelist_become_sources(settings: CrawlerSettings, tmp_path: Path) -> None:
    """Feeds of one site together; what is there already stays as it is."""
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="News"><outline type="rss" text="Blatt" xmlUrl="https://www.blatt.example/rss" '
        'htmlUrl="https://www.blatt.example/"/><outline xmlUrl="https://sport.blatt.example/rss"/></outline>'
        '<outline xmlUrl="https://www.bote.example/atom.xml" title="Der &quot;Bote&quot;"/><outline xmlUrl="kaputt"/></body></opml>'
    )
    told = newsloom(settings, "sources", "import", str(opml))
    assert "wrote 2 of 2 sources" in told.output, told.output
    assert len(load(settings.sources / "blatt.toml").feeds) == 2
    assert load(settings.sources / "bote.toml").name == 'Der "Bote"'
    sitelist = tmp_path / "sitelist.hjson"
    sitelist.write_text(
        '# Furthermore this is first of all the actual config file\n{"base_urls" : [\n// a comment\n{"url": "https://www.faust.example/",'
        ' "crawler": "RssCrawler"},\n{"url": ["https://www.bote.example/"]}, { url: "https://www.tag.example/", daemonize: 20 }]}'
    )
    told = newsloom(settings, "sources", "import", str(sitelist))
    assert "wrote 2 of 3 sources" in told.output, told.output
    assert "left out bote: is there already" in told.output
    assert load(settings.sources / "faust.toml").fronts == ("https://www.faust.example/",)
    empty = tmp_path / "leer.txt"
    empty.write_text("nichts")
    assert "no feed and no site in it" in newsloom(settings, "sources", "import", str(empty)).output


def test_the_archive_is_run_through_the_workers_again_without_fetching(
    settings: CrawlerSettings, client: redis_client.Redis
) -> None:
    """``newsloom reprocess archive``: any span of the archive, by time and by source, as the pages were."""
    with Site(addresses=["127.0.0.46"]) as site:
        site.announce(4)
        a_source(settings, feeds=[site.url("/rss.xml")])
        with crawling(settings):
            crawl(["probeblatt"], settings)
            until(lambda: client.llen("pages") == 4, what=lambda: log_of(settings))
        first = {handed_over.url: handed_over for handed_over in pages_of(client)}
        client.delete("pages")
        asked = len(site.log)
        told = newsloom(settings, "reprocess", "archive", "--from", "2020-01-01", "--source", "probeblatt")
        assert told.exit_code == 0, told.output
        assert "4 pages of 1 files" in told.output
        again = {handed_over.url: handed_over for handed_over in pages_of(client)}
        assert again.keys() == first.keys()
        for url, handed_over in again.items():
            assert handed_over.body == first[url].body
            assert handed_over.archived_in == first[url].archived_in
            assert handed_over.announcement.kind == "reprocess"
            assert abs((handed_over.fetched_at - first[url].fetched_at).total_seconds()) < 0.001
        assert len(site.log) == asked
        client.delete("pages")
        assert "0 pages" in newsloom(settings, "reprocess", "archive", "--to", "2020-01-01").output


def noticed(settings: CrawlerSettings, client: redis_client.Redis, slug: str) -> None:
    """What the workers write when the authors of a source vanish."""
    drift = Drift(
        what="authors",
        since=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
        before=0.96,
        after=0.0,
        pages=6,
        says="articles with an author or an agency: 96% before, 0% of the last 6",
    )
    client.hset(drift_key(settings.prefix), slug, to_value([drift]))
    client.rpush(memory_key(settings.prefix, slug), b"0123456789abcdef")


def test_what_changed_in_a_sources_pages_is_told_until_it_is_accepted(
    settings: CrawlerSettings, client: redis_client.Redis
) -> None:
    """Pain 21: a redesign that silently breaks extraction; the workers notice, list and check say it."""
    sentence = "96% before, 0% of the last 6, since 2026-11-20 08:30 UTC"
    with Site(addresses=["127.0.0.48"]) as site:
        site.announce(1)
        a_source(settings, "anders", feeds=[site.url("/rss.xml")])
        a_source(settings, "gut", feeds=[site.url("/rss.xml")])
        noticed(settings, client, "anders")
        rows = json.loads(newsloom(settings, "sources", "list", "--json").output)
        assert [(row["slug"], len(row["noticed"])) for row in rows] == [("anders", 1), ("gut", 0)]
        assert (
            f"anders: articles with an author or an agency: {sentence}" in newsloom(settings, "sources", "list").output
        )
        told = newsloom(settings, "sources", "check", "anders")
        assert told.exit_code == 1
        assert "anders: WRONG: articles with an author" in told.output
        assert newsloom(settings, "sources", "accept", "nixda").exit_code == 1
        assert newsloom(settings, "sources", "accept", "anders").exit_code == 0
        assert newsloom(settings, "sources", "check", "anders").exit_code == 0
        assert client.exists(memory_key(settings.prefix, "anders"), drift_key(settings.prefix)) == 0


def test_feeds_are_checked_although_redis_is_away(settings: CrawlerSettings) -> None:
    with Site(addresses=["127.0.0.49"]) as site:
        site.announce(1)
        a_source(settings, "gut", feeds=[site.url("/rss.xml")])
        away = settings.model_copy(update={"redis_url": SecretStr("redis://127.0.0.1:9/0")})
        told = newsloom(away, "sources", "check")
        assert told.exit_code == 0
        assert "gut: ok" in told.output
        assert "Redis cannot be asked" in told.output
