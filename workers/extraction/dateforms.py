"""Reads a date out of a string as publishers write it: ISO 8601, numbers, month names, "vor 3 Stunden"."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workers.extraction.characters import folded
from workers.extraction.months import MONTH_OF


class Moment(NamedTuple):
    """A point in time and how exactly it was given."""

    value: datetime
    precision: str
    """``second``, ``minute`` or ``day``."""


_CENTURY, _MONTHS_A_YEAR, _NOON = 100, 12, 12
_BUDDHIST, _FAR = 543, 2400
"""Years by which Thailand counts more, and from which a year is one of its."""
_LETTERS = r"[^\s\d.,:;|/()–-]+"
_NAME = rf"(?P<name>(?:(?:كانون|تشرين)\s+)?{_LETTERS}(?:\.{_LETTERS})*)"
"""Any word where a month's can stand; some Arabic ones are two words, and short Thai ones have a full stop within."""
_ZONES = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "mez": 1,
    "cet": 1,
    "mesz": 2,
    "cest": 2,
    "bst": 1,
    "wez": 0,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "et": -5,
    "pt": -8,
    "ist": 5.5,
    "jst": 9,
    "msk": 3,
}

_CLOCK = r"(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?)"
_ZONE = r"(?:\s*(?P<zone>Z|[+-]\d\d:?\d\d|[+-]\d\d|UTC|GMT|MESZ|MEZ|CEST|CET|BST|WEZ|[ECMP][SD]T|ET|PT|IST|JST|MSK)\b)?"
_ISO = re.compile(
    r"(?P<year>(?:19|20)\d\d)-(?P<month>0?[1-9]|1[0-2])-(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)(?:(?:T|\s+|\s*-\s*)\s*"
    + _CLOCK
    + _ZONE
    + ")?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>3[01]|[12]\d|0[1-9])(?:T?(?P<hour>[01]\d|"
    r"2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?" + _ZONE + r")?\b"
)
_BETWEEN = r"(?:\s*(?:[,|–—\-•·/(]|um|at|à|alle|ore|om|kl\.?|klo|о|в)?\s*){0,3}"
_AFTER = r"(?:" + _BETWEEN + _CLOCK + r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?(?:\s*(?:Uhr|uur|h)\b)?" + _ZONE + ")?"
_DAY_MONTH = re.compile(
    r"(?<![\d.])(?P<day>3[01]|[12]\d|0?[1-9])(?:\.|er|º|st|nd|rd|th|-)?\s*(?:de\s+|of\s+|d['’])?"
    + _NAME
    + r"\.?,?\s*(?:de\s+|del\s+|-)?(?P<year>(?:19|20|25)\d\d)(?!\d)"
    + _AFTER,
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"(?<!\w){_NAME}"
    r"\.?\s+(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,?\s+(?:\d\d:\d\d(?::\d\d)?\s+)?(?P<year>(?:19|20)\d\d)(?!\d)"
    + _AFTER,
    re.IGNORECASE,
)
_DOTTED = re.compile(
    r"(?<![\d.])(?P<day>3[01]|[12]\d|0?[1-9])\.\s?(?P<month>1[0-2]|0?[1-9])\.\s?(?P<year>(?:19|20)?\d\d)(?![\d])"
    + _AFTER
)
_SLASHED = re.compile(
    r"(?<![\d/])(?P<a>\d\d?)(?P<bar>[/-]|\s?\|\s?)(?P<b>\d\d?)(?P=bar)(?P<year>(?:19|20)\d\d)(?![\d/])" + _AFTER,
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?<![\d/.])(?P<year>(?:19|20)\d\d)[/.]\s?(?P<month>1[0-2]|0?[1-9])[/.]\s?(?P<day>3[01]|[12]\d|0?[1-9])(?![\d])\.?"
    + _AFTER
)
_YEAR_MONTH_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:\.|\s+m\.)?\s+"
    + _NAME
    + r"\.?\s+(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)\.?(?:\s+d\.)?"
    + _AFTER,
    re.IGNORECASE,
)
"""As in Hungarian and Lithuanian: "2026. március 4.", "2026 m. kovo 4 d."."""
_VIETNAMESE = re.compile(
    r"(?<!\d)(?P<day>3[01]|[12]\d|0?[1-9])\s+tháng\s+(?P<month>1[0-2]|0?[1-9]),?\s+(?:năm\s+)?(?P<year>(?:19|20)\d\d)"
    + _AFTER,
    re.IGNORECASE,
)
_EAST = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*[年년]\s*(?P<month>1[0-2]|0?[1-9])\s*[月월]\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日일]\s*(?:"
    + _CLOCK
    + ")?"
)
_AGO = re.compile(
    r"\b(?:vor\s+(?P<n1>\d{1,3}|einem|einer)\s+(?P<u1>Minute|Stunde|Tag|Woche)(?:n|en)?\b|(?P<n2>\d{1,3}|"
    r"an?)\s+(?P<u2>minute|min|hour|hr|day|week)s?\s+ago\b)",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"^\s*(?P<seconds>1\d{9})(?P<thousandths>\d{3})?\s*$")
_UNITS = {
    "minute": 60,
    "min": 60,
    "stunde": 3600,
    "hour": 3600,
    "hr": 3600,
    "tag": 86400,
    "day": 86400,
    "woche": 604800,
    "week": 604800,
}
_LONGEST = 400
_DIGITS = {
    ord(digit): str(value)
    for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९")
    for value, digit in enumerate(digits)
}
"""Arabic, Persian and Hindi ones."""
_FORMS = (_ISO, _EAST, _DAY_MONTH, _VIETNAMESE, _MONTH_DAY, _YEAR_MONTH_DAY, _YEAR_FIRST, _DOTTED, _SLASHED, _COMPACT)
"""In the order in which they are tried: "2020. 06. 04. 11:27" holds what looks like the 6th of April 2011 as well."""


def read_date(text: str, zone: str | None = None, *, month_first: bool = False) -> Moment | None:
    """The first date in a string.

    Args:
        text: A machine's timestamp or what a person wrote.
        zone: IANA name of the zone in which the publisher writes times that name none; UTC when unknown.
        month_first: Whether 3/4/2025 is the 4th of March.
    """
    text = text if text.isascii() else text[:_LONGEST].translate(_DIGITS)
    if seconds := _SECONDS.match(text):
        return Moment(datetime.fromtimestamp(int(seconds["seconds"]), UTC), "second")
    for form in _FORMS:
        for match in form.finditer(text[:_LONGEST]):
            if moment := _moment(match.groupdict(), zone, month_first):
                return moment
    return None


def read_ago(text: str, now: datetime) -> Moment | None:
    """A date told as a distance from the time of the fetch: "vor 3 Stunden", "2 days ago"."""
    match = _AGO.search(text[:200])
    if not match:
        return None
    number, unit = match["n1"] or match["n2"], (match["u1"] or match["u2"]).lower()
    seconds = _UNITS[unit] * (int(number) if number.isdigit() else 1)
    return Moment(now - timedelta(seconds=seconds), "minute" if seconds < 2 * 86400 else "day")


def _moment(parts: dict[str, str | None], zone: str | None, month_first: bool) -> Moment | None:  # noqa: FBT001 - private
    year = int(parts["year"] or 0)
    year += 2000 if year < _CENTURY else -_BUDDHIST if year > _FAR else 0
    if parts.get("a") is not None:
        first, second = int(parts["a"] or 0), int(parts["b"] or 0)
        day, month = (
            (second, first) if (month_first and first <= _MONTHS_A_YEAR) or second > _MONTHS_A_YEAR else (first, second)
        )
    else:
        name = parts.get("name")
        day, month = int(parts["day"] or 0), MONTH_OF.get(folded(name), 0) if name else int(parts["month"] or 0)
    hour, minute = parts.get("hour"), parts.get("minute")
    try:
        if hour is None or minute is None:
            return Moment(datetime(year, month, day, tzinfo=UTC), "day")
        clock = _clock(int(hour), parts.get("half"))
        value = datetime(year, month, day, clock, int(minute), int(parts.get("second") or 0))  # noqa: DTZ001 - zone follows
    except ValueError:
        return None
    return Moment(value.replace(tzinfo=_zone(parts.get("zone"), zone)), "second" if parts.get("second") else "minute")


def _clock(hour: int, half: str | None) -> int:
    if not half or hour > _NOON:
        return hour
    return hour % 12 + (12 if half.lower() == "p" else 0)


@lru_cache(maxsize=64)
def _zone(written: str | None, default: str | None) -> timezone | ZoneInfo:
    if not written:
        return ZoneInfo(default) if default else UTC
    if written[0] in "+-":
        digits = written[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(offset if written[0] == "+" else -offset) if offset < timedelta(hours=24) else UTC
    return timezone(timedelta(hours=_ZONES[written.lower()])) if _ZONES[written.lower()] else UTC
