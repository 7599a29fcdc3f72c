"""Facts about reading an article."""

import pytest

from workers.steps.reading import reading, step

EASY_DE = "Der Hund ist da. Er ist alt. Das Kind ruft ihn. Sie gehen in den Wald. " * 3
HARD_DE = (
    "Die Berücksichtigung verwaltungsrechtlicher Verfahrensvorschriften erschwert die Durchführung umfangreicher "
    "Infrastrukturmaßnahmen außerordentlich. "
) * 4


def test_words_sentences_and_minutes_are_counted(an_article):
    facts = step(an_article("Eins zwei drei. Vier fünf! " * 40)).reading
    assert (facts.words, facts.sentences, facts.minutes) == (200, 80, 1.0)


def test_hard_german_is_harder_than_easy_german():
    assert reading(EASY_DE, "de").readability > 80
    assert reading(HARD_DE, "de").readability < 0


def test_hard_english_is_harder_than_easy_english():
    easy = "The dog is here. He is old. The child calls him. They walk to the lake. " * 3
    hard = (
        "Administrative considerations systematically complicate the implementation of infrastructural modernisation. "
        * 4
    )
    assert reading(easy, "en").readability > 90
    assert reading(hard, "en").readability < 20


@pytest.mark.parametrize(
    ("text", "language"), [("Trois mots ici. " * 20, "fr"), ("Kurz.", "de"), ("これは文です。" * 20, "ja")]
)
def test_readability_is_not_claimed_where_no_formula_holds(text, language):
    assert reading(text, language).readability is None


def test_the_share_of_quotation_counts_what_stands_between_the_marks():
    assert reading("„abcd“ und", "de").quoted == pytest.approx(0.4)


def test_ideographs_are_words_of_their_own():
    assert reading("新しい橋", "zh").words == 4


def test_an_empty_text_has_zero_of_everything():
    assert reading("", "de").words == reading("", None).sentences == 0
