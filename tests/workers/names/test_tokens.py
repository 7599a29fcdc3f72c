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
    assert " | ".join(text[start:end] for start, end in tokens(text, 0, len(text), language)) == expected
