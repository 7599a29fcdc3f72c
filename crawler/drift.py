"""What the workers have noticed of a source's pages: made differently, or holding less, than they used to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

__all__ = ["Drift", "complete_key", "drift_key", "from_hash", "memory_key", "shares_from_hash", "to_value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One thing that changed, and stays noticed until it is as before, or an operator accepts it."""

    what: str
    """``template``, or the part that fewer pages have: ``articles``, ``text``, ``authors``, …"""
    since: datetime
    """Fetch of the first page that was different; aware."""
    before: float
    after: float
    """Share of pages, 0 to 1."""
    pages: int
    """How many were seen since, when it was noticed."""
    says: str
    """All that in one sentence for people, without the time."""
    known: tuple[int, ...] = ()
    """What is needed to see that all is as before: the templates, or the least length of a usual text."""

    @property
    def sentence(self) -> str:
        """What changed, and since when."""
        return f"{self.says}, since {self.since:%Y-%m-%d %H:%M} UTC"


def drift_key(prefix: str) -> str:
    """Redis hash of what is noticed at the moment, by source."""
    return f"newsloom:{prefix}drift"


def complete_key(prefix: str) -> str:
    """Redis hash of how complete each source's latest articles are, by source."""
    return f"newsloom:{prefix}complete"


def memory_key(prefix: str, slug: str) -> str:
    """Redis list in which the workers remember a source's latest pages; without it they learn anew what is usual."""
    return f"newsloom:{prefix}watch:{slug}"


def to_value(told: Sequence[Drift] | Mapping[str, float]) -> bytes:
    """What a hash holds of one source."""
    return msgspec.json.encode(told)


def from_hash(stored: Mapping[bytes, bytes]) -> dict[str, tuple[Drift, ...]]:
    """What is noticed, by source."""
    return {slug.decode(): msgspec.json.decode(value, type=tuple[Drift, ...]) for slug, value in stored.items()}


def shares_from_hash(stored: Mapping[bytes, bytes]) -> dict[str, dict[str, float]]:
    """Which share of the latest articles has each part, 0 to 1, by source."""
    return {slug.decode(): msgspec.json.decode(value, type=dict[str, float]) for slug, value in stored.items()}
