"""Keys for the API: made once, shown once, kept as hashes alone."""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.bulk import unavailable
from search.lifecycle import MADE_BY, Names
from search.mapping import DATE, KEYWORD, mapping

ALIAS = "api-keys"
PREFIX = "nl_"
"""Begins every key, so that one that leaks into a log or a repository can be recognised."""

BELIEVED = 30.0
"""Seconds for which a key that was right is not looked up again; a key that is taken away works so much longer."""

MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is kept of a key; never the key itself."""

    id: str
    """First digits of the hash, to tell keys apart."""
    name: str
    created: datetime


class Keys:
    """The API keys of one installation."""

    def __init__(self, client: Elasticsearch, names: Names, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._index = names.alias(ALIAS)
        self._clock = clock
        self._believed: dict[str, tuple[float, str]] = {}

    def add(self, name: str, now: datetime) -> str:
        """Make a key and return it; it can never be shown again."""
        key = PREFIX + secrets.token_urlsafe(32)
        with unavailable(self._client):
            self._make()
            document = {"name": name, "created": now.isoformat()}
            self._client.create(index=self._index, id=hashed(key), document=document, refresh=True)
        return key

    def all(self) -> tuple[Key, ...]:
        """Every key, by name."""
        with unavailable(self._client):
            try:
                hits = self._client.search(index=self._index, size=MOST, sort=["name"])["hits"]["hits"]
            except NotFoundError:
                return ()
        return tuple(
            Key(
                id=hit["_id"][:12],
                name=hit["_source"]["name"],
                created=datetime.fromisoformat(hit["_source"]["created"]),
            )
            for hit in hits
        )

    def remove(self, name: str) -> int:
        """Take away every key of that name; returns how many there were."""
        with unavailable(self._client):
            try:
                hits = self._client.search(index=self._index, query={"term": {"name": name}}, size=MOST)["hits"]["hits"]
            except NotFoundError:
                return 0
            for hit in hits:
                self._client.delete(index=self._index, id=hit["_id"], refresh=True)
        return len(hits)

    def owner(self, key: str) -> str | None:
        """The name of a key; None when there is no such key."""
        digest = hashed(key)
        now = self._clock()
        known = self._believed.get(digest)
        if known and now - known[0] < BELIEVED:
            return known[1]
        with unavailable(self._client):
            try:
                name = str(self._client.get(index=self._index, id=digest)["_source"]["name"])
            except NotFoundError:
                return None
        self._believed = {one: seen for one, seen in self._believed.items() if now - seen[0] < BELIEVED}
        self._believed[digest] = (now, name)
        return name

    def _make(self) -> None:
        fields = mapping({"name": KEYWORD, "created": DATE})
        try:
            self._client.indices.create(
                index=self._index,
                mappings={**fields, "_meta": {"made_by": MADE_BY}},
                settings={"number_of_shards": 1, "auto_expand_replicas": "0-1"},
            )
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise


def hashed(key: str) -> str:
    """A key as it is kept: with 256 random bits in it, one round of SHA-256 cannot be reversed by guessing."""
    return hashlib.sha256(key.encode()).hexdigest()
