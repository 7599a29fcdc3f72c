"""One visit: the life of one lease, from claim to ending, over redirects and robots.txt."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.frontier import Entry, Lease
from crawler.page import OptOut
from crawler.sources import Source

if TYPE_CHECKING:
    from crawler.download import Exchange

__all__ = ["CrashedError", "RefusedError", "StoppingError", "Visit"]


class RefusedError(Exception):
    """The URL is not to be fetched or kept; ``reason`` is one word."""

    def __init__(self, reason: str, opt_outs: tuple[OptOut, ...] = (), *, passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.opt_outs = opt_outs
        self.passing = passing
        """Asking again later may bring another answer."""


class CrashedError(Exception):
    """Several crawlers vanished with this entry in their hands; it may be what kills them."""


class StoppingError(Exception):
    """The process ends; the lease goes back as it was."""


@dataclass(slots=True, kw_only=True, eq=False)
class Visit:
    """What is known while one entry is being fetched; the only mutable value of the crawler."""

    lease: Lease
    source: Source
    run: str | None
    by_hand: bool = False
    """Nobody follows the URL's site: it was given to ``newsloom crawl``."""
    lanes: int = 1
    delay: float = 1.0
    """Seconds between two requests to the lease's host."""
    hops: int = 0
    turns: dict[str, str] = field(default_factory=dict)
    """Token by host: the lease's own, and one for each host that a redirect led to."""
    asked: dict[str, float] = field(default_factory=dict)
    """When the last exchange with each host ended, by the monotonic clock."""
    opt_outs: tuple[OptOut, ...] = ()
    exchange: "Exchange | None" = None
    archived_in: str | None = None
    ended: bool = False

    @property
    def entry(self) -> Entry:
        """What is being fetched."""
        return self.lease.entry
