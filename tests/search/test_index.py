"""Writing articles, revisions and fetches."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b

import pytest

from search.article import to_document
from search.batch import Batch
from search.client import IndexUnavailable
from search.index import Index
from search.lifecycle import Months
from search.settings import SearchSettings
from search.stored import twice
from tests.search.factories import NOON, an_article, signed

AN_HOUR = timedelta(hours=1)


def later(article, text, hours=1):
    return replace(
        article,
        text=text,
        content_hash=blake2b(text.encode(), digest_size=8).hexdigest(),
        fetched_at=article.fetched_at + hours * AN_HOUR,
    )


def found(index, article):
    index.refresh()
    answer = index.client.search(index=index.names.alias("articles"), query={"term": {"id": article.id}})
    return [hit["_source"] for hit in answer["hits"]["hits"]]


def history(index, article):
    index.refresh()
    answer = index.client.search(
        index=index.names.alias("revisions"), query={"term": {"article": article.id}}, sort=["revision"]
    )
    return [hit["_source"] for hit in answer["hits"]["hits"]]


def test_a_new_article_is_indexed_and_the_same_again_changes_nothing(index):
    article = an_article("Neu")
    assert [report.outcome for report in index.write([article])] == ["indexed"]
    assert [report.outcome for report in index.write([article])] == ["unchanged"]
    assert len(found(index, article)) == 1


def test_an_article_twice_in_one_batch_is_one_document(index):
    article = an_article("Doppelt")
    assert [report.outcome for report in index.write([article, article])] == ["indexed", "unchanged"]
    assert len(found(index, article)) == 1


def test_reports_come_in_the_order_of_the_articles(index):
    articles = [an_article(f"Nummer {number}") for number in range(12)]
    assert [report.id for report in index.write(articles)] == [article.id for article in articles]


def test_a_changed_text_is_a_revision_with_the_sentences_that_differ(index):
    article = an_article("Brücke", "Die Brücke ist gesperrt. Der Umweg führt durch das Tal.")
    corrected = later(article, "Die Brücke ist gesperrt. Der Umweg führt über den Berg.")
    index.write([article])
    [report] = index.write([corrected])
    assert (report.outcome, report.revision) == ("revised", 2)
    [revision] = history(index, article)
    assert revision["removed"] == ["Der Umweg führt durch das Tal."]
    assert revision["added"] == ["Der Umweg führt über den Berg."]
    assert found(index, article)[0]["revised"] is True


def test_revisions_count_up_without_end(index):
    article = an_article("Zähler", "Stand null.")
    index.write([article])
    for number in range(1, 6):
        [report] = index.write([later(article, f"Stand {number}.", number)])
        assert report.revision == number + 1
    assert [revision["revision"] for revision in history(index, article)] == [2, 3, 4, 5, 6]


def test_a_late_delivery_of_an_older_state_changes_nothing(index):
    article = an_article("Spät", "Erster Stand.")
    index.write([article])
    index.write([later(article, "Zweiter Stand.")])
    assert index.write([article])[0].outcome == "unchanged"
    assert found(index, article)[0]["text"] == "Zweiter Stand."


def test_two_states_in_one_batch_are_two_revisions_in_their_order_of_time(index):
    article = an_article("Beide", "Erster Stand.")
    reports = index.write([later(article, "Zweiter Stand."), article])
    assert [report.outcome for report in reports] == ["revised", "indexed"]
    assert found(index, article)[0]["text"] == "Zweiter Stand."


def test_a_revision_stays_in_the_month_in_which_the_article_was_found(index):
    article = an_article("Monate", "Im November.")
    index.write([article])
    index.write([replace(later(article, "Im Dezember."), fetched_at=NOON + timedelta(days=30))])
    assert len(found(index, article)) == 1


def test_many_workers_writing_the_same_articles_at_once_give_one_document_each(index):
    articles = [an_article(f"Gleichzeitig {number}") for number in range(20)]
    with ThreadPoolExecutor(8) as workers:
        reports = [report for batch in workers.map(index.write, [articles] * 8) for report in batch]
    assert sum(report.outcome == "indexed" for report in reports) == 20
    assert all(report.outcome in ("indexed", "unchanged") for report in reports)
    assert all(len(found(index, article)) == 1 for article in articles)


def test_two_workers_with_different_revisions_at_once_lose_none_of_the_newest_text(index):
    article = an_article("Wettlauf", "Anfang.")
    index.write([article])
    states = [later(article, f"Stand {number}.", number) for number in range(1, 7)]
    with ThreadPoolExecutor(6) as workers:
        reports = list(workers.map(lambda state: index.write([state])[0], states))
    index.write([state for state, report in zip(states, reports, strict=True) if report.retry])  # as workers do
    [document] = found(index, article)
    assert document["text"] == "Stand 6."
    assert document["revision"] == len(history(index, article)) + 1


def test_a_state_that_a_newer_one_overtakes_while_it_is_written_gives_way(index, monkeypatch):
    article = an_article("Überholt", "Anfang.")
    index.write([article])
    older, newest = later(article, "Älterer Stand.", 1), later(article, "Neuester Stand.", 2)
    read_whole, overtaken = Batch._whole, []

    def overtaking(batch, keys):
        if not overtaken:
            overtaken.append(True)
            index.write([newest])
        return read_whole(batch, keys)

    monkeypatch.setattr(Batch, "_whole", overtaking)
    assert [report.outcome for report in index.write([older])] == ["unchanged"]
    assert found(index, article)[0]["text"] == "Neuester Stand."


def test_an_article_that_is_gone_is_marked_once_and_kept(index):
    article = an_article("Fort", "Bald verschwunden.")
    index.write([article])
    assert index.gone([article.id, "0" * 16], NOON + AN_HOUR) == 1
    assert index.gone([article.id], NOON + 2 * AN_HOUR) == 0
    assert found(index, article)[0]["gone_at"].startswith("2026-11-20T13")


def test_an_article_that_comes_back_is_no_longer_gone(index):
    article = an_article("Zurück", "War weg, ist wieder da.")
    index.write([article])
    index.gone([article.id], NOON + AN_HOUR)
    index.write([replace(article, fetched_at=NOON + 2 * AN_HOUR)])
    assert "gone_at" not in found(index, article)[0]


def test_marking_as_gone_keeps_the_stemmed_fields_searchable(index):
    article = an_article("Häuserzeile", "In den Häusern brannte Licht.")
    index.write([article])
    index.gone([article.id], NOON)
    index.refresh()
    query = {"bool": {"must": {"match": {"de.text": "Haus"}}, "filter": {"term": {"id": article.id}}}}
    assert index.client.count(index=index.names.alias("articles"), query=query)["count"] == 1


def test_better_enrichments_take_the_place_of_old_ones_and_are_named(index):
    article = an_article("Themen", "Über Wasser und Recht.")
    index.write([article])
    [report] = index.replace([replace(article, topics=("environment",), keyphrases=("Wasser",))])
    assert report.changed == ("keyphrases", "topics")
    assert index.replace([replace(article, topics=("environment",), keyphrases=("Wasser",))])[0].outcome == "unchanged"
    assert found(index, article)[0]["revision"] == 1


def test_a_record_of_a_fetch_is_one_document_however_often_it_is_sent(index):
    fetch = {"url": "https://a.test/1", "host": "a.test", "source": "a", "at": NOON, "outcome": "indexed", "visit": 1}
    index.record([fetch])
    index.record([fetch, {**fetch, "outcome": "rejected", "reason": "too_short"}])
    index.refresh()
    assert index.client.count(index=index.names.alias("fetches"))["count"] == 2


def test_a_field_that_the_mapping_does_not_know_is_refused_by_name(index):
    with pytest.raises(ValueError, match="unheard_of"):
        index.record([{"url": "https://a.test/2", "at": NOON, "outcome": "failed", "unheard_of": 1}])


def test_setting_up_twice_changes_nothing(index):
    before = index.client.indices.get(index=f"{index.names.prefix}*")
    index.setup()
    assert index.client.indices.get(index=f"{index.names.prefix}*") == before


def test_an_elasticsearch_that_is_not_there_is_named_with_what_to_do():
    index = Index.open(SearchSettings(elasticsearch_url="http://127.0.0.1:1"))
    with pytest.raises(IndexUnavailable, match=r"127\.0\.0\.1:1 .* newsloom up"):
        index.write([an_article()])


REPORT = (
    "Der Kreistag hat am Dienstag den Ausbau der Buslinie zwischen Oberau und Talheim beschlossen. "
    "Die Kosten von vier Millionen Euro tragen Kreis und Land je zur Hälfte. "
    "Gegner hatten vor zu vielen Halten gewarnt, konnten sich aber nicht durchsetzen. "
    "Die ersten Fahrten sind für das kommende Frühjahr geplant, sagte Landrat Kesslering nach der Sitzung."
)


def test_a_shortened_reprint_belongs_to_the_story_of_the_first(index):
    first = signed(an_article("Kreistag beschließt Buslinie", REPORT))
    reprint = signed(an_article("Mehr Busse im Tal", " ".join(REPORT.split()[:40]), source="talbote"))
    index.write([first])
    index.write([reprint])
    assert found(index, reprint)[0]["story"] == first.id


def test_a_reprint_in_the_same_batch_belongs_to_the_story_of_the_first(index):
    text = (
        "Der Gemeinderat von Niederau will bis zum nächsten Sommer alle Schulwege mit roten Radspuren versehen. "
        "Eltern hatten das seit einem Unfall im März gefordert und mehr als tausend Unterschriften gesammelt."
    )
    first, reprint = (signed(an_article(title, text)) for title in ("Rat baut Radwege", "Radwege kommen"))
    index.write([first, reprint])
    assert found(index, reprint)[0]["story"] == found(index, first)[0]["story"] == first.id


def test_workers_that_see_the_same_story_at_once_come_to_the_same_one(index):
    text = "Am Hafen von Seedorf ist in der Nacht zum Montag ein Lagerhaus abgebrannt und niemand wurde verletzt. " * 3
    articles = [signed(an_article(f"Brand im Hafen, Fassung {number}", text)) for number in range(6)]
    with ThreadPoolExecutor(6) as workers:
        list(workers.map(lambda article: index.write([article]), articles))
    assert len({found(index, article)[0]["story"] for article in articles}) == 1


DOME = "Die Sternwarte auf dem Hohenstein öffnet nach drei Jahren Umbau wieder ihre Kuppel für Besucher am Abend. " * 2


def test_an_article_that_joins_two_stories_of_one_event_makes_them_one(index):
    account = (
        "Auf dem Hohenstein blicken Besucher am Abend erneut durch das Fernrohr: Drei Jahre war die Sternwarte zu. " * 2
    )
    left, right = signed(an_article("Sternwarte", DOME)), signed(an_article("Fernrohr", account))
    index.write([left])
    index.write([right])
    assert found(index, left)[0]["story"] != found(index, right)[0]["story"]
    index.write([signed(an_article("Beides", f"{DOME} {account}"))])
    assert found(index, left)[0]["story"] == found(index, right)[0]["story"] == min(left.id, right.id)


def test_a_digest_of_two_events_leaves_their_stories_apart(index):
    other = (
        "Im alten Gaswerk entsteht bis zum Sommer ein Haus für Musik mit drei Sälen und einer offenen Werkstatt. " * 2
    )
    left, right = signed(an_article("Kuppel", DOME.replace("drei", "zwei"))), signed(an_article("Gaswerk", other))
    index.write([left])
    index.write([right])
    apart = [found(index, article)[0]["story"] for article in (left, right)]
    index.write([signed(an_article("Kurz gemeldet", f"{left.text} {other}"))])
    assert [found(index, article)[0]["story"] for article in (left, right)] == apart
    assert len(set(apart)) == 2


def test_a_revision_whose_own_document_was_lost_is_written_by_the_next_delivery(index):
    article = an_article("Absturz", "Vorher.")
    corrected = later(article, "Nachher.")
    index.write([article])
    index.write([corrected])
    [revision] = history(index, article)
    index.client.delete(index=f"{index.names.prefix}revisions-001-2026.11", id=f"{article.id}-2")
    assert history(index, article) == []
    assert index.write([corrected])[0].outcome == "unchanged"
    assert history(index, article) == [revision]


def test_an_article_met_in_two_months_at_once_is_one_document(index):
    for number in range(3):
        november = an_article(f"Monatswechsel {number}", "Im November.")
        december = replace(later(november, "Im Dezember."), fetched_at=NOON + timedelta(days=14))
        with ThreadPoolExecutor(2) as workers:
            reports = list(workers.map(lambda article: index.write([article])[0], [december, november]))
        assert {report.outcome for report in reports} <= {"indexed", "revised", "unchanged"}
        [document] = found(index, november)
        assert document["text"] == "Im Dezember."


def test_a_document_of_the_newer_month_gives_way_to_the_older_one(index):
    november = an_article("Zwilling", "Im November.")
    december = replace(later(november, "Im Dezember."), fetched_at=NOON + timedelta(days=14))
    index.write([december])
    index.client.create(
        index=f"{index.names.prefix}articles-001-2026.11",
        id=november.id,
        document={**to_document(november), "revision": 1},
    )
    newer = twice(index.client, Months(index.client, index.names).behind("articles"), [november.id])
    assert [stored.index[-7:] for stored in newer] == ["2026.12"]
