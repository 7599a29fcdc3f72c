"""Who is quoted with what."""

import pytest

from workers.steps import entities, quotations


def speakers(an_article, text, language="de"):
    article = quotations.step(entities.step(an_article(text, language=language)))
    assert all(article.text[quotation.start : quotation.end] == quotation.text for quotation in article.quotations)
    return [(quotation.speaker, quotation.direct) for quotation in article.quotations]


INTRODUCED = "Die Ministerin Anna Umbrecht und ihr Sprecher Bernd Petersen kamen zu spät.\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "„Das werden wir nicht hinnehmen“, sagte Umbrecht.",
        "„Das werden wir nicht hinnehmen“, so die Ministerin.",
        "Umbrecht sagte: „Das werden wir nicht hinnehmen.“",
        "»Das werden wir nicht hinnehmen«, erklärte Anna Umbrecht am Montag.",
        "Umbrecht betonte, man werde das „auf keinen Fall lange hinnehmen“.",
    ],
)
def test_direct_speech_goes_to_who_is_named_beside_it(an_article, text):
    assert speakers(an_article, INTRODUCED + text) == [("Anna Umbrecht", True)]


@pytest.mark.parametrize(
    "text",
    [
        "Umbrecht sagte, die Brücke werde im nächsten Jahr gebaut.",
        "Laut Umbrecht wird die Brücke im nächsten Jahr gebaut.",
        "Die Brücke werde im nächsten Jahr gebaut, sagte Umbrecht.",
        "Die Brücke werde im nächsten Jahr gebaut, so Umbrecht.",
        "Nach Angaben von Umbrecht wird die Brücke im nächsten Jahr gebaut.",
    ],
)
def test_reported_speech_goes_to_who_is_reported(an_article, text):
    assert speakers(an_article, INTRODUCED + text) == [("Anna Umbrecht", False)]


def test_a_quotation_that_goes_on_keeps_its_speaker(an_article):
    text = INTRODUCED + "„Das werden wir sehen“, sagte Petersen, „aber erst im nächsten Jahr.“"
    assert speakers(an_article, text) == [("Bernd Petersen", True)] * 2


def test_an_unknown_speaker_is_not_guessed(an_article):
    assert speakers(an_article, INTRODUCED + "„Das werden wir nicht hinnehmen“, sagte eine Anwohnerin.") == [
        (None, True)
    ]


def test_a_title_between_quotation_marks_is_no_quotation(an_article):
    assert speakers(an_article, INTRODUCED + "Der Film „Die Brücke“ läuft noch.") == []


@pytest.mark.parametrize(
    ("text", "direct"),
    [
        ("“We will not accept this,” said Fielding.", True),
        ("“We will not accept this,” Fielding said on Monday.", True),
        ('Fielding told reporters: "We will not accept this."', True),
        ("Fielding said that the bridge would be built next year.", False),
        ("According to Fielding the bridge will be built next year.", False),
        ("The bridge will be built next year, Fielding said.", False),
        ("“We will not accept this,” the mayor said.", True),
    ],
)
def test_english_speech_is_understood_too(an_article, text, direct):
    introduced = "The mayor Ann Fielding and her lawyer Paul Osborne arrived late.\n\n"
    assert speakers(an_article, introduced + text, "en") == [("Ann Fielding", direct)]


def test_other_languages_are_left_alone(an_article):
    assert speakers(an_article, "« Nous verrons demain », a dit Anne.", "fr") == []
