"""How commands show the stack to people: a table on a terminal and in a pipe alike."""

import time

from rich.console import Console
from rich.table import Table

from deploy.stack import PartHealth

WIDE = 120


def status_table(answers: tuple[PartHealth, ...]) -> None:
    """Print one row for each part."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("part", "health", "process", "up", "restarts", "says"):
        table.add_column(heading, overflow="fold")
    for answer in answers:
        table.add_row(*_row(answer))
    terminal = Console()
    # A pipe has no width, and folded rows are hard to search.
    shown = terminal if terminal.is_terminal else Console(width=WIDE)
    shown.print(table)


def _row(answer: PartHealth) -> tuple[str, ...]:
    running = answer.running
    return (
        answer.name,
        "[green]well[/]" if answer.health.ok else "[red]down[/]",
        str(running.pid or "-") if running else "-",
        _age(running.since) if running and running.pid and running.since else "-",
        str(running.restarts) if running else "-",
        _first_line(answer.health.detail),
    )


def _age(since: float) -> str:
    seconds = int(time.time() - since)
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds % 60} s"


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:80] if text.strip() else ""
