"""What is done at intervals: beat sends each chore, a worker beside the pages does it.

A chore joins the parts as only ``deploy`` may, so it is no task of ``workers``. One that no worker has taken when its
next turn comes is dropped, so none pile up while the workers are away.
"""

import logging
from datetime import UTC, datetime

from deploy.settings import StackSettings
from workers.app import app

logger = logging.getLogger(__name__)

ALERTS = "newsloom.alerts"
CHORES_QUEUE = "chores"

_EVERY = StackSettings().alerts_every

app.conf.beat_schedule = {
    "alerts": {"task": ALERTS, "schedule": _EVERY, "options": {"queue": CHORES_QUEUE, "expires": _EVERY}},
}


@app.task(name=ALERTS)  # type: ignore[untyped-decorator]
def alerts() -> None:
    """Tell what saved searches have found since the last time, and send what is due."""
    from search.alerts import run  # the client is for the worker that has this chore
    from search.searcher import Searcher

    report = run(Searcher.open(), datetime.now(UTC))
    logger.info("alerts: %d on, %d stories told, mistakes in %d", report.alerts, report.found, len(report.mistakes))
