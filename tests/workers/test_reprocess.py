"""Steps run again over a real index, with a real memory of the site."""

from dataclasses import replace

import pytest

from tests.workers.making import an_article, furniture_of, story
from workers import pipeline, reprocess
from workers.bookmark import Bookmark
from workers.reprocess import Job
from workers.sites import Sites

NOTICE = "Unsere Redaktion erreichen Sie werktags von neun bis siebzehn Uhr unter der bekannten Nummer."


@pytest.fixture
def site(redis, settings, index):
    """Six articles as they came in, the first two before anybody knew what the site repeats."""
    sites = Sites(redis, settings)
    articles = []
    for number in range(6):
        draft = an_article(number, text="\n\n".join([*story(number), NOTICE]))
        articles.append(pipeline.finished(draft, furniture_of(sites, redis, draft)))
    index.write(articles)
    index.refresh()
    return articles


def begun(redis, settings, index, told, job):
    return reprocess.run(index, Sites(redis, settings), job, Bookmark(redis, settings, job.mark), told=told)


@pytest.fixture
def run(redis, settings, index):
    def again(**job):
        done = []
        changes = list(begun(redis, settings, index, done.append, Job(**job)))
        index.refresh()
        return changes, sum(done)

    return again


def texts(index):
    hits = index.client.search(index=index.names.alias("articles"), size=100, sort=[{"id": "asc"}])["hits"]["hits"]
    return [hit["_source"]["text"] for hit in hits]


def test_the_pages_from_before_a_site_was_known_are_cleaned(site, run, index):
    assert sum(NOTICE in text for text in texts(index)) == 2
    changes, done = run()
    assert done == 6
    assert [change.id for change in changes] == [site[0].id, site[1].id]
    assert {"text", "left_out", "content_hash"} <= set(changes[0].fields)
    assert not any(NOTICE in text for text in texts(index))


@pytest.mark.usefixtures("site")
def test_cleaning_is_no_revision(run, index):
    run()
    hits = index.client.search(index=index.names.alias("articles"), size=10)["hits"]["hits"]
    assert {hit["_source"]["revision"] for hit in hits} == {1}
    assert index.client.count(index=index.names.alias("revisions"))["count"] == 0


@pytest.mark.usefixtures("site")
def test_a_comparison_writes_nothing(run, index):
    before = texts(index)
    changes, _ = run(writes=False)
    assert len(changes) == 2
    assert texts(index) == before


def test_a_step_alone_changes_its_field_alone(index, run):
    index.write([replace(an_article(0), language="de", content_hash="x")])
    index.refresh()
    ((change,), _) = run(steps=("reading",))
    assert change.fields == ("reading",)


@pytest.mark.usefixtures("site")
def test_a_second_run_finds_nothing_more_to_change(run):
    run()
    assert run()[0] == []


def test_an_interrupted_run_goes_on_where_it_was(  # noqa: PLR0917 - fixtures
    site, run, redis, settings, index, monkeypatch
):
    monkeypatch.setattr(reprocess, "PAGE", 2)

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(begun(redis, settings, index, interrupt, Job()))
    assert run() == ([], len(site) - 2)
    assert redis.keys(settings.key("reprocess", "*")) == []
    assert not any(NOTICE in text for text in texts(index))


def test_one_source_alone(site, run, index):
    index.write([replace(site[0], id="f" * 16, source="kurier", content_hash="y")])
    index.refresh()
    assert run(source="kurier")[1] == 1
