"""Bylines name people; agencies, roles and places are something else."""

import pytest

from tests.workers.extraction.making import NOW, URL, a_page, json_ld
from workers.extraction import extract
from workers.extraction.authors import read_byline


@pytest.mark.parametrize(
    ("line", "people", "agencies"),
    [
        ("Von Anna Beispiel und B. Muster, Berlin", ("Anna Beispiel", "B. Muster"), ()),
        ("By Anna Beispiel and Carl Muster", ("Anna Beispiel", "Carl Muster"), ()),
        ("Anna Beispiel, dpa", ("Anna Beispiel",), ("dpa",)),
        ("dpa/Reuters", (), ("dpa", "Reuters")),
        ("Deutsche Presse-Agentur", (), ("Deutsche Presse-Agentur",)),
        ("Redaktion", (), ()),
        ("redaktion@bote.example", (), ()),
        ("Dr. Anna Beispiel, Redakteurin", ("Anna Beispiel",), ()),
        ("Ein Kommentar von Anna Beispiel", ("Anna Beispiel",), ()),
        ("Ludwig van der Beispiel", ("Ludwig van der Beispiel",), ()),
        ("Written by Anna Beispiel | 3 min read", ("Anna Beispiel",), ()),
        ("Veröffentlicht von Anna Beispiel", ("Anna Beispiel",), ()),
        ("Themen bearbeiten", (), ()),
        ("Anna Beispiel Anna Beispiel" * 5, (), ()),
        ("", (), ()),
    ],
)
def test_a_byline_is_people_and_agencies(line, people, agencies):
    assert read_byline(line) == (people, agencies)


def test_structured_data_name_the_authors():
    page = a_page(
        head=json_ld(
            '{"@type":"NewsArticle","headline":"Der Hafen wächst","author":'
            '[{"@type":"Person","name":"Anna Beispiel"},{"@type":"Organization","name":"Elbtaler Bote"}]}'
        )
    )
    assert extract(page, URL, fetched_at=NOW).authors == ("Anna Beispiel",)


def test_a_byline_on_the_page_is_found_and_is_not_text():
    article = extract(a_page(before='<p class="byline">Von Anna Beispiel</p>'), URL, fetched_at=NOW)
    assert article.authors == ("Anna Beispiel",)
    assert "Anna Beispiel" not in article.text


def test_a_single_name_counts_only_where_the_markup_means_a_person():
    page = a_page(
        before='<span class="author vcard"><a class="url fn" rel="author" href="/author/anna">Anna</a></span>'
    )
    assert extract(page, URL, fetched_at=NOW).authors == ("Anna",)


def test_who_comments_is_not_the_author():
    page = a_page(
        after='<section class="comments"><div class="comment-author">Bernd Laut</div><p>Na endlich!</p></section>'
    )
    assert extract(page, URL, fetched_at=NOW).authors == ()


def test_names_in_chinese_and_korean_are_names():
    page = a_page(
        head=json_ld('{"@type":"NewsArticle","headline":"x","author":{"@type":"Person","name":"신현주 기자"}}')
    )
    assert extract(page, URL, fetched_at=NOW).authors == ("신현주",)
