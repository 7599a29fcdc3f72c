"""The date of publication is chosen among all evidence, and impossible dates are refused."""

from datetime import UTC, datetime

import pytest

from tests.workers.extraction.making import NOW, URL, a_page, json_ld
from workers.extraction import Hints, extract


def found(page: str, url: str = URL, **more):
    return extract(page, url, fetched_at=NOW, **more)


def test_structured_data_come_before_meta_and_the_page():
    page = a_page(
        head=json_ld(
            '{"@type":"NewsArticle","headline":"Der Hafen '
            'wächst","datePublished":"2026-02-20T08:00:00+01:00","dateModified":"2026-02-21T09:00:00+01:00"}'
        )
        + '<meta property="article:published_time" content="2026-02-22T08:00:00+01:00">'
    )
    article = found(page)
    assert article.published.isoformat() == "2026-02-20T08:00:00+01:00"
    assert article.published_evidence.source == "json-ld"
    assert article.published_evidence.disputed
    assert article.modified.isoformat() == "2026-02-21T09:00:00+01:00"


def test_agreeing_evidence_is_not_disputed():
    page = a_page(head='<meta property="article:published_time" content="2026-02-20T08:00:00+01:00">')
    evidence = found(page, "https://x.example/2026/02/20/hafen.html").published_evidence
    assert evidence.source == "meta"
    assert not evidence.disputed


def test_a_time_element_near_the_headline_is_found():
    article = found(a_page(before='<time datetime="2026-02-20T08:00:00+01:00">20. Februar</time>'))
    assert article.published.isoformat() == "2026-02-20T08:00:00+01:00"


def test_a_german_date_line_is_read_in_german_time():
    article = found(a_page(before='<p class="date">20. Feb. 2026, 18:05 Uhr</p>'), "https://bote.de/hafen.html")
    assert article.published.isoformat() == "2026-02-20T18:05:00+01:00"


def test_hours_ago_count_from_the_time_of_the_fetch():
    article = found(a_page(before='<span class="publish-date">vor 3 Stunden</span>'))
    assert article.published == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_date_in_the_future_is_refused():
    page = a_page(
        head='<meta property="article:published_time" content="2031-01-01T00:00:00Z"><meta name="date" content="2026-02-20">'  # noqa: E501
    )
    assert found(page).published == datetime(2026, 2, 20, tzinfo=UTC)


def test_a_date_before_the_web_is_refused():
    assert found(a_page(head='<meta name="date" content="1970-01-01T00:00:00Z">')).published is None


def test_what_the_feed_said_is_evidence():
    said = datetime(2026, 2, 20, 7, 0, tzinfo=UTC)
    article = found(a_page(), hints=Hints(published=said))
    assert article.published == said
    assert article.published_evidence.source == "feed"


def test_the_url_names_the_day_when_nothing_else_does():
    article = found(a_page(), "https://x.example/2026/02/19/hafen.html")
    assert (article.published, article.published_evidence.precision) == (datetime(2026, 2, 19, tzinfo=UTC), "day")


def test_an_instant_in_utc_is_shown_on_the_day_that_the_url_names():
    page = a_page(
        head=json_ld('{"@type":"NewsArticle","headline":"Der Hafen wächst","datePublished":"2026-02-20T02:30:00Z"}')
    )
    article = found(page, "https://x.example/2026/02/19/hafen.html")
    assert article.published == datetime(2026, 2, 20, 2, 30, tzinfo=UTC)
    assert article.published.date().isoformat() == "2026-02-19"


@pytest.mark.parametrize(
    "place",
    [
        "<aside><time datetime='2026-01-01'>1. Januar</time></aside>",
        "<div class='related'><time datetime='2026-01-01'>x</time></div>",
    ],
)
def test_dates_of_other_articles_are_not_taken(place):
    article = found(a_page(before='<time datetime="2026-02-20">20. Februar</time>', after=place))
    assert article.published == datetime(2026, 2, 20, tzinfo=UTC)
