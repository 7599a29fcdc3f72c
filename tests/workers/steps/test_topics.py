"""What an article is about."""

import pytest

from workers.steps import topics
from workers.steps.topics import step
from workers.topics import learning, model, sections

SPORT = "Die Mannschaft gewann das Spiel mit drei Toren, der Trainer lobte die Stürmer und das Stadion jubelte laut. "
MONEY = (
    "Die Aktie des Konzerns stieg an der Börse, der Umsatz wuchs und die Bank hob den Gewinn der Anleger auf Euro an. "
)


@pytest.mark.parametrize(
    ("section", "topic"),
    [
        ("Sport", "sport"),
        ("Wirtschaft > Börse", "economy, business and finance"),
        ("Kultur/Kino", "arts, culture, entertainment and media"),
        ("UK politics", "politics"),
        ("KULTUR & MEDIEN", "arts, culture, entertainment and media"),
    ],
)
def test_a_clear_section_decides(an_article, section, topic):
    article = step(an_article("", section=section))
    assert (article.topics, article.topics_from) == ((topic,), "section")


@pytest.mark.parametrize("section", ["Panorama", "Lokales", "Newsticker", "", None, "Ausland"])
def test_a_section_that_means_everything_says_nothing(an_article, section):
    assert step(an_article("", section=section, canonical_url="https://b.example/1")).topics == ()


def test_the_address_names_the_section_where_the_page_does_not(an_article):
    article = step(an_article("", canonical_url="https://b.example/sport/fussball/ein-spiel-1.html"))
    assert article.topics == ("sport",)


def test_tags_decide_where_no_section_does(an_article):
    article = step(
        an_article("", section="Lokales", canonical_url="https://b.example/1", tags=("Musterstadt", "Handball"))
    )
    assert (article.topics, article.topics_from) == (("sport",), "tags")


def test_the_table_holds_the_top_level_of_media_topics_and_each_name_once():
    assert len(sections.names()) == 17
    listed = [name for text in sections._table() for name in [text]]
    assert len(listed) == len(set(listed)) > 500


@pytest.fixture(scope="module")
def learnt():
    texts = [f"{SPORT} Runde {n}." for n in range(30)] + [f"{MONEY} Quartal {n}." for n in range(30)]
    return learning.learn(texts, ["sport"] * 30 + ["economy, business and finance"] * 30, "de")


def test_a_model_learns_what_publishers_say_and_survives_being_kept(learnt, tmp_path):
    model.save(learnt, tmp_path / "deep" / "topics")
    kept = model.load(tmp_path / "deep" / "topics")
    assert model.topic(kept, "Sieg im Stadion", SPORT) == "sport"
    assert model.topic(kept, "Gewinn an der Börse", MONEY) == "economy, business and finance"


def test_a_model_that_is_unsure_says_nothing(learnt):
    import msgspec

    assert model.topic(msgspec.structs.replace(learnt, margin=99.0), "Sieg", SPORT) is None
    assert model.topic(learnt, "", "") is None


def test_too_few_articles_are_refused_with_what_to_do():
    with pytest.raises(learning.TooLittleError, match="collect more articles"):
        learning.learn(["Ein Text."], ["sport"], "de")


def test_the_operators_model_answers_where_the_publisher_does_not(an_article, learnt, monkeypatch, tmp_path):
    model.save(learnt, topics.path_of("de", tmp_path))
    monkeypatch.setenv("NEWSLOOM_MODELS", str(tmp_path))
    topics._model.cache_clear()
    article = step(an_article(SPORT, section="Lokales", canonical_url="https://b.example/1"))
    topics._model.cache_clear()
    assert (article.topics, article.topics_from) == (("sport",), "model")
