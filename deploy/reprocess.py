"""The command that runs pages of the archive, or articles of the index, through the workers' steps again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from crawler import archive
from crawler.page import PAGE_FETCHED, PAGES_QUEUE, to_message
from search.index import Index
from workers import reprocess as steps
from workers.app import app
from workers.connections import redis
from workers.settings import settings


@click.command()
@click.option("--archive", "files", multiple=True, type=click.Path(exists=True, path_type=Path), metavar="FILE")
@click.option("--step", "chosen", multiple=True, metavar="NAME", help="Run this step alone; may be given again.")
@click.option("--source", metavar="SLUG", help="Articles of this source only.")
@click.option("--compare", is_flag=True, help="Write nothing; say what would change.")
@click.option("--list", "listed", is_flag=True, help="Name each article that changed, with its fields.")
def reprocess(
    files: Sequence[Path], chosen: tuple[str, ...], source: str | None, *, compare: bool, listed: bool
) -> None:
    """Run steps again over the index, or pages of the archive through the workers, without fetching.

    Without --archive the steps run here, over every article of the index; interrupted, the same command goes on where
    it was. With --archive (a WARC file or a folder of them) the pages go to the workers' queue.
    """
    if files:
        _refuse_with_archive(chosen, compare=compare)
        click.echo(f"{_send(files, source)} pages are on their way to the workers")
        return
    unknown = sorted(set(chosen) - set(steps.names()))
    if unknown:
        raise click.UsageError(f"there is no step {unknown[0]!r} - the steps are {', '.join(steps.names())}")
    job = steps.Job(steps=chosen, source=source, writes=not compare)
    _summary(_changes(job, listed=listed), compare=compare)


def _refuse_with_archive(chosen: Sequence[str], *, compare: bool) -> None:
    if chosen or compare:
        raise click.UsageError("--step and --compare go with the index; pages of the archive take every step")


def _send(files: Sequence[Path], source: str | None) -> int:
    count = 0
    named = [file for given in files for file in (sorted(given.rglob("*.warc.gz")) if given.is_dir() else [given])]
    for page in archive.pages(named):
        if source in {None, page.source}:
            app.send_task(PAGE_FETCHED, args=(to_message(page),), queue=PAGES_QUEUE, argsrepr=page.url)
            count += 1
    return count


def _changes(job: steps.Job, *, listed: bool) -> Iterator[steps.Change]:
    index = Index.open()
    with _bar(steps.count(index, job.source)) as (bar, told):
        for change in steps.run(index, redis(), settings(), job, told=told):
            if listed:
                bar.console.print(
                    f"{change.id} {change.url}: {', '.join(change.fields)}", highlight=False, soft_wrap=True
                )
            yield change


@contextmanager
def _bar(total: int) -> Iterator[tuple[Progress, "Advance"]]:
    columns = (TextColumn("articles"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield bar, Advance(bar, total)


class Advance:
    """Moves the bar on by what is done."""

    def __init__(self, bar: Progress, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=total)

    def __call__(self, count: int) -> None:
        """So many more are done."""
        self._bar.advance(self._task, count)


def _summary(changes: Iterator[steps.Change], *, compare: bool) -> None:
    by_field: Counter[str] = Counter()
    changed = failed = 0
    for change in changes:
        changed += 1
        failed += change.failed is not None
        by_field.update(change.fields)
        if change.failed:
            click.echo(f"{change.id} {change.url}: not written: {change.failed}", err=True)
    click.echo(f"{changed} articles {'would change' if compare else 'changed'}")
    for field, count in by_field.most_common():
        click.echo(f"  {field:16} {count}")
    if failed:
        raise click.ClickException(f"{failed} articles could not be written - run the command again")


commands: tuple[click.Command, ...] = (reprocess,)
