"""Open the Redis of the queues and the frontier, as the settings say."""

from redis.asyncio import RedisCluster

from crawler.frontier import AnyRedis, Frontier, open_redis
from crawler.settings import CrawlerSettings

__all__ = ["open_broker_redis", "open_frontier"]


def open_broker_redis(settings: CrawlerSettings) -> AnyRedis:
    """Client of the Redis that carries the queues and the runs."""
    client = open_redis(settings.redis_url.get_secret_value())
    if isinstance(client, RedisCluster):
        raise TypeError(
            "NEWSLOOM_REDIS_URL names a cluster, which cannot carry queues - name it in NEWSLOOM_FRONTIER_URL instead"
        )
    return client


def open_frontier(settings: CrawlerSettings, broker: AnyRedis) -> Frontier:
    """The frontier, on a Redis of its own where one is set."""
    redis = open_redis(settings.frontier_url.get_secret_value()) if settings.frontier_url else broker
    return Frontier(redis, prefix=settings.prefix, shards=settings.shards)
