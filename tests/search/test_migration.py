"""Moving to new indices while people search and workers write."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from search.lifecycle import behind
from search.migration import Migration, MigrationFailed
from search.query import Query
from tests.search.factories import NOON, an_article


def generation(index, alias="articles"):
    return {concrete.generation for concrete in behind(index.client, index.names, alias)}


def migration(index, alias="articles"):
    return Migration(index.client, index.names, alias)


def persistently(index, article):
    """As the worker does: a write that is told to retry is tried again."""
    while (report := index.write([article])[0]).retry:
        pass
    return report


@pytest.fixture(scope="module", autouse=True)
def filled(index):
    index.write([an_article(f"Bestand {number}", f"Häuser, Nummer {number}.") for number in range(120)])
    index.write([an_article("Dezember", published=NOON, fetched_at=NOON + timedelta(days=30))])
    index.refresh()


def test_searches_see_no_failure_and_no_gap_while_articles_are_written(index, searcher):
    done, seen, failures = threading.Event(), [], []

    def search_on():
        while not done.is_set():
            try:
                found = searcher.search(Query(text="Bestand", size=200), NOON)
                seen.append((found.total, len({hit.id for hit in found.hits})))
            except Exception as error:  # noqa: BLE001 - any failure is one
                failures.append(error)

    def write_on(number):
        article = an_article(f"Nachzügler {number}", "Während des Umzugs.")
        revised = replace(article, text="Danach.", content_hash="2", fetched_at=NOON + timedelta(hours=1))
        return persistently(index, article).outcome, persistently(index, revised).outcome

    with ThreadPoolExecutor(4) as pool:
        searching = pool.submit(search_on)
        writing = [pool.submit(write_on, number) for number in range(40)]
        moved = migration(index).forth()
        outcomes = [one.result() for one in writing]
        done.set()
        searching.result()
    assert failures == []
    assert set(seen) == {(120, 120)}
    assert (moved.generation, generation(index)) == (2, {2})
    assert set(outcomes) == {("indexed", "revised")}
    index.refresh()
    assert searcher.search(Query(text="Nachzügler Danach", size=0), NOON).total == 40


def test_stemmed_fields_are_built_anew(index, searcher):
    migration(index).forth()
    assert searcher.search(Query(text="Haus Bestand", size=0), NOON).total == 120


def test_what_was_written_since_comes_along_when_going_back(index, searcher):
    before = generation(index)
    migration(index).forth()
    index.write([an_article("Rückweg", "Nach dem Umzug geschrieben.")])
    moved = migration(index).back()
    assert {moved.generation} == generation(index) == before
    index.refresh()
    assert searcher.search(Query(text="Rückweg", size=0), NOON).total == 1
    assert persistently(index, an_article("Weiter geht es")).outcome == "indexed"


def test_other_aliases_move_too(index):
    assert migration(index, "revisions").forth().generation == 2
    assert generation(index, "revisions") == {2}


def test_nothing_is_discarded_that_is_in_use_or_not_of_our_making(index):
    stranger = f"{index.names.prefix}articles-009-2020.01"
    index.client.indices.create(index=stranger, mappings={"_meta": {"made_by": "somebody else"}})
    idle = migration(index).idle()
    assert stranger not in idle
    assert not {index.names.index(concrete) for concrete in behind(index.client, index.names, "articles")} & set(idle)
    assert migration(index).discard() == idle
    assert index.client.indices.exists(index=stranger)
    index.client.indices.delete(index=stranger)


def test_a_failed_copy_leaves_everything_as_it_was(index, monkeypatch):
    before = generation(index)
    monkeypatch.setattr(Migration, "_document", lambda _self, source: {**source, "unheard_of": 1})
    with pytest.raises(MigrationFailed, match="unheard_of"):
        migration(index).forth()
    assert generation(index) == before
    assert persistently(index, an_article("Danach schreibbar")).outcome == "indexed"


def test_without_a_generation_before_there_is_no_way_back(index):
    with pytest.raises(MigrationFailed, match="no generation before"):
        migration(index, "fetches").back()
