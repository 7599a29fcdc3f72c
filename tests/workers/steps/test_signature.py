from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.making import an_article, story
from workers.steps.signature import BANDS, LEAD, sentence_keys, step


def likeness(one, other):
    first, second = (np.frombuffer(article.signature, "<u4") for article in (one, other))
    return float((first == second).mean())


def test_a_reprint_with_a_new_headline_has_the_same_signature():
    assert step(an_article()).signature == step(an_article(title="Ganz anders")).signature


def test_a_shortened_reprint_shares_bands():
    whole = an_article(text="\n\n".join(story(0, sentences=12)))
    cut = replace(whole, text="\n\n".join(story(0, sentences=7)))
    assert set(step(whole).bands) & set(step(cut).bands)
    assert likeness(step(whole), step(cut)) > 0.4


def test_articles_about_other_things_are_unlike():
    assert likeness(step(an_article(0)), step(an_article(1))) < 0.35


def test_a_short_notice_has_no_signature():
    article = step(an_article(text="Die Brücke ist wieder frei."))
    assert (article.signature, article.bands) == (b"", ())


def test_a_text_without_spaces_is_signed_by_its_characters():
    assert (
        len(
            step(
                an_article(text="市議会は火曜日に橋の建設について話し合いました。住民は新しい橋を待っています。")
            ).signature
        )
        == 512
    )


@given(st.text())
def test_any_text_can_be_signed(text):
    assert len(step(an_article(text=text)).bands) in {0, *range(BANDS, BANDS + LEAD + 1)}


def test_an_excerpt_of_which_every_sentence_was_edited_still_finds_its_origin():
    """Another order and another tense leave a sentence its longest words."""
    origin = "Aus zwei beschädigten Behältern liefen 38.000 Liter in einen Entwässerungsgraben."
    edited = "In einen Entwässerungsgraben sind aus zwei beschädigten Behältern 38 000 Liter geflossen."
    assert sentence_keys(origin, "de") == sentence_keys(edited, "de") != ()


def test_a_sentence_without_three_long_words_has_no_key():
    assert sentence_keys("Das war es. Mehr war nicht.", "de") == ()
