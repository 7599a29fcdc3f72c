"""What an article says a second time is text once."""

from tests.workers.extraction.making import GERMAN, URL, a_page
from workers.extraction.blocks import segment
from workers.extraction.extractor import extract
from workers.extraction.repetition import said_once
from workers.extraction.tree import parse

FIRST, SECOND, THIRD, FOURTH = GERMAN


def left(body: str, count: int) -> tuple[int, ...]:
    """Of so many chosen blocks."""
    page = segment(parse(f"<html><body>{body}</body></html>"))
    assert len(page.blocks) == count
    return said_once(page, tuple(range(count)))


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_a_block_that_holds_the_whole_text_once_more_leaves():
    copy = f"<div style='display:none'>{FIRST}{SECOND}{THIRD}</div>"
    assert left(paragraphs(FIRST, SECOND, THIRD) + copy, 4) == (0, 1, 2)
    assert left(copy + paragraphs(FIRST, SECOND, THIRD), 4) == (1, 2, 3)


def test_the_copy_behind_a_paywalls_notice_is_not_text():
    copy = f"<div class=o-paywall style='display:none'>{''.join(GERMAN)}</div>"
    assert extract(a_page(*GERMAN, after=copy), URL).paragraphs == GERMAN


def test_a_paragraph_that_repeats_one_sentence_of_another_stays():
    assert left(paragraphs(FIRST, SECOND, f"{SECOND} {THIRD}", FOURTH), 4) == (0, 1, 2, 3)


def test_a_long_paragraph_stands_where_it_stands_first_and_a_short_line_as_often_as_it_is_written():
    line = "Ein kurzer Satz."
    assert left(paragraphs(FIRST, line, SECOND, FIRST, line), 5) == (0, 1, 2, 4)


def test_cells_of_a_table_stay_whatever_they_repeat():
    row = f"<tr><td>Kai</td><td>{FIRST}</td></tr>"
    assert left(f"<table>{row}{row}</table>", 4) == (0, 1, 2, 3)


def test_a_pull_quote_leaves_and_a_quotation_of_its_own_stays():
    for quote in (f"<blockquote>„{SECOND}“</blockquote>", f"<div class=Pull-Quote><p>{SECOND[:-1]}</p></div>"):
        assert left(paragraphs(FIRST) + quote + paragraphs(f"{THIRD} {SECOND}", FOURTH), 4) == (0, 2, 3)
        assert left(paragraphs(FIRST) + quote + paragraphs(SECOND, THIRD), 4) == (0, 2, 3)
    own = "<blockquote>„Wir haben dreißig Jahre lang auf diesen Kai gewartet.“</blockquote>"
    assert left(paragraphs(FIRST) + own + paragraphs(SECOND, THIRD), 4) == (0, 1, 2, 3)


def test_a_quotation_that_stands_twice_stays_once():
    quote = f"<blockquote>{SECOND}</blockquote>"
    assert left(paragraphs(FIRST) + quote + paragraphs(THIRD) + quote, 4) == (0, 1, 2)


def test_quotations_of_a_page_beyond_all_measure_stay():
    said = [f"{SECOND} Und das war der Abend Nummer {number}." for number in range(2_000)]
    quotes = "".join(f"<blockquote>{text}</blockquote>" for text in said)
    kept = left(quotes + paragraphs(" ".join(said)), len(said) + 1)
    assert 0 < len(said) + 1 - len(kept) < 200
