"""The real servers that tests meet, started by the code that starts them in production."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy import health, process
from deploy.local_elasticsearch import LocalElasticsearch
from deploy.local_redis import LocalRedis
from deploy.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("NEWSLOOM_CACHE", "~/.cache/newsloom")).expanduser()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis server of this test run, or the one that NEWSLOOM_TEST_REDIS_URL names."""
    if given := os.environ.get("NEWSLOOM_TEST_REDIS_URL"):
        yield given
        return
    server = LocalRedis(home=tmp_path_factory.mktemp("redis server"), port=free_port())
    with running(server.prepare(), server.home / "log"):
        process.wait_for(lambda: health.redis_health(server.url).ok, seconds=30, what="Redis")
        yield server.url


@pytest.fixture(scope="session")
def elasticsearch_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Elasticsearch node of this test run, or the one that NEWSLOOM_TEST_ELASTICSEARCH_URL names."""
    if given := os.environ.get("NEWSLOOM_TEST_ELASTICSEARCH_URL"):
        yield given
        return
    node = LocalElasticsearch(home=tmp_path_factory.mktemp("search node"), cache=CACHE, port=free_port(), heap="512m")
    with running(node.prepare(), node.home / "log"):
        process.wait_for(lambda: health.elasticsearch_health(node.url).ok, seconds=120, what="Elasticsearch")
        yield node.url


@pytest.fixture(scope="session")
def shared() -> Path:
    """The labelled real pages beside the checkout; without them a test skips on a user's machine and fails in CI."""
    folder = ROOT.parent / "shared"
    if folder.is_dir():
        return folder
    reason = "the labelled pages (../shared) are not beside this checkout"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running(command: tuple[str, ...], log: Path, environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run a server as long as the block lasts; what it printed is shown when it would not start."""
    with log.open("wb") as output:
        server = process.start(command, log=output, environment=environment)
        try:
            yield
        except TimeoutError as error:
            error.add_note(log.read_text(errors="replace")[-4000:])
            raise
        finally:
            process.stop(server)
