"""A Celery task that takes many messages at once and acknowledges each only after its own work is done.

``celery_batches`` gathers the messages. What it lacks is here: a batch whose process dies, whose task fails, or that
asks for a later attempt gives its messages back; a lost connection does not stop the timer for good; Flower sees each
message.
"""

from queue import Queue
from typing import TYPE_CHECKING, Any

from celery.signals import task_received
from celery.utils.log import get_logger
from celery_batches import Batches, SimpleRequest
from celery_batches.trace import apply_batches_task

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from celery import Celery
    from celery.worker.consumer import Consumer
    from celery.worker.request import Request

log = get_logger(__name__)


def backoff(failures: int, *, first: float, longest: float) -> float:
    """Seconds to wait after so many failures in a row: doubled each time, up to the longest."""
    return float(min(longest, first * 2 ** min(failures - 1, 30)))


class Batch(Batches):  # type: ignore[misc]
    """Base of batch tasks. The task returns one outcome for each request, empty for those to be tried later."""

    abstract = True
    backoff_first = 1.0
    backoff_longest = 30.0

    def Strategy(self, task: "Batch", app: "Celery", consumer: "Consumer") -> "Callable[..., None]":  # noqa: N802
        """Start afresh with each connection: its timer is new, and what was gathered before comes again."""
        self._buffer: Queue[Request] = Queue()
        self._pending: Queue[Request] = Queue()
        self._tref = None
        self._failures = 0
        self._timer = consumer.timer
        strategy: Callable[..., None] = super().Strategy(task, app, consumer)
        return strategy

    def flush(self, requests: "Collection[Request]") -> Any:  # noqa: ANN401
        """Give the gathered requests to a process of the pool."""
        waiting = list(requests)
        for request in waiting:
            request.send_event("task-started")

        def failed(*_: object) -> None:
            self._end(waiting, [""] * len(waiting))

        return self._pool.apply_async(
            apply_batches_task,
            (self, ([SimpleRequest.from_request(request) for request in waiting],), 0, None),
            callback=lambda done: self._end(waiting, done or [""] * len(waiting)),
            error_callback=failed,
            soft_timeout=self.soft_time_limit,
            timeout=self.time_limit,
        )

    def _end(self, requests: "Sequence[Request]", done: "Sequence[str]") -> None:
        """Acknowledge what is done with; give the rest back after a while, during which the worker takes less."""
        again = [request for request, end in zip(requests, done, strict=True) if not end]
        for request, end in zip(requests, done, strict=True):
            if end:
                request.acknowledge()
                request.send_event("task-succeeded", result=end, runtime=0.0)
        self._failures = self._failures + 1 if again else 0
        if again:
            wait = backoff(self._failures, first=self.backoff_first, longest=self.backoff_longest)
            log.warning("%s: %d of %d again in %.0f s", self.name, len(again), len(requests), wait)
            self._timer.call_after(wait, _give_back, (again,))


def _give_back(requests: "Sequence[Request]") -> None:
    for request in requests:
        request.reject(requeue=True)


@task_received.connect  # type: ignore[untyped-decorator]
def _show(request: "Request", **_: object) -> None:
    """Tell Flower of a gathered message, as Celery does of others."""
    if isinstance(request.task, Batch):
        request.send_event("task-received", name=request.name, args=request.argsrepr, kwargs=request.kwargsrepr)
