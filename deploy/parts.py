"""The parts of the local stack in their order, each with its command and the question that tells its health."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy import health
from deploy.health import Health
from deploy.local_elasticsearch import LocalElasticsearch
from deploy.local_redis import LocalRedis
from deploy.password import USER, operator_password
from deploy.settings import HOST, StackSettings

FLOWER_SETTINGS = Path(__file__).with_name("flower") / "flowerconfig.py"
CELERY = ("celery", "--app", "workers.app")
WORKER = (*CELERY, "worker", "--loglevel", "info", "--without-gossip", "--without-mingle")
CHORES = ("--include", "deploy.chores")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One process of the stack.

    Attributes:
        name: What commands and log files call it.
        prepare: Makes ready what it needs and returns its command.
        check: Asks it whether it is well; None where the process itself is all there is to see.
        needs: Parts that must be well (or, if they run once, done) before it starts.
        once: It ends by itself, and the stack is not whole before it did so with success.
        port: Where it listens.
        port_setting: The setting that chooses the port.
        environment: What it finds in its environment beside what all have.
        grace: Seconds it has to end when asked.
        ends: Parts with a smaller number are ended first.
    """

    name: str
    prepare: Callable[[], tuple[str, ...]]
    check: Callable[[], Health] | None = None
    needs: tuple[str, ...] = ()
    once: bool = False
    port: int | None = None
    port_setting: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    grace: float = 20.0
    ends: int = 1


def parts(settings: StackSettings) -> tuple[Part, ...]:
    """What runs under these settings: servers whose address was given are not ours to start."""
    return (*_servers(settings), *_pipeline(settings), *_pages(settings))


def _servers(settings: StackSettings) -> tuple[Part, ...]:
    redis = LocalRedis(home=settings.folder / "redis", port=settings.redis_port)
    elasticsearch = LocalElasticsearch(
        home=settings.folder / "elasticsearch",
        cache=settings.cache.expanduser().absolute(),
        port=settings.elasticsearch_port,
        heap=settings.elasticsearch_heap,
    )
    servers = []
    if settings.redis_url is None:
        servers.append(
            Part(
                name="redis",
                prepare=redis.prepare,
                check=lambda: health.redis_health(redis.url),
                port=settings.redis_port,
                port_setting="NEWSLOOM_REDIS_PORT",
                ends=3,  # the others hand back their work while they end
            )
        )
    if settings.elasticsearch_url is None:
        servers.append(
            Part(
                name="elasticsearch",
                prepare=elasticsearch.prepare,
                check=lambda: health.elasticsearch_health(elasticsearch.url),
                port=settings.elasticsearch_port,
                port_setting="NEWSLOOM_ELASTICSEARCH_PORT",
                grace=40.0,
                ends=3,
            )
        )
    return tuple(servers)


def _pipeline(settings: StackSettings) -> tuple[Part, ...]:
    broker = ("redis",) if settings.redis_url is None else ()
    engine = ("elasticsearch",) if settings.elasticsearch_url is None else ()
    url = settings.redis_address
    schedule = settings.folder / "beat" / "schedule"
    return (
        Part(name="setup", prepare=_python("deploy", "index", "setup"), needs=engine, once=True),
        Part(
            name="crawler",
            prepare=_python("crawler"),
            check=lambda: health.crawler_health(url, settings.prefix),
            needs=broker,
        ),
        Part(
            name="pages",
            prepare=_python(*WORKER, *CHORES, "--hostname", "pages@%h", "--queues", "pages,chores"),
            check=lambda: health.worker_health(url, "pages"),
            needs=broker,
            grace=45.0,
            ends=2,
        ),
        Part(
            name="articles",
            prepare=_python(*WORKER, "--hostname", "articles@%h", "--queues", "articles", "--concurrency", "1"),
            check=lambda: health.worker_health(url, "articles"),
            needs=(*broker, "setup"),  # an index made by a first document would have guessed fields
            grace=45.0,
            ends=2,
        ),
        Part(
            name="beat",
            prepare=_in_folder(
                schedule.parent,
                _python("celery", "--app", "deploy.chores", "beat", "--pidfile=", "--schedule", str(schedule)),
            ),
            needs=broker,
        ),
    )


def _pages(settings: StackSettings) -> tuple[Part, ...]:
    folder = settings.folder / "flower"
    return (
        Part(
            name="flower",
            prepare=_in_folder(folder, _python(*CELERY, "flower", f"--conf={FLOWER_SETTINGS}")),
            check=lambda: health.http_health(f"{settings.flower_address}/healthcheck"),
            needs=("redis",) if settings.redis_url is None else (),
            port=settings.flower_port,
            port_setting="NEWSLOOM_FLOWER_PORT",
            # In the environment rather than in arguments, which every user of the machine can list.
            environment={
                "FLOWER_ADDRESS": HOST,
                "FLOWER_PORT": str(settings.flower_port),
                "FLOWER_BASIC_AUTH": f"{USER}:{operator_password(settings)}",
                "FLOWER_DB": str(folder / "flower.db"),
            },
        ),
        Part(
            name="web",
            prepare=_python(
                "uvicorn", "deploy.web:app", "--host", HOST, "--port", str(settings.web_port), "--no-server-header"
            ),
            check=lambda: health.http_health(f"{settings.web_address}/healthz"),
            port=settings.web_port,
            port_setting="NEWSLOOM_WEB_PORT",
        ),
    )


def _python(module: str, *arguments: str) -> Callable[[], tuple[str, ...]]:
    """This interpreter runs a module; ``-P`` keeps it from being a namesake in the current folder."""
    return lambda: (sys.executable, "-P", "-m", module, *arguments)


def _in_folder(folder: Path, prepare: Callable[[], tuple[str, ...]]) -> Callable[[], tuple[str, ...]]:
    def make_folder_first() -> tuple[str, ...]:
        folder.mkdir(parents=True, exist_ok=True)
        return prepare()

    return make_folder_first
