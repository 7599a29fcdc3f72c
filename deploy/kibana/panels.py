"""A dashboard's panels as data: what is counted, by what, drawn how."""

from dataclasses import dataclass
from enum import StrEnum

FULL = 48
"""Columns of Kibana's grid."""


class View(StrEnum):
    """The data view that a panel reads; named as the alias is."""

    ARTICLES = "articles"
    REVISIONS = "revisions"
    FETCHES = "fetches"


class Shape(StrEnum):
    """How a panel is drawn."""

    NUMBER = "number"
    BARS = "bars"
    STACKED = "stacked"
    LINES = "lines"
    DONUT = "donut"
    CLOUD = "cloud"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Split by the most frequent values of a field."""

    field: str
    label: str
    size: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """Split by time, in steps that suit the span shown."""

    field: str
    label: str = "Time"


Split = Terms | Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One number: of documents, or of a field's values."""

    label: str
    operation: str = "count"
    """As Lens calls it: ``count``, ``unique_count``, ``sum``, ``median``, ``percentile``, ``min``, ``max``."""
    field: str | None = None
    where: str = ""
    """Only documents for which this holds, in Kibana's query language."""
    percent: int | None = None
    """Of a percentile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture on a dashboard. The first value decides the order of terms."""

    title: str
    view: View
    shape: Shape
    values: tuple[Value, ...]
    by: tuple[Split, ...] = ()
    """For bars, lines and stacks the axis, then what splits it."""
    width: int = FULL // 2
    height: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The documents themselves, in a table."""

    title: str
    view: View
    columns: tuple[str, ...]
    newest: str
    """The date field to sort by."""
    height: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A list of values at the top of a dashboard, to narrow it by."""

    label: str
    view: View
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One dashboard."""

    id: str
    title: str
    description: str
    since: str
    """The span it opens with, such as ``now-7d``."""
    controls: tuple[Control, ...]
    panels: tuple[Panel, ...]
    listings: tuple[Listing, ...] = ()
