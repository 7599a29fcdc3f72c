"""Saved searches: kept, changed, refused with what to do, forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from search import alert_indices, alerts
from search.alert_indices import FIELDS
from search.dates import Span
from search.query import Query
from search.quiet import read
from search.saved import Saved, SavedSearches, UnfitSavedSearchError, check
from search.syntax import Mistake
from tests.search.factories import NOON, an_article


@pytest.fixture
def searches(searcher, settings):
    return SavedSearches(searcher, settings)


def test_a_saved_search_comes_back_as_it_was(searches):
    saved = Saved(
        name="Brücken",
        text='brücke OR "am Fluss"',
        chosen={"source": ("beispielblatt", "anzeiger")},
        start=NOON,
        webhook="https://hooks.example/x",
        mail=("anna@example.org",),
        quiet=read("22:00-07:00", ["sat"], "Europe/Berlin"),
    )
    kept = searches.save(saved, NOON)
    assert searches.get(saved.id) == kept == replace(saved, created=NOON, changed=NOON)
    assert kept in searches.all()


def test_a_question_that_was_asked_can_be_kept(searches):
    asked = Query(text="brücke", chosen={"source": ("anzeiger",), "topic": ()}, period=Span(start=NOON), offset=20)
    kept = searches.save(Saved.of(asked, "Brücken", mail=("anna@example.org",)), NOON)
    assert searches.get(kept.id).query == Query(
        text="brücke", chosen={"source": ("anzeiger",)}, period=Span(start=NOON), per_story=True
    )


def test_saving_again_changes_it_and_keeps_when_it_was_made(searches):
    saved = searches.save(Saved(name="Alt", text="brücke"), NOON)
    later = NOON + timedelta(days=1)
    kept = searches.save(replace(saved, name="Neu"), later)
    assert (kept.name, kept.created, kept.changed) == ("Neu", NOON, later)


def test_an_alert_whose_question_changed_is_switched_off(searches, index):
    index.write([an_article()])
    saved = searches.save(Saved(name="Alarm", text="haus"), NOON)
    alerts.switch_on(searches.searcher, saved.id, NOON, searches.settings)
    on = searches.get(saved.id)
    assert searches.save(replace(on, name="Anderer Name"), NOON).on_since == NOON
    assert searches.save(replace(on, text="baum"), NOON).on_since is None


def test_nobody_can_save_a_search_as_already_on(searches):
    assert searches.save(Saved(name="Frech", text="haus", on_since=NOON), NOON).on_since is None


def test_what_is_removed_is_gone_with_all_it_found(searches, index):
    saved = searches.save(Saved(name="Alarm", text="flussufer"), NOON)
    alerts.switch_on(searches.searcher, saved.id, NOON, searches.settings)
    index.write([an_article("Flussufer", "Am Flussufer.")])
    assert alerts.run(searches.searcher, NOON, searches.settings).found == 1
    assert searches.remove(saved.id)
    assert searches.get(saved.id) is None
    client, names = searches.searcher.client, searches.searcher.names
    for alias in ("notices", "alert-states"):
        client.indices.refresh(index=names.alias(alias))
        assert client.count(index=names.alias(alias), query={"term": {"alert": saved.id}})["count"] == 0
    assert not searches.remove(saved.id)


def test_an_installation_that_never_saved_anything_has_none(searcher, settings):
    elsewhere = replace(searcher, names=replace(searcher.names, prefix=f"{settings.prefix}none-"))
    empty = SavedSearches(elsewhere, settings)
    assert empty.all() == ()
    assert empty.get("anything") is None
    assert not empty.remove("anything")
    assert alerts.run(elsewhere, NOON, settings) == alerts.Report()


def test_setting_up_twice_changes_nothing(searches):
    alert_indices.setup(searches.searcher.client, searches.searcher.names)
    kept = searches.save(Saved(name="Bleibt", text="haus"), NOON)
    alert_indices.setup(searches.searcher.client, searches.searcher.names)
    assert searches.get(kept.id) == kept


@pytest.mark.parametrize("alias", FIELDS)
def test_the_indices_take_no_unknown_field(alias):
    mappings = alert_indices.definition(alias)["mappings"]
    assert mappings["dynamic"] == "strict"
    assert mappings["_meta"] == {"made_by": "newsloom"}


def test_a_query_that_cannot_be_read_is_refused_with_its_place():
    with pytest.raises(Mistake, match="at character"):
        check(Saved(name="Kaputt", text="title:("))


@pytest.mark.parametrize(
    ("parts", "hint"),
    [
        ({"name": "  "}, "choose another one"),
        ({"name": "Zeile\nBcc: x@example.org"}, "choose another one"),
        ({"name": "x" * 201}, "choose another one"),
        ({"chosen": {"colour": ("red",)}}, "choose from source"),
        ({"mail": ("anna",)}, "write name@example.org"),
        ({"mail": ("anna@example.org\nBcc: b@example.org",)}, "write name@example.org"),
        ({"mail": ("a@example.org",) * 21}, "mailing list"),
        ({"webhook": "ftp://example.org/x"}, "write https://host/path"),
        ({"webhook": "https://user:pass@example.org/x"}, "without user and password"),
        ({"webhook": "https://example.org:99999/x"}, "write https://host/path"),
        ({"webhook": "http://example.org/x"}, "use https"),
        ({"webhook": "https:///x"}, "write https://host/path"),
    ],
)
def test_what_cannot_work_is_refused_with_what_to_change(parts, hint):
    with pytest.raises(UnfitSavedSearchError, match=hint):
        check(Saved(**({"name": "Alarm", "text": "haus"} | parts)))


def test_http_is_fit_for_a_host_that_the_operator_names():
    check(Saved(name="Intern", text="haus", webhook="http://hooks.intern/x"), frozenset({"hooks.intern"}))
