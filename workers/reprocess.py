"""Run chosen steps again over what is indexed, and say which articles changed in which fields."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from search.article import Article, from_document
from search.index import Index
from workers import pipeline
from workers.bookmark import Bookmark
from workers.differences import differences
from workers.hooks import Step, own_steps
from workers.redone import Ending, Redone
from workers.sites import Sites
from workers.steps import site_repeats

PAGE = 100
"""Articles read, changed and written at once."""
REPEATS = "site_repeats"
"""Name of the step that leaves out what a site repeats; it asks the site's memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to run over what."""

    steps: tuple[str, ...] = ()
    """Names of steps; empty for all."""
    source: str | None = None
    writes: bool = True
    """False to compare only."""

    @property
    def mark(self) -> str:
        """Name under which an interrupted run is remembered."""
        return f"{','.join(self.steps) or 'all'}:{self.source or 'all'}:{'write' if self.writes else 'compare'}"


def names() -> tuple[str, ...]:
    """Names of all steps, in their order."""
    return (*(_name(step) for step in pipeline.CLEANING), REPEATS, *(_name(step) for step in pipeline.ENRICHMENT))


def run(index: Index, sites: Sites, job: Job, bookmark: Bookmark, *, told: Callable[[int], None]) -> Iterator[Redone]:
    """Go through the index in the order of the ids; an interrupted run goes on where it was.

    Args:
        index: What to read and write.
        sites: The memory of what they repeat.
        job: What to run over what.
        bookmark: Of this job.
        told: Called with the number of articles done, batch by batch.
    """
    index.refresh()
    for batch in batches(index, job.source, bookmark.place()):
        afters = [again(article, sites, job.steps) for article in batch]
        pairs = [(one, other) for one, other in zip(batch, afters, strict=True) if one != other]
        failed: dict[str, str | None] = {}
        if job.writes and pairs:
            failed = {done.id: done.reason for done in index.replace([a for _, a in pairs]) if done.outcome == "failed"}
        for before, after in pairs:
            yield Redone(
                id=after.id,
                url=after.url,
                ending=Ending.CHANGED,
                differences=differences(before, after),
                failed=failed.get(after.id),
            )
        bookmark.put(batch[-1].id)
        told(len(batch))
    bookmark.remove()


def count(index: Index, source: str | None, behind: str = "") -> int:
    """How many articles there are to go through, those behind an id."""
    query = {"bool": {"filter": _filters(source, behind)}}
    return int(index.client.count(index=index.names.alias("articles"), query=query)["count"])


def batches(index: Index, source: str | None, after: str) -> Iterator[list[Article]]:
    """Articles by id, those behind ``after``; read anew each time, so that a run may take as long as it likes."""
    while True:
        answer = index.client.search(
            index=index.names.alias("articles"),
            query={"bool": {"filter": _filters(source, after)}},
            sort=[{"id": "asc"}],
            size=PAGE,
            track_total_hits=False,
        )
        found = [from_document(hit["_source"]) for hit in answer["hits"]["hits"]]
        if not found:
            return
        yield found
        after = found[-1].id


def again(article: Article, sites: Sites, chosen: Sequence[str]) -> Article:
    """The article after the chosen steps; a text that cleaning changed goes through every enrichment."""
    cleaned = article
    for step in pipeline.CLEANING:
        cleaned = step(cleaned) if _is_chosen(_name(step), chosen) else cleaned
    if _is_chosen(REPEATS, chosen):
        cleaned = site_repeats.leave_out(cleaned, sites.repeats(cleaned))
    if len(cleaned.text) < pipeline.SHORTEST:
        cleaned = article  # nothing of its own would be left: a person should look at it, not a step
    if cleaned.text != article.text:
        cleaned = replace(cleaned, content_hash=pipeline.content_hash(cleaned))
        return pipeline.enriched(cleaned, (*pipeline.ENRICHMENT, *own_steps()))
    wanted = tuple(step for step in pipeline.ENRICHMENT if _is_chosen(_name(step), chosen))
    return pipeline.enriched(cleaned, wanted if chosen else (*wanted, *own_steps()))


def _filters(source: str | None, behind: str) -> list[dict[str, object]]:
    narrowed: list[dict[str, object]] = [{"term": {"source": source}}] if source else []
    return [{"range": {"id": {"gt": behind}}}, *narrowed]


def _is_chosen(name: str, chosen: Sequence[str]) -> bool:
    return not chosen or name in chosen


def _name(step: Step) -> str:
    return step.__module__.rpartition(".")[2]
