"""Weighs the evidence of a date of publication: which of it stands when the page says several."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from workers.extraction.result import Evidence

TRUSTED = 0.6
"""Confidence from which evidence needs no dear search, and can dispute other evidence."""
DOUBTED = 0.7
"""Confidence of what machines are told of the page rather than of the article."""
_CLEAR = 0.68
"""Confidence of what readers are shown from which it is a line of its own, near the text and not said of a change."""
_SHOWN = frozenset(("time", "text"))
_TOLD = frozenset(("json-ld", "meta", "microdata"))


def weighed(found: list[Evidence], changed: frozenset[date], zone: str | None) -> tuple[Evidence, ...]:
    """Put the evidence in order, an earlier day of the URL first, and note whether good evidence disagrees."""
    if not found:
        return ()
    best = found[0]
    stated = next((one for one in found if one.source == "url"), None)
    if stated is not None and best is not stated:
        away = abs(best.value.date() - stated.value.date())
        if away > timedelta(days=1) and stated.value < best.value:
            best = stated
        elif away == timedelta(days=1):
            best = replace(best, value=_local(best.value, stated.value))
    elif best.source not in _SHOWN:
        best = _as_shown(best, found, changed, zone)
    best = _with_zone(finer(best, found), found)
    disputed = any(abs(one.value - best.value) > timedelta(hours=36) for one in found if one.confidence >= TRUSTED)
    return (replace(best, disputed=disputed), *(one for one in found if one is not best))


def _as_shown(best: Evidence, found: Sequence[Evidence], changed: frozenset[date], zone: str | None) -> Evidence:
    """Settle what machines and readers are told differently: a zone, a later change, a page put online anew.

    Readers are believed if they see one day alone, and that is earlier than what one kind of source tells machines,
    or told them by another kind as well.
    """
    days = {one.value.date(): one for one in found if one.source in _SHOWN and one.confidence >= _CLEAR}
    if len(days) != 1:
        return best
    ((day, shown),) = days.items()
    instant = not best.value.utcoffset() and best.precision != "day"
    if instant and zone and (there := best.value.astimezone(ZoneInfo(zone))).date() == day:
        return replace(best, value=there)
    if day == best.value.date() or day in changed:
        return best
    if instant and abs(day - best.value.date()) == timedelta(days=1):
        return replace(best, value=_local(best.value, datetime.combine(day, time(), UTC)))
    if best.confidence <= DOUBTED:
        return shown
    told = {one.source: one.value.date() for one in reversed(found) if one.source in _TOLD and one.confidence > DOUBTED}
    alone = list(told.values()).count(best.value.date()) == 1
    return shown if alone and (day < best.value.date() or day in told.values()) else best


def finer(best: Evidence, found: Iterable[Evidence]) -> Evidence:
    """Evidence that names the same day and the time as well, if the best names the day alone."""
    if best.precision != "day":
        return best
    same = (one for one in found if one.precision != "day" and one.value.date() == best.value.date())
    finer = next(same, None)
    return best if finer is None else replace(finer, confidence=best.confidence)


def _local(value: datetime, day: datetime) -> datetime:
    """The same instant in the nearest whole-hour zone in which it falls on the day that the URL names."""
    for hours in (*range(1, 15), *(-number for number in range(1, 13))):
        there = value.astimezone(timezone(timedelta(hours=hours)))
        if there.date() == day.date() and (hours > 0) == (day.date() > value.date()):
            return there
    return value


def _with_zone(best: Evidence, found: Iterable[Evidence]) -> Evidence:
    """The same instant as other evidence gives it in the publisher's own zone, if the best gives it in UTC."""
    if best.value.utcoffset() or best.precision == "day":
        return best
    same = (
        one.value
        for one in found
        if one.precision != "day" and one.value.utcoffset() and abs(one.value - best.value) < timedelta(minutes=1)
    )
    return replace(best, value=next(same, best.value))
