"""When a URL is due again: adaptive polling, the revisit plan, retries, windows; pure."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from croniter import croniter

from crawler.sources import Schedule, duration

__all__ = ["adapted", "jittered", "next_poll", "next_revisit", "open_at", "retry_after", "retry_in"]

_RETRIES = (5.0, 60.0, 900.0, 7200.0)
"""Seconds before the second, third, … attempt; the last one repeats."""
_MEMORY = 0.3
"""Weight of the newest observation in a feed's rate."""
_SPREAD = 0.1


def jittered(seconds: float, spread: float = _SPREAD) -> float:
    """A little more than asked, never less, so that many sources do not move in step."""
    return seconds * (1 + random.random() * spread)


def adapted(rate: float | None, new: int, hours: float) -> float:
    """New articles an hour after one more poll that found ``new`` in ``hours``; exponentially smoothed."""
    observed = new / max(hours, 1 / 60)
    return observed if rate is None else rate + _MEMORY * (observed - rate)


def next_poll(schedule: Schedule, rate: float | None, now: datetime, hint: float | None = None) -> datetime:
    """When a feed, sitemap or front page is due again: by cron, or so that about one new article is waiting.

    ``hint`` is the server's own word (Cache-Control max-age, RSS ttl) in seconds; it lengthens, never shortens.
    """
    if schedule.cron:
        due: datetime = croniter(schedule.cron, now).get_next(datetime)
        return due
    shortest, longest = duration(schedule.shortest), duration(schedule.longest)
    wanted = 3600 / rate if rate else longest
    seconds = min(max(wanted, shortest, hint or 0.0), longest)
    return open_at(schedule, now + timedelta(seconds=jittered(seconds)))


def next_revisit(schedule: Schedule, first: datetime, now: datetime) -> datetime | None:
    """When an article is fetched again: at the first age of the plan that lies ahead; None when the plan is through."""
    ages = sorted(duration(age) for age in schedule.revisits)
    ahead = next((age for age in ages if first + timedelta(seconds=age) > now), None)
    return None if ahead is None else first + timedelta(seconds=jittered(ahead))


def retry_in(attempts: int) -> float:
    """Seconds to the next attempt after so many that failed."""
    return jittered(_RETRIES[min(attempts, len(_RETRIES)) - 1])


def retry_after(value: str | None, now: datetime, longest: float = 86400.0) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, as number or as date (RFC 9110, 10.2.3).

    None when it cannot be read.
    """
    if not value:
        return None
    if value.strip().isdigit():
        return min(float(value), longest)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), longest)


def open_at(schedule: Schedule, moment: datetime) -> datetime:
    """The moment itself inside the source's windows, else when the next one opens."""
    if not schedule.windows or _inside(schedule.windows, moment):
        return moment
    openings = [
        (moment + timedelta(days=day)).replace(hour=start // 60, minute=start % 60, second=0, microsecond=0)
        for day in (0, 1)
        for start, _ in map(_window, schedule.windows)
    ]
    return min(opening for opening in openings if opening > moment)


def _inside(windows: Sequence[str], moment: datetime) -> bool:
    minute = moment.hour * 60 + moment.minute
    for start, end in map(_window, windows):
        if start <= minute < end or (start > end and (minute >= start or minute < end)):  # over midnight
            return True
    return False


def _window(text: str) -> tuple[int, int]:
    """Minutes of the day of ``06:00-22:30``."""
    start, _, end = text.partition("-")
    return _minutes(start), _minutes(end)


def _minutes(text: str) -> int:
    hour, _, minute = text.strip().partition(":")
    return int(hour) * 60 + int(minute or 0)
