"""The Celery application: how pages and articles travel, so that nothing is lost and nothing runs for ever."""

from typing import Any

from celery import Celery

from crawler.page import ARTICLES_QUEUE, FETCH_ENDED, PAGE_FETCHED, PAGES_QUEUE
from workers import transport
from workers.connections import broker
from workers.messages import ARTICLE_MADE
from workers.settings import WorkersSettings, settings


def configuration(settings: WorkersSettings) -> dict[str, Any]:
    """Celery's configuration for these settings."""
    address, options = broker(settings.redis_url.get_secret_value())
    return {
        "broker_url": address,
        "broker_transport_options": transport_options(settings) | options,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # Bytes travel as they are, and no message can run code on arrival, as pickle can.
        "task_serializer": "msgpack",
        "accept_content": ["msgpack"],
        "task_ignore_result": True,
        "task_routes": {
            PAGE_FETCHED: {"queue": PAGES_QUEUE},
            ARTICLE_MADE: {"queue": ARTICLES_QUEUE},
            FETCH_ENDED: {"queue": ARTICLES_QUEUE},
        },
        "task_default_queue": PAGES_QUEUE,
        # Acknowledged after the work; a killed process gives its page back. The task itself catches what a page may do
        # wrong, so that what still escapes is ours to try again.
        "task_acks_late": True,
        "task_acks_on_failure_or_timeout": False,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": settings.child_pages,
        "worker_max_memory_per_child": settings.child_memory,
        # A task whose connection is gone can no longer be acknowledged: it comes back, so running on is wasted.
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        # The reduction after a reconnect is what left workers deaf (celery issues 8030 and 10205).
        "worker_enable_prefetch_count_reduction": False,
        "worker_send_task_events": True,
        "worker_consumer": "workers.consumer:Consumer",
        "worker_log_format": "%(asctime)s %(levelname)s %(processName)s %(message)s",
        "worker_task_log_format": "%(asctime)s %(levelname)s %(processName)s %(message)s",
        "worker_redirect_stdouts": False,
        "timezone": "UTC",
        "enable_utc": True,
    } | ({"worker_concurrency": settings.worker_concurrency} if settings.worker_concurrency else {})


def transport_options(settings: WorkersSettings) -> dict[str, Any]:
    """How kombu speaks to Redis."""
    return {
        "visibility_timeout": settings.visibility_timeout,
        # How often somebody looks for messages whose time is up; kombu's own default is every 100 seconds.
        "unacked_restore_interval": max(1.0, min(10.0, settings.visibility_timeout / 6)),
        "unacked_restore_throttle": 1,
        "unacked_mutex_expire": 30,  # of one that died while it looked
        "socket_keepalive": True,
        "health_check_interval": 10,
        # One list for each queue: its length is the queue's length, which the crawler's back-pressure reads.
        "priority_steps": [0],
    }


transport.install()
app = Celery("newsloom", include=["workers.tasks", "workers.startup"], set_as_current=False)
app.conf.update(configuration(settings()))
