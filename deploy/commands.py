"""The stack's commands: up, down, status and logs."""

import logging
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import click

from deploy import logs, stack, state, up
from deploy.password import USER, operator_password
from deploy.settings import StackSettings
from deploy.tables import status_table


@click.command("up")
@click.option(
    "-d/-f", "--detach/--foreground", default=False, help="Return once all is well, or stay and end with Ctrl-C."
)
def up_command(*, detach: bool) -> None:
    """Start everything on this machine: Redis, Elasticsearch, crawler, workers, beat, Flower and the web page."""
    settings = StackSettings()
    if detach:
        _detached(settings)
    else:
        _foreground(settings)


@click.command("down")
def down_command() -> None:
    """End everything that `newsloom up` started, also what a killed supervisor left behind."""
    ended = stack.down(StackSettings())
    click.echo(f"ended {ended} processes" if ended else "nothing was running")


@click.command("status")
def status_command() -> int:
    """Ask every part how it is; ends with status 1 when one is not well."""
    settings = stack.as_running(StackSettings())
    answers = stack.check(settings)
    if state.supervisor(settings.folder) is None:
        click.echo(f"no stack is running in {settings.folder} - start one with `newsloom up`", err=True)
        return 1
    status_table(answers)
    _show_addresses(settings)
    return 0 if all(answer.health.ok for answer in answers) else 1


@click.command("logs")
@click.argument("names", nargs=-1)
@click.option("-f", "--follow", is_flag=True, help="Go on with new lines as they are written, until Ctrl-C.")
@click.option(
    "-n", "--lines", default=20, show_default=True, type=click.IntRange(min=0), help="Lines of each log to begin with."
)
def logs_command(names: tuple[str, ...], *, follow: bool, lines: int) -> None:
    """Show the logs of all parts, or of those that are NAMED."""
    home = StackSettings().folder
    files = [logs.file_of(home, name) for name in _known(names, logs.names(home), home)]
    show = _labelled(files)
    for file in files:
        for line in logs.tail(file, lines):
            show(file.stem, line)
    if follow:
        for name, line in logs.follow(files):
            show(name, line)


commands: tuple[click.Command, ...] = (up_command, down_command, status_command, logs_command)


def _foreground(settings: StackSettings) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    up.supervise(
        settings, started=lambda: threading.Thread(target=_tell_when_well, args=(settings,), daemon=True).start()
    )


def _tell_when_well(settings: StackSettings) -> None:
    """Say once that all is well; runs beside the supervisor, which must not wait for answers."""
    began = time.monotonic()
    try:
        stack.Stack(settings).wait_until_healthy()
    except stack.NotStarted as error:
        click.echo(f"not all is well after {time.monotonic() - began:.0f} s: {error}", err=True)
    else:
        click.echo(f"all is well after {time.monotonic() - began:.0f} s")
    _show_addresses(settings)


def _detached(settings: StackSettings) -> None:
    running = stack.Stack(settings, outlives=True)
    running.start()
    try:
        running.wait_until_healthy()
    except BaseException:
        running.stop()
        raise
    status_table(stack.check(settings))
    _show_addresses(settings)


def _show_addresses(settings: StackSettings) -> None:
    source = "NEWSLOOM_OPERATOR_PASSWORD" if settings.operator_password else settings.folder / "operator-password"
    operator_password(settings)  # made now, so that the file is there to be read
    click.echo(f"web page       {settings.web_address}")
    click.echo(f"Flower         {settings.flower_address}  (user {USER}, password in {source})")
    click.echo(f"Elasticsearch  {settings.elasticsearch_address}")


def _known(wanted: tuple[str, ...], there: tuple[str, ...], home: Path) -> tuple[str, ...]:
    unknown = [name for name in wanted if name not in there]
    if unknown:
        listed = ", ".join(there) or f"none yet in {home / 'logs'}"
        raise click.BadParameter(f"no log of {', '.join(unknown)} - there are: {listed}", param_hint="NAMES")
    return wanted or there


def _labelled(files: list[Path]) -> Callable[[str, str], None]:
    """Each line with its log's name where there are several."""
    if len(files) == 1:
        return lambda _, line: click.echo(line)
    width = max((len(file.stem) for file in files), default=0)
    return lambda name, line: click.echo(f"{name:<{width}} | {line}")
