"""Dates as people type them, turned into a span of time."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_FORMS = (
    (re.compile(r"^(?P<y>\d{4})$"), "year"),
    (re.compile(r"^(?P<y>\d{4})-(?P<m>\d{1,2})$"), "month"),
    (re.compile(r"^(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})$"), "day"),
    (re.compile(r"^(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})$"), "day"),
    (re.compile(r"^(?P<m>\d{1,2})\.(?P<y>\d{4})$"), "month"),
)
_LAST = re.compile(r"^(?P<n>\d{1,4})(?P<unit>[hdwmy])$")
_HOURS = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 30, "y": 24 * 365}
_WORDS = {"today": 0, "heute": 0, "yesterday": 1, "gestern": 1}

HINT = "write 2026, 2026-11, 2026-11-01, 1.11.2026 or today"
GERMAN_HINT = "2026, 2026-11, 2026-11-01, 1.11.2026 oder heute schreiben"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From the first moment, included, to the last, excluded; None is without end."""

    start: datetime | None = None
    end: datetime | None = None

    def both(self, other: "Span") -> "Span":
        """What lies in both spans."""
        starts = [start for start in (self.start, other.start) if start]
        ends = [end for end in (self.end, other.end) if end]
        return Span(start=max(starts, default=None), end=min(ends, default=None))

    def filter(self, field: str) -> dict[str, object] | None:
        """The range query of this span; None when it has no bounds."""
        bounds = {
            "gte": self.start.isoformat() if self.start else None,
            "lt": self.end.isoformat() if self.end else None,
        }
        told = {name: value for name, value in bounds.items() if value}
        return {"range": {field: told}} if told else None


EVER = Span()
"""All time."""


def day_or_more(text: str, now: datetime) -> Span | None:
    """The day, month or year that a text names; None when it names none."""
    word = text.strip().lower()
    if word in _WORDS:
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=_WORDS[word])
        return Span(start=day, end=day + timedelta(days=1))
    for pattern, kind in _FORMS:
        match = pattern.match(word)
        if match:
            return _calendar(kind, {name: int(value) for name, value in match.groupdict().items()})
    return _moment(word)


def _calendar(kind: str, parts: dict[str, int]) -> Span | None:
    try:
        start = datetime(parts["y"], parts.get("m", 1), parts.get("d", 1), tzinfo=UTC)
        return Span(start=start, end=_next(start, kind))
    except (ValueError, OverflowError):
        return None


def _next(start: datetime, kind: str) -> datetime:
    if kind == "day":
        return start + timedelta(days=1)
    if kind == "year":
        return start.replace(year=start.year + 1)
    return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)


def _moment(word: str) -> Span | None:
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Span(start=aware, end=aware + timedelta(seconds=1))


def span(text: str, now: datetime) -> Span | None:
    """The span that a date expression names, comparisons and ``a..b`` included; None when it is none."""
    for sign in (">=", "<=", ">", "<"):
        if text.startswith(sign):
            named = day_or_more(text[len(sign) :], now)
            return named and compared(sign, named)
    first, dots, last = text.partition("..")
    if not dots:
        return day_or_more(text, now)
    start = day_or_more(first, now) if first else Span()
    end = day_or_more(last, now) if last else Span()
    return Span(start=start.start, end=end.end) if start and end else None


def compared(sign: str, named: Span) -> Span:
    """The span of a comparison with a day, month or year: ``>2026-11`` begins in December."""
    return {
        ">=": Span(start=named.start),
        ">": Span(start=named.end),
        "<=": Span(end=named.end),
        "<": Span(end=named.start),
    }[sign]


def last(text: str, now: datetime) -> Span | None:
    """The span up to now that ``7d`` and the like name; None when the text is none."""
    match = _LAST.match(text.strip().lower())
    if not match:
        return None
    return Span(start=now - timedelta(hours=int(match["n"]) * _HOURS[match["unit"]]))
