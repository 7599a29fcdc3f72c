"""Revisions of all articles, found by what was removed or added."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from search import api
from search.dates import Span
from search.history import PASSAGES, Side, search
from search.limits import Buckets
from search.settings import SearchSettings
from search.web import service
from tests.search.factories import NOON, an_article


@pytest.fixture(scope="module")
def changed(index):
    """Four articles, of which three were changed an hour, two and three hours later."""
    fire = an_article("Feuer am Hafen", "Es war Brandstiftung. Zwei Menschen wurden verletzt.")
    council = an_article(
        "Council backs bridge", "The mayor resigned. The bridge stays.", language="en", source="herald"
    )
    vote = an_article("Rat ist dagegen", "Der Rat stimmte am Abend ab.")
    index.write([fire, council, vote, an_article("Stiftung fördert", "Die Brandstiftung bleibt ungeklärt.")])

    def again(article, hours, **parts):
        later = {"fetched_at": NOON + timedelta(hours=hours), "content_hash": f"{article.id}-{hours}"}
        return replace(article, **parts, **later)

    index.write(
        [
            again(fire, 1, text="Die Ursache ist unklar. Zwei Menschen wurden verletzt."),
            again(council, 2, text="The mayors stay in office. The bridge stays."),
            again(vote, 3, title="Rat ist dafür"),
        ]
    )
    index.refresh()


@pytest.fixture
def titles(searcher, changed):  # noqa: ARG001 - what is found
    def found(text, **how):
        return [one.revision["title"] for one in search(searcher, text, **how).revisions]

    return found


def test_a_removed_word_is_found_where_it_was_removed_alone(titles):
    assert titles("Brandstiftung") == ["Feuer am Hafen"]
    assert titles("Brandstiftung", side=Side.REMOVED) == ["Feuer am Hafen"]
    assert titles("Brandstiftung", side=Side.ADDED) == []


def test_an_added_word_is_found_in_any_of_its_forms(titles):
    assert titles("Ursachen", side=Side.ADDED) == ["Feuer am Hafen"]
    assert titles("mayor office", side=Side.ADDED) == ["Council backs bridge"]


def test_all_words_must_stand_and_phrases_and_exclusions_are_heeded(titles):
    assert titles("Ursache Brücke") == []
    assert titles('"mayor resigned"') == ["Council backs bridge"]
    assert titles('"resigned mayor"') == []
    assert titles("mayor -resigned", side=Side.REMOVED) == []


def test_a_changed_headline_counts_on_either_side_and_an_unchanged_one_does_not(titles):
    assert titles("dagegen", side=Side.REMOVED) == titles("dafür", side=Side.ADDED) == ["Rat ist dafür"]
    assert titles("dagegen", side=Side.ADDED) == titles("Hafen") == []


def test_without_words_the_newest_changes_are_told_first(titles):
    assert titles("") == ["Rat ist dafür", "Council backs bridge", "Feuer am Hafen"]


def test_source_and_time_narrow(titles):
    assert titles("", sources=("herald",)) == ["Council backs bridge"]
    assert titles("", period=Span(end=NOON + timedelta(hours=2))) == ["Feuer am Hafen"]


@pytest.mark.parametrize("text", ['"', "(", "a AND", "*", "~", "-", ":"])
def test_what_is_typed_half_is_no_error(titles, text):
    assert titles(text) is not None


def test_the_passages_that_match_stand_first_and_the_rest_are_counted(index, searcher):
    article = an_article("Langer Bericht", "\n\n".join(f"Satz {n} steht hier. Er bleibt stehen." for n in range(12)))
    new = "\n\n".join(f"Neuer Satz {n} mit {'Wal' if n == 9 else 'Hai'}. Er bleibt stehen." for n in range(12))
    index.write([article])
    index.write([replace(article, text=new, content_hash="long", fetched_at=NOON + timedelta(hours=1))])
    index.refresh()
    (found,) = search(searcher, "Wal", side=Side.ADDED).revisions
    assert found.passages[0]["after"] == ["Neuer Satz 9 mit Wal."]
    assert (len(found.passages), found.more) == (PASSAGES, 12 - PASSAGES)


@pytest.fixture
def caller(searcher, changed, monkeypatch):  # noqa: ARG001 - what is found
    monkeypatch.setattr(api, "_settings", lambda: SearchSettings(prefix=searcher.names.prefix))
    monkeypatch.setattr(api, "_buckets", lambda: Buckets(6000))
    app = FastAPI()
    app.include_router(api.router)
    app.dependency_overrides[service.searcher] = lambda: searcher
    return TestClient(app)


def test_a_program_asks_the_same(caller):
    told = caller.get("/api/v1/revisions", params={"q": "Brandstiftung", "side": "removed", "size": 5}).json()
    assert told["total"] == 1
    assert told["revisions"][0]["passages"] == [
        {"before": ["Es war Brandstiftung."], "after": ["Die Ursache ist unklar."]}
    ]


@pytest.mark.parametrize(("asked", "said"), [("side=deleted", "either, removed, added"), ("size=500", "from 1 to 100")])
def test_a_wrong_parameter_is_a_problem_that_says_what_to_do(caller, asked, said):
    answer = caller.get(f"/api/v1/revisions?{asked}")
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
