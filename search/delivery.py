"""Send what alerts found: batches that survive a crash, attempts with growing pauses, silence in quiet hours.

An alert has at most one batch under way on a channel. The batch is written down before it is sent, and stays the same
in every attempt, under one id by which a receiver knows it again. A process claims it first; should the process die,
the claim runs out and another one tries again.
"""

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from search import mail, quiet, webhook
from search.alert_state import CHANNELS, Channel, Sending, States, sending_key
from search.attempt import Delivered, Ended, Never, TryLater
from search.notices import Notice, Notices
from search.saved import Saved
from search.searcher import Searcher
from search.settings import SearchSettings

log = logging.getLogger(__name__)

BATCH = 50
"""Stories told at once."""

ROUNDS = 4
"""Batches of one alert and channel that one run sends after each other."""

AT_ONCE = 8
"""Deliveries under way at the same time: one slow receiver must not hold up all others."""

MOST_CLAIMED = 128
"""Batches that a process takes at once; should each of them take its longest, all are through within the claim."""

CLAIM = timedelta(minutes=10)
"""For which a process has a batch to itself."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How the deliveries of one run ended."""

    sent: int = 0
    failed: int = 0
    """To be tried again."""
    given_up: int = 0
    quiet: int = 0
    """Not tried, as their quiet hours are not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Notices that go out together by one channel."""

    id: str
    alert: Saved
    channel: Channel
    notices: tuple[Notice, ...]


def batch_id(alert: str, channel: str, notices: Sequence[str]) -> str:
    """The same in every attempt, by whichever process."""
    return hashlib.blake2b("\n".join([alert, channel, *sorted(notices)]).encode(), digest_size=12).hexdigest()


def pause(attempts: int, key: str) -> timedelta:
    """How long to wait after attempts in vain: doubling, and up to a fifth more so that not all come at once."""
    doubled: timedelta = min(FIRST_PAUSE * 2 ** min(attempts - 1, 12), LONGEST_PAUSE)
    spread = hashlib.blake2b(f"{key}{attempts}".encode(), digest_size=1).digest()[0] / 255
    return doubled + doubled * (spread / 5)


def deliver(searcher: Searcher, alerts: Sequence[Saved], now: datetime, settings: SearchSettings) -> Tally:
    """Send all that is due."""
    awake = [alert for alert in alerts if not quiet.until(alert.quiet, now)]
    tally: Counter[str] = Counter()
    for _ in range(ROUNDS):
        claimed = _claimed(searcher, awake, now)
        if not claimed:
            break
        for batch, ended in zip(claimed, asyncio.run(_attempt_all(claimed, now, settings)), strict=True):
            tally[_recorded(searcher, batch, ended, now=now, most=settings.alert_attempts)] += 1
    asleep = len(_with_something(searcher, [alert for alert in alerts if alert not in awake]))
    return Tally(sent=tally["sent"], failed=tally["failed"], given_up=tally["given_up"], quiet=asleep)


def after(sending: Sending, ended: Ended, now: datetime, most: int) -> tuple[Sending, str]:
    """The state after an attempt, and what it comes to: ``sent``, ``failed`` or ``given_up``. Pure."""
    done = replace(sending, batch=(), attempts=0, next_attempt=None, claimed_until=None)
    match ended:
        case Delivered():
            return replace(done, last_sent=now, last_error=None), "sent"
        case Never():
            return replace(done, last_error=ended.reason), "given_up"
    attempts = sending.attempts + 1
    if attempts >= most:
        return replace(done, last_error=f"{ended.reason} (attempt {attempts} of {most})"), "given_up"
    wait = max(pause(attempts, sending_key(sending.alert, sending.channel)), ended.after or timedelta())
    failed = replace(sending, attempts=attempts, next_attempt=now + wait, claimed_until=None, last_error=ended.reason)
    return failed, "failed"


def _with_something(searcher: Searcher, alerts: Sequence[Saved]) -> list[tuple[Saved, Channel]]:
    """Alerts with something to send, and the channels by which."""
    if not alerts:
        return []
    waiting = {channel: Notices(searcher).some_waiting(channel) for channel in CHANNELS}
    return [(a, channel) for a in alerts for channel in CHANNELS if a.id in waiting[channel] and getattr(a, channel)]


def _claimed(searcher: Searcher, alerts: Sequence[Saved], now: datetime) -> list[Batch]:
    """The batches that this process is to send."""
    batches = (_claim(searcher, alert, channel, now) for alert, channel in _with_something(searcher, alerts))
    return list(islice(filter(None, batches), MOST_CLAIMED))


def _claim(searcher: Searcher, alert: Saved, channel: Channel, now: datetime) -> Batch | None:
    """Write down that this process sends the next batch; None when none is due or another process was quicker."""
    states, notices = States(searcher), Notices(searcher)
    key = sending_key(alert.id, channel)
    sending, version = states.get(key, Sending) or (Sending(alert=alert.id, channel=channel), None)
    if any(moment and moment > now for moment in (sending.next_attempt, sending.claimed_until)):
        return None
    # Of a batch that a dead process left, what was sent after all is no longer waiting.
    chosen = [notice for notice in notices.get(sending.batch) if getattr(notice, channel) == "waiting"]
    if not chosen:
        chosen = list(notices.waiting(alert.id, channel, BATCH))
        sending = replace(sending, attempts=0)
    if not chosen:
        return None
    ids = tuple(notice.id for notice in chosen)
    if not states.put(key, replace(sending, batch=ids, claimed_until=now + CLAIM), version):
        return None
    return Batch(id=batch_id(alert.id, channel, ids), alert=alert, channel=channel, notices=tuple(chosen))


async def _attempt_all(batches: Sequence[Batch], now: datetime, settings: SearchSettings) -> list[Ended]:
    limit = asyncio.Semaphore(AT_ONCE)

    async def limited(batch: Batch) -> Ended:
        async with limit:
            try:
                return await _attempt(batch, now, settings)
            except Exception as error:  # a batch that breaks our own code must not keep all others from being sent
                log.exception("alert %s: delivery by %s broke", batch.alert.id, batch.channel)
                return TryLater(reason=f"{type(error).__name__}: {error}")

    return await asyncio.gather(*(limited(batch) for batch in batches))


async def _attempt(batch: Batch, now: datetime, settings: SearchSettings) -> Ended:
    if batch.channel == "webhook":
        return await webhook.post(
            str(batch.alert.webhook),
            webhook.body(batch.alert, batch.notices),
            key=batch.id,
            told_secret=webhook.secret(webhook.installation_key(settings), batch.alert.id),
            now=now,
            settings=settings,
        )
    message = mail.message(batch.alert, batch.notices, key=batch.id, now=now, settings=settings)
    return await asyncio.to_thread(mail.send, message, batch.alert.mail, settings)


def _recorded(searcher: Searcher, batch: Batch, ended: Ended, *, now: datetime, most: int) -> str:
    """Keep how an attempt ended; returns what it comes to."""
    states, key = States(searcher), sending_key(batch.alert.id, batch.channel)
    sending, version = states.get(key, Sending) or (Sending(alert=batch.alert.id, channel=batch.channel), None)
    following, outcome = after(sending, ended, now, most)
    ids = [notice.id for notice in batch.notices]
    if outcome == "sent":
        Notices(searcher).end(ids, batch.channel, "sent")
    elif outcome == "given_up":
        Notices(searcher).end(ids, batch.channel, "given_up", following.last_error)
    # Last: should this process die before, the next one finds in the notices that they are sent.
    states.put(key, following, version)
    log.info("alert %s %s %s: %d stories, %s", batch.alert.id, batch.channel, outcome, len(ids), following.last_error)
    return outcome
