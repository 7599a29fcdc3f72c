"""Microdata are read item by item: the article's own with those nested in it, none of its neighbours'."""

from datetime import UTC, datetime

import pytest

from tests.workers.extraction.making import GERMAN, NOW, URL, a_page, json_ld
from workers.extraction import extract

ARTICLE = "itemscope itemtype='https://schema.org/NewsArticle'"
PERSON = "itemscope itemtype='https://schema.org/Person'"
TEASER = (
    f"<div {ARTICLE}><h3 itemprop=headline>Sturm deckt Dächer ab</h3>"
    "<meta itemprop=datePublished content='2026-01-05T08:00:00+01:00'>"
    "<meta itemprop=dateModified content='2026-01-06T08:00:00+01:00'>"
    f"<span itemprop=author {PERSON}><span itemprop=name>Carla Anderswo</span></span></div>"
)
OWN = (
    "<meta itemprop=datePublished content='2026-02-20T18:05:00+01:00'>"
    "<meta itemprop=dateModified content='2026-02-21T09:00:00+01:00'>"
    f"<p>Text: <span itemprop=author {PERSON}><span itemprop=name>Anna Beispiel</span>,"
    "<span itemprop=worksFor itemscope itemtype='https://schema.org/Organization'><b itemprop=name>Uferfunk</b></span>"
    "</span></p><div itemprop=publisher itemscope itemtype='https://schema.org/Organization'>"
    "<meta itemprop=name content='Verlag am Fluss'></div><meta itemprop=articleSection content=Lokales>"
)


def read(page: str):
    return extract(page, URL, fetched_at=NOW)


def marked(own: str = OWN, *, before: str = "", after: str = "", head: str = "") -> str:
    """A page whose article is an item, with other items before and after it."""
    page = a_page(head=head, before=own).replace("<article>", f"{before}<article {ARTICLE}>")
    return page.replace("</article>", f"</article>{after}").replace("<h1>", "<h1 itemprop=headline>")


@pytest.mark.parametrize(("before", "after"), [("", ""), (TEASER, ""), ("", TEASER), (TEASER * 3, TEASER * 3)])
def test_author_and_dates_are_the_articles_own_and_no_neighbours(before, after):
    found = read(marked(before=before, after=after))
    assert found.authors == ("Anna Beispiel",)
    assert found.published == datetime(2026, 2, 20, 17, 5, tzinfo=UTC)
    assert found.modified == datetime(2026, 2, 21, 8, 0, tzinfo=UTC)
    assert found.section == "Lokales"


def test_a_nested_items_name_is_its_own_and_neither_headline_nor_author():
    found = read(marked().replace("<h1 itemprop=headline>Der Hafen wächst</h1>", "<h1>Der Hafen wächst</h1>"))
    assert found.title == "Der Hafen wächst"
    assert "Uferfunk" not in found.authors


def test_the_publisher_is_the_sites_name_where_nothing_else_says_it():
    page = marked().replace('<meta property="og:site_name" content="Elbtaler Bote">', "")
    assert read(page).site_name == "Verlag am Fluss"


def test_a_publisher_beside_the_author_is_no_second_author():
    found = read(marked(OWN + "<span itemprop=author>Verlag am Fluss</span>"))
    assert found.authors == ("Anna Beispiel",)


def test_json_ld_comes_before_microdata_which_fill_what_it_leaves_out():
    told = json_ld('{"@type":"NewsArticle","headline":"Der Hafen wächst","author":{"name":"Bernd Muster"}}')
    found = read(marked(OWN.replace("Text: ", ""), head=told))
    assert found.authors == ("Bernd Muster",)
    assert found.published_evidence.source in {"microdata", "meta"}
    assert found.published == datetime(2026, 2, 20, 17, 5, tzinfo=UTC)


def test_an_item_around_the_whole_page_does_not_take_its_teasers_and_comments_for_the_article():
    others = TEASER.replace(ARTICLE, "").replace("<div ", "<article ").replace("</div>", "</article>")
    comment = f"<div class=comments><p itemprop=author {PERSON}><b itemprop=name>Dora Kommentar</b></p></div>"
    page = a_page(before=OWN).replace("<body>", f"<body {ARTICLE}>").replace("</main>", f"{others}{comment}</main>")
    assert read(page).authors == ("Anna Beispiel",)


def test_an_item_beside_the_text_is_the_pages_own_when_it_names_its_headline():
    own = f"<div hidden {ARTICLE}><meta itemprop=headline content='Der Hafen wächst'>{OWN}</div>"
    found = read(a_page(after=own + TEASER))
    assert found.authors == ("Anna Beispiel",)


def test_the_whole_document_is_an_item_as_its_body_is():
    page = a_page(before=OWN)
    assert page.count("<html") == 1
    assert read(page.replace("<html", f"<html {ARTICLE}")).authors == ("Anna Beispiel",)


def test_an_item_on_an_inline_element_is_the_pages_own_when_it_names_its_headline():
    own = f"<span hidden {ARTICLE}><meta itemprop=headline content='Der Hafen wächst'>{OWN}</span>"
    assert read(a_page(after=own.replace("<p>", "<b>").replace("</p>", "</b>"))).authors == ("Anna Beispiel",)


def test_the_time_of_a_change_is_taken_from_who_tells_it_most_exactly():
    day = OWN.replace("2026-02-21T09:00:00+01:00", "2026-02-21")
    found = read(marked(day, head='<meta property="article:modified_time" content="2026-02-21T09:00:00+01:00">'))
    assert found.modified == datetime(2026, 2, 21, 8, 0, tzinfo=UTC)


def test_a_sentence_is_no_section():
    standfirst = "Die Stadt baut eine zweite Brücke, und viele Händler am alten Markt fürchten um ihre Kunden."
    assert read(marked(OWN.replace("Lokales", f"'{standfirst}'"))).section is None


def test_what_an_item_refers_to_by_id_belongs_to_it():
    box = f"<aside id=wer><p itemprop=author {PERSON}><b itemprop=name>Anna Beispiel</b></p></aside>"
    page = marked("", after=box).replace(f"<article {ARTICLE}", f"<article itemref='wer fehlt' {ARTICLE}")
    assert read(page).authors == ("Anna Beispiel",)


def test_an_article_that_says_it_is_not_free_is_paywalled():
    assert read(marked(OWN + "<meta itemprop=isAccessibleForFree content=False>")).paywalled


@pytest.mark.parametrize(
    "broken",
    [
        f"<div {ARTICLE}>" * 300,
        f"<p itemprop=author {PERSON}>" * 300,
        f"<b itemprop='name headline author' {PERSON}></b>" * 3000,
        "<div itemscope itemtype=''><b itemprop></b></div>",
        f"<div id=kreis itemref=kreis {ARTICLE} itemprop=author><p itemprop=headline>Der Hafen wächst</p></div>",
    ],
)
def test_nested_empty_and_circular_items_end_in_an_article_all_the_same(broken):
    assert GERMAN[1] in read(marked(OWN, before=broken)).paragraphs
