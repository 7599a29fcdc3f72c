"""Pages whose text only JavaScript writes."""
# ruff: noqa: E501 - documents stand as sites write them

import shutil

import pytest

from tests.crawler.conftest import Live
from tests.site import Site
from tests.site.answers import article, page, redirect, robots, rss

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium is on PATH"),
]

SCRIPT = """<!doctype html><html><head><title>Gerendert</title></head><body><div id="root"></div><script>
fetch("/text.json").then(answer => answer.json()).then(found => {{
  document.getElementById("root").innerHTML = "<article><h1>" + found.title + "</h1><p>" + found.text + "</p></article>";
}});
fetch("http://127.0.0.99:{port}/geheim").then(answer => answer.text()).then(text => {{ document.body.dataset.leak = text; }}).catch(() => {{}});
</script></body></html>"""


def test_a_page_is_read_as_the_browser_shows_it_and_reaches_nothing_private(live: Live) -> None:
    """``render = true`` runs the page's script; what the script asks for passes the same guard as every fetch."""
    own, inside = live.addresses(1)[0], "127.0.0.99"
    with Site(addresses=[own, inside]) as site:
        path = "/politik/ein-artikel-den-erst-ein-skript-schreibt"
        site.pages[path] = page(SCRIPT.format(port=site.port))
        site.pages["/text.json"] = page(
            '{"title": "Vom Skript", "text": "Dieser Absatz stand in keinem HTML."}', kind="application/json"
        )
        site.pages["/geheim"] = page("geheim", Access_Control_Allow_Origin="*")
        site.pages["/rss.xml"] = rss({site.url(path): "x"})
        live.crawl(site, render=True, allow_private=[own])
        (handed_over,) = live.wait_for_pages(site, 1, seconds=90)
        assert "Dieser Absatz stand in keinem HTML." in handed_over.body.decode()
        assert b"geheim" not in handed_over.body.replace(b"/geheim", b"")
        assert not site.asked("/geheim")
        assert {asked.headers["user-agent"] for asked in site.log} == {"Newsloom/0.1"}


def _asking(address: str, port: int, path: str, name: str) -> str:
    """A script that shows what it was answered."""
    return (
        f'<script>fetch("http://{address}:{port}{path}").then(answer => answer.text()).then(text => '
        f'{{ document.getElementById("{name}").innerHTML = text; }}).catch(() => {{}});</script>'
    )


def test_what_a_page_asks_for_obeys_robots_txt_of_its_host(live: Live) -> None:
    """Scripts and data of other hosts are asked for where their robots.txt permits it; pictures and frames never are."""
    own, willing, unwilling = live.addresses(3)
    with Site(addresses=[own, willing, unwilling]) as site:
        path = "/politik/ein-artikel-aus-drei-teilen"
        parts = _asking(willing, site.port, "/teil.html", "ja") + _asking(unwilling, site.port, "/teil.html", "nein")
        site.pages |= {
            path: page(
                f'<html><head><title>Drei Teile</title></head><body><p id="ja"></p><p id="nein"></p><img src="/bild.png">'
                f'<iframe src="http://{willing}:{site.port}/rahmen.html"></iframe>{parts}{_asking(own, site.port, "/intern/x", "nein")}</body></html>'
            ),
            "/teil.html": page("Dieser Teil kam von anderswo.", Access_Control_Allow_Origin="*"),
            "/intern/x": page("intern"),
            "/rahmen.html": page("ein Rahmen"),
            f"{own}/robots.txt": robots("User-agent: *\nDisallow: /intern/"),
            f"{unwilling}/robots.txt": robots("User-agent: *\nDisallow: /"),
            "/rss.xml": rss({site.url(path): "x"}),
        }
        live.crawl(site, render=True)
        (handed_over,) = live.wait_for_pages(site, 1, seconds=90)
        asked = {(entry.address, entry.path) for entry in site.log}
        assert '<p id="ja">Dieser Teil kam von anderswo.</p>' in handed_over.body.decode()
        assert '<p id="nein"></p>' in handed_over.body.decode()
        assert (willing, "/robots.txt") in asked
        assert (willing, "/teil.html") in asked
        assert {entry for entry in asked if entry[0] == unwilling} == {(unwilling, "/robots.txt")}
        assert not {"/bild.png", "/rahmen.html", "/intern/x"} & {path for _, path in asked}


def test_a_redirect_in_the_browser_is_a_fetch_like_any_other(live: Live) -> None:
    """It obeys the robots.txt of where it leads, and waits for that host's turn."""
    own, there = live.addresses(2)
    with Site(addresses=[own, there]) as site:
        good, bad = "/gut/ein-artikel-der-umgezogen-ist-1", "/schlecht/ein-artikel-der-umgezogen-ist-2"
        endless = "/rund/ein-artikel-der-nie-ankommt-3"
        site.pages |= {
            f"{own}{good}": redirect(site.url("/neu/eins", there)),
            f"{own}{bad}": redirect(site.url("/privat/zwei", there)),
            f"{own}{endless}": redirect(endless),
            "/neu/eins": article("Eins", 20),
            "/privat/zwei": article("Zwei", 20),
            f"{there}/robots.txt": robots("User-agent: *\nDisallow: /privat/"),
            "/rss.xml": rss({site.url(path): "x" for path in (good, bad, endless)}),
        }
        live.crawl(site, render=True, seconds=0.3)
        outcomes = live.wait_for_outcomes(site, 4, seconds=90)
        assert outcomes[good] == "page"
        assert outcomes[bad] == "refused:robots_disallowed"
        assert outcomes[endless] == "refused:too_many_redirects"
        assert not site.asked("/privat/zwei")
        assert len(site.asked(endless)) == 6
        assert site.smallest_gap() >= 0.3
        (handed_over,) = live.pages(site)
        assert handed_over.final_url == site.url("/neu/eins", there)
