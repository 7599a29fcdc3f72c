"""The commands that run articles of the index, or pages of the archive, through the workers' steps again."""

import asyncio
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from rich.progress import DownloadColumn, MofNCompleteColumn

from deploy.bar import bar

if TYPE_CHECKING:  # imported when a command runs: models, elasticsearch and celery load with them
    from collections.abc import Iterable, Iterator

    from crawler.page import Page
    from crawler.settings import CrawlerSettings
    from crawler.span import Span
    from workers.bookmark import Bookmark
    from workers.reprocess import Change, Job

_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
_afresh = click.option("--afresh", is_flag=True, help="Begin anew, even where the same command was interrupted.")


@click.group()
def reprocess() -> None:
    """Run the workers' steps again, without fetching."""


@reprocess.command()
@click.option("--step", "chosen", multiple=True, metavar="NAME", help="Run this step alone; may be given again.")
@click.option("--source", metavar="SLUG", help="Articles of this source only.")
@click.option("--compare", is_flag=True, help="Write nothing; say what would change.")
@click.option(
    "--list", "listed", is_flag=True, help="Name each article that changed, with what its fields were and are."
)
@click.option("--json", "as_json", is_flag=True, help="Print each article that changed as one JSON object a line.")
@_afresh
def index(
    chosen: tuple[str, ...], source: str | None, *, compare: bool, listed: bool, as_json: bool, afresh: bool
) -> None:
    """Run steps over every article of the index, and say which changed in which fields.

    What a site repeats is left out of its early pages too. Interrupted, the same command goes on where it was.
    """
    from workers.reprocess import Job, names  # the models load with it

    if unknown := sorted(set(chosen) - set(names())):
        raise click.UsageError(f"there is no step {unknown[0]!r} - the steps are {', '.join(names())}")
    job = Job(steps=chosen, source=source, writes=not compare)
    with _bookmark(job.mark, afresh=afresh) as bookmark:
        changes = _changes(job, bookmark, listed=listed, as_json=as_json)
        _summary(changes, compare=compare, aside=as_json)


@reprocess.command()
@click.argument("files", metavar="[FILE...]", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "since", type=_MOMENT, help="Pages fetched since, in UTC.")
@click.option("--to", "until", type=_MOMENT, help="Pages fetched before, in UTC.")
@click.option("--source", metavar="SLUG", help="Pages of this source only.")
@_afresh
def archive(
    files: tuple[Path, ...], since: datetime | None, until: datetime | None, source: str | None, *, afresh: bool
) -> None:
    """Run pages of the archive through the workers again; without FILE all of the archive.

    Interrupted, the same command goes on where it was.
    """
    from crawler.settings import CrawlerSettings
    from crawler.span import Span, files_of

    settings = CrawlerSettings()
    chosen = files or files_of(settings.home / "archive")
    if not chosen:
        raise click.ClickException(f"no WARC file in {settings.home / 'archive'} - name some, or crawl first")
    span = Span(files=chosen, since=_utc(since), until=_utc(until), source=source)
    with _bookmark(_mark("hand over", span, files), afresh=afresh) as bookmark:
        sent = _handed_over(settings, span, bookmark)
    click.echo(f"{sent} pages of {len(chosen)} files were handed to the workers")


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


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

    with bar("archive", span.size, DownloadColumn()) as shown:

        def passed(page: "Page") -> None:
            place = page.archived_in or ""  # which every page of the archive has
            bookmark.put(place)
            shown.reach(span.read_to(place))

        shown.reach(span.read_to(bookmark.place()))
        sent = asyncio.run(hand_over(settings, span, bookmark.place(), passed))
        bookmark.remove()
        shown.reach(span.size)
    return sent


def _changes(job: "Job", bookmark: "Bookmark", *, listed: bool, as_json: bool) -> "Iterator[Change]":
    from search.index import Index
    from workers import reprocess as work
    from workers.connections import redis
    from workers.settings import settings
    from workers.sites import Sites

    opened = Index.open()
    with bar("articles", work.count(opened, job.source, bookmark.place()), MofNCompleteColumn()) as shown:
        for change in work.run(opened, Sites(redis(), settings()), job, bookmark, told=shown.advance):
            for line in _json(change) if as_json else _lines(change) if listed else ():
                shown.say(line)
            yield change


def _lines(change: "Change") -> "Iterator[str]":
    from deploy.differences import lines

    yield f"{change.id} {change.url}: {', '.join(change.fields)}"
    for difference in change.differences:
        yield from (f"    {line}" for line in lines(difference))


def _json(change: "Change") -> "Iterator[str]":
    from workers.differences import as_json

    told = {"id": change.id, "url": change.url, "changed": as_json(change.differences), "failed": change.failed}
    yield msgspec.json.encode(told).decode()


def _summary(changes: "Iterable[Change]", *, compare: bool, aside: bool) -> None:
    """Say how many articles changed in which fields; ``aside`` on standard error."""
    by_field: Counter[str] = Counter()
    changed = failed = 0
    for change in changes:
        changed += 1
        by_field.update(change.fields)
        if change.failed:
            failed += 1
            click.echo(f"{change.id} {change.url}: not written: {change.failed}", err=True)
    click.echo(f"{changed} articles {'would change' if compare else 'changed'}", err=aside)
    for field, count in by_field.most_common():
        click.echo(f"  {field:16} {count}", err=aside)
    if failed:
        raise click.ClickException(f"{failed} articles could not be written - run the command again")


commands: tuple[click.Command, ...] = (reprocess,)
