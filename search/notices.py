"""What alerts found: one notice for each story and alert, however often and by whom the alert is run."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Literal

import msgspec
from elasticsearch import NotFoundError

from search.alert_indices import NOTICES
from search.alert_state import CHANNELS, Channel
from search.bulk import CONFLICT, Action, send, unavailable
from search.client import IndexUnavailable
from search.searcher import Searcher

Ending = Literal["sent", "given_up", "dropped"]
"""Of a notice on one channel; before, it is ``waiting``. Dropped: the alert was switched off first."""

KEPT_DAYS = 400
"""After which a notice is forgotten. While it is kept its story is told no second time."""

CREATED = 201

MOST_MEMBERS = 10_000
"""Articles of the stories looked at together: Elasticsearch gives no more in one answer."""

TOGETHER = 1000
"""Ids asked for in one call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A story that an alert found, by the first article of it that did."""

    id: str
    alert: str
    story: str
    article: str
    url: str
    title: str
    source: str
    language: str | None = None
    published: datetime | None = None
    at: datetime
    """When the alert found it."""
    passages: tuple[str, ...] = ()
    """Sentences that match."""
    before: bool = False
    """It was there when the alert was switched on, and is kept only so that it is not told as news."""
    webhook: str | None = None
    mail: str | None = None
    """``waiting`` or how it ended on this channel; None where the alert does not use it."""
    reason: str | None = None
    """Why it was given up."""


def notice_id(alert: str, story: str) -> str:
    """The same for every process that finds the story for the alert, so that only one of them writes it."""
    return hashlib.blake2b(f"{alert}\n{story}".encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices of all alerts of an installation."""

    searcher: Searcher

    def untold(self, alert: str, stories: Iterable[str]) -> set[str]:
        """Those of the stories of which the alert has not told.

        Stories grow together: of one whose id is new to the alert, an article may have been told under another id.
        """
        ids = {notice_id(alert, story): story for story in stories}
        with unavailable(self.searcher.client):
            for key in list(self._existing(list(ids))):
                del ids[key]
            members = self._members(ids.values())
            told = {members[article] for article in self._told_articles(alert, members)}
        return set(ids.values()) - told

    def create(self, notices: Sequence[Notice]) -> int:
        """Write notices that are not there yet; returns how many those were."""
        if not notices:
            return 0
        lines = [line for notice in notices for line in ({"create": {"_id": notice.id}}, _document(notice))]
        with unavailable(self.searcher.client):
            answer = self.searcher.client.bulk(index=self._alias, operations=lines, require_alias=True)
        statuses = [entry["create"]["status"] for entry in answer["items"]]
        failed = [entry["create"] for entry in answer["items"] if entry["create"]["status"] not in (CREATED, CONFLICT)]
        if failed:
            raise IndexUnavailable(f"{len(failed)} notices were not taken: {failed[0]['error']}")
        return statuses.count(CREATED)

    def refresh(self) -> None:
        """Make everything written so far visible to searches: once for many alerts, as it is dear."""
        with unavailable(self.searcher.client):
            self.searcher.client.indices.refresh(index=self._alias)

    def newest(self, alert: str, most: int) -> tuple[Notice, ...]:
        """What an alert found since it was switched on, the newest first."""
        query = {"bool": {"filter": [{"term": {"alert": alert}}, {"term": {"before": False}}]}}
        return self._search(query, most, [{"at": "desc"}, {"id": "asc"}])

    def waiting(self, alert: str, channel: Channel, most: int) -> tuple[Notice, ...]:
        """What an alert has yet to send by a channel, the oldest first."""
        query = {"bool": {"filter": [{"term": {"alert": alert}}, {"term": {channel: "waiting"}}]}}
        return self._search(query, most, [{"at": "asc"}, {"published": "asc"}, {"id": "asc"}])

    def some_waiting(self, channel: Channel) -> set[str]:
        """Alerts that have something to send by a channel."""
        counted = {"alerts": {"terms": {"field": "alert", "size": 10_000}}}
        with unavailable(self.searcher.client):
            try:
                answer = self.searcher.client.search(
                    index=self._alias, size=0, query={"term": {channel: "waiting"}}, aggs=counted
                )
            except NotFoundError:
                return set()
        return {bucket["key"] for bucket in answer["aggregations"]["alerts"]["buckets"]}

    def get(self, ids: Sequence[str]) -> tuple[Notice, ...]:
        """Those of the notices that are there, in order."""
        if not ids:
            return ()
        with unavailable(self.searcher.client):
            found = self.searcher.client.mget(index=self._alias, ids=list(ids))["docs"]
        return tuple(msgspec.convert(document["_source"], Notice) for document in found if document.get("found"))

    def end(self, ids: Sequence[str], channel: Channel, ending: Ending, reason: str | None = None) -> None:
        """Note how notices ended on a channel; the other channel's state stays as it is."""
        if not ids:
            return
        change = {channel: ending} | ({"reason": reason} if reason else {})
        lines = [line for key in ids for line in ({"update": {"_id": key, "retry_on_conflict": 5}}, {"doc": change})]
        with unavailable(self.searcher.client):
            answer = self.searcher.client.bulk(index=self._alias, operations=lines, require_alias=True, refresh=True)
        # A notice that is gone was removed together with its alert.
        failed = [entry["update"] for entry in answer["items"] if entry["update"]["status"] not in (200, 404)]
        if failed:
            raise IndexUnavailable(f"{len(failed)} notices could not be marked as {ending}: {failed[0]['error']}")

    def drop_waiting(self, alert: str) -> None:
        """Send nothing of what an alert has not sent yet."""
        for channel in CHANNELS:
            while ids := [notice.id for notice in self.waiting(alert, channel, TOGETHER)]:
                self.end(ids, channel, "dropped")

    def forget(self, now: datetime) -> int:
        """Delete notices that are very old, a thousand at most; returns how many."""
        old = {"range": {"at": {"lt": (now - timedelta(days=KEPT_DAYS)).isoformat()}}}
        with unavailable(self.searcher.client):
            try:
                hits = self.searcher.client.search(index=self._alias, query=old, size=TOGETHER, source=False)["hits"]
            except NotFoundError:
                return 0
            actions = [Action("delete", hit["_index"], hit["_id"]) for hit in hits["hits"]]
            return sum(not answer.failed for answer in send(self.searcher.client, actions)) if actions else 0

    @property
    def _alias(self) -> str:
        return self.searcher.names.alias(NOTICES)

    def _existing(self, ids: Sequence[str]) -> Iterator[str]:
        for some in _parts(ids):
            found = self.searcher.client.mget(index=self._alias, ids=some, source=False)["docs"]
            yield from (document["_id"] for document in found if document.get("found"))

    def _members(self, stories: Iterable[str]) -> dict[str, str]:
        """By article, its story: all articles of these stories."""
        members: dict[str, str] = {}
        for some in _parts(sorted(stories)):
            answer = self.searcher.client.search(
                index=self.searcher.names.alias("articles"),
                query={"terms": {"story": some}},
                source={"includes": ["story"]},
                size=MOST_MEMBERS,
            )
            members |= {hit["_id"]: hit["_source"]["story"] for hit in answer["hits"]["hits"]}
        return members

    def _told_articles(self, alert: str, articles: Iterable[str]) -> set[str]:
        told: set[str] = set()
        for some in _parts(sorted(articles)):
            query = {"bool": {"filter": [{"term": {"alert": alert}}, {"terms": {"article": some}}]}}
            told |= {notice.article for notice in self._search(query, TOGETHER, [{"id": "asc"}])}
        return told

    def _search(self, query: dict[str, Any], most: int, sort: list[dict[str, str]]) -> tuple[Notice, ...]:
        with unavailable(self.searcher.client):
            try:
                answer = self.searcher.client.search(index=self._alias, query=query, size=most, sort=sort)
            except NotFoundError:
                return ()
        return tuple(msgspec.convert(hit["_source"], Notice) for hit in answer["hits"]["hits"])


def for_channels(notice: Notice, channels: Iterable[Channel]) -> Notice:
    """The notice, waiting to be sent by these channels."""
    waits = set(channels)
    return replace(
        notice,
        webhook="waiting" if "webhook" in waits else None,
        mail="waiting" if "mail" in waits else None,
    )


def _document(notice: Notice) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(notice).items() if value not in (None, ())}


def _parts(keys: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(keys)
    while part := list(islice(remaining, TOGETHER)):
        yield part
