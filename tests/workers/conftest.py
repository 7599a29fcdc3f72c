"""Real workers on a Redis of their own, writing to the shared Elasticsearch under a prefix of their own."""

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from deploy import process
from deploy.local_redis import LocalRedis, find_redis
from deploy.ports import free_port
from search.index import Index
from search.settings import SearchSettings
from tests.indices import own_index
from tests.workers.serving import Door, Queues, Worker
from workers.settings import WorkersSettings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def queues_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Queues]:
    """A Redis server that tests may stop and start again."""
    server = Queues(LocalRedis(home=tmp_path_factory.mktemp("queues"), port=free_port()))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def prefix() -> str:
    return f"t{secrets.token_hex(4)}-"


@pytest.fixture
def redis(queues_server: Queues) -> Iterator["Redis[bytes]"]:
    """An empty Redis."""
    with Redis.from_url(queues_server.url) as client:
        client.flushdb()
        yield client


@pytest.fixture
def settings(queues_server: Queues, prefix: str) -> WorkersSettings:
    return WorkersSettings(redis_url=queues_server.url, prefix=prefix, sources=Path("none"))


@pytest.fixture
def index(elasticsearch_url: str, prefix: str) -> Iterator[Index]:
    """An empty index under the test's prefix, deleted at the end."""
    with own_index(SearchSettings(elasticsearch_url=elasticsearch_url, prefix=prefix)) as opened:
        yield opened


@pytest.fixture
def door(elasticsearch_url: str) -> Iterator[Door]:
    """The way to Elasticsearch, which a test may close and open."""
    with Door(elasticsearch_url) as opened:
        yield opened


@pytest.fixture
def worker(settings: WorkersSettings, door: Door, index: Index, tmp_path: Path) -> Iterator[Callable[..., Worker]]:  # noqa: ARG001 - the index must be there
    """Starts real Celery workers without waiting for them; what they logged is shown when a test fails."""
    started: list[Worker] = []

    def start(queue: str, *, processes: int = 1, name: str | None = None, **environment: str) -> Worker:
        told = os.environ | {
            "NEWSLOOM_REDIS_URL": settings.redis_url.get_secret_value(),
            "NEWSLOOM_ELASTICSEARCH_URL": door.url,
            "NEWSLOOM_PREFIX": settings.prefix,
            "NEWSLOOM_SOURCES": str(tmp_path / "sources"),
            "NEWSLOOM_BATCH_SECONDS": "0.2",
            "NEWSLOOM_BACKOFF_FIRST": "0.2",
            "NEWSLOOM_BACKOFF_LONGEST": "1",
            "PYTHONPATH": os.pathsep.join((str(tmp_path / "hooks"), str(ROOT))),
            **environment,
        }
        log = (tmp_path / f"{name or queue}-{len(started)}.log").open("wb")
        command = [sys.executable, "-m", "celery", "-A", "workers.app", "worker", "-Q", queue, "-l", "info"]
        command += ["-c", str(processes), "-n", f"{name or queue}@%h", "--without-mingle", "--without-gossip"]
        child = process.start(command, log=log, environment=told, folder=tmp_path)
        one = Worker(process=child, log=Path(log.name))
        started.append(one)
        return one

    yield start
    for one in started:
        one.process.terminate()  # all at once, then wait for each
    for one in started:
        process.stop(one.process, grace=15)
        sys.stdout.write(f"\n--- {one.log.name}\n{one.said()[-6000:]}")


@pytest.fixture
def sentinel(queues_server: Queues, tmp_path: Path) -> Iterator[int]:
    """A real sentinel that knows the tests' Redis as "primary"."""
    port, told = free_port(), queues_server.url.rpartition(":")[2].partition("/")[0]
    file = tmp_path / "sentinel.conf"
    file.write_text(f"port {port}\nbind 127.0.0.1\nsentinel monitor primary 127.0.0.1 {told} 1\n")
    with (tmp_path / "sentinel.log").open("wb") as log:
        server = process.start([str(find_redis()), str(file), "--sentinel"], log=log)
        process.wait_for(lambda: b"+monitor" in (tmp_path / "sentinel.log").read_bytes(), seconds=20, what="sentinel")
        yield port
        process.stop(server)
