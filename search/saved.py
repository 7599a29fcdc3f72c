"""Searches that people keep under a name, and where their alerts are to be sent."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.headerregistry import Address
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec
from elasticsearch import NotFoundError

from search import alert_indices, syntax
from search.alert_indices import NOTICES, SAVED, STATES
from search.alert_state import keys
from search.bulk import Action, send, unavailable
from search.dates import Span
from search.facets import BY_NAME
from search.query import Query
from search.quiet import Quiet
from search.scan import scan
from search.searcher import Searcher
from search.settings import SearchSettings

LONGEST_NAME = 200
MOST_ADDRESSES = 20
MOST_SAVED = 5000


class UnfitSavedSearchError(ValueError):
    """A saved search that cannot be kept as it is; the message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """One search under a name. Once switched on it is an alert, with a feed and perhaps a webhook and e-mail."""

    id: str = field(default_factory=lambda: secrets.token_hex(8))
    """Not to be guessed: who knows it can read the alert's feed."""
    name: str
    text: str = ""
    """In the query language."""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values of facets to narrow by."""
    start: datetime | None = None
    end: datetime | None = None
    """Only articles of this time; mostly without bounds."""
    webhook: str | None = None
    """Address that is sent what was found."""
    mail: tuple[str, ...] = ()
    """Addresses of people who are sent what was found."""
    quiet: Quiet | None = None
    """When webhook and e-mail wait; the feed does not."""
    created: datetime | None = None
    changed: datetime | None = None
    on_since: datetime | None = None
    """When the alert was switched on; None while it is off."""

    @classmethod
    def of(cls, query: Query, name: str, **parts: Any) -> Self:  # noqa: ANN401 - the other fields, as they are
        """The saved search of a question that somebody has asked: what it finds, without paging and order."""
        chosen = {facet: values for facet, values in query.chosen.items() if values}
        period = query.period
        return cls(name=name, text=query.text, chosen=chosen, start=period.start, end=period.end, **parts)

    @property
    def query(self) -> Query:
        """The question, one hit a story."""
        period = Span(start=self.start, end=self.end)
        return Query(text=self.text, chosen=self.chosen, period=period, per_story=True)

    def asks_the_same(self, other: "Saved") -> bool:
        """Whether another saved search finds the same."""
        return self.query == other.query


@dataclass(frozen=True, slots=True)
class SavedSearches:
    """All saved searches of an installation."""

    searcher: Searcher
    settings: SearchSettings = field(default_factory=SearchSettings)

    def save(self, saved: Saved, now: datetime) -> Saved:
        """Keep a search, new or changed, and return it as kept.

        An alert whose question changed is switched off: its owner sees first what the new one finds.

        Raises:
            search.syntax.Mistake: The query cannot be read.
            UnfitSavedSearchError: Name, facets or addresses are not fit.
            search.index.IndexUnavailable: Elasticsearch does not answer.
        """
        check(saved, self.settings.private_hosts)
        with unavailable(self.searcher.client):
            alert_indices.setup(self.searcher.client, self.searcher.names, replicas=self.settings.replicas)
            before = self.get(saved.id)
            kept = replace(saved, created=before.created if before else now, changed=now)
            if before is None or not kept.asks_the_same(before):
                kept = replace(kept, on_since=None)
            self.write(kept)
        return kept

    def write(self, saved: Saved) -> None:
        """Write it as it is."""
        document = {
            name: value for name, value in msgspec.to_builtins(saved).items() if value not in (None, [], (), {})
        }
        with unavailable(self.searcher.client):
            self.searcher.client.index(
                index=self._alias(SAVED), id=saved.id, document=document, refresh=True, require_alias=True
            )

    def get(self, key: str) -> Saved | None:
        """The saved search of that id; None when there is none."""
        with unavailable(self.searcher.client):
            try:
                found = self.searcher.client.get(index=self._alias(SAVED), id=key)
            except NotFoundError:
                return None
        return msgspec.convert(found["_source"], Saved)

    def all(self) -> tuple[Saved, ...]:
        """Every saved search, by name."""
        with unavailable(self.searcher.client):
            try:
                answer = self.searcher.client.search(
                    index=self._alias(SAVED), size=MOST_SAVED, sort=[{"name": "asc"}, {"id": "asc"}]
                )
            except NotFoundError:
                return ()
        return tuple(msgspec.convert(hit["_source"], Saved) for hit in answer["hits"]["hits"])

    def remove(self, key: str) -> bool:
        """Forget a saved search with all that its alert found; False when there was none."""
        client = self.searcher.client
        with unavailable(client):
            try:
                client.delete(index=self._alias(SAVED), id=key, refresh=True)
            except NotFoundError:
                return False
            hits = scan(client, self._alias(NOTICES), {"query": {"term": {"alert": key}}, "source": False})
            gone = [Action("delete", hit["_index"], hit["_id"]) for hit in hits]
            gone += [Action("delete", self._alias(STATES), state) for state in keys(key)]
            send(client, gone)
        return True

    def _alias(self, alias: str) -> str:
        return self.searcher.names.alias(alias)


def check(saved: Saved, private_hosts: frozenset[str] = frozenset()) -> None:
    """Refuse what cannot work: raises ``search.syntax.Mistake`` or ``UnfitSavedSearchError``."""
    syntax.parse(saved.text)
    if not saved.name.strip() or len(saved.name) > LONGEST_NAME or not saved.name.isprintable():
        raise UnfitSavedSearchError(f"the name must have 1 to {LONGEST_NAME} printable characters - choose another one")
    unknown = [name for name in saved.chosen if name not in BY_NAME]
    if unknown:
        raise UnfitSavedSearchError(f"{unknown[0]!r} is no facet - choose from {', '.join(BY_NAME)}")
    if len(saved.mail) > MOST_ADDRESSES:
        raise UnfitSavedSearchError(f"more than {MOST_ADDRESSES} mail addresses - give the address of a mailing list")
    for address in saved.mail:
        _check_address(address)
    if saved.webhook is not None:
        _check_webhook(saved.webhook, private_hosts)


def _check_address(address: str) -> None:
    try:
        found = Address(addr_spec=address)
    except (ValueError, IndexError) as error:
        raise UnfitSavedSearchError(f"{address!r} is no mail address - write name@example.org") from error
    if not found.username or not found.domain or not address.isascii():
        raise UnfitSavedSearchError(f"{address!r} is no mail address - write name@example.org")


def _check_webhook(url: str, private_hosts: frozenset[str]) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UnfitSavedSearchError(f"{url!r} is no address ({error}) - write https://host/path") from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or not url.isprintable():
        raise UnfitSavedSearchError(f"{url!r} is no webhook - write https://host/path, without user and password")
    if parts.scheme == "http" and host not in private_hosts:
        raise UnfitSavedSearchError(
            f"{url!r} would travel unprotected - use https, or name the host in NEWSLOOM_WEBHOOK_PRIVATE_HOSTS"
        )
