"""Counts over time, in steps that suit the span: hours for a day or two, years for decades."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from search.dates import Span

MOST_BARS = 62
"""Bars that a person can tell apart in one picture."""

SHORT = timedelta(days=2, hours=1)
"""A span no longer than this is counted by the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One step of time and the articles in it."""

    start: datetime
    end: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Bars without gaps, all of one step."""

    step: str
    """``hour``, ``day``, ``week``, ``month`` or ``year``."""
    bars: tuple[Bar, ...]
    days: tuple[Bar, ...] = ()
    """The same by the day, without the empty ones."""


def histogram(period: Span) -> dict[str, Any]:
    """The aggregation: by hour for a short period, by day for all others; longer steps are summed up from days.

    A day's bucket is the finest that a century still fits into (``search.max_buckets`` is 65,536), so one request
    serves any span, and no node needs ``auto_date_histogram``.
    """
    interval = {"fixed_interval": "1h"} if _hourly(period) else {"calendar_interval": "day"}
    return {"date_histogram": {"field": "date", **interval, "min_doc_count": 1}}


def bars(buckets: Sequence[Mapping[str, Any]], period: Span) -> Histogram:
    """The buckets of an answer as bars in sensible steps, empty ones included."""
    counts = {datetime.fromtimestamp(bucket["key"] / 1000, UTC): bucket["doc_count"] for bucket in buckets}
    if not counts:
        return Histogram(step="day", bars=())
    step = "hour" if _hourly(period) else _step(min(counts), max(counts))
    return _stepped(counts, step, min(counts), max(counts))


def on_axis(histograms: Sequence[Histogram]) -> tuple[Histogram, ...]:
    """The histograms with the same bars: one step, one beginning, one end."""
    filled = [one for one in histograms if one.bars]
    if not filled:
        return tuple(histograms)
    first = min(one.bars[0].start for one in filled)
    last = max(one.bars[-1].start for one in filled)
    hourly = any(one.step == "hour" for one in filled)
    step = "hour" if hourly else _step(first, last)
    return tuple(
        _stepped({bar.start: bar.count for bar in (one.bars if hourly else one.days)}, step, first, last)
        for one in histograms
    )


def _stepped(counts: Mapping[datetime, int], step: str, first: datetime, last: datetime) -> Histogram:
    summed: dict[datetime, int] = {}
    for moment, count in counts.items():
        start = floor(moment, step)
        summed[start] = summed.get(start, 0) + count
    found, start = [], floor(first, step)
    while start <= last:
        end = following(start, step)
        found.append(Bar(start=start, end=end, count=summed.get(start, 0)))
        start = end
    return Histogram(step=step, bars=tuple(found), days=tuple(_days(counts)))


def floor(moment: datetime, step: str) -> datetime:
    """The start of the step in which a moment lies; weeks begin on Monday."""
    if step == "hour":
        return moment.replace(minute=0, second=0, microsecond=0)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if step == "week":
        return day - timedelta(days=day.weekday())
    if step == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if step == "year" else day


def following(start: datetime, step: str) -> datetime:
    """The start of the next step."""
    lengths = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
    if step in lengths:
        return start + lengths[step]
    # 32 days after the first of a month is in the next one, 366 days after New Year in the next year.
    return floor(start + timedelta(days=32 if step == "month" else 366), step)


def _hourly(period: Span) -> bool:
    return bool(period.start and period.end and period.end - period.start <= SHORT)


def _step(first: datetime, last: datetime) -> str:
    days = (last - first).days + 1
    for step, length in (("day", 1), ("week", 7), ("month", 30)):
        if days <= MOST_BARS * length:
            return step
    return "year"


def _days(counts: Mapping[datetime, int]) -> list[Bar]:
    summed: dict[datetime, int] = {}
    for moment, count in sorted(counts.items()):
        day = floor(moment, "day")
        summed[day] = summed.get(day, 0) + count
    return [Bar(start=day, end=following(day, "day"), count=count) for day, count in summed.items()]
