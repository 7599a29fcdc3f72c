"""``newsloom explain URL``: all that happened to a URL, from the frontier to the index."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:  # imported when the command runs; each costs what --help need not wait for
    from crawler.frontier.knowledge import Knowledge

STATES = {
    "unknown": "never seen - no feed, sitemap or page has announced it, and nobody has asked for it",
    "due": "due since {at}",
    "leased": "being fetched; the lease runs out at {at}",
    "waiting": "waits until {at}",
    "done": "done; nothing more is planned",
    "dead": "given up at {at}",
}


@click.command()
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def explain(url: str, *, as_json: bool) -> None:
    """Tell all that happened to a URL: found where, decided how, each fetch, its outcome, its article."""
    told = _known(url)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        _show(told)


commands: tuple[click.Command, ...] = (explain,)


def _known(url: str) -> dict[str, Any]:
    """What each part knows of the URL."""
    from crawler.urls import canonical_url, document_id
    from search.fates import article_of, fetches
    from search.searcher import Searcher
    from workers.cli import opened_quarantine

    address = canonical_url(url)
    key = document_id(address)
    searcher = Searcher.open()
    recorded = fetches(searcher, address)
    found = article_of(searcher, key, recorded)
    case = opened_quarantine().case(key)
    return {
        "url": address,
        "id": key,
        "frontier": _told_by_frontier(asyncio.run(_frontier(address))),
        "quarantine": {"reason": case.reason, "error": case.error} if case else None,
        "article": {name: found.get(name) for name in ARTICLE if found.get(name) is not None} if found else None,
        "fetches": [dict(fetch) for fetch in recorded],
    }


ARTICLE = ("id", "url", "title", "source", "language", "published", "revision", "story", "read_from", "gone_at")


async def _frontier(address: str) -> "Knowledge":
    from crawler.services import open_broker_redis, open_frontier
    from crawler.settings import CrawlerSettings

    settings = CrawlerSettings()
    redis = open_broker_redis(settings)
    frontier = open_frontier(settings, redis)
    try:
        return await frontier.known(address)
    finally:
        await frontier.redis.aclose()
        await redis.aclose()


def _told_by_frontier(known: "Knowledge") -> dict[str, Any]:
    entry = known.entry
    told: dict[str, Any] = {"state": known.state, "at": datetime.fromtimestamp(known.at, UTC) if known.at else None}
    if entry:
        told |= {"source": entry.source, "found": entry.kind.value, "found_in": entry.found_in, "visit": entry.visit}
        told |= {"failures in a row": entry.attempts, "last reason": entry.last_reason}
    return {name: value for name, value in told.items() if value not in {None, 0}}


def _show(told: Mapping[str, Any]) -> None:
    terminal = Console(highlight=False)
    console = terminal if terminal.is_terminal else Console(highlight=False, width=160)
    console.print(f"[bold]{told['url']}[/]  document {told['id']}")
    for name, text in _lines(told):
        console.print(f"{name:<12}{text}", soft_wrap=True)
    if told["fetches"]:
        console.print(_table(told["fetches"]))


def _lines(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    frontier = told["frontier"]
    yield "frontier", STATES[frontier["state"]].format(at=_minute(frontier.get("at")))
    first = told["fetches"][-1] if told["fetches"] else frontier
    if found := first.get("found"):
        yield "found", f"{found}{' in ' + first['found_in'] if first.get('found_in') else ''}"
    if told["fetches"]:
        yield "opt-outs", _opt_outs(told["fetches"][0]) or "none seen"
    if article := told["article"]:
        twin = f", so far read from {article['read_from']}" if article.get("read_from") else ""
        yield "article", f"“{article.get('title')}”, revision {article.get('revision', 1)}, id {article['id']}{twin}"
    else:
        yield "article", "none"
    if told["quarantine"]:
        yield "quarantine", f"{told['quarantine']['reason']} - newsloom quarantine show {told['id']}"


def _table(fetches: list[Mapping[str, Any]]) -> Table:
    table = Table("fetched", "outcome", "reason", "status", "ms", "bytes", "visit", "detail", box=None, pad_edge=False)
    for fetch in fetches:
        cells = [fetch.get(name) for name in ("outcome", "reason", "status", "milliseconds", "size", "visit", "detail")]
        table.add_row(_minute(fetch.get("at")), *("" if cell is None else str(cell) for cell in cells))
    return table


def _opt_outs(fetch: Mapping[str, Any]) -> str:
    return ", ".join(f"{seen['signal']}: {seen['value']} ({seen['verdict']})" for seen in fetch.get("opt_outs", ()))


def _minute(at: object) -> str:
    return str(at)[:19].replace("T", " ") if at else "?"
