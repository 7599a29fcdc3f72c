"""Write one batch of different articles: find their earlier states, decide, find their stories, send, look again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from elasticsearch import Elasticsearch

from search.article import STATE, Article, Document, from_document, rebuilt, to_document
from search.bulk import Action, Answer, send
from search.clusters import Clusters
from search.lifecycle import Months, Names
from search.revisions import revision, revision_id
from search.stored import Stored, find, twice

ROUNDS = 5
"""Times one call tries an article again when another worker wrote it in between."""

CONFLICT = "another worker wrote it at the same time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of one article."""

    id: str
    outcome: Literal["indexed", "unchanged", "revised", "failed"]
    revision: int = 1
    retry: bool = False
    """Only with ``failed``: whether the same call may succeed later."""
    reason: str | None = None
    changed: tuple[str, ...] = ()
    """Only from ``Index.replace``: the fields that differ from what was there."""


class Batch:
    """One call's work on articles of different ids."""

    def __init__(self, client: Elasticsearch, names: Names) -> None:
        self._client = client
        self._months = Months(client, names)
        self._names = names
        self._clusters = Clusters(client, names)

    def write(self, articles: Sequence[Article]) -> list[Written]:
        """One report per article, in order."""
        reports: dict[str, Written] = {}
        for _ in range(ROUNDS):
            pending = [article for article in articles if _unsettled(reports.get(article.id))]
            if not pending:
                break
            found = find(self._client, self._months.behind("articles"), [article.id for article in pending])
            changed = [article for article in pending if _differs(article, found.get(article.id))]
            same = {article.id: found[article.id] for article in pending if article not in changed}
            self._returned(same, pending)
            self._told_again(same, pending)
            reports |= {key: Written(id=key, outcome="unchanged", revision=s.revision) for key, s in same.items()}
            reports |= {report.id: report for report in self._send(changed, found)}
        self._clusters.settle([a for a in articles if reports[a.id].outcome in ("indexed", "revised")])
        return [reports[article.id] for article in articles]

    def _send(self, articles: Sequence[Article], found: Mapping[str, Stored]) -> Iterator[Written]:
        if not articles:
            return
        stories = self._clusters.stories(articles, {key: stored.story for key, stored in found.items()})
        # Read whole only now: joining stories may have written some of them again.
        before = self._whole([article.id for article in articles if article.id in found])
        newest = [article for article in articles if _differs(article, before.get(article.id))]
        for overtaken in {article.id for article in articles} - {article.id for article in newest}:
            yield Written(id=overtaken, outcome="failed", retry=True, reason=CONFLICT)
        told = [replace(a, story=stories.get(a.id, a.id)) for a in newest]
        actions = [self._action(article, before.get(article.id)) for article in told]
        answers = send(self._client, actions)
        self._tell([action.document for action, answer in zip(actions, answers, strict=True) if not answer.failed])
        again = self._once([action for action, answer in zip(actions, answers, strict=True) if not answer.failed])
        for article, answer in zip(told, answers, strict=True):
            earlier = before.get(answer.id)
            if answer.id in again:
                yield Written(id=answer.id, outcome="failed", retry=True, reason=CONFLICT)
            else:
                yield _report(answer, None if earlier is None or _supersedes(article, earlier) else earlier)

    def _once(self, actions: Sequence[Action]) -> set[str]:
        """Of new articles that another worker wrote into another month at the same moment, keep the older document.

        Returns those of ours that gave way, to be tried again. The other worker's goes into ours as a later state.
        """
        ours = {action.id: action.index for action in actions if action.kind == "create"}
        indices = Months(self._client, self._names).behind("articles")
        newer = twice(self._client, indices, list(ours))
        send(self._client, [Action("delete", t.index, t.id, {}, t.seq_no, t.primary_term) for t in newer])
        others = [from_document(twin.source) for twin in newer if twin.index != ours[twin.id]]
        if others:
            Batch(self._client, self._names).write(others)
        return {twin.id for twin in newer if twin.index == ours[twin.id]}

    def _action(self, article: Article, before: Stored | None) -> Action:
        document = to_document(article)
        if before is None:
            document |= {"revision": 1, "revised": False, "first_seen": article.fetched_at.isoformat()}
            return Action("create", self._months.ready("articles", article.fetched_at), article.id, document)
        if _supersedes(article, before):
            state = {"revision": before.revision, "revised": before.revision > 1, "first_seen": before.first_seen}
            return over(before, document | state)
        number = before.revision + 1
        # The change is kept in the article too, in the same write: should this process die before the revision has its
        # own document, the next delivery of the same state still knows what to write.
        change = revision(before.source, article, number)
        state = {"revision": number, "revised": True, "first_seen": before.first_seen, "last_change": change}
        return over(before, document | state)

    def _tell(self, documents: Sequence[Document]) -> None:
        """Write each last change as a document of its own."""
        told = [document["last_change"] for document in documents if "last_change" in document]
        indices = [self._months.ready("revisions", _moment(change["at"])) for change in told]
        keys = [revision_id(change["article"], change["revision"]) for change in told]
        send(
            self._client, [Action("index", i, key, change) for i, key, change in zip(indices, keys, told, strict=True)]
        )

    def _returned(self, same: Mapping[str, Stored], pending: Sequence[Article]) -> None:
        """Take the mark from articles that were gone and are back, unchanged."""
        seen = {article.id: article.fetched_at for article in pending}
        back = [key for key, stored in same.items() if stored.gone_at and seen[key] > _moment(stored.gone_at)]
        documents = [(stored, rebuilt(stored.source) | {"gone_at": None}) for stored in self._whole(back).values()]
        send(self._client, [over(stored, document) for stored, document in documents])

    def _told_again(self, same: Mapping[str, Stored], pending: Sequence[Article]) -> None:
        """Write the revisions of states that are delivered once more: the first delivery may have died half-way."""
        seen = {article.id: article.fetched_at for article in pending}
        again = [key for key, stored in same.items() if stored.revision > 1 and seen[key] == _moment(stored.fetched_at)]
        self._tell([stored.source for stored in self._whole(again).values()])

    def _whole(self, keys: Sequence[str]) -> dict[str, Stored]:
        return find(self._client, self._months.behind("articles"), keys, whole=True)


def _unsettled(report: Written | None) -> bool:
    return report is None or report.reason == CONFLICT


def _differs(article: Article, stored: Stored | None) -> bool:
    """Whether the article is newer and says something else; a late delivery of an old state changes nothing."""
    if stored is None or _supersedes(article, stored):
        return True
    if article.read_from:
        return False  # a twin has less of the same; taking turns would make a revision at every visit
    return article.content_hash != stored.content_hash and article.fetched_at > _moment(stored.fetched_at)


def _supersedes(article: Article, stored: Stored) -> bool:
    """Whether the article's own page is read for the first time, after a twin of it: its first state, no revision."""
    return stored.from_twin and not article.read_from


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _report(answer: Answer, before: Stored | None) -> Written:
    number = before.revision + 1 if before else 1
    if answer.failed:
        reason = CONFLICT if answer.conflict else answer.reason
        return Written(id=answer.id, outcome="failed", revision=number, retry=answer.retry, reason=reason)
    return Written(id=answer.id, outcome="revised" if before else "indexed", revision=number)


def over(stored: Stored, document: Document) -> Action:
    """Write a document in place of a stored one, unless that one has changed since it was read."""
    told = {name: value for name, value in document.items() if value is not None}
    return Action("index", stored.index, stored.id, told, seq_no=stored.seq_no, primary_term=stored.primary_term)


def kept(stored: Stored, document: Document) -> Document:
    """The document with what the index keeps about the stored one."""
    return document | {name: stored.source[name] for name in STATE if name in stored.source}


def changed_fields(before: Document, after: Document) -> tuple[str, ...]:
    """Names of the fields in which a document differs from what is stored."""
    whole = rebuilt(before)
    return tuple(sorted(name for name in whole.keys() | after.keys() if whole.get(name) != after.get(name)))
