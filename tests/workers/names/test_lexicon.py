"""What the dictionary says of a word."""

import pytest

from workers.names.lexicon import bloom_of, kind


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("Brücke", "de", "noun"),
        ("gehen", "de", "word"),
        ("Brückenprüfer", "de", "compound"),
        ("Quantorix", "de", "unknown"),
        ("bridge", "en", "word"),
    ],
)
def test_a_name_is_what_no_dictionary_has(word, language, expected):
    assert kind(word, language) == expected


def test_a_filter_never_forgets_a_word_and_rarely_invents_one():
    kept = frozenset(f"wort{number}" for number in range(2000))
    bloom = bloom_of(kept)
    assert all(word in bloom for word in kept)
    assert sum(f"anderes{number}" in bloom for number in range(2000)) < 60
