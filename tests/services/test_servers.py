"""The servers that all other tests stand on are the real ones."""

import json
from urllib.request import urlopen

import redis


def test_redis_keeps_what_it_acknowledged(redis_url: str) -> None:
    """The local Redis writes an append-only file and never evicts."""
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_elasticsearch_says_its_version(elasticsearch_url: str) -> None:
    """Clients ask the root for the version before anything else."""
    answer = json.load(urlopen(elasticsearch_url))
    assert answer["version"]["number"].startswith("9.")
    assert answer["tagline"] == "You Know, for Search"
