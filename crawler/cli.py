"""The crawler's commands."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import click
from redis.exceptions import RedisError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from crawler.crawling import CannotCrawlError, Progress
from crawler.crawling import crawl as begin_crawl
from crawler.crawling import crawl_and_wait as wait_for_crawl
from crawler.frontier import OtherShardsError
from crawler.settings import CrawlerSettings
from crawler.sources_cli import sources

__all__ = ["commands", "summary"]


@click.command()
@click.argument("wanted", metavar="SLUG|URL...", nargs=-1, required=True)
@click.option("--wait", is_flag=True, help="Wait until every URL has its outcome, and show a summary.")
@click.option("--limit", type=float, help="Seconds to wait at most.")
def crawl(wanted: tuple[str, ...], limit: float | None, *, wait: bool) -> None:
    """Crawl sources or single URLs now."""
    settings = CrawlerSettings()
    with _told(settings):
        if not wait:
            begun = begin_crawl(wanted, settings)
            click.echo(f"{begun.scheduled} URLs are due now; what becomes of them: newsloom explain URL")
            return
        with _bar() as show:
            ended = wait_for_crawl(wanted, settings, show, limit=limit)
    Console().print(summary(ended))
    if not ended.finished:
        raise click.ClickException(f"{ended.scheduled - ended.ended} URLs had no outcome after {limit:g} s")


def summary(progress: Progress) -> Table:
    """Outcomes of a run, the most frequent first."""
    table = Table("outcome", "reason", "URLs")
    for outcome, count in progress.outcomes.most_common():
        word, _, reason = outcome.partition(":")
        table.add_row(word, reason, str(count))
    table.add_section()
    table.add_row("total", "", str(progress.ended))
    return table


class _bar:  # noqa: N801 - reads as a function where it is used
    """A progress bar on a terminal, a line now and then elsewhere."""

    def __enter__(self) -> Self:
        columns = (
            TextColumn("crawling"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[latest]}"),
        )
        self._bar = Bar(*columns) if sys.stdout.isatty() else None
        self._told = -1
        if self._bar:
            self._bar.start()
            self._task = self._bar.add_task("", total=None, latest="")
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        if self._bar:
            latest = ", ".join(f"{count} {outcome}" for outcome, count in progress.outcomes.most_common(3))
            self._bar.update(self._task, completed=progress.ended, total=progress.scheduled, latest=latest)
        elif progress.ended - self._told >= max(1, progress.scheduled // 10) or progress.finished:
            click.echo(f"{progress.ended} of {progress.scheduled} URLs have an outcome")
            self._told = progress.ended


@contextmanager
def _told(settings: CrawlerSettings) -> Iterator[None]:
    """What stands in the way, with what to do."""
    try:
        yield
    except (CannotCrawlError, OtherShardsError) as error:
        raise click.ClickException(str(error)) from error
    except RedisError as error:
        address = settings.redis_url.get_secret_value().rpartition("@")[2]
        raise click.ClickException(
            f'Redis at {address} cannot be used ({error}) - start one with "newsloom up"'
        ) from error


commands: tuple[click.Command, ...] = (crawl, sources)
