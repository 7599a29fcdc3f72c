"""The commands that run articles of the index, or pages of the archive, through the workers' steps again."""

from collections import Counter
from typing import TYPE_CHECKING

import click
import msgspec
from rich.progress import MofNCompleteColumn

from crawler.cli import reprocess as archive
from deploy.bar import bar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workers.reprocess import Change, Job


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
def index(chosen: tuple[str, ...], source: str | None, *, compare: bool, listed: bool, as_json: bool) -> None:
    """Run steps over every article of the index, and say which changed in which fields.

    What a site repeats is left out of its early pages too. Interrupted, the same command goes on where it was.
    """
    from workers.reprocess import Job, names  # the models load with it

    if unknown := sorted(set(chosen) - set(names())):
        raise click.UsageError(f"there is no step {unknown[0]!r} - the steps are {', '.join(names())}")
    job = Job(steps=chosen, source=source, writes=not compare)
    _summary(_changes(job, listed=listed, as_json=as_json), compare=compare, aside=as_json)


reprocess.add_command(archive, "archive")


def _changes(job: "Job", *, listed: bool, as_json: bool) -> "Iterator[Change]":
    from search.index import Index  # elasticsearch loads with it
    from workers import reprocess as work
    from workers.connections import redis
    from workers.settings import settings

    opened = Index.open()
    with bar("articles", work.count(opened, job.source), MofNCompleteColumn()) as shown:
        for change in work.run(opened, redis(), settings(), job, told=shown.advance):
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
