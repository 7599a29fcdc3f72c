"""Pages whose text only JavaScript writes."""
# ruff: noqa: E501 - documents stand as sites write them

import shutil

import pytest

from tests.crawler.conftest import Live
from tests.site import Site
from tests.site.answers import page, rss

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
