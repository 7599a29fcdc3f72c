"""Where German compounds come apart."""

import pytest

from workers.steps.compounds import joints_in, split, step


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Regierungssprecherin", "regierungs sprecherin"),
        ("Straßenbaugesellschaft", "straßen bau gesellschaft"),
        ("Wärmepumpen", "wärme pumpen"),
        ("Schulpflicht", "schul pflicht"),
        ("Ukrainekrieg", "ukraine krieg"),
        ("Landesverfassungsgericht", "landes verfassungs gericht"),
    ],
)
def test_a_compound_is_cut_at_its_joints(word, parts):
    assert " ".join(split(word)) == parts


@pytest.mark.parametrize(
    "word",
    ["Regierung", "Mannschaft", "Brandenburg", "Steinmeier", "Hamburger", "Beispielsweise", "Allerdings", "Häuser"],
)
def test_a_word_that_only_looks_like_one_stays_whole(word):
    assert len(split(word)) == 1


def test_joints_are_offsets_of_title_standfirst_and_text(an_article):
    article = step(an_article("Die Regierungssprecherin sprach.", title="Schulpflicht", standfirst="Im Nahverkehr"))
    assert (article.joints.title, article.joints.standfirst, article.joints.text) == ((5,), (6,), (14,))


def test_hyphens_and_capitals_are_left_to_the_analyzer():
    assert list(joints_in("Online-Werkzeug DEUTSCHLANDFUNK klimaneutral")) == []


def test_other_languages_have_no_joints(an_article):
    assert step(an_article("Bundestag", title="Schulpflicht", language="en")).joints.text == ()


def test_a_word_of_a_thousand_letters_costs_nothing():
    assert list(joints_in("Straßen" + "bahn" * 300)) == []
