"""What is done with a batch of articles: they are indexed together, and each page gets its outcome."""

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.page import ARTICLES_QUEUE, UnreadableMessageError
from search.index import Index, IndexUnavailable
from workers import attempts, records, second_reading, tally, trifles
from workers.messages import ARTICLE_MADE, Made, from_message
from workers.outcomes import Outcome, Reason, in_one_word
from workers.quarantine import Case, Quarantine, fingerprint_of
from workers.second_reading import is_second_reading
from workers.tally import Ended

if TYPE_CHECKING:
    from redis import Redis

    from search.article import Article
    from search.index import Written
    from workers.settings import WorkersSettings

log = logging.getLogger("newsloom.articles")

LATER = ""
"""Instead of an outcome: not done, to be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesDesk:
    """The work on batches of articles, with what it talks to."""

    redis: "Redis[bytes]"
    settings: "WorkersSettings"
    index: Index

    def work(self, tasks: Sequence[str], messages: Sequence[bytes]) -> list[str]:
        """Index a batch; an outcome for each message, empty for those that must be tried later."""
        if max(attempts.begin(self.redis, self.settings, tasks)) > 1:
            # An earlier batch died with one of these: each goes alone, so that the culprit shows.
            done = [self._alone(task, message) for task, message in zip(tasks, messages, strict=True)]
        else:
            done = self._together(messages)
        attempts.end(self.redis, self.settings, tasks)
        return done

    def _alone(self, task: str, message: bytes) -> str:
        mark = f"{task}:alone"
        if attempts.begin(self.redis, self.settings, [mark])[0] > self.settings.page_attempts:
            killed = f"its process was killed {self.settings.page_attempts} times while it indexed this article"
            done = self._quarantine(message, Reason.KILLED, killed)
        else:
            try:
                done = self._together([message])[0]
            except Exception as error:  # noqa: BLE001 - it made a batch fail and fails alone: it must not come again
                done = self._quarantine(message, Reason.ERROR, f"{type(error).__name__}: {error}", error)
        attempts.end(self.redis, self.settings, [mark])
        return done

    def _together(self, messages: Sequence[bytes]) -> list[str]:
        done = [LATER] * len(messages)
        made: dict[int, Made] = {}
        for place, message in enumerate(messages):
            try:
                made[place] = from_message(message)
            except UnreadableMessageError as error:
                done[place] = self._quarantine(message, Reason.UNREADABLE, str(error))
        try:
            ended = self._write(made)
        except IndexUnavailable as error:
            log.warning("%d articles wait: %s", len(made), error)
            return done
        for place, (outcome, refusal) in ended.items():
            if outcome == Outcome.QUARANTINED:
                done[place] = self._quarantine(messages[place], Reason.REFUSED_BY_INDEX, refusal or "no reason given")
            elif outcome != Outcome.RETRY:
                done[place] = outcome.value
        return done

    def _write(self, made: dict[int, Made]) -> dict[int, tuple[Outcome, str | None]]:
        """Index and record; outcome and the index's own words by place."""
        if not made:
            return {}
        started = time.perf_counter()
        reports = _written(self.index, list(made.values()))
        each = (time.perf_counter() - started) * 1000 / len(made)
        ended = {place: (_outcome(report), report.reason) for place, report in zip(made, reports, strict=True)}
        good = {place: outcome for place, (outcome, _) in ended.items() if outcome in _GOOD}
        self.index.record([_document(made[place], outcome) for place, outcome in good.items()])
        ends = [_ended(made[place], outcome, milliseconds=each) for place, outcome in good.items()]
        tally.record(self.redis, self.settings, ends)
        return ended

    def _quarantine(self, message: bytes, reason: Reason, error: str, raised: Exception | None = None) -> str:
        try:
            made = from_message(message)
        except UnreadableMessageError:
            made = None
        case = Case(
            id=made.article.id if made else fingerprint_of(message),
            task=ARTICLE_MADE,
            queue=ARTICLES_QUEUE,
            url=made.fetch.url if made else None,
            source=made.fetch.source if made else None,
            reason=reason,
            error=error,
            traceback="".join(traceback.format_exception(raised))[-8000:] if raised else "",
            at=time.time(),
            size=len(message),
            archived_in=made.fetch.archived_in if made else None,
        )
        Quarantine(self.redis, self.settings).put(case, message)
        if made:
            self.index.record([_document(made, Outcome.QUARANTINED, reason, error)])
            tally.record(self.redis, self.settings, [_ended(made, Outcome.QUARANTINED, reason)])
        return in_one_word(Outcome.QUARANTINED, reason)


_GOOD = frozenset({Outcome.INDEXED, Outcome.UNCHANGED, Outcome.REVISED})


def _written(index: Index, made: Sequence[Made]) -> list["Written"]:
    """Write new articles, revisits and pages of the archive each in their way; one report each, in order."""
    kinds = [_way(one) for one in made]
    reports = {
        way: iter(way(index, [one.article for one, kind in zip(made, kinds, strict=True) if kind is way]))
        for way in dict.fromkeys(kinds)
    }
    return [next(reports[kind]) for kind in kinds]


def _way(made: Made) -> "Callable[[Index, Sequence[Article]], list[Written]]":
    if is_second_reading(made.article):
        return second_reading.write
    return trifles.write if made.fetch.visit > 1 else Index.write


def _outcome(report: "Written") -> Outcome:
    if report.outcome != "failed":
        return Outcome(report.outcome)
    return Outcome.RETRY if report.retry else Outcome.QUARANTINED


def _ended(made: Made, outcome: Outcome, reason: Reason | None = None, milliseconds: float | None = None) -> Ended:
    return Ended(
        url=made.fetch.url,
        source=made.fetch.source,
        outcome=outcome,
        reason=reason,
        milliseconds=milliseconds,
        reply_to=made.reply_to,
    )


def _document(
    made: Made, outcome: Outcome, reason: Reason | None = None, detail: str | None = None
) -> dict[str, object]:
    fetch = replace(made.fetch, outcome=outcome.value, reason=reason)
    return records.document(fetch, article=made.article.id, language=made.article.language, detail=detail)
