"""What a search found, ready to be shown: hits with marked sentences, counts, and how to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from search.analysis import without_joints
from search.facets import FACETS, WITHIN, Count, answered, counts
from search.histogram import Histogram, bars
from search.query import MARK_END, MARK_START, Query
from search.sentences import spans

PASSAGES = 3
"""Sentences shown of one article."""
LONGEST = 420
"""Characters of a sentence shown; a longer one is cut around its first match."""

_PARTS = ("title", "standfirst", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text that is marked or not."""

    text: str
    marked: bool


Passage = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another article of a hit's story."""

    id: str
    url: str
    source: str
    title: str
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article found."""

    id: str
    score: float | None
    fields: Mapping[str, Any]
    """What is kept of the article, as in its document."""
    highlights: Mapping[str, tuple[Passage, ...]]
    """Marked passages by ``title``, ``standfirst`` and ``text``; only those with a match."""
    others: tuple[Other, ...] = ()
    in_story: int = 1
    """Articles of its story that were found, itself included."""
    sort: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to one question."""

    total: int
    """Articles found."""
    stories: int
    """Stories they tell, about."""
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Count, ...]]
    histogram: Histogram
    milliseconds: int
    """That Elasticsearch took."""
    as_of: datetime | None = None
    partial: bool = False
    """Some of the index did not answer in time."""

    @property
    def after(self) -> tuple[Any, ...] | None:
        """Where the next page begins; None when there was nothing."""
        return self.hits[-1].sort if self.hits else None


def results(found: Mapping[str, Any], counted: Mapping[str, Any], query: Query) -> Results:
    """The results in two answers of Elasticsearch: the one page of articles, and the counts."""
    aggregations = counted.get("aggregations", {})
    total = aggregations[WITHIN]["doc_count"] if WITHIN in aggregations else counted["hits"]["total"]["value"]
    wanted = [facet for facet in FACETS if facet.name in query.facets]
    return Results(
        total=total,
        stories=answered(aggregations, "stories").get("value", 0),
        hits=tuple(_hit(one) for one in found.get("hits", {}).get("hits", ())),
        facets={facet.name: counts(facet, aggregations, query.chosen) for facet in wanted},
        histogram=bars(answered(aggregations, "days").get("buckets", ()), query.period),
        milliseconds=max(answer.get("took", 0) for answer in (found, counted)),
        as_of=query.as_of,
        partial=any(answer.get("timed_out") or answer.get("_shards", {}).get("failed") for answer in (found, counted)),
    )


def _hit(found: Mapping[str, Any]) -> Hit:
    inner = found.get("inner_hits", {}).get("others", {}).get("hits", {})
    others = [other["_source"] for other in inner.get("hits", ()) if other["_id"] != found["_id"]]
    return Hit(
        id=found["_id"],
        score=found.get("_score"),
        fields=found["_source"],
        highlights=highlights(found.get("highlight", {})),
        others=tuple(_other(source) for source in others[:3]),
        in_story=inner.get("total", {}).get("value", 1),
        sort=tuple(found.get("sort", ())),
    )


def _other(source: Mapping[str, Any]) -> Other:
    published = source.get("published")
    return Other(
        id=source["id"],
        url=source["url"],
        source=source["source"],
        title=source["title"],
        published=datetime.fromisoformat(published) if published else None,
    )


def highlights(marked: Mapping[str, Sequence[str]]) -> dict[str, tuple[Passage, ...]]:
    """Marked passages by part of the article: the headline whole, of the text the sentences that say most."""
    found: dict[str, tuple[Passage, ...]] = {}
    for part in _PARTS:
        # The stemmed field knows more forms, the plain one phrases: the one with more marks is shown.
        versions = [marked[name][0] for name in (f"de.{part}", f"en.{part}", part) if marked.get(name)]
        if versions:
            best = max(versions, key=lambda text: text.count(MARK_START))
            found[part] = (pieces(without_joints(best)),) if part != "text" else passages(without_joints(best))
    return found


def passages(text: str) -> tuple[Passage, ...]:
    """The sentences with the most different matches, in their order in the text."""
    plain_spans = [(start, end) for start, end in _sentence_spans(text) if MARK_START in text[start:end]]
    ranked = sorted(plain_spans, key=lambda span: (-_different(text[span[0] : span[1]]), span[0]))[:PASSAGES]
    return tuple(pieces(_shortened(text[start:end])) for start, end in sorted(ranked))


def pieces(text: str) -> Passage:
    """A marked text as stretches, marked and not."""
    found: list[Piece] = []
    for number, part in enumerate(text.split(MARK_START)):
        inside, _, outside = part.partition(MARK_END) if number else ("", "", part)
        if inside:
            found.append(Piece(text=inside, marked=True))
        if outside:
            found.append(Piece(text=outside, marked=False))
    return tuple(found)


def plain(passage: Passage, before: str = "<em>", after: str = "</em>") -> str:
    """A passage as one string, with signs around what is marked."""
    return "".join(f"{before}{piece.text}{after}" if piece.marked else piece.text for piece in passage)


def _sentence_spans(text: str) -> list[tuple[int, int]]:
    """Sentences of a marked text: the marks must not keep a sentence from ending."""
    bare, places = [], []
    for place, letter in enumerate(text):
        if letter not in (MARK_START, MARK_END):
            bare.append(letter)
            places.append(place)
    places.append(len(text))
    joined = "".join(bare)
    return [(_with_mark(text, places[start]), _with_end(text, places[end - 1] + 1)) for start, end in spans(joined)]


def _with_mark(text: str, start: int) -> int:
    return start - 1 if start and text[start - 1] == MARK_START else start


def _with_end(text: str, end: int) -> int:
    return end + 1 if end < len(text) and text[end] == MARK_END else end


def _different(sentence: str) -> int:
    return len({piece.text.lower() for piece in pieces(sentence) if piece.marked})


def _shortened(sentence: str) -> str:
    if len(sentence) <= LONGEST:
        return sentence
    first = sentence.index(MARK_START)
    start = max(0, first - LONGEST // 3)
    start = sentence.rfind(" ", 0, start) + 1 if start else 0
    end = sentence.find(" ", start + LONGEST)
    cut = sentence[start : end if end > 0 else len(sentence)]
    if cut.count(MARK_START) > cut.count(MARK_END):
        cut += MARK_END
    return f"{'… ' if start else ''}{cut}{' …' if 0 < end < len(sentence) else ''}"
