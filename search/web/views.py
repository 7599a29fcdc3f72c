"""What the templates show, worked out beforehand so that they only have to place it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from search.asking import address, cursor, narrowed
from search.dates import EVER, Span
from search.facets import FACETS, Facet
from search.histogram import Bar, Histogram
from search.query import DEEPEST, Query, Sort
from search.results import Results
from search.web.words import Speech

OPEN_FACETS = ("source", "section", "topic", "person")
"""Facets that are unfolded; of the others only the heading shows."""
SHOWN_VALUES = 6
"""Values of a facet before "more"."""

HEIGHT = 72
"""Of the histogram, in the units of its drawing."""
STEP = 10
"""Width of one bar and the gap after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value to narrow by."""

    label: str
    count: int
    chosen: bool
    href: str
    share: int
    """Of the most frequent value's count, in percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One facet with its values."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    unfolded: bool
    shown: int = SHOWN_VALUES


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One choice made, and the address without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One bar of a histogram as it is drawn."""

    x: int
    y: float
    height: float
    label: str
    href: str
    start: str
    end: str


def columns(found: Results, query: Query, t: Speech) -> tuple[Column, ...]:
    """The facet column: those facets that can narrow anything."""
    return tuple(column for facet in FACETS if (column := _column(facet, found, query, t)).choices)


def _column(facet: Facet, found: Results, query: Query, t: Speech) -> Column:
    counts = [one for one in found.facets.get(facet.name, ()) if one.count or one.chosen]
    most = max((one.count for one in counts), default=0) or 1
    choices = tuple(
        Choice(
            label=label(facet, one.value, t),
            count=one.count,
            chosen=one.chosen,
            href=address(narrowed(query, facet.name, one.value)),
            share=round(100 * one.count / most),
        )
        for one in counts
    )
    # One value that everything has narrows nothing.
    useful = len(choices) > 1 or any(choice.chosen for choice in choices) or _divides(choices, found)
    return Column(
        name=facet.name,
        title=facet.german if t.language == "de" else facet.english,
        choices=choices if useful else (),
        unfolded=facet.name in OPEN_FACETS or any(choice.chosen for choice in choices),
    )


def _divides(choices: Sequence[Choice], found: Results) -> bool:
    return bool(choices) and choices[0].count < found.total


def label(facet: Facet, value: str, t: Speech) -> str:
    """A value as people read it."""
    if facet.kind == "flag":
        return t(value)
    if facet.name == "language":
        return t.language_name(value)
    if facet.name == "topic":
        return t.topic_name(value)
    if facet.name == "opt_out":
        return t(f"verdict_{value}") if value in ("none", "ignore", "flag", "refuse") else value
    return value


def chips(query: Query, t: Speech) -> tuple[Chip, ...]:
    """All that narrows the results beside the words."""
    return tuple(_chips(query, t))


def _chips(query: Query, t: Speech) -> Iterator[Chip]:
    for facet in FACETS:
        name = facet.german if t.language == "de" else facet.english
        for value in query.chosen.get(facet.name, ()):
            href = address(narrowed(query, facet.name, value))
            yield Chip(label=f"{name}: {label(facet, value, t)}", href=href)
    if query.period != EVER:
        without = replace(query, period=EVER, offset=0)
        yield Chip(label=f"{t('period')}: {period(query.period, t)}", href=address(without))


def period(span: Span, t: Speech) -> str:
    """A period in words; its end as the last day in it."""
    start = t.step(span.start, "day") if span.start else "…"
    end = t.step(_last_day(span.end), "day") if span.end else "…"
    return start if start == end else f"{start} – {end}"


def _last_day(end: datetime) -> datetime:
    return end - timedelta(seconds=1)


def drawn(histogram: Histogram, query: Query, t: Speech) -> tuple[Drawn, ...]:
    """The bars, each with the address that narrows to its time."""
    most = max((bar.count for bar in histogram.bars), default=0) or 1
    return tuple(
        _drawn(bar, place, most=most, step=histogram.step, query=query, t=t) for place, bar in enumerate(histogram.bars)
    )


def _drawn(bar: Bar, place: int, *, most: int, step: str, query: Query, t: Speech) -> Drawn:
    height = round(max(HEIGHT * bar.count / most, 1.5 if bar.count else 0), 1)
    counted = f"{t.number(bar.count)} {t('article' if bar.count == 1 else 'articles')}"
    narrower = replace(query, period=Span(start=bar.start, end=bar.end), offset=0, after=None)
    return Drawn(
        x=place * STEP,
        y=round(HEIGHT - height, 1),
        height=height,
        label=f"{t.step(bar.start, step)}: {counted}",
        href=address(narrower),
        start=bar.start.isoformat(),
        end=bar.end.isoformat(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Where one can go from this page of results."""

    number: int
    last: int
    previous: str | None
    following: str | None


def paging(found: Results, query: Query) -> Paging:
    """By number up to the depth that numbers reach, by cursor beyond it."""
    total = found.stories if query.per_story else found.total
    number = query.offset // query.size + 1
    last = max(-(-total // query.size), 1)
    reach = DEEPEST // query.size
    here = replace(query, after=None)
    previous = address(here, page=str(number - 1)) if number > 1 else None
    following = None
    if query.after or (number >= reach and not query.per_story):
        token = cursor(found.after)
        following = address(here, after=token) if token and len(found.hits) == query.size else None
    elif number < min(last, reach):
        following = address(here, page=str(number + 1))
    return Paging(number=number, last=last, previous=previous, following=following)


def sorts(query: Query) -> tuple[tuple[str, str, bool], ...]:
    """Name, address and whether it is the present one, of each order."""
    first = replace(query, offset=0, after=None)
    return tuple((sort.value, address(replace(first, sort=sort)), sort is query.sort) for sort in Sort)


def segments(text: str, entities: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """A text as stretches, each with the person, organisation or place that it names, or None."""
    spans = sorted((start, end, entity) for entity in _ordered(entities) for start, end in entity.get("spans", ()))
    position = 0
    for start, end, entity in spans:
        if start < position or end > len(text) or start >= end:
            continue  # overlaps what is marked already, or belongs to another state of the text
        if start > position:
            yield text[position:start], None
        yield text[start:end], entity
        position = end
    if position < len(text):
        yield text[position:], None


class _Ordered(dict[str, Any]):
    """An entity that stands still when spans are sorted."""

    def __lt__(self, _: object) -> bool:
        return False


def _ordered(entities: Sequence[Mapping[str, Any]]) -> list[_Ordered]:
    return [_Ordered(entity) for entity in entities]


def marked_paragraphs(document: Mapping[str, Any]) -> list[list[tuple[str, Mapping[str, Any] | None]]]:
    """The paragraphs of an article, each as stretches with the names in them."""
    paragraphs: list[list[tuple[str, Mapping[str, Any] | None]]] = [[]]
    for text, entity in segments(str(document.get("text", "")), document.get("entities", ())):
        first, *others = [text] if entity else text.split("\n\n")
        for number, part in enumerate([first, *others]):
            if number:
                paragraphs.append([])
            if part.strip("\n"):
                paragraphs[-1].append((part.strip("\n"), entity))
    return [paragraph for paragraph in paragraphs if paragraph]
