"""Quiet hours: when an alert is to wait, and until when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_HOURS = re.compile(r"^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$")
_HOURS_HINT = "write 22:00-07:00"
_STEPS = 32
"""Silences that can follow each other: no week has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours of each day, and whole days, in which nobody wants to be disturbed."""

    zone: str = "UTC"
    """Time zone of the hours, as the IANA database names it."""
    start: time | None = None
    end: time | None = None
    """The first moment after the quiet hours; before ``start``, they run over midnight."""
    days: tuple[str, ...] = ()
    """Days of the week that are quiet altogether: ``sat``, ``sun``."""


def read(hours: str, days: Sequence[str] = (), zone: str = "UTC") -> Quiet:
    """Quiet hours as a person writes them; raises ``ValueError`` with what to write instead."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{zone!r} is no time zone - write one like Europe/Berlin") from error
    unknown = [day for day in days if day not in DAYS]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no day of the week - write some of {', '.join(DAYS)}")
    if set(days) == set(DAYS):
        raise ValueError("every day is quiet, so nothing would ever be sent - leave one out, or switch the alert off")
    start, end = _hours(hours) if hours else (None, None)
    return Quiet(zone=zone, start=start, end=end, days=tuple(day for day in DAYS if day in days))


def until(quiet: Quiet | None, now: datetime) -> datetime | None:
    """The moment at which the quiet time around ``now`` is over; None when it is not quiet."""
    if quiet is None:
        return None
    zone = ZoneInfo(quiet.zone)
    moment = now.astimezone(zone)
    for _ in range(_STEPS):
        following = _over(quiet, moment)
        if following is None:
            break
        moment = following
    ended = moment.astimezone(UTC)
    return ended if ended > now.astimezone(UTC) else None


def _hours(text: str) -> tuple[time, time]:
    match = _HOURS.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} are no hours - {_HOURS_HINT}")
    first_hour, first_minute, last_hour, last_minute = (int(part) for part in match.groups())
    try:
        start, end = time(first_hour, first_minute), time(last_hour, last_minute)
    except ValueError as error:
        raise ValueError(f"{text!r} are no hours - {_HOURS_HINT}") from error
    if start == end:
        raise ValueError(f"{text!r} begins when it ends - {_HOURS_HINT}, or name whole days")
    return start, end


def _over(quiet: Quiet, moment: datetime) -> datetime | None:
    """When the silence that holds at a local moment ends; None when none holds."""
    if DAYS[moment.weekday()] in quiet.days:
        return _later(moment, time(), days=1)
    if quiet.start is None or quiet.end is None:
        return None
    clock = moment.time()
    if quiet.start < quiet.end:
        return _later(moment, quiet.end) if quiet.start <= clock < quiet.end else None
    if clock >= quiet.start:
        return _later(moment, quiet.end, days=1)
    return _later(moment, quiet.end) if clock < quiet.end else None


def _later(moment: datetime, clock: time, *, days: int = 0) -> datetime:
    """The local time on the day of the moment, or some days on, as a moment that exists."""
    named = datetime.combine(moment.date() + timedelta(days=days), clock, tzinfo=moment.tzinfo)
    # In the night when clocks go back an hour comes twice: the second one ends the silence that its first half began.
    if named.astimezone(UTC) <= moment.astimezone(UTC):
        named = named.replace(fold=1)
    # In the night when clocks go forward some times do not exist; by way of UTC they become ones that do.
    return named.astimezone(UTC).astimezone(moment.tzinfo)
