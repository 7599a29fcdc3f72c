"""A progress bar on a terminal, and nothing elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, on standard error, so that what is said beside it can go into a file."""

    progress: Progress
    task: TaskID

    def advance(self, count: int) -> None:
        """Go on by so many units."""
        self.progress.advance(self.task, count)

    def reach(self, done: int) -> None:
        """Stand at so many units."""
        self.progress.update(self.task, completed=done)

    def say(self, line: str) -> None:
        """Print a line to standard output; on a terminal above the bar, which would stand in its midst otherwise."""
        if sys.stdout.isatty() and not self.progress.disable:
            self.warn(line)
        else:
            click.echo(line)

    def warn(self, line: str) -> None:
        """Print a line to standard error, or above the bar."""
        if self.progress.disable:
            click.echo(line, err=True)
        else:
            self.progress.console.print(Text(line), soft_wrap=True)


@contextmanager
def bar(what: str, total: int, done: ProgressColumn) -> Iterator[Bar]:
    """Show how far one is.

    Args:
        what: Stands before the bar.
        total: Units there are.
        done: Says how many of them are done.
    """
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), done, TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield Bar(progress=progress, task=progress.add_task("", total=total))
