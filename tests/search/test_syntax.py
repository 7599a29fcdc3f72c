"""The query language."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.mistakes import SAID, Mistake, Wrong
from search.syntax import All, Any, Not, Phrase, Range, Word, parse


def mistake(text):
    with pytest.raises(Mistake) as caught:
        parse(text)
    return caught.value


def test_words_side_by_side_must_all_hold():
    assert parse("haus fluss") == All((Word(text="haus"), Word(text="fluss", pos=5)))


def test_or_binds_two_words_and_leaves_the_rest_demanded():
    node = parse("haus fluss OR bach")
    assert isinstance(node, All)
    assert isinstance(node.parts[1], Any)


def test_a_minus_excludes():
    assert parse("haus -fluss").parts[1] == Not(Word(text="fluss", pos=6))


def test_quotation_marks_of_every_language_make_a_phrase():
    for text in ('"am fluss"', "„am fluss“", "»am fluss«", "“am fluss”"):
        assert parse(text) == Phrase(text="am fluss")


def test_a_tilde_after_a_phrase_lets_words_stand_between():
    assert parse('"bahn streik"~5') == Phrase(text="bahn streik", slop=5)


def test_fields_are_known_in_german_and_english():
    assert parse("quelle:talbote") == Word(text="talbote", field="source", pos=7)
    assert parse("source:talbote").field == "source"


def test_a_field_holds_for_all_words_in_its_parentheses():
    node = parse("title:(haus fluss)")
    assert [part.field for part in node.parts] == ["title", "title"]


def test_an_address_needs_no_quotation_marks():
    assert parse("url:https://a.test/b?c=1").text == "https://a.test/b?c=1"


def test_a_time_of_day_is_no_field():
    assert isinstance(parse("12:30"), Phrase)


def test_dates_take_comparisons_and_ranges():
    assert parse("date:>=2026-11-01") == Range(field="date", low="2026-11-01", high=None, pos=5)
    assert parse("date:[2026-11-01 TO *]").high is None


def test_an_empty_query_asks_for_everything():
    assert parse("   ") is None


@pytest.mark.parametrize(
    ("text", "wrong", "position"),
    [
        ("haus)", Wrong.CLOSED, 4),
        ("(haus", Wrong.OPENED, 0),
        ('haus "fluss', Wrong.QUOTE, 5),
        ("haus AND", Wrong.DANGLING, 5),
        ("title:", Wrong.DANGLING, 0),
        ("haus OR OR fluss", Wrong.TWICE, 8),
        ("titl:haus", Wrong.NO_FIELD_NEAR, 0),
        ("haus xyzzy:1", Wrong.NO_FIELD, 5),
        ("/ha.*us/", Wrong.NOT_ALLOWED, 0),
        ("*haus", Wrong.BROAD, 0),
        ("ha*", Wrong.BROAD, 0),
        ('"a b"~500', Wrong.WIDE, 0),
        ("title:[a TO b]", Wrong.RANGE, 6),
    ],
)
def test_a_mistake_is_named_with_its_place(text, wrong, position):
    found = mistake(text)
    assert (found.wrong, found.position) == (wrong, position)


def test_every_mistake_is_told_in_german_and_english_with_what_to_do():
    assert set(SAID) == set(Wrong)
    assert all(len({*english, *german}) == 4 for english, german in SAID.values())


def test_what_would_cost_too_much_is_refused():
    assert mistake(" ".join(f"abc{n}*" for n in range(9))).wrong == Wrong.MANY_WILDCARDS
    assert mistake("a " * 151).wrong == Wrong.MANY_WORDS
    assert mistake("a" * 4001).wrong == Wrong.TOO_LONG
    assert mistake("(" * 60 + "a" + ")" * 60).wrong == Wrong.NESTED


@settings(max_examples=400, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("ab ü:\"()[]{}*?~^+-!/\\<>=&|.,'ANDORT0123"), max_size=60) | st.text(max_size=60)
)
@example("(" * 1900 + ")" * 1900)
@example("a AND NOT")
@example("title:title:a")
@example("a~99999999999999999999")
@example('"a"~1.5')
@example("a^1e999")
def test_any_text_is_either_understood_or_answered_with_a_mistake(text):
    found = None
    try:
        parse(text)
    except Mistake as mistake:
        found = mistake
    assert found is None or (0 <= found.position <= max(len(text), 4000) and str(found))
