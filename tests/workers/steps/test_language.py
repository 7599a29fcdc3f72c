"""The language of an article and of its paragraphs."""

import pytest

from workers.steps.language import language_of, step

GERMAN = "Der Stadtrat hat am Montagabend dem Bau der neuen Brücke zugestimmt, nachdem drei Jahre gestritten wurde."
ENGLISH = (
    "The city council voted on Monday evening to build the new bridge, after three years of arguments about its cost."
)
FRENCH = "Le conseil municipal a approuvé lundi soir la construction du nouveau pont."


@pytest.mark.parametrize(
    ("text", "language"),
    [(GERMAN, "de"), (ENGLISH, "en"), (FRENCH, "fr"), ("これは新しい橋についての記事です。", "ja")],
)
def test_the_text_says_which_language_it_is(an_article, text, language):
    assert step(an_article(text, title=text[:30], language=None)).language == language


@pytest.mark.parametrize("declared", ["en", "EN-us", "xx", None])
def test_a_wrong_declaration_does_not_outweigh_the_text(an_article, declared):
    assert step(an_article(GERMAN, language=declared)).language == "de"


@pytest.mark.parametrize(("declared", "language"), [("de-AT", "de"), ("gsw", "de"), ("nb_NO", "no"), (None, None)])
def test_a_text_that_says_nothing_leaves_it_to_the_declaration(declared, language):
    assert language_of("2:1", declared) == language


def test_paragraphs_in_another_language_are_marked(an_article):
    article = step(an_article(f"{GERMAN}\n\n{ENGLISH}\n\n{GERMAN}"))
    assert article.language == "de"
    assert [(article.text[start:end], language) for start, end, language in article.foreign] == [(ENGLISH, "en")]


def test_a_short_foreign_title_is_no_foreign_paragraph(an_article):
    assert step(an_article(f"{GERMAN}\n\nOnce Upon a Time in the West\n\n{GERMAN}")).foreign == ()


@pytest.mark.parametrize("text", ["", "\n\n", "!!!", "1234567890 " * 50, "\x00\ufffd" * 40])
def test_a_text_without_words_is_no_trouble(an_article, text):
    step(an_article(text, title="", language=None))
