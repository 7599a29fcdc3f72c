"""Pages of a real archive read again beside a real index."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.page import Announcement, Kind, to_message
from crawler.span import Span, files_of
from crawler.urls import document_id
from search.article import from_document
from tests.crawler.archiving import MOMENT, archive, visited
from tests.workers.making import a_html, story
from workers import pipeline, rereading, tally
from workers.articles_desk import ArticlesDesk
from workers.pages_desk import PagesDesk
from workers.redone import Ending
from workers.reprocess import Job
from workers.rereading import Rereading
from workers.sites import Sites

URL, OTHER = "https://bote.example/bruecke.html", "https://bote.example/hafen.html"


@pytest.fixture
def archived(tmp_path):
    """Writes visits to an archive; gives its pages."""

    def write(*visits):
        archive(tmp_path, visits)
        return list(Span(files=files_of(tmp_path)).pages())

    return write


@pytest.fixture
def made(redis, settings):
    """Takes a page to the message of its article, as when it was found in a way."""

    def work(page, kind):
        sent = []
        desk = PagesDesk(redis=redis, settings=settings, send=lambda *message: sent.append(message))
        desk.work(page.archived_in, to_message(replace(page, announcement=Announcement(kind=kind))))
        return sent.pop()[1]

    return work


@pytest.fixture
def crawled(redis, settings, index, made):
    """Takes pages through the workers, as when they were fetched; gives the outcomes."""

    def work(*pages):
        desk = ArticlesDesk(redis=redis, settings=settings, index=index)
        outcomes = [desk.work([page.archived_in], [made(page, Kind.FEED)])[0] for page in pages]
        redis.delete(tally.outcomes_key(settings))
        index.refresh()
        return outcomes

    return work


@pytest.fixture
def sent_again(redis, settings, index, made):
    """Takes pages of the archive through the workers, as ``newsloom reprocess archive`` sends them, in one batch."""

    def work(*pages):
        desk = ArticlesDesk(redis=redis, settings=settings, index=index)
        outcomes = desk.work([page.archived_in for page in pages], [made(page, Kind.REPROCESS) for page in pages])
        index.refresh()
        return outcomes

    return work


@pytest.fixture
def reread(redis, settings, index):
    """Reads pages again; gives what became of each."""

    def run(pages, *, passed=lambda _: None, **job):
        desk = ArticlesDesk(redis=redis, settings=settings, index=index)
        work = Rereading(index=index, sites=Sites(redis, settings), desk=desk, job=Job(**job))
        done = list(work.run(pages, lambda _: True, passed))
        index.refresh()
        return done

    return run


@pytest.fixture
def indexed(index):
    """The articles of the index by URL."""

    def read():
        hits = index.client.search(index=index.names.alias("articles"), size=100)["hits"]["hits"]
        return {hit["_source"]["url"]: hit["_source"] for hit in hits}

    return read


@pytest.fixture
def once(index, indexed):
    """Makes an article be as an earlier version of a step had made it."""

    def had(url=URL, **fields):
        index.replace([replace(from_document(indexed()[url]), **fields)])
        index.refresh()

    return had


def endings(done):
    return [one.ending for one in done]


def test_a_page_that_reads_as_it_did_gives_what_is_indexed(archived, crawled, reread):
    pages = archived(visited(URL, a_html()), visited(OTHER, a_html(title="Kran", paragraphs=story(1))))
    crawled(*pages)
    assert endings(reread(pages)) == [Ending.SAME, Ending.SAME]


def test_what_extraction_does_better_takes_the_place_of_the_same_fetch(archived, crawled, reread, once, indexed):
    pages = archived(visited(URL, a_html()))
    crawled(*pages)
    once(title="Menü", content_hash="x")
    (done,) = reread(pages)
    assert (done.ending, done.url, done.failed) == (Ending.CHANGED, URL, None)
    assert [(one.field, one.before, one.after) for one in done.differences if one.field == "title"] == [
        ("title", "Menü", "Rat berät über die Brücke")
    ]
    article = indexed()[URL]
    assert (article["title"], article["revision"], article["found"]) == ("Rat berät über die Brücke", 1, "feed")
    assert endings(reread(pages)) == [Ending.SAME]


def test_what_is_written_is_counted_and_recorded_as_every_outcome_is(  # noqa: PLR0917 - fixtures
    archived, crawled, reread, once, redis, settings, index
):
    pages = archived(visited(URL, a_html()), visited(OTHER, a_html(title="Kran", paragraphs=story(1))))
    crawled(pages[0])
    once(title="Menü")
    assert endings(reread(pages)) == [Ending.CHANGED, Ending.NEW]
    assert tally.counts(redis, settings) == {"indexed": 1, "revised": 1}
    hits = index.client.search(
        index=index.names.alias("fetches"), query={"term": {"found": "reprocess"}}, sort=[{"outcome": "asc"}]
    )["hits"]["hits"]
    assert [(hit["_source"]["url"], hit["_source"]["outcome"]) for hit in hits] == [
        (OTHER, "indexed"),
        (URL, "revised"),
    ]


def test_a_comparison_writes_nothing(archived, crawled, reread, once, indexed):
    pages = archived(visited(URL, a_html()), visited(OTHER, a_html(title="Kran", paragraphs=story(1))))
    crawled(pages[0])
    once(title="Menü")
    before = indexed()
    assert endings(reread(pages, writes=False)) == [Ending.CHANGED, Ending.NEW]
    assert indexed() == before


def test_extraction_alone_shows_nothing_that_other_steps_would_change(archived, crawled, reread, once):
    pages = archived(visited(URL, a_html()))
    crawled(*pages)
    once(reading=None, keyphrases=())
    assert endings(reread(pages, steps=("extraction",), writes=False)) == [Ending.SAME]
    (done,) = reread(pages, steps=("extraction", "reading"), writes=False)
    assert done.fields == ("reading",)
    (done,) = reread(pages, steps=("keyphrases",), writes=False)
    assert done.fields == ("keyphrases",)
    (done,) = reread(pages, writes=False)
    assert set(done.fields) == {"keyphrases", "reading"}


def test_where_extraction_alone_says_something_else_every_step_follows(archived, crawled, reread, once):
    """They read what it says, and places of names and quotations are places in its text."""
    pages = archived(visited(URL, a_html()))
    crawled(*pages)
    once(text=story(0)[0], reading=None)
    (done,) = reread(pages, steps=("extraction",))
    assert {"text", "reading"} <= set(done.fields)


def test_a_later_state_stays_whatever_an_older_page_says(archived, crawled, reread, indexed):
    longer = [*story(0), "Nachtrag: Der Rat hat am späten Abend doch noch zugestimmt."]
    later = visited(URL, a_html(paragraphs=longer), at=MOMENT + timedelta(hours=3), visit=2)
    pages = archived(visited(URL, a_html()), later)
    assert crawled(*pages) == ["indexed", "revised"]
    before = indexed()
    assert endings(reread(pages)) == [Ending.LATER, Ending.SAME]
    assert indexed() == before


def test_a_later_visit_that_changed_nothing_makes_no_revision(archived, crawled, reread, once, indexed):
    pages = archived(visited(URL, a_html()), visited(URL, a_html(), at=MOMENT + timedelta(hours=3), visit=2))
    assert crawled(*pages) == ["indexed", "unchanged"]
    once(title="Menü", content_hash="x")
    assert endings(reread(pages[1:])) == [Ending.EARLIER]
    assert endings(reread(pages)) == [Ending.CHANGED, Ending.EARLIER]
    assert indexed()[URL]["revision"] == 1


@pytest.mark.parametrize("writes", [True, False])
def test_an_article_that_comes_anew_is_told_once_however_often_it_was_visited(archived, reread, monkeypatch, writes):
    pages = archived(visited(URL, a_html()), visited(URL, a_html(), at=MOMENT + timedelta(hours=3), visit=2))
    monkeypatch.setattr(rereading, "PAGES", 1)
    assert endings(reread(pages, writes=writes)) == [Ending.NEW, Ending.EARLIER]


@pytest.fixture(params=[1, 20])
def _batches(request, monkeypatch):
    monkeypatch.setattr(rereading, "PAGES", request.param)


@pytest.mark.usefixtures("_batches")
def test_an_empty_index_comes_back_from_the_archive_with_every_revision(archived, reread, indexed, index):
    longer = [*story(0), "Nachtrag: Der Rat hat am späten Abend doch noch zugestimmt."]
    pages = archived(
        visited(URL, a_html()),
        visited(URL, a_html(), at=MOMENT + timedelta(hours=1), visit=2),
        visited(URL, a_html(paragraphs=longer), at=MOMENT + timedelta(hours=3), visit=3),
    )
    assert endings(reread(pages, writes=False)) == [Ending.NEW, Ending.EARLIER, Ending.REVISED]
    assert endings(reread(pages)) == [Ending.NEW, Ending.EARLIER, Ending.REVISED]
    assert indexed()[URL]["revision"] == 2
    assert "Nachtrag" in indexed()[URL]["text"]
    changes = index.client.search(index=index.names.alias("revisions"))["hits"]["hits"]
    assert [change["_source"]["revision"] for change in changes] == [2]
    assert endings(reread(pages)) == [Ending.LATER, Ending.LATER, Ending.SAME]


def test_the_workers_follow_an_article_that_the_archive_brought_through_its_later_visits(archived, sent_again, indexed):
    counted = [[*story(0), f"{number} Kommentare"] for number in (3, 4)]
    longer = [*counted[1], "Nachtrag: Der Rat hat am späten Abend doch noch zugestimmt."]
    hours = [MOMENT + timedelta(hours=number) for number in range(3)]
    pages = archived(
        *(
            visited(URL, a_html(paragraphs=text), at=at, visit=number)
            for number, (text, at) in enumerate(zip((*counted, longer), hours, strict=True), 1)
        )
    )
    assert sent_again(*pages[:2]) == ["indexed", "unchanged"]
    assert sent_again(*pages) == ["unchanged", "unchanged", "revised"]
    assert indexed()[URL]["revision"] == 2
    assert "Nachtrag" in indexed()[URL]["text"]


def test_a_page_that_was_none_and_is_none_is_refused_again(archived, reread):
    (done,) = reread(archived(visited(URL, b"<p>Seite nicht gefunden</p>")))
    assert (done.ending, done.url, done.id) == (Ending.REFUSED, URL, document_id(URL))
    assert done.detail


def test_an_article_whose_page_would_be_refused_now_is_told_and_stays(archived, crawled, reread, once, indexed):
    good, bad = archived(visited(OTHER, a_html()), visited(URL, b"<p>Seite nicht gefunden</p>"))
    crawled(replace(good, url=URL, final_url=URL))
    once(archived_in=bad.archived_in)
    (done,) = reread([bad])
    assert (done.ending, done.url) == (Ending.LOST, URL)
    assert done.detail
    assert URL in indexed()


def test_an_article_whose_page_tells_another_address_now_is_told_and_stays(archived, crawled, reread, once, indexed):
    pages = archived(visited(OTHER, a_html()))
    crawled(replace(pages[0], url=URL, final_url=URL))
    once(archived_in=pages[0].archived_in)
    (done,) = reread(pages)
    assert (done.ending, done.url, done.detail) == (Ending.MOVED, URL, OTHER)
    assert set(indexed()) == {URL}


def test_a_twin_leaves_an_article_alone_that_was_read_from_its_own_page(archived, crawled, reread, indexed):
    twin = a_html(paragraphs=story(0)[:6], head=f"<link rel=canonical href={URL}>")
    pages = archived(visited(URL, a_html()), visited("https://bote.example/amp/bruecke.html", twin))
    assert crawled(*pages) == ["indexed", "unchanged"]
    before = indexed()
    assert endings(reread(pages)) == [Ending.SAME, Ending.TWIN]
    assert indexed() == before


def test_without_extraction_a_page_brings_no_new_article(archived, reread, indexed):
    assert endings(reread(archived(visited(URL, a_html())), steps=("reading",))) == [Ending.ABSENT]
    assert indexed() == {}


def test_a_page_on_which_a_step_fails_is_told_and_the_others_go_on(archived, reread, monkeypatch):
    def brittle(article):
        if "Kran" in article.title:
            raise ZeroDivisionError("no harbour")
        return article

    monkeypatch.setattr(pipeline, "ENRICHMENT", (*pipeline.ENRICHMENT, brittle))
    pages = archived(visited(OTHER, a_html(title="Kran", paragraphs=story(1))), visited(URL, a_html()))
    failed, good = reread(pages)
    assert (failed.ending, failed.detail) == (Ending.FAILED, "ZeroDivisionError: no harbour")
    assert good.ending == Ending.NEW


def test_each_batch_is_passed_once_all_of_it_is_written(archived, reread, indexed, index, monkeypatch):
    monkeypatch.setattr(rereading, "PAGES", 2)
    urls = [f"https://bote.example/{number}.html" for number in range(5)]
    pages = archived(*(visited(url, a_html(title=url, paragraphs=story(n))) for n, url in enumerate(urls)))
    reached = []

    def passed(page):
        index.refresh()
        reached.append((page.url, len(indexed())))

    reread(pages, passed=passed)
    assert reached == [(urls[1], 2), (urls[3], 4), (urls[4], 5)]
