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
    if name == "lease":
        functions = [f"local function {one}(KEYS, ARGV)\n{_source(one)}\nend" for one in ("peek", "claim")]
        return "\n".join([_read("shard"), *functions, _read("lease")])
    parts = ["shard", *(["seen"] if name in _WITH_SEEN else []), name]
    return "\n".join(map(_read, parts))


def _read(name: str) -> str:
    return files("crawler.frontier").joinpath(f"{name}.lua").read_text("utf-8")


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
        if self.one_server:
            return [await self.run_over("peek", shards, arguments)]
        return list(await asyncio.gather(*(self.run("peek", shard, arguments) for shard in shards)))

    @property
    def one_server(self) -> bool:
        """Whether all shards lie on one server, so that one call reaches them all."""
        return not isinstance(self._redis, RedisCluster)

    async def run_over(self, name: str, shards: Sequence[str], arguments: Sequence[Argument]) -> list[Any]:
        """Run a script once over shards that lie on one server."""
        text, digest = self._text(name)
        answer: list[Any]
        try:
            answer = await self._redis.evalsha(digest, len(shards), *shards, *arguments)
        except NoScriptError:
            answer = await self._redis.eval(text, len(shards), *shards, *arguments)
        return answer

    def _text(self, name: str) -> tuple[str, str]:
        if name not in self._texts:
            self._texts[name] = _source(name)
            self._hashes[name] = sha1(self._texts[name].encode(), usedforsecurity=False).hexdigest()
        return self._texts[name], self._hashes[name]
