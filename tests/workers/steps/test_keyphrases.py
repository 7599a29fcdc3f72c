"""Phrases that say what an article is about."""

from workers.steps.keyphrases import step

TEXT = (
    "Die Stadtwerke Musterstadt bauen eine neue Wärmepumpe am Fluss. Die Wärmepumpe soll 4.000 Haushalte heizen. "
    "Der Gemeinderat lobte die Wärmepumpe. Die Stadtwerke Musterstadt rechnen mit drei Jahren Bauzeit."
)


def test_what_an_article_repeats_and_announces_comes_first(an_article):
    phrases = step(an_article(TEXT, title="Stadtwerke bauen Wärmepumpe")).keyphrases
    assert {"Wärmepumpe", "Stadtwerke Musterstadt"} <= set(phrases[:3])


def test_there_are_ten_at_most_and_none_twice(an_article):
    phrases = step(an_article(" ".join(f"Begriff{chr(97 + n)} und" for n in range(26)))).keyphrases
    assert len(phrases) == len(set(phrases)) == 10


def test_a_language_without_word_lists_has_none(an_article):
    assert step(an_article("Yksi kaksi kolme", language="fi")).keyphrases == ()
