"""Write articles, what changed in them and what became of each fetch, in bulk; a report per article."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

from elasticsearch import Elasticsearch

from search import lifecycle
from search.article import Article, Document, rebuilt, to_document
from search.batch import ROUNDS, Batch, Written, changed_fields, kept, over
from search.bulk import Action, Answer, send, unavailable
from search.client import IndexUnavailable, check_version, connect
from search.lifecycle import Months, Names
from search.settings import SearchSettings
from search.stored import Stored, find

__all__ = ["Index", "IndexUnavailable", "Written", "rounds"]


class Index:
    """The articles, revisions and fetches of one Elasticsearch; writing anything twice changes nothing."""

    def __init__(self, client: Elasticsearch, prefix: str = "", *, settings: SearchSettings | None = None) -> None:
        self.client = client
        self.names = Names(prefix)
        self._settings = settings or SearchSettings(prefix=prefix)

    @classmethod
    def open(cls, settings: SearchSettings | None = None) -> Self:
        """The index that the environment names; nothing is sent before the first call."""
        chosen = settings or SearchSettings()
        return cls(connect(chosen), chosen.prefix, settings=chosen)

    def setup(self, now: datetime | None = None) -> str:
        """Make templates, aliases and this month's indices where they are missing; returns the server's version."""
        with unavailable(self.client):
            version = check_version(self.client)
            lifecycle.put_templates(
                self.client, self.names, keep_days=self._settings.keep_days, replicas=self._settings.replicas
            )
            months = Months(self.client, self.names)
            for alias in lifecycle.ALIASES:
                # An index for the alias to point at: to ask an empty installation is no error.
                months.ready(alias, now or datetime.now(UTC))
        return version

    def write(self, articles: Sequence[Article]) -> list[Written]:
        """Index what is new, revise what differs, leave the rest; one report per article, in order.

        Raises ``IndexUnavailable`` when nothing can be said of any article because Elasticsearch does not answer.
        """
        reports: dict[int, Written] = {}
        with unavailable(self.client):
            for places in rounds(articles):
                batch = Batch(self.client, self.names)
                reports |= dict(zip(places, batch.write([articles[place] for place in places]), strict=True))
        return [reports[place] for place in range(len(articles))]

    def replace(self, articles: Sequence[Article]) -> list[Written]:
        """Put better enrichments in place of those indexed, without a new revision; says which fields changed."""
        with unavailable(self.client):
            found = self._stored([article.id for article in articles])
            documents = {
                article.id: kept(found[article.id], to_document(replace(article, story=found[article.id].story)))
                for article in articles
                if article.id in found
            }
            changed = {key: changed_fields(found[key].source, document) for key, document in documents.items()}
            actions = [over(found[key], document) for key, document in documents.items() if changed[key]]
            answers = {answer.id: answer for answer in send(self.client, actions)}
            return [_replaced(article.id, changed.get(article.id), answers.get(article.id)) for article in articles]

    def record(self, fetches: Sequence[Document]) -> None:
        """Write what became of fetches, each document once however often it is sent.

        Raises ``ValueError`` for a document that the mapping refuses, once all the others are written.
        """
        with unavailable(self.client):
            months = Months(self.client, self.names)
            answers = send(self.client, [_fetch(fetch, months) for fetch in fetches])
        failed = [answer for answer in answers if answer.failed]
        if any(answer.retry for answer in failed):
            raise IndexUnavailable(f"{len(failed)} records of fetches were not taken: {failed[0].reason}")
        if failed:
            raise ValueError(f"{len(failed)} records of fetches were refused: {failed[0].reason}")

    def gone(self, ids: Sequence[str], at: datetime) -> int:
        """Mark articles as no longer at their address, and keep them; returns how many were not marked before."""
        marked = 0
        with unavailable(self.client):
            for _ in range(ROUNDS):
                pending = [stored for stored in self._stored(ids).values() if stored.gone_at is None]
                actions = [over(stored, {**rebuilt(stored.source), "gone_at": at.isoformat()}) for stored in pending]
                answers = send(self.client, actions)
                marked += sum(not answer.failed for answer in answers)
                if not any(answer.conflict for answer in answers):
                    break
        return marked

    def refresh(self) -> None:
        """Make everything written so far visible to searches."""
        with unavailable(self.client):
            self.client.indices.refresh(index=[self.names.alias(alias) for alias in lifecycle.ALIASES])

    def _stored(self, ids: Sequence[str]) -> dict[str, Stored]:
        return find(self.client, Months(self.client, self.names).behind("articles"), ids, whole=True)


def rounds(articles: Sequence[Article]) -> list[list[int]]:
    """Places of the articles such that no round holds an article twice, oldest state first."""
    found: list[list[int]] = []
    depth: dict[str, int] = {}
    for place in sorted(range(len(articles)), key=lambda place: articles[place].fetched_at):
        level = depth.get(articles[place].id, 0)
        depth[articles[place].id] = level + 1
        if level == len(found):
            found.append([])
        found[level].append(place)
    return found


def _replaced(key: str, changed: tuple[str, ...] | None, answer: Answer | None) -> Written:
    if changed is None:
        return Written(id=key, outcome="failed", reason="not indexed")
    if answer is None:
        return Written(id=key, outcome="unchanged")
    if answer.failed:
        return Written(id=key, outcome="failed", retry=answer.retry, reason=answer.reason)
    return Written(id=key, outcome="revised", changed=changed)


def _fetch(fetch: Document, months: Months) -> Action:
    at = fetch["at"]
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    told = {name: value for name, value in fetch.items() if value is not None}
    name = f"{fetch['url']}\n{moment.isoformat()}\n{fetch['outcome']}"
    key = hashlib.blake2b(name.encode(), digest_size=12).hexdigest()
    return Action("index", months.ready("fetches", moment), key, told)
