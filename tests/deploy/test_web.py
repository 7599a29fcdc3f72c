"""The web application protects what it shows."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from fastapi import APIRouter
from fastapi.testclient import TestClient

from crawler.drift import Drift, complete_key, drift_key, to_value
from deploy import web
from deploy.ports import free_port
from deploy.settings import StackSettings

PASSWORD = "Schlüsselblume"


def a_page(path: str, *, method: str = "GET") -> APIRouter:
    router = APIRouter()

    async def page() -> dict[str, str]:
        return {"page": path}

    router.add_api_route(path, page, methods=[method])
    return router


@pytest.fixture
def settings(tmp_path: Path, redis_url: str) -> StackSettings:
    return StackSettings(home=tmp_path, redis_url=redis_url, operator_password=PASSWORD, prefix=f"web-{tmp_path.name}-")


@pytest.fixture
def client(settings: StackSettings) -> TestClient:
    pages = web.create_app(
        settings,
        [a_page("/"), a_page("/saved", method="POST"), a_page("/websub/x", method="POST")],
        [a_page("/operate"), a_page("/operate/pause", method="POST")],
    )
    return TestClient(pages, base_url="http://127.0.0.1:7080")


def test_analysts_need_no_password_and_operators_do(client: TestClient) -> None:
    """Reading is open on loopback, steering is not."""
    assert client.get("/").status_code == 200
    refused = client.get("/operate")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic")
    assert client.get("/operate", auth=("operator", "wrong")).status_code == 401
    assert client.get("/operate", auth=("someone", PASSWORD)).status_code == 401
    assert client.get("/operate", auth=("operator", PASSWORD)).status_code == 200


@pytest.mark.parametrize("path", ["/", "/nowhere", "/operate", "/healthz", "/metrics"])
def test_every_answer_has_strict_headers(client: TestClient, path: str) -> None:
    """Errors and refusals as well: nothing inline, no frames, no guessing of types."""
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_name_that_is_not_ours_is_refused(client: TestClient) -> None:
    """Pain 24: a foreign page that points its own name to loopback reads nothing."""
    refused = client.get("/", headers={"Host": "evil.example:7080"})
    assert refused.status_code == 421
    assert "NEWSLOOM_WEB_HOSTS" in refused.text
    assert client.get("/", headers={"Host": "localhost:7080"}).status_code == 200
    assert client.get("/", headers={"Host": "[::1]:7080"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://127.0.0.1:7080"}, 200),
        ({}, 200),
    ],
)
def test_a_form_of_another_site_writes_nothing(client: TestClient, headers: dict[str, str], status: int) -> None:
    """A remembered password goes along with any site's form, so the form's site is looked at as well."""
    assert client.post("/saved", headers=headers).status_code == status
    assert client.post("/operate/pause", headers=headers, auth=("operator", PASSWORD)).status_code == status


def test_a_hub_may_call_back(client: TestClient) -> None:
    """Its requests come from elsewhere by their nature; the route checks their signature."""
    assert client.post("/websub/x", headers={"Origin": "https://hub.example"}).status_code == 200


def test_metrics_count_outcomes_and_queues(client: TestClient, settings: StackSettings) -> None:
    """What Prometheus sees is what Redis holds at that moment."""
    with redis.Redis.from_url(settings.redis_address) as store:
        store.hset(f"newsloom:{settings.prefix}outcomes", mapping={"indexed": 7, "rejected:too_short": 2})
        said = client.get("/metrics").text
        store.delete(f"newsloom:{settings.prefix}outcomes")
    assert 'newsloom_outcomes_total{outcome="indexed",reason=""} 7.0' in said
    assert 'newsloom_outcomes_total{outcome="rejected",reason="too_short"} 2.0' in said
    assert 'newsloom_queue_messages{queue="pages"}' in said
    assert "newsloom_redis_up 1.0" in said
    assert 'newsloom_frontier_entries{state="due"} 0.0' in said


def test_metrics_tell_what_changed_in_which_source_and_how_complete_it_is(
    client: TestClient, settings: StackSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pain 21 wakes somebody; a host that was asked once by hand does not."""
    (tmp_path / "blatt.toml").write_text('name = "B"\nhomepage = "https://b.example/"\nfeeds = ["https://b.example/f"]')
    monkeypatch.setenv("NEWSLOOM_SOURCES", str(tmp_path))
    drift = Drift(what="authors", since=datetime(2026, 11, 20, tzinfo=UTC), before=1, after=0, pages=5, says="x")
    with redis.Redis.from_url(settings.redis_address) as store:
        keys = drift_key(settings.prefix), complete_key(settings.prefix)
        store.hset(keys[0], mapping={"blatt": to_value([drift]), "hand.example": to_value([drift])})
        store.hset(keys[1], mapping={"blatt": to_value({"articles": 1.0, "authors": 0.25})})
        said = client.get("/metrics").text
        store.delete(*keys)
    assert 'newsloom_source_drift{source="blatt",what="authors"} 1.0' in said
    assert 'newsloom_source_complete{part="authors",source="blatt"} 0.25' in said
    assert "hand.example" not in said


def test_metrics_say_that_redis_is_away(settings: StackSettings) -> None:
    """A dashboard that goes blank says less than one that says why."""
    away = settings.model_copy(update={"redis_url": None, "redis_port": free_port()})
    client = TestClient(web.create_app(away), base_url="http://127.0.0.1")
    assert "newsloom_redis_up 0.0" in client.get("/metrics").text
    assert client.get("/healthz").json() == {"status": "ok"}
