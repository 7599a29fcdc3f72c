"""What stands over the text and says nothing of its own is not text; what only looks like it stays."""

import pytest

from tests.workers.extraction.making import GERMAN, NOW, URL, a_page
from workers.extraction import Extraction, extract

SECTION = '<meta property="article:section" content="Aus der Stadt">'
STANDFIRST = "Nach langem Streit hat der Rat entschieden: Becken und Kais werden tiefer, größer und viel teurer."


def found(*lines: str, head: str = "") -> Extraction:
    return extract(a_page(*lines, *GERMAN, head=head), URL, fetched_at=NOW)


@pytest.mark.parametrize(
    "line",
    [
        "Der Hafen wächst",
        "Aus der Stadt",
        "Lokales",
        "Hafenausbau",
        "Start > Lokales > Elbtal",
        "Von Anna Beispiel und B. Muster",
        "By Anna Beispiel, dpa",
        "Montag, 2. März 2026, 10:15 Uhr",
        "Stand: 02.03.2026, 10.15 Uhr",
        "Published: 2 March 2026 at 10:15 am",
        "Lesezeit: 3 Minuten",
        "4 min read",
        "Artikel vorlesen",
        "Teilen",
    ],
)
def test_a_line_over_the_text_that_says_nothing_of_its_own_is_not_text(line):
    head = SECTION + '<meta name="news_keywords" content="Hafenausbau, Rat">'
    assert found(line, head=head).paragraphs == GERMAN


@pytest.mark.parametrize("behind", ["Von Anna Beispiel", "2. März 2026, 10:15 Uhr", "Lesezeit: 3 Minuten", STANDFIRST])
def test_such_a_line_may_stand_behind_the_standfirst_too(behind):
    article = found("Lokales", "Der Hafen wächst", STANDFIRST, behind)
    assert article.paragraphs == (STANDFIRST, *GERMAN)


@pytest.mark.parametrize(
    "line",
    [
        "Von Anna Beispiel stammt der Plan.",
        "Am 2. März 2026 tagt er wieder.",
        "Lesezeit: 3 Minuten sind zu wenig.",
        "Kommentare hagelte es von allen Seiten.",
    ],
)
def test_a_sentence_that_begins_like_such_a_line_stays(line):
    assert line in found(line).text


def test_the_same_words_further_down_stay():
    page = a_page(*GERMAN[:3], "Lokales", "Hafenausbau", GERMAN[3])
    assert {"Lokales", "Hafenausbau"} <= set(extract(page, URL, fetched_at=NOW).paragraphs)


def test_a_standfirst_that_is_marked_as_a_heading_stands_over_the_text_and_is_no_headline():
    standfirst = "Zwei neue Kais, ein tieferes Becken und eine Rechnung, die bis 2040 reicht"
    header = f"<header><h1>Der Hafen wächst</h1><h2>{standfirst}</h2><p>Von Anna Beispiel</p></header>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in GERMAN)
    found = extract(f"<html><body><article>{header}<div>{text}</div></article></body></html>", URL)
    assert (found.title, found.authors) == ("Der Hafen wächst", ("Anna Beispiel",))
    assert found.paragraphs == (standfirst, *GERMAN)
