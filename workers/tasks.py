"""The tasks on the two queues: each decodes, calls, and records the outcome."""

from typing import TYPE_CHECKING

from celery import Task
from celery.exceptions import Reject
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from crawler.page import ARTICLES_QUEUE, FETCH_ENDED, PAGE_FETCHED
from workers.app import app
from workers.batches import Batch
from workers.connections import redis
from workers.messages import ARTICLE_MADE
from workers.settings import settings

if TYPE_CHECKING:
    from celery_batches import SimpleRequest

_SETTINGS = settings()


class ArticleBatch(Batch):
    """Batches by the settings: whichever comes first, size or age."""

    abstract = True
    flush_every = _SETTINGS.batch_articles
    flush_interval = _SETTINGS.batch_seconds
    time_limit = _SETTINGS.batch_limit
    backoff_first = _SETTINGS.backoff_first
    backoff_longest = _SETTINGS.backoff_longest


def send(task: str, message: bytes, shown: str) -> None:
    """Put a message on the articles queue, for whoever watches under the URL."""
    app.send_task(task, args=(message,), queue=ARTICLES_QUEUE, argsrepr=shown, ignore_result=True)


@app.task(name=PAGE_FETCHED, bind=True, soft_time_limit=_SETTINGS.page_soft_limit, time_limit=_SETTINGS.page_hard_limit)  # type: ignore[untyped-decorator]
def page_fetched(self: Task, message: bytes) -> str:
    """Make an article of one page, or say why not; returns the outcome in one word."""
    from workers.pages_desk import PagesDesk  # extraction is for the workers of this queue

    try:
        return PagesDesk(redis=redis(), settings=settings(), send=send).work(self.request.id, message)
    except (RedisError, OperationalError) as error:
        # Redis itself is away: nothing was acknowledged, so the page comes back.
        raise Reject(error, requeue=True) from error


@app.task(name=ARTICLE_MADE, base=ArticleBatch)  # type: ignore[untyped-decorator]
def article_made(requests: "list[SimpleRequest]") -> list[str]:
    """Index articles together; an outcome for each, empty for those to be tried later."""
    from workers.articles_desk import ArticlesDesk  # elasticsearch is for the workers of this queue
    from workers.index import index

    desk = ArticlesDesk(redis=redis(), settings=settings(), index=index())
    return desk.work([request.id for request in requests], [request.args[0] for request in requests])


@app.task(name=FETCH_ENDED, base=ArticleBatch)  # type: ignore[untyped-decorator]
def fetch_ended(requests: "list[SimpleRequest]") -> list[str]:
    """Write the records of fetches together; an outcome for each, empty for those to be tried later."""
    from workers import fetches_desk  # elasticsearch is for the workers of this queue
    from workers.index import index

    return fetches_desk.write(index(), [request.args[0] for request in requests])
