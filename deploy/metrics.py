"""What Prometheus reads at ``/metrics``: outcomes, queues, the frontier and the memory of Redis at that moment."""

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from redis.exceptions import RedisError

from crawler.drift import complete_key, drift_key, from_hash, shares_from_hash
from crawler.frontier import AnyRedis, Frontier, open_redis
from crawler.frontier.knowledge import Counts
from crawler.page import ARTICLES_QUEUE, PAGES_QUEUE
from crawler.runs import Runs
from crawler.settings import CrawlerSettings
from crawler.sources import catalogue
from deploy.settings import StackSettings

QUEUES = (PAGES_QUEUE, ARTICLES_QUEUE)


class _Snapshot:
    """A collector of metrics that were read before: the library collects at once, Redis must be waited for."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = tuple(metrics)

    def collect(self) -> Iterator[Metric]:
        """The metrics, as the library asks for them."""
        yield from self._metrics


async def exposition(settings: StackSettings) -> bytes:
    """All metrics in Prometheus' text form; when Redis is away, just that."""
    registry = CollectorRegistry()
    client = open_redis(settings.redis_address)
    crawling = CrawlerSettings()
    frontier_client = open_redis(crawling.frontier_url.get_secret_value()) if crawling.frontier_url else client
    try:
        metrics = await _read(client, settings.prefix)
        metrics += await _sources(client, settings.prefix, frozenset(catalogue(crawling.sources).sources))
        frontier = Frontier(frontier_client, prefix=settings.prefix, shards=crawling.shards)
        metrics += _frontier(await frontier.counts())
    except RedisError:
        metrics = [GaugeMetricFamily("newsloom_redis_up", "Whether Redis answers.", value=0)]
    finally:
        await client.aclose()
        await frontier_client.aclose()
    registry.register(_Snapshot(metrics))
    return generate_latest(registry)


async def _read(client: AnyRedis, prefix: str) -> list[Metric]:
    outcomes = await client.hgetall(f"newsloom:{prefix}outcomes")
    queues = {queue: await client.llen(queue) for queue in QUEUES}
    memory = await client.info("memory")
    crawlers = await Runs(client, prefix).alive()
    return [
        GaugeMetricFamily("newsloom_redis_up", "Whether Redis answers.", value=1),
        GaugeMetricFamily("newsloom_redis_used_bytes", "Memory that Redis uses.", value=memory["used_memory"]),
        GaugeMetricFamily(
            "newsloom_redis_limit_bytes", "Memory that Redis may use; 0: all.", value=memory["maxmemory"]
        ),
        GaugeMetricFamily(
            "newsloom_crawlers", "Crawler processes that gave a sign of life lately.", value=len(crawlers)
        ),
        _outcomes(outcomes),
        _by_label("newsloom_queue_messages", "Messages that wait in a queue.", "queue", queues),
    ]


async def _sources(client: AnyRedis, prefix: str, slugs: frozenset[str]) -> list[Metric]:
    """What the workers see of each source; pages given by hand belong to none."""
    drifts = from_hash(await client.hgetall(drift_key(prefix)))
    complete = shares_from_hash(await client.hgetall(complete_key(prefix)))
    drifting = GaugeMetricFamily(
        "newsloom_source_drift",
        "1 for what changed in a source's pages: made differently, or a part that fewer have.",
        labels=("source", "what"),
    )
    for slug in sorted(slugs & drifts.keys()):
        for drift in drifts[slug]:
            drifting.add_metric((slug, drift.what), 1)
    shares = GaugeMetricFamily(
        "newsloom_source_complete",
        "Share of a source's latest pages that are articles, and of those that have each part.",
        labels=("source", "part"),
    )
    for slug in sorted(slugs & complete.keys()):
        for part, share in complete[slug].items():
            shares.add_metric((slug, part), share)
    return [drifting, shares]


def _frontier(counts: Counts) -> list[Metric]:
    states = {name: getattr(counts, name) for name in ("due", "leased", "waiting", "dead")}
    return [
        _by_label("newsloom_frontier_entries", "What is in the frontier, by state.", "state", states),
        GaugeMetricFamily("newsloom_frontier_seen", "URLs that were ever seen.", value=counts.seen),
        GaugeMetricFamily("newsloom_frontier_hosts", "Hosts with entries.", value=counts.hosts),
        GaugeMetricFamily(
            "newsloom_frontier_oldest_ready_seconds",
            "For how long the host that waits longest could have been claimed.",
            value=counts.oldest_ready,
        ),
        CounterMetricFamily("newsloom_frontier_done", "Leases that ended for good.", value=counts.done),
        CounterMetricFamily("newsloom_frontier_returned", "Leases that ran out.", value=counts.returned),
    ]


def _outcomes(stored: Mapping[bytes, bytes]) -> CounterMetricFamily:
    family = CounterMetricFamily("newsloom_outcomes", "How pages and fetches ended.", labels=("outcome", "reason"))
    for name, count in sorted(stored.items()):
        outcome, _, reason = name.decode().partition(":")
        family.add_metric((outcome, reason), int(count))
    return family


def _by_label(name: str, says: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=(label,))
    for value, number in values.items():
        family.add_metric((value,), number)
    return family
