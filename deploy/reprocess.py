"""The commands that run articles of the index, or pages of the archive, through the workers' steps again."""

import asyncio
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import DownloadColumn, MofNCompleteColumn

from deploy.bar import bar

if TYPE_CHECKING:  # imported when a command runs: models, elasticsearch and celery load with them
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from crawler.page import Page
    from crawler.settings import CrawlerSettings
    from crawler.span import Span
    from deploy.bar import Bar
    from deploy.redone import Form
    from workers.bookmark import Bookmark
    from workers.redone import Redone
    from workers.reprocess import Job

_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
_step = click.option("--step", "chosen", multiple=True, metavar="NAME", help="Run this step alone; may be given again.")
_compare = click.option("--compare", is_flag=True, help="Write nothing; say what would change.")
_list = click.option(
    "--list", "listed", is_flag=True, help="Name each article that changed, with what its fields were and are."
)
_json = click.option(
    "--json", "as_json", is_flag=True, help="Print each article that changed as one JSON object a line."
)
_afresh = click.option("--afresh", is_flag=True, help="Begin anew, even where the same command was interrupted.")


@click.group()
def reprocess() -> None:
    """Run the workers' steps again, without fetching."""


@reprocess.command()
@_step
@click.option("--source", metavar="SLUG", help="Articles of this source only.")
@_compare
@_list
@_json
@_afresh
def index(
    chosen: tuple[str, ...], source: str | None, *, compare: bool, listed: bool, as_json: bool, afresh: bool
) -> None:
    """Run steps over every article of the index, and say which changed in which fields.

    What a site repeats is left out of its early pages too. Interrupted, the same command goes on where it was.
    """
    from workers import rereading
    from workers.reprocess import Job, names

    if rereading.EXTRACTION in chosen:
        raise click.UsageError(
            "extraction reads pages, which the index has not - see newsloom reprocess archive --help"
        )
    _check(chosen, names())
    job = Job(steps=chosen, source=source, writes=not compare)
    with _bookmark(job.mark, afresh=afresh) as bookmark:
        _tell(_over_index(job, bookmark, _form(listed=listed, as_json=as_json)), compare=compare, aside=as_json)


@reprocess.command()
@click.argument("files", metavar="[FILE...]", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_step
@click.option("--from", "since", type=_MOMENT, help="Pages fetched since, in UTC.")
@click.option("--to", "until", type=_MOMENT, help="Pages fetched before, in UTC.")
@click.option("--source", metavar="SLUG", help="Pages of this source only.")
@_compare
@_list
@_json
@_afresh
def archive(
    files: tuple[Path, ...],
    chosen: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    source: str | None,
    *,
    compare: bool,
    listed: bool,
    as_json: bool,
    afresh: bool,
) -> None:
    """Run pages of the archive through extraction and all steps again; without FILE all of the archive.

    The workers do it, as with pages that were just fetched. With --step, --compare, --list or --json it is done here,
    and said which articles changed in which fields; "extraction" is a step, too. Interrupted, the same command goes on
    where it was.
    """
    from crawler.settings import CrawlerSettings
    from crawler.span import Span, files_of

    settings = CrawlerSettings()
    read = files or files_of(settings.home / "archive")
    if not read:
        raise click.ClickException(f"no WARC file in {settings.home / 'archive'} - name some, or crawl first")
    span = Span(files=read, since=_utc(since), until=_utc(until), source=source)
    if not (chosen or compare or listed or as_json):
        with _bookmark(_mark("hand over", span, files), afresh=afresh) as bookmark:
            sent = _handed_over(settings, span, bookmark)
        click.echo(f"{sent} pages of {len(read)} files were handed to the workers")
        return

    from workers.reprocess import Job
    from workers.rereading import names

    _check(chosen, names())
    job = Job(steps=chosen, source=source, writes=not compare)
    with _bookmark(_mark(job.mark, span, files), afresh=afresh) as bookmark:
        found = _over_archive(job, span, bookmark, _form(listed=listed, as_json=as_json))
        _tell(found, compare=compare, aside=as_json)


def _check(chosen: "Sequence[str]", names: "Sequence[str]") -> None:
    if unknown := sorted(set(chosen) - set(names)):
        raise click.UsageError(f"there is no step {unknown[0]!r} - the steps are {', '.join(names)}")


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def _form(*, listed: bool, as_json: bool) -> "Form":
    from deploy.redone import Form

    return Form.JSON if as_json else Form.LISTED if listed else Form.COUNTED


def _mark(what: str, span: "Span", files: tuple[Path, ...]) -> str:
    """Name under which a run over the archive is remembered; over all of it, also when a crawler adds files."""
    told = (what, span.since, span.until, span.source, [str(file.absolute()) for file in files])
    return f"archive:{blake2b(repr(told).encode(), digest_size=8).hexdigest()}"


@contextmanager
def _bookmark(run: str, *, afresh: bool) -> "Iterator[Bookmark]":
    """Where the run is to go on; says so, and says it again when it is interrupted."""
    from workers.bookmark import Bookmark
    from workers.connections import connect
    from workers.settings import WorkersSettings

    settings = WorkersSettings()
    bookmark = Bookmark(connect(settings.redis_url.get_secret_value()), settings, run)
    if afresh:
        bookmark.remove()
    if place := bookmark.place():
        click.echo(f"going on behind {place}, where it was interrupted; --afresh begins anew", err=True)
    try:
        yield bookmark
    except KeyboardInterrupt:
        click.echo("interrupted - the same command goes on here", err=True)
        raise


def _handed_over(settings: "CrawlerSettings", span: "Span", bookmark: "Bookmark") -> int:
    from crawler.reprocessing import hand_over

    with _archive_bar(span, bookmark) as (_, passed):
        return asyncio.run(hand_over(settings, span, bookmark.place(), passed))


@contextmanager
def _archive_bar(span: "Span", bookmark: "Bookmark") -> "Iterator[tuple[Bar, Callable[[Page], None]]]":
    """A bar of the bytes read, and what is to be called with each page that is done."""
    with bar("archive", span.size, DownloadColumn()) as shown:

        def passed(page: "Page") -> None:
            place = page.archived_in or ""  # which every page of the archive has
            bookmark.put(place)
            shown.reach(span.read_to(place))

        shown.reach(span.read_to(bookmark.place()))
        yield shown, passed
        bookmark.remove()
        shown.reach(span.size)


def _over_archive(job: "Job", span: "Span", bookmark: "Bookmark", form: "Form") -> "Iterator[Redone]":
    from search.index import Index
    from workers.articles_desk import ArticlesDesk
    from workers.connections import redis
    from workers.rereading import Rereading
    from workers.settings import settings
    from workers.sites import Sites

    opened = Index.open()
    desk = ArticlesDesk(redis=redis(), settings=settings(), index=opened)
    run = Rereading(index=opened, sites=Sites(redis(), settings()), desk=desk, job=job)
    with _archive_bar(span, bookmark) as (shown, passed):
        yield from _said(run.run(span.pages(bookmark.place()), span.holds, passed), form, shown)


def _over_index(job: "Job", bookmark: "Bookmark", form: "Form") -> "Iterator[Redone]":
    from search.index import Index
    from workers import reprocess as work
    from workers.connections import redis
    from workers.settings import settings
    from workers.sites import Sites

    opened = Index.open()
    with bar("articles", work.count(opened, job.source, bookmark.place()), MofNCompleteColumn()) as shown:
        yield from _said(work.run(opened, Sites(redis(), settings()), job, bookmark, told=shown.advance), form, shown)


def _said(found: "Iterable[Redone]", form: "Form", shown: "Bar") -> "Iterator[Redone]":
    """Each of what was found, once it was told."""
    from deploy.redone import lines, warnings

    for one in found:
        for line in lines(one, form):
            shown.say(line)
        for line in warnings(one):
            shown.warn(line)
        yield one


def _tell(found: "Iterable[Redone]", *, compare: bool, aside: bool) -> None:
    """Say what became of all; ``aside`` on standard error. Fails when something could not be written."""
    from deploy.redone import Summary

    summary = Summary(compare=compare)
    for one in found:
        summary.add(one)
    for line in summary.lines():
        click.echo(line, err=aside)
    if summary.failed:
        raise click.ClickException(f"{summary.failed} articles could not be written - run the command again")


commands: tuple[click.Command, ...] = (reprocess,)
