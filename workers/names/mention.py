"""A mention is one place in a text where a name stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Where a name stands, of what kind it is and how sure that is."""

    start: int
    end: int
    kind: str
    """``person``, ``organisation`` or ``place``."""
    words: tuple[str, ...]
    """As they are written, titles left out."""
    certainty: float
    """0 to 1."""
