"""What a worker does as it starts: it fits itself to the queues it serves, and says that it is alive."""

import gc
import logging
import resource
from typing import TYPE_CHECKING

from celery.signals import after_setup_logger, worker_init, worker_process_init, worker_ready, worker_shutting_down

from crawler.page import ARTICLES_QUEUE, PAGES_QUEUE
from workers import health
from workers.connections import connect
from workers.settings import settings

if TYPE_CHECKING:
    from celery.worker import WorkController
    from celery.worker.consumer import Consumer


_COLLECTED = (5_000, 20, 20)
"""When the collector of cycles runs. A page makes thousands of values and hardly a cycle; by the usual thresholds the
search for them took a twentieth of a page's time."""


@worker_init.connect  # type: ignore[untyped-decorator]
def fit(sender: "WorkController", **_: object) -> None:
    """Hold as many messages as the queue's work wants, and import before the fork what every process would import."""
    queues = queues_of(sender)
    if ARTICLES_QUEUE in queues:
        # A whole batch in work and the next one gathering.
        sender.prefetch_multiplier = 2 * settings().batch_articles
        from workers import articles_desk  # noqa: F401 - shared by all processes from here
    if PAGES_QUEUE in queues:
        load_models()
    # What is loaded by now lives as long as the worker: the collector need not touch it, so forked processes share it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED)


def load_models() -> None:
    """Load what every page needs; a chosen model that is missing ends the worker, which would fail on every page."""
    from workers import warm_up
    from workers.names.borrowed import ModelMissingError

    try:
        warm_up.run()
    except ModelMissingError as error:
        raise SystemExit(f"newsloom: {error}") from error


@worker_process_init.connect  # type: ignore[untyped-decorator]
def bound(**_: object) -> None:
    """Let no page take the machine's memory: beyond the limit it ends with a ``MemoryError``, which is caught."""
    wanted, most = settings().page_memory * 1024, resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, most))


@worker_ready.connect  # type: ignore[untyped-decorator]
def live(sender: "Consumer", **_: object) -> None:
    """Start the heartbeat once the worker consumes."""
    own = connect(settings().redis_url.get_secret_value())  # shared with no task, so with no fork
    health.start(own, settings(), sender.hostname, sorted(queues_of(sender)))


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def leave(**_: object) -> None:
    """Stop the heartbeat, so that a worker that ends on purpose is not missed."""
    health.stop()


@after_setup_logger.connect  # type: ignore[untyped-decorator]
def one_line_for_each_outcome(**_: object) -> None:
    """Silence what others say of each task and each request: the outcome's line says more."""
    for name in ("celery.worker.strategy", "celery.app.trace", "elastic_transport.transport"):
        logging.getLogger(name).setLevel(logging.WARNING)


def queues_of(sender: "WorkController | Consumer") -> set[str]:
    """Names of the queues that this worker serves."""
    return set(sender.app.amqp.queues.consume_from)
