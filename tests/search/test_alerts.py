"""Alerts: what they would find, what they tell, and that they tell it once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from search import alerts, matching
from search.alert_state import LOCK, Lock, States
from search.alerts_web import router
from search.migration import Migration
from search.notices import Notices
from search.saved import Saved, SavedSearches
from search.web.service import searcher as searcher_of_pages
from tests.search.factories import NOON, an_article, signed

AN_HOUR = timedelta(hours=1)
LONG = (
    "Am Dienstag hat der Rat von Birkenhain beschlossen, die Brücke über den Erlenbach neu zu bauen. "
    "Die Arbeiten sollen im Frühjahr beginnen und etwa achtzehn Monate dauern, teilte das Bauamt mit. "
    "Während der Bauzeit führt eine Umleitung durch das Industriegebiet, für Fussgänger entsteht ein Steg."
)


@pytest.fixture
def word():
    """A word that only the articles of one test have."""
    return f"wort{uuid4().hex[:10]}"


@pytest.fixture
def searches(searcher, settings):
    found = SavedSearches(searcher, settings)
    yield found
    for saved in found.all():
        found.remove(saved.id)


@pytest.fixture
def write(index, word):
    """Indexes articles with the word, each an hour after the one before."""

    def written(*titles, **parts):
        articles = [
            an_article(f"{title} {word}", f"Es geht um {word}. Mehr nicht: {title}.", **parts) for title in titles
        ]
        index.write(articles)
        index.refresh()
        return articles

    return written


def switched_on(searches, now=NOON, **parts):
    saved = searches.save(Saved(**({"name": "Ein Alarm"} | parts)), now)
    seen = alerts.switch_on(searches.searcher, saved.id, now, searches.settings)
    assert isinstance(seen, alerts.Preview)
    return searches.get(saved.id)


def titles(searcher, saved):
    return {notice.title.split()[0] for notice in alerts.found(searcher, saved.id)}


def run(searches, now=NOON):
    return alerts.run(searches.searcher, now, searches.settings)


def test_a_preview_shows_the_stories_of_the_last_thirty_days(searches, write, word):
    write("Neu", "Jung")
    write("Alt", published=NOON - timedelta(days=40))
    seen = alerts.preview(searches.searcher, Saved(name="x", text=word).query, NOON)
    assert seen.stories == 2
    assert seen.a_day == pytest.approx(2 / 30)
    assert {hit.fields["title"].split()[0] for hit in seen.results.hits} == {"Neu", "Jung"}


def test_what_the_preview_showed_is_no_news(searches, write, word):
    write("Vorher")
    saved = switched_on(searches, text=word)
    write("Nachher")
    assert run(searches).found == 1
    assert titles(searches.searcher, saved) == {"Nachher"}


def test_a_second_run_tells_nothing_twice(searches, write, word):
    saved = switched_on(searches, text=word)
    write("Nachher")
    assert [run(searches).found, run(searches).found] == [1, 0]
    assert titles(searches.searcher, saved) == {"Nachher"}


def test_an_article_that_waited_long_in_a_queue_is_told_all_the_same(searches, write, word):
    saved = switched_on(searches, text=word)
    write("Verspätet", fetched_at=NOON - timedelta(days=2), published=NOON - timedelta(days=2))
    run(searches)
    assert titles(searches.searcher, saved) == {"Verspätet"}


def test_an_article_of_last_year_is_no_news_although_it_comes_today(searches, write, word):
    switched_on(searches, text=word)
    write("Archiv", published=NOON - timedelta(days=400))
    assert run(searches).found == 0


def test_an_article_that_matches_only_since_it_was_revised_is_told(searches, index, write, word):
    saved = switched_on(searches, text=f"{word} Nachtrag")
    (first,) = write("Zuerst")
    assert run(searches).found == 0
    revised = replace(first, text=f"{first.text} Nachtrag.", content_hash="other", fetched_at=NOON + AN_HOUR)
    index.write([revised])
    assert run(searches, NOON + AN_HOUR).found == 1
    assert titles(searches.searcher, saved) == {"Zuerst"}


def test_a_story_is_told_once_whoever_reprints_it(searches, index, word):
    saved = switched_on(searches, text=word)
    text = f"{LONG} {word}"
    first = signed(an_article("Agentur meldet", text, source="agentur"))
    index.write([first])
    assert run(searches).found == 1
    index.write([signed(an_article("Blatt druckt nach", text, source="blatt"))])
    assert run(searches).found == 0
    assert titles(searches.searcher, saved) == {"Agentur"}


def test_stories_that_grow_together_are_not_told_again(searches, index, write, word):
    saved = switched_on(searches, text=word)
    first, second = write("Eins", "Zwei")
    assert run(searches).found == 2
    alias = index.names.alias("articles")
    found = index.client.search(index=alias, query={"terms": {"id": [first.id, second.id]}})["hits"]["hits"]
    for hit in found:
        index.client.update(index=hit["_index"], id=hit["_id"], doc={"story": "0000000000000000"})
    assert run(searches).found == 0
    assert len(titles(searches.searcher, saved)) == 2


def test_two_processes_that_run_at_once_tell_each_story_once(searches, write, word):
    saved = switched_on(searches, text=word)
    write(*(f"Titel{number}" for number in range(30)))
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: run(searches), range(4)))
    assert sum(report.found for report in reports) == 30
    assert len(alerts.found(searches.searcher, saved.id)) == 30


def test_without_the_lock_two_readers_tell_each_story_once_too(searches, write, word):
    saved = switched_on(searches, text=word)
    write(*(f"Titel{number}" for number in range(30)))
    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(lambda _: matching.read_all(searches.searcher, [saved], NOON)[saved.id], range(3)))
    assert sum(told) == 30


def test_a_run_that_died_is_followed_by_another_when_its_lock_has_run_out(searches, write, word):
    switched_on(searches, text=word)
    write("Nachher")
    states = States(searches.searcher)
    before = states.get(LOCK, Lock)
    dead = Lock(holder="dead", held_until=NOON + timedelta(minutes=3))
    assert states.put(LOCK, dead, before and before[1])
    assert run(searches, NOON).busy
    assert run(searches, NOON + timedelta(minutes=4)).found == 1


def test_more_than_one_page_of_news_is_read_to_its_end(searches, write, word, monkeypatch):
    monkeypatch.setattr(matching, "PAGE", 3)
    saved = switched_on(searches, text=word)
    write(*(f"Titel{number}" for number in range(10)))
    assert run(searches).found == 10
    assert len(titles(searches.searcher, saved)) == 10


def test_a_flood_is_told_over_several_runs(searches, write, word, monkeypatch):
    monkeypatch.setattr(matching, "PAGE", 3)
    monkeypatch.setattr(matching, "MOST_PAGES", 2)
    switched_on(searches, text=word)
    write(*(f"Titel{number}" for number in range(10)))
    assert [run(searches).found for _ in range(4)] == [6, 4, 0, 0]


def test_an_index_that_takes_the_place_of_another_brings_nothing_back(searches, index, write, word):
    saved = switched_on(searches, text=word)
    write("Eins")
    run(searches)
    client = index.client
    alias = index.names.alias("articles")
    hit = client.search(index=alias, query={"match": {"title": word}})["hits"]["hits"][0]
    copy = f"{index.names.prefix}articles-002-2026.11"
    client.indices.create(index=copy, aliases={alias: {}})
    client.index(index=copy, id=hit["_id"], document=hit["_source"], refresh=True)
    client.delete(index=hit["_index"], id=hit["_id"], refresh=True)
    try:
        assert run(searches).found == 0
        assert len(titles(searches.searcher, saved)) == 1
    finally:
        client.indices.delete(index=copy)


def test_a_migration_there_and_back_tells_no_story_twice_and_misses_none(searches, index, write, word):
    """Every sequence number begins anew, so an alert reads all that is recent once again."""
    write("Vorher")
    saved = switched_on(searches, text=word)
    first, second = write("Eins", "Zwei")
    assert run(searches).found == 2
    alias = index.names.alias("articles")
    for hit in index.client.search(index=alias, query={"terms": {"id": [first.id, second.id]}})["hits"]["hits"]:
        index.client.update(index=hit["_index"], id=hit["_id"], doc={"story": "0000000000000001"})
    migration = Migration(index.client, index.names, "articles")
    migration.forth()
    write("Drei")
    assert run(searches).found == 1
    write("Vier")
    migration.back()
    assert [run(searches).found for _ in range(2)] == [1, 0]
    assert titles(searches.searcher, saved) == {"Eins", "Zwei", "Drei", "Vier"}
    assert len(alerts.found(searches.searcher, saved.id)) == 4
    assert migration.discard()


def test_a_wide_query_is_not_switched_on_and_the_numbers_say_why(searches, write, word):
    write("Eins", "Zwei", "Drei")
    saved = searches.save(Saved(name="Alles", text=word), NOON)
    narrow = searches.settings.model_copy(update={"alert_most": 2})
    refused = alerts.switch_on(searches.searcher, saved.id, NOON, narrow)
    assert isinstance(refused, alerts.TooWide)
    assert "3 stories in the last 30 days" in str(refused)
    assert searches.get(saved.id).on_since is None


def test_an_alert_that_is_off_tells_nothing_and_what_came_meanwhile_is_no_news_later(searches, write, word):
    saved = switched_on(searches, text=word)
    alerts.switch_off(searches.searcher, saved.id, searches.settings)
    write("Dazwischen")
    assert run(searches).alerts == 0
    alerts.switch_on(searches.searcher, saved.id, NOON, searches.settings)
    write("Danach")
    run(searches)
    assert titles(searches.searcher, saved) == {"Danach"}


def test_switching_on_what_does_not_exist_says_so(searches):
    assert alerts.switch_on(searches.searcher, "nobody", NOON, searches.settings) is None


def test_one_broken_query_does_not_stop_the_others(searches, write, word):
    broken = switched_on(searches, text=word, name="Kaputt")
    whole = switched_on(searches, text=word, name="Heil")
    searches.write(replace(broken, text="title:("))
    write("Nachher")
    report = run(searches)
    assert report.found == 1
    assert list(report.mistakes) == [broken.id]
    assert titles(searches.searcher, whole) == {"Nachher"}
    (status,) = [one for one in alerts.status(searches.searcher, searches.settings) if one.saved.id == broken.id]
    assert "at character" in status.mistake


def test_a_notice_carries_the_sentences_that_match(searches, write, word):
    saved = switched_on(searches, text=word)
    write("Nachher")
    run(searches)
    (notice,) = alerts.found(searches.searcher, saved.id)
    assert notice.passages == (f"Es geht um {word}.",)


def test_old_notices_are_forgotten(searches, write, word):
    saved = switched_on(searches, text=word)
    write("Nachher")
    run(searches)
    assert Notices(searches.searcher).forget(NOON + timedelta(days=300)) == 0
    assert Notices(searches.searcher).forget(NOON + timedelta(days=500)) == 1
    searches.searcher.client.indices.refresh(index=searches.searcher.names.alias("notices"))
    assert alerts.found(searches.searcher, saved.id) == ()


@pytest.fixture
def web(searcher):
    app = FastAPI()
    app.include_router(router)
    app.dependency_overrides[searcher_of_pages] = lambda: searcher
    return TestClient(app)


ATOM = "{http://www.w3.org/2005/Atom}"


def test_each_alert_has_a_feed_of_its_own(searches, write, word, web):
    saved = switched_on(searches, text=word, name="Brücken & Stege")
    write("Nachher <script>")
    run(searches)
    answer = web.get(f"/alerts/{saved.id}.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    assert feed.findtext(f"{ATOM}title") == "Brücken & Stege"
    assert feed.findtext(f"{ATOM}id") == f"{searches.settings.web_url}/alerts/{saved.id}.atom"
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title").startswith("Nachher <script>")
    assert entry.findtext(f"{ATOM}updated") == NOON.isoformat()


def test_a_feed_reader_that_has_it_all_is_told_so(searches, write, word, web):
    saved = switched_on(searches, text=word)
    tag = web.get(f"/alerts/{saved.id}.atom").headers["etag"]
    assert web.get(f"/alerts/{saved.id}.atom", headers={"if-none-match": tag}).status_code == 304
    write("Nachher")
    run(searches)
    assert web.get(f"/alerts/{saved.id}.atom", headers={"if-none-match": tag}).status_code == 200


def test_an_unknown_feed_is_not_found(web):
    assert web.get("/alerts/0123456789abcdef.atom").status_code == 404
