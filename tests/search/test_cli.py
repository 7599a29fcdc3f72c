"""newsloom search, newsloom index, newsloom keys: what people type and what they get."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from search.cli import index as index_group
from search.cli import keys, search
from tests.search.factories import an_article


@pytest.fixture(scope="module", autouse=True)
def filled(index):
    index.write([an_article("Häuser am Fluss", "Drei Häuser.", section="Lokales"), an_article("Ein Garten", "Grün.")])
    index.refresh()


@pytest.fixture
def run(settings, monkeypatch):
    monkeypatch.setenv("NEWSLOOM_ELASTICSEARCH_URL", settings.elasticsearch_url)
    monkeypatch.setenv("NEWSLOOM_PREFIX", settings.prefix)
    return lambda command, *words: CliRunner().invoke(command, words)


def test_results_are_shown_with_facets_and_a_line_over_time(run):
    told = run(search, "Haus")
    assert told.exit_code == 0
    assert "am Fluss" in told.output
    assert "1 article" in told.output
    assert "Source" in told.output


def test_json_for_programs(run):
    told = json.loads(run(search, "Haus", "--json").output)
    assert told["total"] == 1
    assert told["hits"][0]["highlights"]["title"] == ["<em>Häuser</em> am Fluss"]
    assert told["facets"]["section"] == [{"value": "Lokales", "count": 1}]


def test_csv_for_spreadsheets(run):
    rows = list(csv.DictReader(io.StringIO(run(search, "Haus", "--csv").output.lstrip("\ufeff"))))
    assert [row["title"] for row in rows] == ["Häuser am Fluss"]


def test_facets_narrow_and_dates_bound(run):
    assert json.loads(run(search, "--facet", "section=Lokales", "--json").output)["total"] == 1
    assert json.loads(run(search, "--facet", "section", "--json").output)["facets"].keys() == {"section", "day"}
    assert json.loads(run(search, "--from", "2026-11", "--to", "2026-11", "--json").output)["total"] == 2
    assert json.loads(run(search, "--to", "2026-10", "--json").output)["total"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Haus)"], "    ^"),
        (["titl:Haus"], "did you mean title:"),
        (["--facet", "colour"], "use one of source"),
        (["--from", "someday"], "2026-11-01"),
    ],
)
def test_a_mistake_is_answered_with_its_place_and_a_hint(run, words, said):
    told = run(search, *words)
    assert told.exit_code == 2
    assert said in told.output
    assert "Traceback" not in told.output


def test_an_elasticsearch_that_is_not_there_is_one_line(run, monkeypatch):
    monkeypatch.setenv("NEWSLOOM_ELASTICSEARCH_URL", "http://127.0.0.1:1")
    told = run(search, "Haus")
    assert told.exit_code == 1
    assert "127.0.0.1:1" in told.output
    assert "newsloom up" in told.output


def test_an_index_that_was_never_made_is_empty_rather_than_an_error(run, monkeypatch):
    monkeypatch.setenv("NEWSLOOM_PREFIX", "never-made-")
    assert json.loads(run(search, "Haus", "--json").output)["total"] == 0


def test_setup_and_stats(run):
    assert "ready" in run(index_group, "setup").output
    assert "2 documents" in run(index_group, "stats").output


def test_migrate_says_what_it_did(run):
    assert "generation 2 is in use" in run(index_group, "migrate", "articles").output


def test_keys_are_made_listed_and_taken_away(run):
    key = run(keys, "add", "redaktion").output.strip()
    assert key.startswith("nl_")
    listed = run(keys, "list").output
    assert "redaktion" in listed
    assert key not in listed
    assert run(keys, "remove", "redaktion").exit_code == 0
    assert "no key named" in run(keys, "remove", "redaktion").output
