"""Read pages of the archive again, and say how the article of each comes out beside the one that is indexed.

An article is compared with, and replaced in, the state that was read from the same fetch. A page whose article is
indexed from another visit is left alone: it would be an old state, or a revision that never was. Only an article that
the archive itself brought back is followed through its later visits.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple, ParamSpec, TypeVar

from redis.exceptions import RedisError

from crawler.page import Kind, Page
from crawler.urls import document_id
from search.article import Article, from_document
from search.index import Index, IndexUnavailable
from workers import messages, pipeline, reprocess
from workers.articles_desk import LATER, ArticlesDesk
from workers.differences import differences
from workers.outcomes import Outcome, Rejected
from workers.redone import Ending, Redone
from workers.reprocess import Job
from workers.second_reading import Fetched, is_later_state, is_same_fetch
from workers.sites import Sites
from workers.sources import overrides_of

EXTRACTION = "extraction"
"""Name of the step that reads a page; what it finds is cleaned as well, since articles are compared clean."""
PAGES = 20
"""Pages read, compared and written at once."""
SAID = (
    "title", "text", "standfirst", "section", "authors", "agencies", "tags", "published", "published_from",
    "published_confidence", "modified", "paywalled", "live", "left_out", "language", "opt_outs", "read_from",
)  # fmt: skip
"""Fields that extraction fills; all steps read some of them."""

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


class _Compared(NamedTuple):
    page: Page
    told: Redone
    article: Article | None = None
    """To be written."""


def names() -> tuple[str, ...]:
    """Names of all steps that a page goes through, in their order."""
    return (EXTRACTION, *reprocess.names())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """A run over pages of the archive."""

    index: Index
    sites: Sites
    desk: ArticlesDesk
    """Writes what changed as it writes all articles, so that each has its outcome."""
    job: Job

    def run(
        self, pages: Iterable[Page], holds: Callable[[Page], bool], passed: Callable[[Page], None]
    ) -> Iterator[Redone]:
        """Read pages in their order; when the job writes, what is new or differs goes into the index.

        Raises ``IndexUnavailable`` when Elasticsearch does not answer; the batch of pages is then to be read anew.

        Args:
            pages: Of the archive.
            holds: Which of them are to be read.
            passed: Called with the last page of each batch, once nothing remains to be done about all of it.
        """
        new: dict[str, str] = {}
        for batch in _batches(pages):
            self.index.refresh()
            found = self._compared([page for page in batch if holds(page)], new)
            words = self._write([one for one in found if one.article]) if self.job.writes else {}
            for one in found:
                yield _as_written(one.told, words.get(one.page.archived_in))
            passed(batch[-1])

    def _compared(self, pages: Sequence[Page], new: dict[str, str]) -> list[_Compared]:
        """What becomes of pages; ``new`` has the hashes of what articles say that this run adds, by id."""
        if not pages:
            return []
        drafts = [_attempted(self._draft, page) for page in pages]
        indexed = self._indexed(pages, [draft for draft in drafts if isinstance(draft, Article)])
        found = []
        for page, draft in zip(pages, drafts, strict=True):
            before = _state_of(page, draft, indexed)
            done = _attempted(self._compare, page, draft, before)
            one = _ended(page, done, before) if isinstance(done, (Rejected, Exception)) else done
            if one.told.ending in {Ending.NEW, Ending.REVISED}:
                one = _beside_run(one, new.get(one.told.id))
            if one.article:
                new[one.told.id] = one.article.content_hash
            found.append(one)
        return found

    def _draft(self, page: Page) -> Article | Rejected:
        found = pipeline.extracted(page, largest=self.desk.settings.page_largest, overrides=overrides_of(page.source))
        return found if isinstance(found, Rejected) else pipeline.draft(page, found)

    def _indexed(self, pages: Sequence[Page], drafts: Sequence[Article]) -> list[Article]:
        """Articles that were read from these pages, or have the address of one."""
        ids = [*(draft.id for draft in drafts), *(document_id(page.url) for page in pages)]
        places = [page.archived_in for page in pages if page.archived_in]
        answer = self.index.client.search(
            index=self.index.names.alias("articles"),
            query={"bool": {"should": [{"terms": {"id": ids}}, {"terms": {"archived_in": places}}]}},
            size=3 * len(pages),
        )
        return [from_document(hit["_source"]) for hit in answer["hits"]["hits"]]

    def _compare(
        self, page: Page, draft: Article | Rejected | Exception, before: Article | None
    ) -> _Compared | Rejected | Exception:
        """Say how the article of a page comes out; a value that is none when it does not."""
        if not isinstance(draft, Article):
            return draft
        if before is None:
            return self._added(page, draft)
        ending = _beside(page, draft, before)
        if ending is Ending.EARLIER and self._reads_pages and is_later_state(draft, before.found, before.fetched_at):
            return self._followed(page, draft, before)
        if ending:
            return _told(page, before, ending, draft.url if ending is Ending.MOVED else None)
        return self._changed(page, draft, before)

    def _changed(self, page: Page, draft: Article, before: Article) -> _Compared | Rejected:
        after = self._again(draft, before)
        if isinstance(after, Rejected):
            return after
        if after == before:
            return _told(page, before, Ending.SAME)
        told = Redone(url=after.url, id=after.id, ending=Ending.CHANGED, differences=differences(before, after))
        return _Compared(page, told, after)

    def _added(self, page: Page, draft: Article) -> _Compared | Rejected:
        if not self._reads_pages:
            return _told(page, draft, Ending.ABSENT)
        article = pipeline.finished(draft, self.sites.repeats(draft))
        if isinstance(article, Rejected):
            return article
        return _Compared(page, Redone(url=article.url, id=article.id, ending=Ending.NEW), article)

    def _followed(self, page: Page, draft: Article, before: Article) -> _Compared | Rejected:
        """A later state of an article that the archive brought."""
        after = pipeline.finished(draft, self.sites.repeats(draft))
        if isinstance(after, Rejected):
            return after
        told = Redone(url=after.url, id=after.id, ending=Ending.REVISED, differences=differences(before, after))
        return _beside_run(_Compared(page, told, after), before.content_hash)

    @property
    def _reads_pages(self) -> bool:
        return not self.job.steps or EXTRACTION in self.job.steps

    def _again(self, draft: Article, before: Article) -> Article | Rejected:
        """The article after the chosen steps; where extraction says something else, all others follow."""
        if not self._reads_pages:
            return reprocess.again(before, self.sites, self.job.steps)
        whole = pipeline.finished(draft, self.sites.repeats(draft))
        if isinstance(whole, Rejected):
            return whole
        others = tuple(name for name in self.job.steps if name != EXTRACTION)
        if not self.job.steps or any(getattr(whole, name) != getattr(before, name) for name in SAID):
            return replace(whole, found=before.found, story=before.story, fetched_at=before.fetched_at)
        return reprocess.again(before, self.sites, others) if others else before

    def _write(self, found: Sequence[_Compared]) -> dict[str | None, str]:
        """Write articles; the outcome of each in one word, by the page's place in the archive."""
        if not found:
            return {}
        made = [pipeline.made(one.page, replace(one.article, found=Kind.REPROCESS)) for one in found if one.article]
        words = self.desk.work(
            [f"reprocess:{one.page.archived_in}" for one in found], list(map(messages.to_message, made))
        )
        if LATER in words:
            raise IndexUnavailable(f"{words.count(LATER)} articles could not be written")
        return dict(zip((one.page.archived_in for one in found), words, strict=True))


def _beside_run(one: _Compared, last: str | None) -> _Compared:
    """A state of an article beside the last that this run knows, by the hash of what that says."""
    if last is None or one.article is None:
        return one
    if one.article.content_hash == last:
        return _Compared(one.page, replace(one.told, ending=Ending.EARLIER, differences=()))
    return one._replace(told=replace(one.told, ending=Ending.REVISED))


def _as_written(told: Redone, word: str | None) -> Redone:
    """What became of a page, once the index has said it."""
    if word and word.startswith(Outcome.QUARANTINED):
        return replace(told, failed=word)
    if told.ending is Ending.REVISED and word == Outcome.UNCHANGED:  # a counter, a time of day
        return replace(told, ending=Ending.EARLIER, differences=())
    return told


def _batches(pages: Iterable[Page]) -> Iterator[list[Page]]:
    rest = iter(pages)
    while batch := list(islice(rest, PAGES)):
        yield batch


def _attempted(work: Callable[_Given, _Found], *given: _Given.args, **named: _Given.kwargs) -> _Found | Exception:
    """The result of work on a page, or what it raised."""
    try:
        return work(*given, **named)
    except RedisError:
        raise  # ours, not the page's
    except Exception as error:  # noqa: BLE001 - one page that a parser fails on must not end a run over thousands
        return error


def _state_of(page: Page, draft: object, indexed: Sequence[Article]) -> Article | None:
    """The article that was read from this page; else the one that has its address."""
    read = [one for one in indexed if page.archived_in and one.archived_in == page.archived_in]
    if not isinstance(draft, Article):
        key = document_id(page.url)
        named = [one for one in indexed if one.id == key and is_same_fetch(_fetch_of(one), _fetch_of(page))]
        return next(iter((*read, *named)), None)
    return next((one for one in (*read, *indexed) if one.id == draft.id), next(iter(read), None))


def _beside(page: Page, draft: Article, before: Article) -> Ending | None:
    """Why a page says nothing of the state that is indexed; None when that was read from it."""
    if before.id != draft.id:
        return Ending.MOVED
    if is_same_fetch(_fetch_of(page), _fetch_of(before)):
        return None
    if draft.read_from and not before.read_from:
        return Ending.TWIN
    return Ending.LATER if before.fetched_at > page.fetched_at else Ending.EARLIER


def _fetch_of(one: Page | Article) -> Fetched:
    return Fetched(one.fetched_at, one.archived_in)


def _ended(page: Page, why: Rejected | Exception, before: Article | None) -> _Compared:
    """A page that gives no article."""
    if isinstance(why, Exception):
        return _told(page, before, Ending.FAILED, f"{type(why).__name__}: {why}".replace("\n", " ")[:500])
    return _told(page, before, Ending.LOST if before else Ending.REFUSED, why.reason)


def _told(page: Page, article: Article | None, ending: Ending, detail: str | None = None) -> _Compared:
    url, key = (article.url, article.id) if article else (page.url, document_id(page.url))
    return _Compared(page, Redone(url=url, id=key, ending=ending, detail=detail))
