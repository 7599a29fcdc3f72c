"""The frontier's Lua scripts: each runs in one piece on one shard."""

import asyncio
from collections.abc import Sequence
from hashlib import sha1
from importlib.resources import files
from typing import Any

from redis.asyncio import RedisCluster
from redis.exceptions import NoScriptError

from crawler.frontier.redis_client import AnyRedis

_WITH_SEEN = frozenset({"add", "look", "note"})

Argument = str | bytes | int


def _source(name: str) -> str:
    folder = files("crawler.frontier")
    parts = ["shard", *(["seen"] if name in _WITH_SEEN else []), name]
    return "\n".join(folder.joinpath(f"{part}.lua").read_text("utf-8") for part in parts)


class Scripts:
    """Calls scripts by their hash, and sends their text once to a server that does not know it."""

    def __init__(self, redis: AnyRedis) -> None:
        self._redis = redis
        self._texts: dict[str, str] = {}
        self._hashes: dict[str, str] = {}

    async def run(self, name: str, shard: str, arguments: Sequence[Argument]) -> Any:  # noqa: ANN401 - a script's answer
        """Run a script on a shard."""
        text, digest = self._text(name)
        try:
            return await self._redis.evalsha(digest, 1, shard, *arguments)
        except NoScriptError:
            return await self._redis.eval(text, 1, shard, *arguments)

    async def run_all(self, name: str, calls: Sequence[tuple[str, Sequence[Argument]]]) -> list[Any]:
        """Run a script on several shards: in one round trip, or side by side on a cluster's nodes."""
        if isinstance(self._redis, RedisCluster) or len(calls) == 1:
            return list(await asyncio.gather(*(self.run(name, shard, arguments) for shard, arguments in calls)))
        _, digest = self._text(name)
        pipeline = self._redis.pipeline(transaction=False)
        for shard, arguments in calls:
            pipeline.evalsha(digest, 1, shard, *arguments)
        answers: list[Any] = await pipeline.execute(raise_on_error=False)
        for position, answer in enumerate(answers):
            if isinstance(answer, NoScriptError):
                answers[position] = await self.run(name, *calls[position])
            elif isinstance(answer, Exception):
                raise answer
        return answers

    async def look_over(self, shards: Sequence[str], arguments: Sequence[Argument]) -> list[list[Any]]:
        """Peek into all shards; a list of answers for each call that this takes: one, but on a cluster one for each."""
        if isinstance(self._redis, RedisCluster):
            return list(await asyncio.gather(*(self.run("peek", shard, arguments) for shard in shards)))
        text, digest = self._text("peek")
        try:
            return [await self._redis.evalsha(digest, len(shards), *shards, *arguments)]
        except NoScriptError:
            return [await self._redis.eval(text, len(shards), *shards, *arguments)]

    def _text(self, name: str) -> tuple[str, str]:
        if name not in self._texts:
            self._texts[name] = _source(name)
            self._hashes[name] = sha1(self._texts[name].encode(), usedforsecurity=False).hexdigest()
        return self._texts[name], self._hashes[name]
