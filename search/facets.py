"""What results can be counted and narrowed by: one line a facet, and all else follows from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

Query = dict[str, Any]
Chosen = Mapping[str, tuple[str, ...]]
"""The values a person has chosen, by facet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One field to count and narrow by."""

    name: str
    """In addresses, options and answers."""
    field: str
    """In the mapping."""
    english: str
    german: str
    size: int = 12
    """Values counted; the rest is found by searching for it."""
    kind: Literal["value", "flag"] = "value"
    """A flag is true or false, and asked as yes or no."""


FACETS: tuple[Facet, ...] = (
    Facet(name="source", field="source", english="Source", german="Quelle", size=20),
    Facet(name="section", field="section", english="Section", german="Ressort"),
    Facet(name="topic", field="topics", english="Topic", german="Thema", size=17),
    Facet(name="person", field="persons", english="Person", german="Person"),
    Facet(name="organisation", field="organisations", english="Organisation", german="Organisation"),
    Facet(name="place", field="places", english="Place", german="Ort"),
    Facet(name="author", field="authors", english="Author", german="Autor"),
    Facet(name="agency", field="agencies", english="Agency", german="Agentur"),
    Facet(name="language", field="language", english="Language", german="Sprache"),
    Facet(name="live", field="live", english="Live ticker", german="Liveticker", kind="flag"),
    Facet(name="paywall", field="paywalled", english="Paywall", german="Bezahlschranke", kind="flag"),
    Facet(name="opt_out", field="opt_out", english="Opt-out", german="Nutzungsvorbehalt"),
    Facet(name="revised", field="revised", english="Revised", german="Geändert", kind="flag"),
)

BY_NAME: dict[str, Facet] = {facet.name: facet for facet in FACETS}

WITHIN = "narrowed"
"""Marks an aggregation that stands under filters."""

YES = ("yes", "true", "ja", "1")


def narrowing(chosen: Chosen, *, without: str | None = None) -> list[Query]:
    """Filters for the chosen values: any value of a facet, of all facets; those of one facet may be left out."""
    return [
        {"terms": {BY_NAME[name].field: [_stored(BY_NAME[name], value) for value in values]}}
        for name, values in chosen.items()
        if values and name != without
    ]


def counting(
    chosen: Chosen,
    facets: Iterable[Facet] = FACETS,
    *,
    beside: Mapping[str, Query] = MappingProxyType({}),
) -> dict[str, Query]:
    """Aggregations that count each facet under all other choices, so that a choice never hides its alternatives.

    Facets without a choice stand together with ``beside`` under one filter, which is tried once. Without any choice
    all stand alone: Elasticsearch then answers from its term statistics where it can.
    """
    shared: dict[str, Query] = {**beside}
    own: dict[str, Query] = {}
    for facet in facets:
        if chosen.get(facet.name):
            own[f"{facet.name} {WITHIN}"] = _under(narrowing(chosen, without=facet.name), _counting(facet, chosen))
        else:
            shared |= _counting(facet, chosen)
    filters = narrowing(chosen)
    if not filters:
        return shared
    return {WITHIN: _under(filters, shared), **own}


def _under(filters: list[Query], aggregations: dict[str, Query]) -> Query:
    return {"filter": {"bool": {"filter": filters}}, "aggs": aggregations}


def answered(answer: Query, name: str) -> Query:
    """What an aggregation found, whether it stood under filters or not."""
    places = (answer.get(f"{name} {WITHIN}", {}), answer.get(WITHIN, {}), answer)
    found: Query = next((place[name] for place in places if name in place), {})
    return found


def _counting(facet: Facet, chosen: Chosen) -> dict[str, Query]:
    counts: dict[str, Query] = {facet.name: {"terms": {"field": facet.field, "size": facet.size}}}
    wanted = [_stored(facet, value) for value in chosen.get(facet.name, ())]
    if wanted and facet.kind == "value":
        # A chosen value keeps its count even when it is not among the most frequent.
        counts[f"{facet.name} chosen"] = {"terms": {"field": facet.field, "include": wanted, "size": len(wanted)}}
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many results have one value."""

    value: str
    count: int
    chosen: bool = False


def counts(facet: Facet, answer: Query, chosen: Chosen) -> tuple[Count, ...]:
    """The counts of one facet in an answer, most frequent first, the chosen ones always among them."""
    wanted = chosen.get(facet.name, ())
    own = answer.get(f"{facet.name} {WITHIN}", {})
    parts = (answered(answer, facet.name), own.get(f"{facet.name} chosen", {}))
    buckets = {_shown(facet, bucket): bucket["doc_count"] for part in parts for bucket in part.get("buckets", ())}
    buckets |= {value: 0 for value in wanted if value not in buckets}
    ranked = sorted(buckets.items(), key=lambda pair: -pair[1])
    return tuple(Count(value=value, count=count, chosen=value in wanted) for value, count in ranked)


def _stored(facet: Facet, value: str) -> str | bool:
    return value.lower() in YES if facet.kind == "flag" else value


def _shown(facet: Facet, bucket: Query) -> str:
    if facet.kind == "flag":
        return "yes" if bucket["key"] else "no"
    return str(bucket["key"])
