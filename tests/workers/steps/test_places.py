"""Where places lie."""

from search.article import Entity
from workers.steps.places import step


def placed(an_article, *names, language="de"):
    entities = tuple(Entity(kind="place", name=name, count=1, salience=0.1) for name in names)
    return {entity.name: entity for entity in step(an_article("", entities=entities, language=language)).entities}


def test_a_country_is_its_own_country(an_article):
    assert placed(an_article, "Österreich")["Österreich"].country == "AT"


def test_a_large_town_has_country_and_coordinates(an_article):
    town = placed(an_article, "München")["München"]
    assert town.country == "DE"
    assert (round(town.location[0]), round(town.location[1])) == (48, 12)


def test_german_names_of_towns_abroad_are_known(an_article):
    found = placed(an_article, "Mailand", "Kiew", "Peking", "New York")
    assert [found[name].country for name in ("Mailand", "Kiew", "Peking", "New York")] == ["IT", "UA", "CN", "US"]


def test_a_name_that_many_places_share_is_left_open(an_article):
    assert placed(an_article, "Neustadt")["Neustadt"].location is None


def test_the_countries_of_the_article_decide_between_namesakes(an_article):
    assert placed(an_article, "Cambridge", "Boston", "United States", language="en")["Cambridge"].country == "US"


def test_an_invented_place_is_nowhere(an_article):
    assert placed(an_article, "Lüttenfelde")["Lüttenfelde"].country is None


def test_people_are_no_places(an_article):
    article = an_article("", entities=(Entity(kind="person", name="Paris", count=1, salience=1.0),))
    assert step(article).entities[0].country is None
