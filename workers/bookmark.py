"""How far a run over everything is, remembered in Redis, so that it goes on there when it was interrupted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redis import Redis

    from workers.settings import WorkersSettings

KEPT = 7 * 24 * 3600
"""Seconds for which an interrupted run is remembered."""


class Bookmark:
    """The place that one run has reached."""

    def __init__(self, redis: "Redis[bytes]", settings: "WorkersSettings", run: str) -> None:
        """Find the bookmark of a run; ``run`` names all that makes it another one than those beside it."""
        self._redis = redis
        self._key = settings.key("reprocess", run)

    def place(self) -> str:
        """Where the run was interrupted; empty when it was not."""
        stored = self._redis.get(self._key)
        return stored.decode() if stored else ""

    def put(self, place: str) -> None:
        """Remember that everything up to a place is done."""
        self._redis.set(self._key, place, ex=KEPT)

    def remove(self) -> None:
        """Forget the run: it is at its end, or shall begin anew."""
        self._redis.delete(self._key)
