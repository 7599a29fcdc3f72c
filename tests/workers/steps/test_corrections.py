"""Corrections that a page announces of itself."""

import pytest

from workers.steps.corrections import step

BODY = "\n\n".join(f"Der Rat hat am Montag über Punkt {number} gesprochen und ihn vertagt." for number in range(8))
NOTICES = [
    ("de", "In einer früheren Version dieses Artikels hieß es, der Damm sei elf Meter hoch. Es sind neun."),
    ("de", "In der ursprünglichen Fassung stand ein falscher Vorname. Wir haben das geändert."),
    ("de", "Korrektur: Der Verein hat 412 Mitglieder, nicht 421."),
    ("de", "Anmerkung der Redaktion: In der Tabelle war irrtümlich der Vorjahreswert angegeben."),
    ("de", "Richtigstellung – Die Brücke gehört dem Landkreis."),
    ("en", "An earlier version of this article misstated the height of the dam."),
    ("en", "This story has been corrected to give the right year of the flood."),
    ("en", "Correction: The society has 412 members, not 421."),
    ("en", "This article was amended on 3 November. A quotation was taken from the wrong speaker."),
]


@pytest.mark.parametrize(("language", "notice"), NOTICES)
def test_a_notice_at_the_end_or_the_beginning_is_kept_in_its_own_words(an_article, language, notice):
    assert step(an_article(f"{BODY}\n\n{notice}", language=language)).correction == notice
    assert step(an_article(f"{notice}\n\n{BODY}", language=language)).correction == notice


def test_what_stands_before_the_notice_in_its_paragraph_is_no_part_of_it(an_article):
    article = step(an_article(f"{BODY}\n\nMitarbeit: Eva Muster. In einer früheren Version fehlte ein Name."))
    assert article.correction == "In einer früheren Version fehlte ein Name."


def test_a_notice_that_cleaning_left_out_is_found_too(an_article):
    notice = "Korrektur: Es waren 412."
    assert step(an_article(BODY, left_out=("Jetzt abonnieren", notice))).correction == notice


@pytest.mark.parametrize(
    "text",
    [
        "Der Minister forderte eine Korrektur: Der Etat sei zu hoch.",
        "Aktualisiert am 3. November um 12.30 Uhr.",
        "Die Richtigstellung der Firma kam spät.",
        "The company published a correction on Monday.",
        "Last updated at 3pm.",
        "Eine erste Version des Programms gibt es seit Mai.",
    ],
)
def test_news_about_corrections_and_mere_updates_announce_none(an_article, text):
    assert step(an_article(f"{BODY}\n\n{text}")).correction is None


def test_a_notice_that_is_gone_is_forgotten(an_article):
    assert step(an_article(BODY, correction="Korrektur: Es waren 412.")).correction is None
