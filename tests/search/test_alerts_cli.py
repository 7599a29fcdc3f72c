"""newsloom alerts, as people type it."""

import json
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from search.alerts_cli import alerts
from tests.search.factories import NOON, an_article


@pytest.fixture
def newsloom(settings, index, tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLOOM_ELASTICSEARCH_URL", settings.elasticsearch_url)
    monkeypatch.setenv("NEWSLOOM_PREFIX", index.names.prefix)
    monkeypatch.setenv("NEWSLOOM_HOME", str(tmp_path))

    def typed(*words):
        return CliRunner().invoke(alerts, words)

    yield typed
    for line in typed("list", "--json").output.splitlines():
        if line.startswith("{"):
            typed("remove", json.loads(line)["saved"]["id"])


def test_nothing_saved_says_how_to_begin(newsloom):
    assert "newsloom alerts add" in newsloom("list").output


def test_a_search_is_kept_shown_switched_on_run_and_removed(newsloom, index):
    index.write([an_article("Brücke gesperrt", "Die Brücke ist gesperrt.", published=NOON)])
    index.refresh()
    added = newsloom("add", "Brücken", "date:>=2026-01-01 brücke", "--quiet", "22:00-07:00", "--zone", "Europe/Berlin")
    assert added.exit_code == 0, added.output
    assert "stories in the last 30 days" in added.output
    assert "off" in newsloom("list").output
    switched = newsloom("on", "Brücken")
    assert ".atom" in switched.output
    assert "1 alerts on, 0 new stories" in newsloom("run").output
    assert json.loads(newsloom("run", "--json").output)["busy"] is False
    assert "is off" in newsloom("off", "Brücken").output
    assert "is removed" in newsloom("remove", "Brücken").output
    assert "no search is saved" in newsloom("list").output


def test_a_webhook_comes_with_its_secret(newsloom):
    added = newsloom("add", "Haken", "haus", "--webhook", "https://hooks.example/x")
    secret = added.output.rsplit("secret: ", 1)[1].strip()
    assert newsloom("secret", "Haken").output.strip() == secret
    assert secret.startswith("whsec_")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("add", "Kaputt", "title:("), "at character"),
        (("add", "Haken", "haus", "--webhook", "http://x.example/"), "use https"),
        (("add", "Nachts", "haus", "--quiet", "nachts"), "write 22:00-07:00"),
        (("add", "Farbe", "haus", "--facet", "colour=red"), "write F=VALUE"),
        (("on", "niemand"), "newsloom alerts list"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(newsloom, words, hint):
    answer = newsloom(*words)
    assert answer.exit_code != 0
    assert hint in answer.output


def test_a_run_that_goes_on_ends_cleanly_when_it_is_told_to(newsloom):
    assert newsloom("list").exit_code == 0
    command = [sys.executable, "-c", "from search.alerts_cli import alerts; alerts()", "run", "--every", "600"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert "0 alerts on" in running.stdout.readline()
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=30) == 0
