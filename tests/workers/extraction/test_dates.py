"""The date of publication is chosen among all evidence, and impossible dates are refused."""

from datetime import UTC, datetime

import pytest

from tests.workers.extraction.making import GERMAN, NOW, URL, a_page, json_ld
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


def test_todays_date_beyond_the_navigation_is_farther_than_the_articles():
    """The navigation is not cut, but it stands between the date of today over it and the text all the same."""
    links = "".join(f"<li><a href=/{n}><span>Ressort {n}</span></a></li>" for n in range(120))
    page = a_page(before="<div>20. Februar 2026</div>").replace(
        "<header>", f'<div class="date">2. März 2026</div><nav><ul>{links}</ul></nav><header>'
    )
    assert found(page).published == datetime(2026, 2, 20, tzinfo=UTC)


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


CHANGED = "<p>Zuletzt geändert am 16.02.2026</p>"
"""Evidence that anything better outdoes."""


def an_article(published: str) -> str:
    return json_ld(f'{{"@type":"NewsArticle","headline":"Der Hafen wächst","datePublished":"{published}"}}')


def day_of(page: str, url: str = "https://bote.de/hafen.html") -> str | None:
    article = found(page, url)
    return article.published.date().isoformat() if article.published else None


def test_a_date_that_readers_see_is_surer_than_the_pages_bare_one():
    page = a_page(head='<meta name="date" content="2026-02-27">', before="<p>20.02.2026</p>")
    assert day_of(page) == "2026-02-20"


def test_an_earlier_date_that_readers_see_tells_when_a_page_was_put_online_anew():
    assert day_of(a_page(head=an_article("2026-02-27"), before='<p class="date">20.02.2026</p>')) == "2026-02-20"


def test_a_date_that_two_kinds_of_sources_tell_machines_stays():
    meta = '<meta property="article:published_time" content="2026-02-27T08:00:00+01:00">'
    assert day_of(a_page(head=an_article("2026-02-27") + meta, before="<p>20.02.2026</p>")) == "2026-02-27"


def test_a_date_that_readers_see_decides_between_two_sources():
    meta = '<meta property="article:published_time" content="2026-02-27T08:00:00+01:00">'
    assert day_of(a_page(head=an_article("2026-02-25") + meta, before="<p>27.02.2026</p>")) == "2026-02-27"


def test_the_date_of_the_last_change_is_none_of_publication_though_readers_see_it_alone():
    page = a_page(
        head=json_ld(
            '{"@type":"NewsArticle","headline":"Der Hafen wächst",'
            '"datePublished":"2026-02-25","dateModified":"2026-02-20"}'
        ),
        before="<p>20.02.2026</p>",
    )
    assert day_of(page) == "2026-02-25"


def test_an_instant_in_utc_falls_on_the_day_that_readers_of_the_country_see():
    page = a_page(head=an_article("2026-02-19T23:00:00Z"), before="<p>20. Februar 2026</p>")
    assert found(page, "https://bote.de/hafen.html").published.isoformat() == "2026-02-20T00:00:00+01:00"


def test_json_ld_of_the_page_counts_where_it_describes_no_article():
    page = a_page(head=json_ld('{"@graph":[{"@type":"WebPage","datePublished":"2026-02-20T08:00:00+01:00"}]}'))
    assert day_of(page) == "2026-02-20"


def test_several_dates_of_other_pages_are_not_the_pages_own():
    items = '{"@type":"WebPage","datePublished":"2026-02-20"},{"@type":"WebPage","datePublished":"2026-02-21"}'
    assert day_of(a_page(head=json_ld(f'{{"@graph":[{items}]}}'), after=CHANGED)) == "2026-02-16"


@pytest.mark.parametrize(
    "line",
    [
        "Veröffentlicht am 16.02.2026",
        "Der Hafen wächst wurde am 16. Februar 2026 um 23:03 Uhr gepostet",
        "Diese Seite wurde zuletzt am 16. Februar 2026 um 13:22 Uhr geändert",
    ],
)
def test_a_line_that_says_what_its_date_is_of_is_found_far_from_the_headline(line):
    assert day_of(a_page(after=f"<div><p>Zur Übersicht</p><p>{line}</p></div>")) == "2026-02-16"


def test_a_label_and_its_date_may_be_two_lines():
    assert day_of(a_page(after="<dl><dt>Letzte Änderung:</dt><dd>16.02.2026 um 09:25</dd></dl>")) == "2026-02-16"


@pytest.mark.parametrize("line", ["Registriert: 18.09.2008", "Mitglied seit 18.09.2008", "© 18.09.2008 Elbtaler Bote"])
def test_dates_of_persons_and_of_the_site_are_not_the_articles(line):
    assert day_of(a_page(before=f"<p>{line}</p>", after=CHANGED)) == "2026-02-16"


def test_posts_of_others_amid_the_text_are_dated_by_themselves():
    quoted = '<blockquote><time datetime="2026-01-10">10. Januar 2026</time></blockquote>'
    page = a_page(head=an_article("2026-02-20")).replace("<p>Gegen", f"{quoted}<p>Gegen")
    assert day_of(page) == "2026-02-20"


def test_a_day_set_off_at_the_end_of_the_title_is_the_pages():
    assert (
        day_of(a_page(head='<meta property="og:title" content="Der Hafen wächst | EB | 16.02.2026">')) == "2026-02-16"
    )


def test_a_place_and_a_day_may_open_the_text():
    assert day_of(
        a_page("Elbtal, (16.02.2026). Der Rat der Stadt hat am Abend beschlossen, den Hafen zu vertiefen. " * 4)
    ) == ("2026-02-16")


def test_a_weblogs_line_on_its_entry_may_go_on_with_links():
    line = (
        "<p>„Der Hafen wächst“ wurde am 14. Februar 2026 um 14:48 Uhr geschrieben, abgelegt unter "
        "<a href=/hafen>Hafen</a>, <a href=/wirtschaft>Wirtschaft</a>.</p>"
    )
    assert found(a_page(after=line)).published.date().isoformat() == "2026-02-14"


def test_what_a_script_calls_published_counts_when_nothing_else_names_a_date():
    page = a_page(head='<script>window.page = {"published_at": "2026-02-14T06:24:00Z"}</script>')
    article = found(page)
    assert article.published.isoformat() == "2026-02-14T06:24:00+00:00"
    assert article.published_evidence.source == "script"


def test_a_text_longer_than_any_article_is_not_searched_for_a_date():
    """The search of the whole page takes seconds there; a date in so much text would hardly be the article's."""
    said = "Das war am 20. Februar 2026, sagte er nach der langen Sitzung des Rates im alten Saal am Hafen. "
    long, short = (a_page(*GERMAN, *GERMAN, said, "Der Rat beschloss den Bau. " * n) for n in (40_000, 40))
    assert found(short).published is not None
    assert found(long).published is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("<i>Feb.</i> <b>19</b> <i>2026</i>", "2026-02-19"),
        ("26 | 01 | 2026 <i>Schweiz</i> | <i>Praxis</i> | <b>Text &amp; Fotos: Iva Blum</b>", "2026-01-26"),
    ],
)
def test_the_search_of_the_page_reads_a_date_whose_parts_stand_among_words_in_elements_of_their_own(line, day):
    menu = f"<div class=menu>{'<p><a href=/a>Segeln</a> <a href=/b>Rudern</a> <a href=/c>Baden</a></p>' * 30}</div>"
    article = found(a_page(after=f"{menu}<div class=info>{line}</div>{menu}"))
    assert article.published.date().isoformat() == day
    assert article.published_evidence.confidence < 0.5


def test_the_day_a_manuscript_was_received_is_not_that_of_its_publication():
    line = "<p>Received 2025 Oct 12; Accepted 2026 Jan 7.</p>"
    page = a_page(before=line, head='<meta name="citation_publication_date" content="2026/01/20">')
    assert found(page).published.date().isoformat() == "2026-01-20"
