"""Alerts: a saved search that tells each new story it finds, once.

The life of an alert, as the web page and the command line drive it::

    searches = SavedSearches(searcher)                      # search.saved
    kept = searches.save(Saved.of(query, "Bahnstreik", webhook="https://…"), now)      # query: search.query.Query
    seen = preview(searcher, kept.query, now)               # what it would have found in the last 30 days
    switched = switch_on(searcher, kept.id, now)            # a Preview, or TooWide with the numbers
    run(searcher, now)                                      # every minute, by Celery beat or newsloom alerts run
    status(searcher)                                        # every saved search and how its deliveries go
    found(searcher, kept.id)                                # what it told, newest first: the alert's feed
    switch_off(searcher, kept.id); searches.remove(kept.id)

Nothing here needs a percolator. A run reads what was written into the articles' indices since the run before, by
sequence number, and asks each alert's query of those documents alone.
"""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from search import delivery, matching
from search.alert_state import CHANNELS, Channel, Reading, Sending, States, reading_key, sending_key
from search.dates import Span
from search.matching import WINDOW
from search.notices import Notice, Notices
from search.query import Query, Sort
from search.results import Results
from search.saved import Saved, SavedSearches
from search.searcher import Searcher
from search.settings import SearchSettings

LEASE = timedelta(minutes=3)
"""Length of the lock on a run: how long alerts rest when a run dies. A longer run does no harm."""

PREVIEWED = 20
"""Stories shown of a preview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an alert would have found in the last 30 days."""

    results: Results
    """The newest stories, and how they spread over time and sources."""

    @property
    def stories(self) -> int:
        """Stories it would have told, about."""
        return self.results.stories

    @property
    def a_day(self) -> float:
        """Stories a day."""
        return self.stories / WINDOW.days


@dataclass(frozen=True, slots=True, kw_only=True)
class TooWide:
    """Why an alert was not switched on: it would tell more than anybody reads."""

    stories: int
    most: int

    def __str__(self) -> str:
        return (
            f"it would have told {self.stories:,} stories in the last {WINDOW.days} days, and {self.most:,} is the "
            "most - narrow the query, or raise NEWSLOOM_ALERT_MOST"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run did."""

    busy: bool = False
    """Another process was running the alerts; this one did nothing."""
    alerts: int = 0
    """Alerts that are on."""
    found: int = 0
    """Stories told for the first time."""
    deliveries: delivery.Tally = field(default_factory=delivery.Tally)
    mistakes: Mapping[str, str] = field(default_factory=dict)
    """By alert, why it could not be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One saved search and how it goes."""

    saved: Saved
    mistake: str | None
    """Why its last run could not ask."""
    sendings: Mapping[Channel, Sending]
    """By channel, how deliveries go; only channels that were used."""


def preview(searcher: Searcher, query: Query, now: datetime) -> Preview:
    """What an alert on this query would have found in the last 30 days; raises ``search.syntax.Mistake``."""
    recent = Span(start=now - WINDOW).both(query.period)
    wanted = replace(
        query,
        period=recent,
        per_story=True,
        sort=Sort.NEWEST,
        size=PREVIEWED,
        offset=0,
        after=None,
        as_of=None,
        facets=("source",),
    )
    return Preview(results=searcher.search(wanted, now))


def switch_on(
    searcher: Searcher, key: str, now: datetime, settings: SearchSettings | None = None
) -> Preview | TooWide | None:
    """Let a saved search tell every story from now on; returns what it would have found, or why it stays off.

    What it would have found is noted as known: a story that the preview showed is no news. None when there is no
    saved search of that id. Switching on what is on changes nothing.
    """
    chosen = settings or SearchSettings()
    searches = SavedSearches(searcher, chosen)
    saved = searches.get(key)
    if saved is None:
        return None
    seen = preview(searcher, saved.query, now)
    if seen.stories > chosen.alert_most:
        return TooWide(stories=seen.stories, most=chosen.alert_most)
    if saved.on_since is None:
        matching.start(searcher, saved, now)
        searches.write(replace(saved, on_since=now))
    return seen


def switch_off(searcher: Searcher, key: str, settings: SearchSettings | None = None) -> bool:
    """Let a saved search tell nothing more, nor send what it has not sent yet; False when there is none of that id."""
    searches = SavedSearches(searcher, settings or SearchSettings())
    saved = searches.get(key)
    if saved is None:
        return False
    searches.write(replace(saved, on_since=None))
    Notices(searcher).drop_waiting(key)
    return True


def run(searcher: Searcher, now: datetime, settings: SearchSettings | None = None) -> Report:
    """Tell what is new since the last run, and send what is due; to run it twice, or in two places, does no harm.

    Raises ``search.index.IndexUnavailable``; the next run goes on where this one stopped.
    """
    chosen = settings or SearchSettings()
    alerts = [saved for saved in SavedSearches(searcher, chosen).all() if saved.on_since]
    if not alerts:
        return Report()
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    with States(searcher).locked(holder, now, LEASE) as mine:
        if not mine:
            return Report(busy=True, alerts=len(alerts))
        readings = matching.read_all(searcher, alerts, now)
        sent = delivery.deliver(searcher, alerts, now, chosen)
        Notices(searcher).forget(now)
    mistakes = {key: outcome for key, outcome in readings.items() if isinstance(outcome, str)}
    count = sum(outcome for outcome in readings.values() if isinstance(outcome, int))
    return Report(alerts=len(alerts), found=count, deliveries=sent, mistakes=mistakes)


def found(searcher: Searcher, key: str, most: int = 100) -> tuple[Notice, ...]:
    """What an alert told since it was switched on, the newest first."""
    return Notices(searcher).newest(key, most)


def status(searcher: Searcher, settings: SearchSettings | None = None) -> tuple[Status, ...]:
    """Every saved search, by name, and how it goes."""
    states = States(searcher)
    searches = SavedSearches(searcher, settings or SearchSettings()).all()
    readings = states.many([reading_key(saved.id) for saved in searches], Reading)
    sendings = states.many([sending_key(saved.id, c) for saved in searches for c in CHANNELS], Sending)
    return tuple(_status(saved, readings, sendings) for saved in searches)


def _status(saved: Saved, readings: Mapping[str, Reading], sendings: Mapping[str, Sending]) -> Status:
    reading = readings.get(reading_key(saved.id))
    keys: dict[Channel, str] = {channel: sending_key(saved.id, channel) for channel in CHANNELS}
    return Status(
        saved=saved,
        mistake=reading.mistake if reading else None,
        sendings={channel: sendings[key] for channel, key in keys.items() if key in sendings},
    )
