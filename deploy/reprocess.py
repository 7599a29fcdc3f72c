"""The commands that run articles of the index, or pages of the archive, through the workers' steps again."""

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from crawler.cli import reprocess as archive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.progress import TaskID

    from workers.reprocess import Change, Job


@click.group()
def reprocess() -> None:
    """Run the workers' steps again, without fetching."""


@reprocess.command()
@click.option("--step", "chosen", multiple=True, metavar="NAME", help="Run this step alone; may be given again.")
@click.option("--source", metavar="SLUG", help="Articles of this source only.")
@click.option("--compare", is_flag=True, help="Write nothing; say what would change.")
@click.option("--list", "listed", is_flag=True, help="Name each article that changed, with its fields.")
def index(chosen: tuple[str, ...], source: str | None, *, compare: bool, listed: bool) -> None:
    """Run steps over every article of the index, and say which changed in which fields.

    What a site repeats is left out of its early pages too. Interrupted, the same command goes on where it was.
    """
    from workers.reprocess import Job, names  # the models load with it

    if unknown := sorted(set(chosen) - set(names())):
        raise click.UsageError(f"there is no step {unknown[0]!r} - the steps are {', '.join(names())}")
    _summary(_changes(Job(steps=chosen, source=source, writes=not compare), listed=listed), compare=compare)


reprocess.add_command(archive, "archive")


def _changes(job: "Job", *, listed: bool) -> "Iterator[Change]":
    from search.index import Index  # elasticsearch loads with it
    from workers import reprocess as work
    from workers.connections import redis
    from workers.settings import settings

    opened = Index.open()
    with _bar(work.count(opened, job.source)) as (bar, task):

        def told(count: int) -> None:
            bar.advance(task, count)

        for change in work.run(opened, redis(), settings(), job, told=told):
            if listed:
                click.echo(f"{change.id} {change.url}: {', '.join(change.fields)}")
            yield change


@contextmanager
def _bar(total: int) -> "Iterator[tuple[Progress, TaskID]]":
    columns = (TextColumn("articles"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield bar, bar.add_task("", total=total)


def _summary(changes: "Iterable[Change]", *, compare: bool) -> None:
    by_field: Counter[str] = Counter()
    changed = failed = 0
    for change in changes:
        changed += 1
        by_field.update(change.fields)
        if change.failed:
            failed += 1
            click.echo(f"{change.id} {change.url}: not written: {change.failed}", err=True)
    click.echo(f"{changed} articles {'would change' if compare else 'changed'}")
    for field, count in by_field.most_common():
        click.echo(f"  {field:16} {count}")
    if failed:
        raise click.ClickException(f"{failed} articles could not be written - run the command again")


commands: tuple[click.Command, ...] = (reprocess,)
