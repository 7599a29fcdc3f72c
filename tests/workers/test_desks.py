"""The work on messages, on a real Redis and a real Elasticsearch, without worker processes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.page import FETCH_ENDED, fetch_from_message, fetch_to_message, to_message
from crawler.urls import document_id
from search.article import Entity
from tests.workers.making import a_html, a_page, an_article, story
from workers import attempts, fetches_desk, messages, pipeline, tally
from workers.articles_desk import ArticlesDesk
from workers.messages import ARTICLE_MADE
from workers.outcomes import Outcome, Reason
from workers.pages_desk import PagesDesk
from workers.quarantine import Quarantine


class Sent(list):
    def __call__(self, task, message, shown):
        self.append((task, message, shown))


@pytest.fixture
def sent():
    return Sent()


@pytest.fixture
def pages(redis, settings, sent):
    return PagesDesk(redis=redis, settings=settings, send=sent)


@pytest.fixture
def articles(redis, settings, index):
    return ArticlesDesk(redis=redis, settings=settings, index=index)


def made(number=0, **given):
    page = a_page(url=f"https://bote.example/{number}.html", reply_to="reply")
    return messages.to_message(pipeline.made(page, an_article(number, **given)))


def found(index, alias):
    index.refresh()
    hits = index.client.search(index=index.names.alias(alias), size=100)["hits"]["hits"]
    return [hit["_source"] for hit in hits]


def test_a_good_page_goes_on_as_an_article(pages, sent):
    assert pages.work("t1", to_message(a_page())) == "made"
    task, message, shown = sent[0]
    assert (task, shown) == (ARTICLE_MADE, "https://bote.example/lokales/bruecke-17.html")
    assert messages.from_message(message).article.title == "Rat berät über die Brücke"


def test_a_rejected_page_is_counted_told_and_recorded(pages, sent, redis, settings):
    page = a_page(body=b"", reply_to="reply")
    assert pages.work("t1", to_message(page)) == "rejected:empty"
    assert tally.counts(redis, settings) == {"rejected:empty": 1}
    assert redis.hget("reply", document_id(page.url)) == b"rejected:empty"
    assert redis.ttl("reply") > 0
    task, message, shown = sent[0]
    assert (task, shown, fetch_from_message(message).reason) == (FETCH_ENDED, page.url, "empty")


def test_bytes_that_are_no_page_go_to_quarantine(pages, redis, settings):
    assert pages.work("t1", b"nonsense") == "quarantined:unreadable"
    (case,) = Quarantine(redis, settings).cases()
    assert (case.url, case.reason) == (None, Reason.UNREADABLE)


def test_a_page_that_killed_its_process_twice_is_not_tried_again(pages, sent, redis, settings):
    for _ in range(2):
        attempts.begin(redis, settings, ["t1"])
    assert pages.work("t1", to_message(a_page())) == "quarantined:killed"
    assert fetch_from_message(sent[0][1]).outcome == "quarantined"
    assert not redis.hexists(attempts.attempts_key(settings), "t1")


def test_the_same_page_twice_makes_the_same_article_and_is_remembered_once(pages, sent, redis, settings):
    for _ in range(2):
        pages.work("t1", to_message(a_page()))
    first, second = (messages.from_message(message).article for _, message, _ in sent)
    assert first == second
    assert redis.get(settings.key("site-marks", "bote")) == b"1"


def test_a_batch_is_indexed_and_each_page_gets_its_outcome(articles, index, redis, settings):
    assert articles.work(["a", "b"], [made(0), made(1)]) == ["indexed", "indexed"]
    assert {source["url"] for source in found(index, "articles")} == {f"https://bote.example/{n}.html" for n in (0, 1)}
    assert {source["outcome"] for source in found(index, "fetches")} == {"indexed"}
    assert redis.hget("reply", document_id("https://bote.example/0.html")) == b"indexed"
    assert tally.counts(redis, settings) == {"indexed": 2}


def test_the_same_batch_twice_changes_nothing(articles, index):
    articles.work(["a", "b"], [made(0), made(1)])
    before = found(index, "articles")
    assert articles.work(["a", "b"], [made(0), made(1)]) == ["unchanged", "unchanged"]
    assert found(index, "articles") == before


def test_a_page_that_says_something_else_is_revised(articles, index):
    articles.work(["a"], [made(0, content_hash="one")])
    later = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    text = "\n\n".join([*story(0), "Nachtrag: Der Rat stimmte zu."])
    assert articles.work(["b"], [made(0, text=text, content_hash="two", fetched_at=later)]) == ["revised"]
    assert [source["revision"] for source in found(index, "articles")] == [2]


LATER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def revisited(number=0, **given):
    page = a_page(url=f"https://bote.example/{number}.html", visit=2, fetched_at=LATER)
    article = an_article(number, fetched_at=LATER, **given)
    return messages.to_message(pipeline.made(page, replace(article, content_hash=pipeline.content_hash(article))))


def test_furniture_that_is_known_by_the_second_visit_makes_no_revision(articles, index):
    notice = "Unsere Redaktion erreichen Sie werktags."
    articles.work(["a"], [made(0, text="\n\n".join([*story(0), notice]), content_hash="one")])
    index.refresh()
    assert articles.work(["b"], [revisited(0, left_out=(notice,))]) == ["unchanged"]
    (source,) = found(index, "articles")
    assert (source["revision"], source["text"]) == (1, "\n\n".join(story(0)))


def test_a_counter_or_a_time_stamp_makes_no_revision(articles, index):
    articles.work(
        ["a"], [made(0, text="\n\n".join(["Stand: 08:15 Uhr", *story(0), "12 Kommentare"]), content_hash="one")]
    )
    index.refresh()
    text = "\n\n".join(["Stand: 09:40 Uhr", *story(0), "57 Kommentare"])
    assert articles.work(["b"], [revisited(0, text=text)]) == ["unchanged"]


def test_a_number_that_was_corrected_in_a_sentence_makes_a_revision(articles, index):
    articles.work(["a"], [made(0, content_hash="one")])
    index.refresh()
    text = "\n\n".join([story(0)[0].replace("0 waren", "9 waren"), *story(0)[1:]])
    assert text != "\n\n".join(story(0))
    assert articles.work(["b"], [revisited(0, text=text)]) == ["revised"]


def test_new_and_revisited_and_archived_pages_share_a_batch(articles, index):
    articles.work(["a"], [made(1, content_hash="one")])
    index.refresh()
    batch = [made(0), revisited(1, title="Ganz neu"), made(2, found="reprocess")]
    assert articles.work(["b", "c", "d"], batch) == ["indexed", "revised", "indexed"]


def test_a_page_of_the_archive_replaces_what_was_read_from_the_same_fetch(articles, index):
    articles.work(["a"], [made(0, content_hash="one", found="feed")])
    better = "\n\n".join(story(0)[:10])
    assert articles.work(["b"], [made(0, content_hash="two", text=better, found="reprocess")]) == ["revised"]
    (source,) = found(index, "articles")
    assert (source["text"], source["revision"], source["found"]) == (better, 1, "feed")


def test_a_page_of_the_archive_leaves_a_later_state_alone(articles, index):
    later = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    articles.work(["a"], [made(0, content_hash="one", fetched_at=later)])
    assert articles.work(["b"], [made(0, content_hash="two", text="Alt.", found="reprocess")]) == ["unchanged"]
    assert found(index, "articles")[0]["text"] == "\n\n".join(story(0))


def test_a_twin_fetched_in_the_same_second_is_another_fetch(articles, index):
    own, twin = "newsloom-1.warc.gz:0", "newsloom-1.warc.gz:9000"
    articles.work(["a"], [made(0, content_hash="one", archived_in=own)])
    less = made(0, content_hash="two", text="Kurz.", found="reprocess", archived_in=twin, read_from="https://b/amp")
    assert articles.work(["b"], [less]) == ["unchanged"]
    assert found(index, "articles")[0]["text"] == "\n\n".join(story(0))


def test_a_page_of_the_archive_that_is_not_indexed_is_added_beside_fresh_ones(articles):
    batch = [made(0, found="reprocess"), made(1), made(2, found="reprocess")]
    assert articles.work(["a", "b", "c"], batch) == ["indexed", "indexed", "indexed"]


def test_an_unreadable_article_does_not_hold_up_its_batch(articles, redis, settings):
    assert articles.work(["a", "b"], [b"nonsense", made(1)]) == ["quarantined:unreadable", "indexed"]
    assert len(Quarantine(redis, settings)) == 1


def test_an_article_that_the_index_refuses_goes_to_quarantine_with_its_words(articles, index, redis, settings):
    nowhere = Entity(kind="place", name="Nirgendwo", count=1, salience=1.0, location=(200.0, 500.0))
    bad = made(0, entities=(nowhere,))
    assert articles.work(["a", "b"], [bad, made(1)]) == ["quarantined:refused_by_index", "indexed"]
    (case,) = Quarantine(redis, settings).cases()
    assert "location" in case.error or "latitude" in case.error
    assert {source["outcome"] for source in found(index, "fetches")} == {"indexed", "quarantined"}


def test_after_a_batch_that_died_its_articles_go_alone_and_the_culprit_is_found(articles, redis, settings):
    attempts.begin(redis, settings, ["a", "b"])
    for _ in range(2):
        attempts.begin(redis, settings, ["a:alone"])
    assert articles.work(["a", "b"], [made(0), made(1)]) == ["quarantined:killed", "indexed"]


def test_an_article_that_is_gone_is_marked_and_kept(articles, index):
    page = a_page(url="https://bote.example/0.html")
    article = replace(an_article(0), id=document_id(page.url))
    articles.work(["a"], [messages.to_message(pipeline.made(page, article))])
    later = replace(
        pipeline.record_of(page, Outcome.INDEXED), outcome="gone", at=page.fetched_at + timedelta(days=1), status=410
    )
    assert fetches_desk.write(index, [fetch_to_message(later)]) == ["gone"]
    (source,) = found(index, "articles")
    assert source["gone_at"].startswith("2026-11-21")


@pytest.mark.parametrize(
    ("outcome", "reason", "visit", "marked"),
    [
        ("gone", "http_404", 2, True),
        ("gone", "redirected_to_front", 2, True),
        ("rejected", "soft_404", 2, True),
        ("rejected", "soft_404", 1, False),
        ("failed", "http_500", 2, False),
        ("not_modified", None, 2, False),
    ],
)
def test_what_ends_a_visit_says_whether_an_article_is_gone(articles, index, outcome, reason, visit, marked):  # noqa: PLR0917
    page = a_page(url="https://bote.example/0.html")
    articles.work(["a"], [messages.to_message(pipeline.made(page, replace(an_article(0), id=document_id(page.url))))])
    record = pipeline.record_of(page, Outcome.INDEXED, reason)
    fetches_desk.write(index, [fetch_to_message(replace(record, outcome=outcome, visit=visit))])
    (source,) = found(index, "articles")
    assert (source.get("gone_at") is not None) is marked
    assert source["text"] == "\n\n".join(story(0))


def test_a_fetch_recorded_twice_stands_there_once(index):
    record = fetch_to_message(pipeline.record_of(a_page(body=b""), Outcome.REJECTED, "empty", "nothing came"))
    for _ in range(2):
        assert fetches_desk.write(index, [record, b"nonsense"]) == ["rejected:empty", "unreadable"]
    (source,) = found(index, "fetches")
    assert (source["reason"], source["detail"], source["host"]) == ("empty", "nothing came", "bote.example")


def test_a_page_of_twenty_megabytes_is_rejected_without_being_parsed(pages):
    page = a_page(body=a_html(paragraphs=["Wort " * 4_000_000]))
    assert pages.work("t1", to_message(page)) == "rejected:too_large"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"<html><body>" + b"<div>" * 100_000 + b"x", "rejected:too_deep"),
        (b"<html><body>" + b"<a href=/x>y</a> " * 650_000, "rejected:too_large"),
        (b"<html><body><p>" + b"\0" * 1_000_000, "rejected:empty"),
        (a_html().replace(b"<p>", b"<p>\0"), "made"),
        (a_html(paragraphs=story(0)).replace("ü".encode(), "ü".encode("cp1252"), 1), "made"),
    ],
    ids=["100,000 nested elements", "a million tags", "nothing but NULs", "NULs in the text", "mixed encodings"],
)
def test_a_hostile_page_has_an_outcome_with_its_reason(pages, body, word):
    assert pages.work("t1", to_message(a_page(body=body))) == word
