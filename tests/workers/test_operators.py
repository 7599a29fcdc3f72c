"""What operators see of the workers, on the command line and in the web application, each in a process of its own."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from crawler.page import PAGE_FETCHED, to_message
from deploy import process
from deploy.ports import free_port
from tests.workers.making import a_html, a_page
from tests.workers.serving import until
from workers import health, tally
from workers.quarantine import Case, Quarantine
from workers.tally import Ended

ROOT = Path(__file__).resolve().parents[2]
CASE = Case(
    id="00000000000000aa",
    task=PAGE_FETCHED,
    queue="pages",
    url="https://bote.example/<script>alert(1)</script>",
    source="bote",
    reason="error",
    error="ValueError: zerbrochen",
    traceback="Traceback: in einer Zeile",
    at=1_795_000_000.0,
    size=10,
)


@pytest.fixture
def environment(settings, tmp_path):
    return os.environ | {
        "NEWSLOOM_REDIS_URL": settings.redis_url.get_secret_value(),
        "NEWSLOOM_PREFIX": settings.prefix,
        "NEWSLOOM_HOME": str(tmp_path),
        "NEWSLOOM_OPERATOR_PASSWORD": "geheim",
        "NO_COLOR": "1",
    }


@pytest.fixture
def newsloom(environment):
    def run(*arguments, body=b"", status=0):
        command = [sys.executable, "-m", "deploy", *arguments]
        done = subprocess.run(
            command, input=body, capture_output=True, env=environment, cwd=ROOT, timeout=60, check=False
        )
        assert done.returncode == status, done.stderr.decode()
        return (done.stdout if status == 0 else done.stdout + done.stderr).decode()

    return run


@pytest.fixture
def quarantine(redis, settings):
    kept = Quarantine(redis, settings)
    kept.put(CASE, to_message(a_page()))
    return kept


@pytest.mark.usefixtures("quarantine")
def test_quarantine_is_listed_shown_and_replayed(newsloom, redis):
    listed = [json.loads(line) for line in newsloom("quarantine", "list", "--json").splitlines()]
    assert [case["id"] for case in listed] == [CASE.id]
    shown = newsloom("quarantine", "show", CASE.id)
    assert "zerbrochen" in shown
    assert "Traceback: in einer Zeile" in shown
    assert newsloom("quarantine", "show", CASE.id, "--body").encode() == a_html()
    assert "1 of 1 sent again" in newsloom("quarantine", "replay", CASE.id)
    assert redis.llen("pages") == 1
    assert "empty" in newsloom("quarantine", "list")


def test_a_case_whose_page_is_no_longer_kept_is_not_lost_by_a_replay(newsloom, quarantine, redis, settings):
    redis.hdel(settings.key("quarantine", "messages"), CASE.id)
    assert "no longer kept" in newsloom("quarantine", "replay", "--all", status=1)
    assert len(quarantine) == 1


def test_a_mistyped_case_is_named_with_what_to_do(newsloom, redis):  # noqa: ARG001 - an empty Redis
    assert "newsloom quarantine list shows what is" in newsloom("quarantine", "show", "ff", status=1)


def test_extract_prints_the_fields_of_a_file(newsloom, tmp_path):
    file = tmp_path / "seite.html"
    file.write_bytes(a_html())
    seen = json.loads(newsloom("extract", str(file), "--url", "https://bote.example/1.html", "--json"))
    assert seen["title"] == "Rat berät über die Brücke"
    assert seen["text"] == "\n\n".join(seen["paragraphs"])
    assert seen["language"] == "de"
    assert seen["refusal"] is None


def test_extract_says_why_a_page_is_no_article(newsloom):
    told = newsloom("extract", "-", body=b"<p>Kurz.</p>", status=1)
    assert "no article: too_short" in told


def test_extract_names_a_file_that_is_not_there(newsloom):
    assert "name a file of HTML" in newsloom("extract", "fehlt.html", status=1)


@pytest.fixture
def web(environment, tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "deploy.web:app", "--port", str(port)]
    with (tmp_path / "web.log").open("wb") as log:
        server = process.start(command, log=log, environment=environment, folder=ROOT)
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", auth=("operator", "geheim"), timeout=20)
        until(lambda: _answers(client), what="the web application")
        yield client
        process.stop(server)


def _answers(client):
    try:
        return client.get("/healthz").is_success
    except httpx.HTTPError:
        return False


def test_the_operators_pages_show_and_replay(web, quarantine, redis, settings):
    tally.record(redis, settings, [Ended(url="https://bote.example/1", source="bote", outcome="indexed")] * 3)
    heart = health.Heart(redis, settings, "pages@here", ["pages"], end=lambda: None)
    redis.set(health.beats_key(settings, "pages@here"), json.dumps(_plain(heart.beat(time.time()))))
    workers = web.get("/operate/workers").text
    assert "pages@here" in workers
    assert "indexed" in workers
    listed = web.get("/operate/quarantine").text
    assert "&lt;script&gt;" in listed, "what strangers wrote is text"
    assert "<script>" not in listed
    assert "zerbrochen" in web.get(f"/operate/quarantine/{CASE.id}").text
    assert web.get("/operate/quarantine/ff").status_code == 404
    sent = web.post("/operate/quarantine/replay", data={"case_id": CASE.id}, headers={"Origin": str(web.base_url)})
    assert sent.headers["location"] == "/operate/quarantine?replayed=1"
    assert (len(quarantine), redis.llen("pages")) == (0, 1)


def test_the_operators_pages_ask_for_the_password(web):
    assert httpx.get(f"{web.base_url}/operate/workers").status_code == 401


def _plain(beat):
    return {name: getattr(beat, name) for name in beat.__slots__}
