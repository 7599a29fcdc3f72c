"""What is done at intervals: beat sends each chore, a worker beside the pages does it.

A chore joins the parts as only ``deploy`` may, so it is no task of ``workers``. One that no worker has taken when its
next turn comes is dropped, so none pile up while the workers are away.
"""

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from celery.signals import worker_init

from deploy.settings import StackSettings
from workers.app import app
from workers.startup import queues_of

if TYPE_CHECKING:
    from celery.worker import WorkController

logger = logging.getLogger(__name__)

ALERTS = "newsloom.alerts"
CHORES_QUEUE = "chores"

_EVERY = StackSettings().alerts_every

app.conf.beat_schedule = {
    "alerts": {"task": ALERTS, "schedule": _EVERY, "options": {"queue": CHORES_QUEUE, "expires": _EVERY}},
}


@worker_init.connect  # type: ignore[untyped-decorator]
def import_before_the_fork(sender: "WorkController", **_: object) -> None:
    """Import once for all processes what each would spend 0.6 s on at its first chore."""
    if CHORES_QUEUE in queues_of(sender):
        from search import alerts, searcher  # noqa: F401


@app.task(name=ALERTS)  # type: ignore[untyped-decorator]
def alerts() -> None:
    """Tell what saved searches have found since the last time, and send what is due."""
    from search.alerts import run  # the client is for the worker that has this chore
    from search.searcher import Searcher

    report = run(Searcher.open(), datetime.now(UTC))
    logger.info("alerts: %d on, %d stories told, mistakes in %d", report.alerts, report.found, len(report.mistakes))
