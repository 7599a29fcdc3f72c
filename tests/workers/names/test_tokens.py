"""Words and signs of a sentence."""

import pytest

from workers.names.tokens import tokens


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Dr. B. Muster kam.", "de", "Dr. | B. | Muster | kam | ."),
        ("Am 3. Oktober, 18 Uhr", "de", "Am | 3. | Oktober | , | 18 | Uhr"),
        ("CDU/CSU und VW-Chef", "de", "CDU | / | CSU | und | VW-Chef"),
        ("The U.S. won't", "en", "The | U.S. | won't"),
    ],
)
def test_abbreviations_initials_and_ordinals_keep_their_stop(text, language, expected):
    cut = tokens(text, language)
    assert " | ".join(cut.words) == expected
    assert [text[start : start + len(word)] for word, start in zip(cut.words, cut.starts, strict=True)] == cut.words


def test_every_word_belongs_to_one_sentence():
    cut = tokens("Am 3. Mai kam sie. Er ging.\n\nSchluss", "de")
    assert [cut.words[first:last] for first, last in cut.sentences] == [
        ["Am", "3.", "Mai", "kam", "sie", "."],
        ["Er", "ging", "."],
        ["Schluss"],
    ]


def test_a_million_abbreviations_keep_their_stops():
    cut = tokens("Nr. " * 250_000 + "Ende", "de")
    assert (len(cut.words), set(cut.words)) == (250_001, {"Nr.", "Ende"})
    assert cut.starts[-1] == 1_000_000
