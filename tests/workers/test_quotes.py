"""What counts as standing between quotation marks."""

import pytest

from workers.quotes import quoted


@pytest.mark.parametrize(
    "text",
    [
        "Er sagte: „Wir gehen jetzt.“ Schluss.",
        "Er sagte: »Wir gehen jetzt.« Schluss.",
        'He said: "Wir gehen jetzt." End.',
        "Il dit: « Wir gehen jetzt. » Fin.",
        "He said: “Wir gehen jetzt.” End.",
        'Er sagte: „Wir gehen jetzt." Schluss.',
        "He said: ‘Wir gehen jetzt.’ End.",
    ],
)
def test_every_publishers_marks_are_understood(text):
    assert [text[start:end] for start, end in quoted(text)] == ["Wir gehen jetzt."]


def test_a_mark_that_is_never_closed_quotes_nothing_beyond_its_paragraph():
    assert list(quoted("„Offen bleibt es.\n\nDas hier ist kein Zitat.“")) == []


def test_an_apostrophe_opens_no_quotation():
    assert list(quoted("It's the company's policy, isn't it? The players' union won't say.")) == []
