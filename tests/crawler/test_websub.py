"""WebSub, against a hub of our own."""
# ruff: noqa: E501 - documents stand as sites write them

import hashlib
import hmac
import urllib.parse

import pytest
import redis as redis_client
from fastapi import FastAPI
from fastapi.testclient import TestClient

from crawler.callback import router
from crawler.crawling import crawl
from crawler.settings import CrawlerSettings
from tests.crawler.conftest import a_source, crawling, environment, log_of, pages_of, until
from tests.site import Answer, Site
from tests.site.answers import article, rss


@pytest.fixture
def web(settings: CrawlerSettings, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The web page's part that hubs reach."""
    for name, value in environment(settings).items():
        if name.startswith("NEWSLOOM_"):
            monkeypatch.setenv(name, value)
    app = FastAPI()
    app.include_router(router)
    return TestClient(app)


def test_a_feed_with_a_hub_is_pushed(settings: CrawlerSettings, client: redis_client.Redis, web: TestClient) -> None:
    """Subscribe, verify, push, fetch: signed news come in without a poll, forged ones do not, and the feed is polled
    seldom."""
    public = settings.model_copy(update={"websub_callback": "https://newsloom.example"})
    with Site(addresses=["127.0.0.61"]) as site:
        site.announce(1)
        feed = site.url("/rss.xml")
        links = f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='{site.url('/hub')}'/><atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='{feed}'/>"
        site.pages["127.0.0.61/rss.xml"] = rss({site.url("/politik/der-erste-artikel-aus-werrastadt"): "x"}, head=links)
        site.pages |= {
            "/politik/der-erste-artikel-aus-werrastadt": article("1"),
            "/politik/der-zweite-artikel-aus-werrastadt": article("2"),
        }
        site.pages["/politik/ein-untergeschobener-artikel-aus-nirgends"] = article("3")
        site.pages["/hub"] = Answer(status=202)
        a_source(public, feeds=[feed])
        with crawling(public):
            crawl(["probeblatt"], public)
            until(lambda: site.asked("/hub"), what=lambda: log_of(public))
            asked = site.asked("/hub")[0]
            form = dict(urllib.parse.parse_qsl(asked.headers["x-body"]))
            assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", feed)
            callback = urllib.parse.urlsplit(form["hub.callback"]).path
            intent = {"hub.mode": "subscribe", "hub.topic": feed, "hub.challenge": "xyz", "hub.lease_seconds": "864000"}
            assert web.get(callback, params=intent | {"hub.topic": "https://anderswo.example/"}).status_code == 404
            verified = web.get(callback, params=intent)
            assert (verified.status_code, verified.text) == (200, "xyz")

            forged = rss({site.url("/politik/ein-untergeschobener-artikel-aus-nirgends"): "x"}).body
            assert web.post(callback, content=forged, headers={"X-Hub-Signature": "sha256=00"}).status_code == 202
            news = rss({site.url("/politik/der-zweite-artikel-aus-werrastadt"): "neu"}).body
            signature = hmac.new(form["hub.secret"].encode(), news, hashlib.sha256).hexdigest()
            assert (
                web.post(callback, content=news, headers={"X-Hub-Signature": f"sha256={signature}"}).status_code == 202
            )
            until(lambda: client.llen("pages") == 2, what=lambda: log_of(public))
        kinds = {page.url.rpartition("/")[2]: page.announcement.kind for page in pages_of(client)}
        assert kinds == {"der-erste-artikel-aus-werrastadt": "feed", "der-zweite-artikel-aus-werrastadt": "push"}
        assert len(site.asked("/hub")) == 1
        assert not site.asked("/politik/ein-untergeschobener-artikel-aus-nirgends")


def test_a_stranger_finds_no_callback(web: TestClient) -> None:
    assert web.get("/websub/raten", params={"hub.mode": "subscribe", "hub.challenge": "x"}).status_code == 404
    assert web.post("/websub/raten", content=b"x").status_code == 410
