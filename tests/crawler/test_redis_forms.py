"""The frontier and the hand-over on every form of Redis: password, TLS, Sentinel, Cluster."""

import asyncio
from pathlib import Path

import pytest
import redis as redis_client
from pydantic import SecretStr

from crawler.crawling import crawl
from crawler.frontier import Ending, Entry, Frontier, open_redis
from crawler.page import Kind
from crawler.settings import CrawlerSettings
from tests.crawler.conftest import a_source, log_of, pages_of, until
from tests.crawler.servers import Server, a_certificate, a_server, in_front_of, serving
from tests.site import Site


async def life_of_a_url(url: str) -> list[str]:
    """Add, claim, finish, ask: the states that three URLs on three hosts go through."""
    frontier = Frontier(open_redis(url), shards=16)
    entries = [Entry(url=f"https://host{number}.example/a", source="x", kind=Kind.FEED) for number in range(30)]
    try:
        assert all(await frontier.add(entries))
        assert not any(await frontier.add(entries))
        leases, _ = await frontier.claim(100, lease=60, default_delay=0)
        assert len(leases) == len(entries)
        assert all(await frontier.finish([Ending(lease=lease, wait=0) for lease in leases]))
        assert (await frontier.counts()).done == len(entries)
        return [(await frontier.known(entry.url)).state for entry in entries[:3]]
    finally:
        await frontier.redis.aclose()


def test_a_password_is_used(tmp_path: Path) -> None:
    """redis://user:password@host works, and without it nothing does."""
    server = a_server(tmp_path / "redis", "--requirepass", "geheim und lang")
    with serving(server):
        server.wait(redis_client.Redis(port=server.port, password="geheim und lang"))
        url = f"redis://:geheim%20und%20lang@127.0.0.1:{server.port}/0"
        assert asyncio.run(life_of_a_url(url)) == ["done"] * 3
        with pytest.raises(redis_client.AuthenticationError):
            asyncio.run(life_of_a_url(server.url))


def test_tls_is_spoken_and_verified(tmp_path: Path) -> None:
    """rediss:// works with a certificate that is trusted, and refuses one that is not."""
    certificate, key = a_certificate(tmp_path / "tls")
    server = a_server(tmp_path / "redis")
    with serving(server), in_front_of(server.port, certificate, key) as port:
        server.wait()
        url = f"rediss://127.0.0.1:{port}/0"
        assert asyncio.run(life_of_a_url(f"{url}?ssl_ca_certs={certificate}")) == ["done"] * 3
        with pytest.raises(redis_client.ConnectionError, match="certificate verify failed"):
            asyncio.run(life_of_a_url(url))


def test_a_crawl_survives_the_failover_of_sentinel(tmp_path: Path, settings: CrawlerSettings) -> None:
    """redis+sentinel:// finds the master, for the frontier and for the queues, and finds the next one when it dies."""
    master, replica = a_server(tmp_path / "master"), a_server(tmp_path / "replica")
    replica.arguments = ("--replicaof", "127.0.0.1", str(master.port))
    watch = a_server(tmp_path / "sentinel")
    with serving(master, replica):
        master.wait()
        replica.wait()
        with redis_client.Redis(port=replica.port) as client:
            until(lambda: client.info("replication")["master_link_status"] == "up")
        watch.folder.mkdir()
        rules = ("down-after-milliseconds main 800", "failover-timeout main 3000")
        lines = [f"sentinel monitor main 127.0.0.1 {master.port} 1", *(f"sentinel {rule}" for rule in rules)]
        (watch.folder / "sentinel.conf").write_text("\n".join([f"port {watch.port}", *lines]))
        sentinel = _sentinel(watch)
        try:
            watch.wait()
            changed = settings.model_copy(
                update={"redis_url": SecretStr(f"redis+sentinel://127.0.0.1:{watch.port}/main/0"), "lease": 8.0}
            )
            with Site(addresses=["127.0.0.21"]) as site:
                site.announce(20)
                a_source(changed, seconds=0.2, feeds=[site.url("/rss.xml")])
                with redis_client.Redis(port=master.port) as client, _crawling_with(changed, client):
                    crawl(["probeblatt"], changed)
                    until(lambda: client.llen("pages") >= 3, what=lambda: log_of(changed))
                    until(lambda: client.execute_command("WAIT", 1, 1000) >= 1)
                    master.kill()
                    with redis_client.Redis(port=replica.port) as next_client:
                        until(lambda: next_client.info("replication")["role"] == "master", seconds=40)
                        until(
                            lambda: len({page.url for page in pages_of(next_client)}) == 20,
                            seconds=90,
                            what=lambda: log_of(changed),
                        )
        finally:
            sentinel.kill()
            sentinel.wait()


def test_a_cluster_of_three_nodes_shares_the_shards(tmp_path: Path) -> None:
    """redis+cluster:// works: all keys of a shard carry one hash tag, and the shards lie on all nodes."""
    nodes = [
        a_server(tmp_path / f"node{number}", "--cluster-enabled", "yes", "--cluster-node-timeout", "2000")
        for number in range(3)
    ]
    with serving(*nodes):
        for node in nodes:
            node.wait()
        clients = [redis_client.Redis(port=node.port) for node in nodes]
        for client, (first, last) in zip(clients, [(0, 5460), (5461, 10922), (10923, 16383)], strict=True):
            client.execute_command("CLUSTER ADDSLOTSRANGE", first, last)
            client.execute_command("CLUSTER MEET", "127.0.0.1", nodes[0].port)
        until(lambda: all(_formed(client) for client in clients))
        assert asyncio.run(life_of_a_url(f"redis+cluster://127.0.0.1:{nodes[1].port}")) == ["done"] * 3
        assert all(client.dbsize() > 0 for client in clients)
        for client in clients:
            client.close()


def _formed(client: redis_client.Redis) -> bool:
    told = client.execute_command("CLUSTER INFO")
    text = told if isinstance(told, str) else told.decode() if isinstance(told, bytes) else str(told)
    return ("cluster_state:ok" in text or "'cluster_state': 'ok'" in text) and len(
        client.execute_command("CLUSTER NODES")
    ) >= 3


def _sentinel(server: Server):
    import subprocess

    from deploy.local_redis import find_redis

    with (server.folder / "log").open("ab") as log:
        return subprocess.Popen(
            [str(find_redis()), str(server.folder / "sentinel.conf"), "--sentinel"], stdout=log, stderr=log
        )


def _crawling_with(settings: CrawlerSettings, client: redis_client.Redis):
    from contextlib import contextmanager

    from tests.crawler.conftest import start, stop

    @contextmanager
    def running():
        process = start(settings)
        try:
            until(lambda: client.zcard("newsloom:crawlers"), seconds=40, what=lambda: log_of(settings))
            yield
        finally:
            stop(process)

    return running()
