"""How often one caller may ask: a bucket that fills at a steady rate and is emptied by each question."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_CALLERS = 10_000
"""Callers remembered; the one that has been silent longest is forgotten first."""


class Buckets:
    """A token bucket for each caller, in this process."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = a_minute / 60
        # Half a minute's worth at once: a page of many requests is no abuse.
        self._size = max(a_minute / 2, 1.0)
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, caller: str) -> float:
        """Take one token; 0 when there was one, else the seconds until there is."""
        with self._lock:
            now = self._clock()
            level, seen = self._levels.pop(caller, (self._size, now))
            level = min(self._size, level + (now - seen) * self._rate)
            wait = 0.0 if level >= 1 else (1 - level) / self._rate
            self._levels[caller] = (level if wait else level - 1, now)
            if len(self._levels) > MOST_CALLERS:
                self._levels.popitem(last=False)
            return wait
