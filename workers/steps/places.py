"""Say in which country a place lies and where, when the gazetteer leaves no doubt."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from search.article import Article, Entity
from workers.names.gazetteer import Place, gazetteer

_HOME = {"de": ("DE", "AT", "CH"), "en": ("GB", "US", "IE")}
"""Countries in which a text of a language is mostly at home."""
_CLEARLY = 8
"""How many times as many inhabitants the largest town must have as the next of its name."""
_LARGE = 100_000
"""Inhabitants from which the largest town of a name is meant when nothing speaks for another."""
_KNOWN, _KNOWN_AT_HOME = 5_000, 30_000
"""Inhabitants a smaller town needs where its country is spoken of, and where only the language speaks for a country."""


def step(article: Article) -> Article:
    """Fill ``country`` and ``location`` of the entities that are places."""
    named = {
        entity.name: gazetteer("de").places.get(entity.name, ())
        for entity in article.entities
        if entity.kind == "place"
    }
    support = _support(named)
    return replace(
        article,
        entities=tuple(
            _placed(entity, named[entity.name], support, article.language) if entity.kind == "place" else entity
            for entity in article.entities
        ),
    )


def _support(named: Mapping[str, Sequence[Place]]) -> Counter[str]:
    """How many of the article's places lie in each country, countries and large towns counted only."""
    return Counter(
        places[0].country
        for places in named.values()
        if places and places[0].country and (places[0].kind != "town" or _outshines(places))
    )


def _outshines(places: Sequence[Place]) -> bool:
    """Whether the largest town of a name is so much larger than the others that it is meant."""
    rest = [place.inhabitants for place in places[1:] if place.kind == "town"]
    return places[0].inhabitants >= _LARGE and places[0].inhabitants >= _CLEARLY * max(rest, default=0)


def _placed(entity: Entity, places: Sequence[Place], support: Counter[str], language: str | None) -> Entity:
    place = _meant(places, support, language)
    return replace(entity, country=place.country, location=place.location) if place else entity


def _meant(places: Sequence[Place], support: Counter[str], language: str | None) -> Place | None:
    if not places:
        return None
    if places[0].kind != "town" or _outshines(places):
        return places[0]
    for countries, least in ((set(support), _KNOWN), (set(_HOME.get(language or "", ())), _KNOWN_AT_HOME)):
        near = [place for place in places if place.country in countries and place.inhabitants >= least]
        if len(near) == 1 or (near and near[0].inhabitants >= _CLEARLY * near[1].inhabitants):
            return near[0]
        if near:
            return None
    return None
