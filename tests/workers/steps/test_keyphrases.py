"""Phrases that say what an article is about."""

from search.article import Entity
from workers.steps.keyphrases import step

TEXT = (
    "Die Stadtwerke Musterstadt bauen eine neue Wärmepumpe am Fluss. Die Wärmepumpe soll 4.000 Haushalte heizen. "
    "Der Gemeinderat lobte die Wärmepumpe. Die Stadtwerke Musterstadt rechnen mit drei Jahren Bauzeit."
)


def test_what_an_article_repeats_and_announces_comes_first(an_article):
    phrases = step(an_article(TEXT, title="Stadtwerke bauen Wärmepumpe")).keyphrases
    assert "Wärmepumpe" in phrases[:3]


def test_there_are_ten_at_most_and_none_twice(an_article):
    phrases = step(an_article(" ".join(f"Begriff{chr(97 + n)} und" for n in range(26)))).keyphrases
    assert len(phrases) == len(set(phrases)) == 10


def test_a_language_without_word_lists_has_none(an_article):
    assert step(an_article("Yksi kaksi kolme", language="fi")).keyphrases == ()


def test_inflected_forms_count_as_one_and_are_shown_by_their_lemma(an_article):
    phrases = step(an_article("Viele Brücken sind alt. Die Brücken rosten. Eine Brücke fiel.", title="")).keyphrases
    assert phrases[0] == "Brücke"


def test_names_are_shown_in_full(an_article):
    person = Entity(kind="person", name="Karoline Umbrecht", count=2, salience=1.0, spans=((0, 8), (25, 33)))
    article = an_article("Umbrecht kam zu spät an. Umbrecht ging.", title="", entities=(person,))
    assert step(article).keyphrases[0] == "Karoline Umbrecht"


def test_english_phrases_have_several_words(an_article):
    text = "The tidal barrier is late. Engineers say the tidal barrier needs money. The tidal barrier opens in May."
    assert "tidal barrier" in step(an_article(text, title="Delay", language="en")).keyphrases[:2]


def test_words_of_every_article_are_left_behind(an_article):
    phrases = step(an_article("Im Jahr kam das Wasser. Im Jahr ging das Wasser. Jahr um Jahr.", title="")).keyphrases
    assert phrases[0] == "Wasser"


def test_titles_ordinals_and_sums_of_money_are_no_phrases(an_article):
    text = (
        "Dr. Eva Muster leitet das Museum. Dr. Karl Beispiel baute die Halle III aus. Die Halle III kostet drei "
        "Millionen Euro, das Museum zwei Millionen Euro. Karl III. gab Millionen Euro für das Museum, lobte Dr. Muster."
    )
    found = step(an_article(text, title="Dr. Muster: Drei Millionen Euro für Halle III")).keyphrases
    assert {"Museum", "Halle"} <= set(found)
    assert {"Dr.", "III", "III.", "Millionen Euro", "Million"}.isdisjoint(found[:5])


def test_an_adjective_with_a_capital_is_no_phrase_without_its_noun(an_article):
    text = "Den Goldenen Anker bekam sie am Freitag. Der Goldene Anker ist schwer, sagt die Jury des Goldenen Ankers."
    found = step(an_article(title="Goldener Anker für Iva Blum", text=text, language="de")).keyphrases
    assert "Goldene Anker" in found
    assert not any(phrase in {"Goldene", "Goldenen", "Goldener"} for phrase in found)


def test_a_text_may_end_with_an_adjective_that_serves_as_a_noun(an_article):
    article = an_article("Der Rat stimmte zu. Dagegen waren die Grünen", title="", language="de")
    assert "Grüne" in step(article).keyphrases
