"""A question as an address carries it, the same in the web page and the API: parameters to a query and back."""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import msgspec

from search import dates, ranking
from search.facets import BY_NAME, FACETS
from search.history import MOST as MOST_CHANGES
from search.history import Side
from search.query import DEEPEST, MOST, Query, Sort

Parameters = Mapping[str, list[str]]
"""Values by name, as an address holds them."""

MOST_PAGES = 1000
LONGEST_SORT = 4
"""Values of a cursor: ours have three, and a point in time adds one."""


class WrongParameter(Exception):
    """A parameter that cannot be read: which one, what it holds, what it may hold."""

    def __init__(self, *, name: str, value: str, hint: str, german: str) -> None:
        super().__init__(name, value, hint, german)
        self.name = name
        self.value = value
        self.hint = hint
        self.german = german
        """The hint for a reader of the German page."""

    def __str__(self) -> str:
        return f"{self.name}={self.value[:80]} cannot be read - {self.hint}"


def read(given: Parameters, now: datetime, *, size: int = 10) -> Query:
    """The query that an address asks; raises ``WrongParameter``."""
    shown = _number(given, "size", size, MOST)
    page = _number(given, "page", 1, MOST_PAGES)
    after, moment = _cursor(given)
    return Query(
        text=_one(given, "q"),
        chosen={facet.name: tuple(given[facet.name]) for facet in FACETS if any(given.get(facet.name, ()))},
        period=_period(given, now),
        sort=_sort(given),
        per_story=_one(given, "stories") in ("1", "yes", "true"),
        size=shown,
        offset=min((page - 1) * shown, DEEPEST - shown),
        after=after,
        moment=moment,
        as_of=_moment(given, "as_of"),
        half_life=float(_number(given, "half_life", int(ranking.HALF_LIFE), 36_500, least=0)),
    )


def told(query: Query) -> list[tuple[str, str]]:
    """The parameters of a query, without those that say nothing new."""
    return list(_told(query))


def address(query: Query, path: str = "/", **more: str) -> str:
    """The address that asks a query."""
    kept = [(name, value) for name, value in told(query) if name not in more]
    return path + _tail([*kept, *more.items()])


def _tail(pairs: Iterable[tuple[str, str]]) -> str:
    encoded = urlencode([pair for pair in pairs if pair[1]])
    return f"?{encoded}" if encoded else ""


def _told(query: Query) -> Iterator[tuple[str, str]]:
    if query.text:
        yield "q", query.text
    for name, values in query.chosen.items():
        yield from ((name, value) for value in values)
    if query.period.start:
        yield "from", _short(query.period.start)
    if query.period.end:
        yield "before", _short(query.period.end)
    if query.sort is not Sort.RELEVANCE:
        yield "sort", query.sort.value
    if query.per_story:
        yield "stories", "1"
    if query.half_life != ranking.HALF_LIFE:
        yield "half_life", f"{query.half_life:g}"
    if query.as_of:
        yield "as_of", query.as_of.isoformat()


def cursor(after: tuple[Any, ...] | None, moment: str | None = None) -> str | None:
    """Where a page ended, and on which point in time it was read, fit for an address."""
    if not after:
        return None
    return base64.urlsafe_b64encode(msgspec.json.encode((after, moment))).decode().rstrip("=")


def _short(moment: datetime) -> str:
    """A day where it is one."""
    return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat()


def _one(given: Parameters, name: str) -> str:
    return next(iter(given.get(name, ())), "").strip()


def _number(given: Parameters, name: str, otherwise: int, most: int, least: int = 1) -> int:
    text = _one(given, name)
    if not text:
        return otherwise
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= most:
        hint, german = f"use a number from {least} to {most}", f"eine Zahl von {least} bis {most} nehmen"
        raise WrongParameter(name=name, value=text, hint=hint, german=german)
    return int(text)


def changed(given: Parameters, now: datetime) -> dict[str, Any]:
    """What an address asks of ``history.search``; raises ``WrongParameter``."""
    return {
        "text": _one(given, "q"),
        "side": _side(given),
        "sources": tuple(filter(None, given.get("source", ()))),
        "period": _period(given, now),
        "size": _number(given, "size", 20, MOST_CHANGES),
    }


def _side(given: Parameters) -> Side:
    text = _one(given, "side") or Side.EITHER.value
    if text not in set(Side):
        raise _none_of(Side, "side", text)
    return Side(text)


def _sort(given: Parameters) -> Sort:
    text = _one(given, "sort")
    try:
        return Sort(text or Sort.RELEVANCE)
    except ValueError as error:
        raise _none_of(Sort, "sort", text) from error


def _none_of(known: type[StrEnum], name: str, value: str) -> WrongParameter:
    names = ", ".join(known)
    return WrongParameter(name=name, value=value, hint=f"use one of {names}", german=f"eines nehmen von {names}")


def _period(given: Parameters, now: datetime) -> dates.Span:
    first, last, before = (_span(given, name, now) for name in ("from", "to", "before"))
    return dates.Span(start=first.start, end=before.start or last.end)


def _span(given: Parameters, name: str, now: datetime) -> dates.Span:
    text = _one(given, name)
    found = dates.day_or_more(text, now) if text else dates.EVER
    if found is None:
        raise WrongParameter(name=name, value=text, hint=dates.HINT, german=dates.GERMAN_HINT)
    return found


def _moment(given: Parameters, name: str) -> datetime | None:
    text = _one(given, name)
    try:
        # A plus in an address is a space.
        moment = datetime.fromisoformat(text.replace(" ", "+")) if text else None
    except ValueError:
        moment = None
    if text and (moment is None or moment.tzinfo is None):
        example = "2026-11-23T12:00:00Z"
        hint, german = f"use a time with its zone: {example}", f"eine Zeit mit ihrer Zone nehmen: {example}"
        raise WrongParameter(name=name, value=text, hint=hint, german=german)
    return moment


def _cursor(given: Parameters) -> tuple[tuple[Any, ...] | None, str | None]:
    text = _one(given, "after")
    if not text:
        return None, None
    hint, german = "use the cursor of the page before", "den Zeiger der vorigen Seite nehmen"
    wrong = WrongParameter(name="after", value=text, hint=hint, german=german)
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        values, moment = msgspec.json.decode(decoded, type=tuple[tuple[str | int | float, ...], str | None])
    except (binascii.Error, msgspec.DecodeError, ValueError) as error:
        raise wrong from error
    if len(values) > LONGEST_SORT:
        raise wrong
    return values, moment


def narrowed(query: Query, name: str, value: str) -> Query:
    """The query with one more value of a facet chosen, or without it when it was chosen; back on its first page."""
    before = query.chosen.get(name, ())
    values = tuple(one for one in before if one != value) if value in before else (*before, value)
    if BY_NAME[name].kind == "flag" and value not in before:
        values = (value,)  # yes and no at once would be everything
    chosen = {one: picked for one, picked in {**query.chosen, name: values}.items() if picked}
    return replace(query, chosen=chosen, offset=0, after=None, moment=None)
