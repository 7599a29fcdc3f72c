"""Long strings that thousands of entries share, kept once in each shard."""

from collections.abc import Iterable, Mapping, Sequence

from crawler.frontier.entry import Entry, ids_in, names_of
from crawler.frontier.redis_client import AnyRedis

_REMEMBERED = 100_000


class Names:
    """Publishes the names of entries that are added, and resolves those of entries that are claimed."""

    def __init__(self, redis: AnyRedis) -> None:
        self._redis = redis
        self._published: set[tuple[str, bytes]] = set()
        self._known: dict[bytes, str] = {}

    async def publish(self, shard: str, entries: Iterable[Entry]) -> None:
        """Make sure that a shard knows the names of entries; what this process published once is not sent again."""
        names: dict[bytes, str] = {}
        for entry in entries:
            names |= names_of(entry)
        new = {key: text for key, text in names.items() if (shard, key) not in self._published}
        if new:
            await self._redis.hset(f"{shard}:names", mapping=new)
            self._remember(new)
            self._published |= {(shard, key) for key in new}

    async def resolve(self, shard: str, packed: Sequence[bytes]) -> Mapping[bytes, str]:
        """What the ids in packed entries stand for."""
        missing = list({key for entry in packed for key in ids_in(entry)} - self._known.keys())
        if missing:
            found = await self._redis.hmget(f"{shard}:names", missing)
            self._remember({key: text.decode() for key, text in zip(missing, found, strict=True) if text})
        return self._known

    def _remember(self, names: Mapping[bytes, str]) -> None:
        if len(self._known) > _REMEMBERED:
            self._known.clear()
            self._published.clear()
        self._known |= names
