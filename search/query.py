"""What a person asks, in one form for the command line, the web page, the API and alerts; and the search it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from search import clauses, ranking
from search.dates import EVER, Span
from search.facets import FACETS, counting, narrowing
from search.histogram import histogram
from search.syntax import Node, parse

Body = dict[str, Any]

MOST = 200
"""Articles on one page."""
DEEPEST = 10_000
"""Articles that can be skipped by number; further on, pages follow each other by cursor."""

MARK_START, MARK_END = "\ue000", "\ue001"
"""Around each match: private-use characters that no page's text can smuggle in, since cleaning leaves them out."""

NOTHING: Body = {"match_none": {}}

SHOWN = (
    "id", "url", "source", "title", "standfirst", "section", "language", "authors", "agencies", "published", "modified",
    "date", "live", "paywalled", "topics", "persons", "organisations", "places", "story", "revision", "revised",
    "gone_at", "fetched_at", "first_seen", "opt_out", "reading",
)  # fmt: skip
"""Fields of an article in a list of results; the text comes with the article itself."""


class Sort(StrEnum):
    """In which order results stand."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question."""

    text: str = ""
    """In the query language; empty asks for everything."""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values of facets to narrow by."""
    period: Span = EVER
    """Only articles of this time."""
    sort: Sort = Sort.RELEVANCE
    per_story: bool = False
    """One article a story, the best."""
    size: int = 10
    offset: int = 0
    after: tuple[Any, ...] | None = None
    """Where the page before ended; in place of ``offset``."""
    moment: str | None = None
    """Point in time of Elasticsearch on which the page before was read; with ``after``."""
    as_of: datetime | None = None
    """Count only what was there at that time."""
    half_life: float = ranking.HALF_LIFE
    """Days after which freshness counts half; 0 leaves it out."""
    facets: tuple[str, ...] = tuple(facet.name for facet in FACETS)
    """Facets to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question made into clauses: what scores, what only filters, what is to be marked."""

    query: Body
    marked: Body
    scoring: bool
    words: tuple[str, ...]
    """The words asked for, in order; for suggestions."""


def asked(query: Query, now: datetime, synonyms: clauses.Synonyms | None = None) -> Asked:
    """The clauses of a question; raises ``search.syntax.Mistake``."""
    node = parse(query.text)
    scope = clauses.Scope(now=now, synonyms=synonyms or {})
    filters = [found for found in (query.period.filter("date"), as_of(query.as_of)) if found]
    if node is None:
        return Asked(query={"bool": {"filter": filters}}, marked=NOTHING, scoring=False, words=())
    words = tuple(clauses.words(node))
    scoring = bool(words)
    scored = clauses.clause(node, scope)
    body: Body = {"bool": {"must": [scored], "filter": filters}}
    together = _together(node)
    if together:
        body["bool"]["should"] = [ranking.closeness(together)]
    return Asked(query=body, marked=clauses.marked(node, scope), scoring=scoring, words=words)


def as_of(moment: datetime | None) -> Body | None:
    """The filter for what was there at a time."""
    return {"range": {"first_seen": {"lte": moment.isoformat()}}} if moment else None


def hits_body(query: Query, what: Asked, now: datetime) -> Body:
    """The search for the articles of one page, best first; nothing is counted, so the rest need not be looked at."""
    fresh = what.scoring and query.half_life > 0 and query.sort is Sort.RELEVANCE
    body: Body = {
        "query": ranking.fresh(what.query, now, query.half_life) if fresh else what.query,
        # After the query, not in it: beside a chosen source stands how many others tell the same story.
        "post_filter": {"bool": {"filter": narrowing(query.chosen)}},
        "sort": order(query.sort if what.scoring else _by_time(query.sort)),
        "size": min(query.size, MOST),
        "track_total_hits": False,
        "_source": list(SHOWN),
    }
    if what.marked != NOTHING:
        # Stored fields are read for marking even where there is nothing to mark.
        body["highlight"] = highlighting(what.marked)
    body |= {"search_after": list(query.after)} if query.after else {"from": min(query.offset, DEEPEST - body["size"])}
    if query.per_story:
        body["collapse"] = {"field": "story", "inner_hits": _others()}
    return body


def counts_body(query: Query, what: Asked) -> Body:
    """The search that counts, without scores.

    The time of asking is not in it, so an index that has not changed since answers from its cache, as those of earlier
    months always do.
    """
    return {
        "query": {"constant_score": {"filter": what.query}},
        "size": 0,
        "track_total_hits": True,
        "aggs": counting(
            query.chosen,
            [facet for facet in FACETS if facet.name in query.facets],
            beside={
                "days": histogram(query.period),
                "stories": {"cardinality": {"field": "story", "precision_threshold": 3000}},
            },
        ),
    }


def order(sort: Sort) -> list[Body]:
    """The sort of results; the id at the end makes it the same each time."""
    last: list[Body] = [{"id": "asc"}]
    match sort:
        case Sort.NEWEST:
            return [{"date": "desc"}, *last]
        case Sort.OLDEST:
            return [{"date": "asc"}, *last]
    return [{"_score": "desc"}, {"date": "desc"}, *last]


def highlighting(marked: Body) -> Body:
    """Whole fields with matches marked; sentences are chosen from them later, by people's idea of a sentence."""
    names = [f"{prefix}{name}" for name in ranking.WEIGHTS for prefix in ("de.", "en.", "")]
    return {
        "pre_tags": [MARK_START],
        "post_tags": [MARK_END],
        "number_of_fragments": 0,
        "highlight_query": marked,
        "max_analyzed_offset": 500_000,
        "fields": {name: {} for name in names},
    }


def _by_time(sort: Sort) -> Sort:
    return Sort.NEWEST if sort is Sort.RELEVANCE else sort


def _others() -> Body:
    """The other articles of a story, beside the one shown."""
    return {
        "name": "others",
        "size": 4,
        "_source": ["id", "url", "source", "title", "published"],
        "sort": [{"date": "asc"}],
    }


def _together(node: Node) -> str | None:
    """The words that a person wrote side by side, when there are at least two."""
    side_by_side: Sequence[str] = clauses.side_by_side(node)
    return " ".join(side_by_side) if len(side_by_side) > 1 else None
