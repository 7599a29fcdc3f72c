"""Celery's consumer, which tells Flower of tasks twice a second instead of at every turn of its loop."""

import contextlib

from celery.worker import consumer

PAUSE = 0.5
"""Seconds for which events are gathered. One by one they cost a worker's main process half of its CPU."""


class Consumer(consumer.Consumer):  # type: ignore[misc]
    """Gathers events; for use as Celery's ``worker_consumer``."""

    _due = False

    def on_send_event_buffered(self) -> None:
        """Send what is gathered after a pause, once for all that comes until then."""
        if self.hub and not self._due:
            self._due = True
            self.hub.call_later(PAUSE, self._flush_events)

    def _flush_events(self) -> None:
        self._due = False
        super()._flush_events()

    def on_close(self) -> None:
        """Forget the timer, which closing takes away."""
        self._due = False
        super().on_close()

    def shutdown(self) -> None:
        """Send the last events first, if anybody is there to take them."""
        with contextlib.suppress(*self.connection_errors):
            self._flush_events()
        super().shutdown()
