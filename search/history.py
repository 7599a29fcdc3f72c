"""Search the revisions of all articles by what was removed from them or added to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from search.bulk import unavailable
from search.dates import EVER, Span
from search.searcher import Searcher

Clause = dict[str, Any]

MOST = 100
"""Revisions in one answer."""
PASSAGES = 6
"""Changed passages that are shown of one revision; whoever wants all opens the article."""


class Side(StrEnum):
    """Where a word must stand: in what a revision removed, in what it added, or in either."""

    EITHER = "either"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """One revision that was found, with the passages that match first."""

    revision: Mapping[str, Any]
    passages: Sequence[Mapping[str, Any]]
    """``before`` and ``after`` of each, lists of sentences."""
    more: int
    """Changed passages beyond these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many revisions match, and the newest of them."""

    total: int
    revisions: Sequence[Altered]


def search(
    searcher: Searcher,
    text: str = "",
    *,
    side: Side = Side.EITHER,
    sources: Sequence[str] = (),
    period: Span = EVER,
    size: int = 20,
) -> Found:
    """The newest revisions that match; all of them without a text.

    Args:
        searcher: What to ask.
        text: Words that must all stand there, ``"phrases"``, ``-exclusions``; headlines count with the text.
        side: What a word must have been.
        sources: Slugs; empty for all.
        period: When the change was seen.
        size: Revisions in the answer.
    """
    narrowed: list[Clause] = [{"terms": {"source": list(sources)}}] if sources else []
    narrowed += [seen] if (seen := period.filter("at")) else []
    with unavailable(searcher.client):
        answer = searcher.client.search(
            index=searcher.names.alias("revisions"),
            query={"bool": {"must": [_words(text, side)] if text.strip() else [], "filter": narrowed}},
            highlight={
                "pre_tags": [""],
                "post_tags": [""],
                "number_of_fragments": 0,
                "require_field_match": False,
                "fields": {"added*": {}, "removed*": {}},
            },
            sort=[{"at": "desc"}, {"_score": "desc"}],
            size=size,
            track_total_hits=True,
        )
    hits = answer["hits"]
    return Found(total=hits["total"]["value"], revisions=tuple(map(_altered, hits["hits"])))


def _words(text: str, side: Side) -> Clause:
    sides = (Side.REMOVED, Side.ADDED) if side is Side.EITHER else (side,)
    return {"bool": {"should": [clause for one in sides for clause in _stands(text, one)], "minimum_should_match": 1}}


def _stands(text: str, side: Side) -> tuple[Clause, Clause]:
    """In the sentences of one side, or in the headline before or after, when that is what changed."""
    asked = {"query": text, "default_operator": "and", "flags": "AND|NOT|OR|PHRASE|WHITESPACE|ESCAPE"}
    title = "title_before" if side is Side.REMOVED else "title"
    in_title = {"simple_query_string": {**asked, "fields": [title]}}
    return (
        {"simple_query_string": {**asked, "fields": [side.value, f"{side.value}.de", f"{side.value}.en"]}},
        {"bool": {"must": [in_title], "filter": [{"term": {"title_changed": True}}]}},
    )


def _altered(hit: Mapping[str, Any]) -> Altered:
    revision = {name: value for name, value in hit["_source"].items() if name not in {"added", "removed"}}
    passages = list((revision.pop("changes", None) or {}).get("text", ()))
    matched = {sentence for field in hit.get("highlight", {}).values() for sentence in field}
    passages.sort(key=lambda passage: matched.isdisjoint([*passage["before"], *passage["after"]]))
    return Altered(revision=revision, passages=passages[:PASSAGES], more=max(0, len(passages) - PASSAGES))
