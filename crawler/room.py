"""Watch that Redis has room: a full Redis must stop the crawl, never forget what it knows."""

import logging
from collections.abc import Iterable

from redis.asyncio import RedisCluster

from crawler.frontier.redis_client import AnyRedis

__all__ = ["Room"]

_TIGHT = 0.9
"""Share of ``maxmemory`` at which nothing more is claimed: what is in flight still fits into the rest."""


class Room:
    """Asks each Redis how full it is, and says so once when that changes."""

    def __init__(self, clients: Iterable[AnyRedis], log: logging.Logger) -> None:
        self._clients = tuple(dict.fromkeys(clients))
        self._log = log
        self._said_policy = False
        self.tight = False
        """Whether nothing more should be claimed."""

    async def look(self) -> None:
        """Ask again; Redis' errors pass."""
        shares = [share for client in self._clients for share in await self._shares(client)]
        tight = max(shares, default=0.0) >= _TIGHT
        if tight and not self.tight:
            self._log.error("Redis is %.0f %% full: nothing is claimed - give it more maxmemory", 100 * max(shares))
        elif self.tight and not tight:
            self._log.info("Redis has room again")
        self.tight = tight

    async def _shares(self, client: AnyRedis) -> list[float]:
        """Used memory as a share of what is allowed, for each node that has a limit."""
        told = await client.info("memory")
        nodes = list(told.values()) if isinstance(client, RedisCluster) else [told]
        limited = [node for node in nodes if isinstance(node, dict) and int(node.get("maxmemory", 0)) > 0]
        for node in limited:
            policy = node.get("maxmemory_policy")
            if policy != "noeviction" and not self._said_policy:
                self._said_policy = True
                self._log.error("Redis' maxmemory-policy is %s: it may forget URLs - set it to noeviction", policy)
        return [int(node["used_memory"]) / int(node["maxmemory"]) for node in limited]
