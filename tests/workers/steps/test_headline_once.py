from tests.workers.making import an_article
from workers.steps.headline_once import step


def test_a_headline_repeated_in_the_text_is_left_out_and_kept_apart():
    article = step(an_article(title="Rat berät über Brücke", text="Rat berät über Brücke\n\nDer Rat tagte."))
    assert (article.text, article.left_out) == ("Der Rat tagte.", ("Rat berät über Brücke",))


def test_a_caption_that_equals_the_headline_is_left_out_wherever_it_stands():
    text = "Der Rat tagte.\n\nRat berät über Brücke. (Foto: A. Muster)\n\nEs wurde spät."
    assert step(an_article(title="Rat berät über Brücke", text=text)).text == "Der Rat tagte.\n\nEs wurde spät."


def test_a_standfirst_repeated_as_first_paragraph_leaves_the_text_and_is_nothing_lost():
    article = an_article(title="T", standfirst="Es geht um viel Geld.", text="Es geht um viel Geld.\n\nDer Rat tagte.")
    found = step(article)
    assert (found.text, found.left_out) == ("Der Rat tagte.", ())


def test_a_standfirst_quoted_far_down_stays():
    text = "Eins.\n\nZwei.\n\nDrei.\n\nEs geht um viel Geld."
    assert step(an_article(title="T", standfirst="Es geht um viel Geld.", text=text)).text == text


def test_a_text_that_is_only_its_headline_is_not_emptied():
    article = an_article(title="Eilmeldung: Brücke gesperrt", text="Eilmeldung: Brücke gesperrt")
    assert step(article) == article
