"""The workers' commands: read one page, and care for what is in quarantine."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

if TYPE_CHECKING:
    from workers.preview import Preview
    from workers.quarantine import Case, Quarantine

_LARGEST_FILE = 64 * 1024 * 1024
_TIMEOUT = 30


@click.command()
@click.argument("page", metavar="FILE|URL")
@click.option("--url", help="Address of a page read from a file; dates and canonical addresses depend on it.")
@click.option("--json", "as_json", is_flag=True, help="Print every field as JSON.")
def extract(page: str, url: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Take one page through extraction and every step; needs no services.

    FILE may be "-" for standard input. Ends with status 1 when the page is no article, and says why.
    """
    from workers.preview import preview  # models load with it

    body, address, charset = _read(page, url)
    seen = preview(body, address, charset=charset)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(seen), indent=2))
    else:
        _show(seen, Console())
    if seen.refusal:
        raise SystemExit(1)


def _read(page: str, url: str | None) -> tuple[bytes, str, str | None]:
    """Body, address and charset of a page on the web, in a file or on standard input."""
    if page.startswith(("http://", "https://")):
        return _fetched(page)
    try:
        body = sys.stdin.buffer.read() if page == "-" else Path(page).read_bytes()
    except OSError as error:
        raise click.ClickException(f"{page}: {error.strerror} - name a file of HTML or an http(s) address") from error
    return body, url or (Path(page).resolve().as_uri() if page != "-" else "file:///stdin"), None


def _fetched(url: str) -> tuple[bytes, str, str | None]:
    import httpx  # only when something is fetched

    agent = {"User-Agent": "newsloom-extract (one page, at a person's request)"}
    try:
        with httpx.stream("GET", url, headers=agent, follow_redirects=True, timeout=_TIMEOUT) as answer:
            body = b""
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > _LARGEST_FILE:
                    raise click.ClickException(f"{url}: larger than {_LARGEST_FILE} bytes - save it and name the file")
            if answer.is_error:
                raise click.ClickException(f"{url}: the server answered {answer.status_code} - try it in a browser")
            return body, str(answer.url), answer.charset_encoding
    except httpx.HTTPError as error:
        raise click.ClickException(f"{url}: {error} - check the address and the connection") from error


def _show(seen: "Preview", console: Console) -> None:
    if seen.refusal:
        console.print(Text(f"no article: {seen.refusal}", style="bold red"))
    table = Table.grid(padding=(0, 2))
    for name in ("standfirst", "section", "authors", "agencies", "published", "modified", "language", "canonical_url"):
        if value := getattr(seen, name):
            table.add_row(Text(name, style="dim"), Text(", ".join(value) if isinstance(value, tuple) else str(value)))
    if seen.keyphrases:
        table.add_row(Text("key phrases", style="dim"), Text(", ".join(seen.keyphrases)))
    console.print(Text(seen.title, style="bold"), table, "", Text(seen.text), sep="\n")
    for line in seen.left_out:
        console.print(Text(f"left out: {line}", style="dim"))


@click.group()
def quarantine() -> None:
    """Look at pages that failed for good, and try them again."""


@quarantine.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_cases(as_json: bool) -> None:  # noqa: FBT001 - click passes options by name
    """List what is in quarantine, the newest first."""
    cases = list(opened_quarantine().cases())
    if as_json:
        for case in cases:
            click.echo(msgspec.json.encode(case))
        return
    if not cases:
        click.echo("quarantine is empty")
        return
    table = Table(Column("id", no_wrap=True), "when (UTC)", "reason", "source", "url", "error", box=None)
    for case in cases:
        table.add_row(*map(Text, (case.id, _moment(case), case.reason, case.source or "", case.url or "?", case.error)))
    Console().print(table)


@quarantine.command()
@click.argument("case_id", metavar="ID")
@click.option("--body", "wants_body", is_flag=True, help="Write the page's bytes to standard output instead.")
def show(case_id: str, wants_body: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Show one case with its traceback."""
    from crawler.page import from_message  # only for the body

    kept = opened_quarantine()
    case = _case(kept, case_id)
    message = kept.message(case.id)
    if wants_body:
        if message is None:
            raise click.ClickException(f"{case_id}: the page is no longer kept{_archive_hint(case)}")
        sys.stdout.buffer.write(from_message(message).body if case.queue == "pages" else message)
        return
    for name in ("id", "url", "source", "task", "reason", "error", "size", "archived_in"):
        click.echo(f"{name:12} {getattr(case, name)}")
    click.echo(f"{'when':12} {_moment(case)} UTC")
    click.echo(f"{'kept':12} {'yes' if message else 'no, too old' + _archive_hint(case)}")
    if case.traceback:
        click.echo(f"\n{case.traceback}")


@quarantine.command()
@click.argument("case_ids", metavar="ID", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Everything in quarantine.")
def replay(case_ids: Sequence[str], every: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Send cases to their queue again, and take them out of quarantine."""
    if bool(case_ids) == every:
        raise click.UsageError("name the cases to replay, or --all")
    kept = opened_quarantine()
    chosen = list(kept.cases()) if every else [_case(kept, case_id) for case_id in case_ids]
    sent = sum(_replayed(kept, case) for case in chosen)
    click.echo(f"{sent} of {len(chosen)} sent again")
    if sent < len(chosen):
        raise SystemExit(1)


def _replayed(kept: "Quarantine", case: "Case") -> bool:
    from workers.replay import replayed  # celery loads with it

    if replayed(kept, case):
        return True
    click.echo(f"{case.id}: the page is no longer kept{_archive_hint(case)}", err=True)
    return False


def _case(kept: "Quarantine", case_id: str) -> "Case":
    case = kept.case(case_id)
    if case is None:
        raise click.ClickException(f"{case_id}: not in quarantine - newsloom quarantine list shows what is")
    return case


def opened_quarantine() -> "Quarantine":
    """The quarantine of the installation that the environment names."""
    from workers.connections import redis  # redis and settings only when a command runs
    from workers.quarantine import Quarantine
    from workers.settings import settings

    return Quarantine(redis(), settings())


def _moment(case: "Case") -> str:
    return datetime.fromtimestamp(case.at, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _archive_hint(case: "Case") -> str:
    return f"; it lies in the archive at {case.archived_in}" if case.archived_in else ""


commands: tuple[click.Command, ...] = (extract, quarantine)
