"""The operators' page of sources."""

import pytest
import redis as redis_client
from fastapi import FastAPI
from fastapi.testclient import TestClient

from crawler.drift import complete_key, to_value
from crawler.settings import CrawlerSettings
from crawler.web import router
from tests.crawler.conftest import a_source, environment
from tests.crawler.test_operators import noticed


@pytest.fixture
def web(settings: CrawlerSettings, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    for name, value in environment(settings).items():
        if name.startswith("NEWSLOOM_"):
            monkeypatch.setenv(name, value)
    app = FastAPI()
    app.include_router(router)
    return TestClient(app, follow_redirects=False)


def test_the_page_shows_every_source_and_what_is_wrong(web: TestClient, settings: CrawlerSettings) -> None:
    """States, numbers, malformed files; names are escaped; nothing is inline, as the content security policy wants."""
    a_source(settings, "gut", feeds=["http://127.0.0.11/rss"])
    a_source(settings, "boese", name="<script>alert(1)</script>", feeds=["http://127.0.0.11/rss2"])
    (settings.sources / "kaputt.toml").write_text("name = 1")
    shown = web.get("/operate/sources")
    assert shown.status_code == 200
    assert "kaputt.toml" in shown.text
    assert "&lt;script&gt;" in shown.text
    assert "<script" not in shown.text
    assert "style=" not in shown.text
    assert web.get("/operate/sources/static/sources.css").headers["content-type"].startswith("text/css")
    assert web.get("/operate/sources/static/..%2f__init__.py").status_code == 404


def test_pause_and_resume_are_forms_of_this_site_only(
    web: TestClient, settings: CrawlerSettings, client: redis_client.Redis
) -> None:
    """Pain 24: a page elsewhere cannot steer the crawler through an operator's browser."""
    a_source(settings, "gut", feeds=["http://127.0.0.11/rss"])
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://boese.example"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert web.post("/operate/sources/gut/pause", headers=headers).status_code == 403
    assert client.smembers("newsloom:paused") == set()
    assert web.post("/operate/sources/gut/pause", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    assert client.smembers("newsloom:paused") == {b"gut"}
    assert "Resume" in web.get("/operate/sources").text
    assert web.post("/operate/sources/gut/resume", headers={"Origin": "http://testserver"}).status_code == 303
    assert client.smembers("newsloom:paused") == set()
    assert web.post("/operate/sources/nixda/run").status_code == 404
    assert web.post("/operate/sources/gut/explode").status_code == 404
    assert web.get("/operate/sources/gut/pause").status_code == 405


def test_what_changed_in_a_sources_pages_stands_first_and_can_be_accepted(
    web: TestClient, settings: CrawlerSettings, client: redis_client.Redis
) -> None:
    """Pain 21: the operator sees it where he looks anyway."""
    for slug in ("anders", "beispiel"):
        a_source(settings, slug, feeds=[f"http://127.0.0.11/{slug}"])
    noticed(settings, client, "beispiel")
    client.hset(complete_key(settings.prefix), "beispiel", to_value({"articles": 0.97, "authors": 0.0}))
    shown = web.get("/operate/sources").text
    assert "articles with an author or an agency: 96% before, 0% of the last 6, since 2026-11-20 08:30 UTC" in shown
    assert shown.index(">Beispiel <") < shown.index(">Anders <")
    assert "articles 97 %" in shown
    assert "authors 0 %" in shown
    assert shown.count('aria-label="Accept: Beispiel"') == 1
    assert web.post("/operate/sources/beispiel/accept", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert web.post("/operate/sources/beispiel/accept").status_code == 303
    assert "Accept" not in web.get("/operate/sources").text


def test_without_redis_the_page_says_what_to_do(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSLOOM_REDIS_URL", "redis://:geheim@127.0.0.1:9/0")
    shown = web.get("/operate/sources")
    assert shown.status_code == 503
    assert "127.0.0.1:9" in shown.text
    assert "newsloom up" in shown.text
    assert "geheim" not in shown.text
