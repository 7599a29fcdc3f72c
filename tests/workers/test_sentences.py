"""Where sentences end."""

import pytest

from workers.sentences import sentences


def cut(text, language):
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["Am 3. Oktober sprach Dr. Anna B. Muster.", "Niemand ging."]),
        ("de", ["Der 1. FC Musterstadt gewann 3:2.", "Im Jahr 2023.", "Es kamen 17.", "Das war viel."]),
        ("de", ["„Das ist gut.“", "Er ging."]),
        ("de", ["„Wirklich?“, fragte sie.", "Ja!"]),
        ("de", ["Das gilt z. B. für Busse.", "Und für Bahnen."]),
        ("en", ["Mr. Smith of the U.S. Senate came at 5 p.m. Monday.", "It cost $3.5 million."]),
        ("en", ['He said "I agree."', "She left."]),
        ("fr", ["Ça va ?", "Oui."]),
        (None, ["Eins.", "Two."]),
    ],
)
def test_a_text_is_cut_at_the_ends_of_its_sentences_only(language, expected):
    assert cut(" ".join(expected), language) == expected


def test_a_line_break_ends_a_sentence_without_a_full_stop():
    assert cut("Eine Überschrift\n\nEin Satz.", "de") == ["Eine Überschrift", "Ein Satz."]


@pytest.mark.parametrize(
    ("text", "count"), [("これは文です。これも文です。", 2), ("यह एक वाक्य है। यह दूसरा है।", 2), ("هل هذا صحيح؟ نعم.", 2)]
)
def test_other_scripts_end_their_sentences_with_their_own_marks(text, count):
    assert len(cut(text, None)) == count


@pytest.mark.parametrize("text", ["", " \n\n ", "...", "z. B.", "„“"])
def test_odd_texts_are_no_trouble(text):
    assert "".join(cut(text, "de")).strip() == text.strip() or not text.strip()
