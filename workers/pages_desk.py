"""What is done with one page message: an article goes on, everything else gets its outcome here."""

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from celery.exceptions import SoftTimeLimitExceeded
from redis.exceptions import RedisError

from crawler.page import (
    FETCH_ENDED,
    PAGE_FETCHED,
    PAGES_QUEUE,
    Page,
    UnreadableMessageError,
    fetch_to_message,
    from_message,
)
from crawler.urls import document_id
from workers import attempts, messages, pipeline, tally
from workers.messages import ARTICLE_MADE, Made
from workers.outcomes import Outcome, Reason, Rejected, in_one_word
from workers.quarantine import Case, Quarantine, fingerprint_of
from workers.sites import Sites
from workers.sources import overrides_of
from workers.tally import Ended
from workers.watch import Watch

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline

    from workers.settings import WorkersSettings

Send = Callable[[str, bytes, str], None]
"""Puts a message on the articles queue: name of the task, message, and the URL that Flower shows."""

MADE = "made"
"""What is said of a page whose article is on its way to the index, where it gets its outcome."""


class _Known(NamedTuple):
    """What Redis says before the work on a page."""

    attempt: int
    """1 when none before it was cut short."""
    site: bytes | None
    """What its site is remembered by."""
    watched: Sequence[Any]
    """How the pages of its source were made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesDesk:
    """The work on pages, with what it talks to."""

    redis: "Redis[bytes]"
    settings: "WorkersSettings"
    send: Send

    @property
    def _sites(self) -> Sites:
        return Sites(self.redis, self.settings)

    @property
    def _watch(self) -> Watch:
        return Watch(self.settings)

    def work(self, task: str, message: bytes) -> str:
        """Take one message to its outcome and return that in one word; ``made`` when the index will say."""
        try:
            page = from_message(message)
        except UnreadableMessageError as error:
            return self._quarantine_unread(message, error)
        # one trip before the work and one after it: each costs as much as a step
        known, keep = self._asked(task, page.source), self.redis.pipeline(transaction=False)
        if known.attempt > self.settings.page_attempts:
            killed = RuntimeError(f"its process was killed {known.attempt - 1} times while it worked on this page")
            word = self._quarantine(page, message, Reason.KILLED, killed)
        else:
            word = self._try(page, message, known, keep)
        attempts.end(keep, self.settings, [task])
        keep.execute()
        return word

    def _asked(self, task: str, source: str) -> _Known:
        pipe = self.redis.pipeline(transaction=False)
        attempts.count(pipe, self.settings, task)
        self._sites.ask(pipe, source)
        self._watch.ask(pipe, source)
        attempt, site, *watched = pipe.execute()
        return _Known(int(attempt), site, watched)

    def _try(self, page: Page, message: bytes, known: _Known, keep: "Pipeline[bytes]") -> str:
        started = time.perf_counter()
        try:
            found = self._make(page, known, keep)
        except SoftTimeLimitExceeded as error:
            return self._quarantine(page, message, Reason.TIMEOUT, error)
        except MemoryError:
            greedy = MemoryError(f"it needs more than {self.settings.page_memory} kB (NEWSLOOM_PAGE_MEMORY)")
            return self._quarantine(page, message, Reason.MEMORY, greedy)
        except RedisError:
            raise  # ours, not the page's
        except Exception as error:  # noqa: BLE001 - whatever a page does to a parser must not take the worker with it
            return self._quarantine(page, message, Reason.ERROR, error)
        if isinstance(found, Made):
            self.send(ARTICLE_MADE, messages.to_message(found), found.article.url)
            return MADE
        return self._end(page, Outcome.REJECTED, found.reason, (time.perf_counter() - started) * 1000, found.detail)

    def _make(self, page: Page, known: _Known, keep: "Pipeline[bytes]") -> Made | Rejected:
        """One page through extraction, the memory of its site and every step."""
        found = pipeline.extracted(page, largest=self.settings.page_largest, overrides=overrides_of(page.source))
        site = known.site
        for drift in self._watch.saw(page, found, known.watched, keep):
            if drift.what == "template":
                site = self._sites.forget_all_but(page.source, drift.pages - 1)  # this one is remembered below
        if isinstance(found, Rejected):
            return found
        draft = pipeline.draft(page, found)
        article = pipeline.finished(draft, self._sites.furniture(draft, site, keep))
        return article if isinstance(article, Rejected) else pipeline.made(page, article)

    def _end(
        self, page: Page, outcome: Outcome, reason: Reason, milliseconds: float | None = None, detail: str | None = None
    ) -> str:
        """Count and tell an outcome that needs no index, and send its record there."""
        self.send(FETCH_ENDED, fetch_to_message(pipeline.record_of(page, outcome, reason, detail)), page.url)
        end = Ended(
            url=page.url,
            source=page.source,
            outcome=outcome,
            reason=reason,
            milliseconds=milliseconds,
            reply_to=page.reply_to,
        )
        tally.record(self.redis, self.settings, [end])
        return in_one_word(outcome, reason)

    def _quarantine(self, page: Page, message: bytes, reason: Reason, error: Exception) -> str:
        case = Case(
            id=document_id(page.url),
            task=PAGE_FETCHED,
            queue=PAGES_QUEUE,
            url=page.url,
            source=page.source,
            reason=reason,
            error=_one_line(error),
            traceback="".join(traceback.format_exception(error))[-8000:],
            at=time.time(),
            size=len(message),
            archived_in=page.archived_in,
        )
        Quarantine(self.redis, self.settings).put(case, message)
        return self._end(page, Outcome.QUARANTINED, reason, detail=case.error)

    def _quarantine_unread(self, message: bytes, error: Exception) -> str:
        case = Case(
            id=fingerprint_of(message),
            task=PAGE_FETCHED,
            queue=PAGES_QUEUE,
            reason=Reason.UNREADABLE,
            error=_one_line(error),
            at=time.time(),
            size=len(message),
        )
        Quarantine(self.redis, self.settings).put(case, message)
        return in_one_word(Outcome.QUARANTINED, Reason.UNREADABLE)


def _one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:500]
