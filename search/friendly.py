"""Turn what a person can mend into a clear message on the command line."""

from types import TracebackType

import click

from search.client import IndexUnavailable, WrongVersionError
from search.migration import MigrationFailed
from search.mistakes import Mistake


class Friendly:
    """Around a command: a mistake in the query is shown with its place, an absent service with its address."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Raise the clear message in place of the error."""
        if isinstance(error, Mistake):
            pointer = " " * error.position + "^"
            raise click.UsageError(f"{error}\n\n  {self._text}\n  {pointer}") from error
        if isinstance(error, IndexUnavailable | WrongVersionError | MigrationFailed | ValueError):
            raise click.ClickException(str(error)) from error
