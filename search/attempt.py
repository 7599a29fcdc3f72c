"""How one attempt to deliver something ends."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Delivered:
    """The other side has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryLater:
    """It did not work, and may work later."""

    reason: str
    after: timedelta | None = None
    """When the other side said how long to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """It will not work, however often it is tried."""

    reason: str


Ended = Delivered | TryLater | Never
