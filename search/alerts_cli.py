"""What people type to keep searches and be told: newsloom alerts."""

import signal
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING

import click
import msgspec
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from search.facets import BY_NAME
from search.settings import SearchSettings

if TYPE_CHECKING:  # importing the client costs half a second that --help need not wait for
    from search.alerts import Preview, Report, Status
    from search.friendly import Friendly
    from search.saved import Saved, SavedSearches


@click.group()
def alerts() -> None:
    """Keep searches, and be told of each new story they find."""


@alerts.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_alerts(as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """List saved searches, whether they are on, and how their deliveries go."""
    from search.alerts import status

    with _friendly():
        found = status(_searches().searcher)
    if as_json:
        for one in found:
            click.echo(msgspec.json.encode(one))
        return
    if not found:
        click.echo('no search is saved - keep one with: newsloom alerts add NAME "QUERY"')
        return
    table = Table(Column("id", no_wrap=True), "name", "query", "on since (UTC)", "sends to", "how it goes", box=None)
    for one in found:
        table.add_row(*(Text(cell) for cell in _row(one)))
    Console().print(table)


@alerts.command()
@click.argument("name")
@click.argument("text", metavar="QUERY")
@click.option("--facet", "facets", multiple=True, metavar="F=VALUE", help="Narrow to one value of a facet.")
@click.option("--webhook", metavar="URL", help="Post what is found to this address, signed.")
@click.option("--mail", multiple=True, metavar="ADDRESS", help="Send what is found to this address.")
@click.option("--quiet", "hours", default="", metavar="HH:MM-HH:MM", help="Hours in which webhook and mail wait.")
@click.option("--quiet-days", default="", metavar="DAYS", help="Days in which they wait, such as sat,sun.")
@click.option("--zone", default="UTC", show_default=True, metavar="ZONE", help="Time zone of the quiet hours.")
def add(  # noqa: PLR0917 - click passes what is typed by name
    name: str,
    text: str,
    facets: tuple[str, ...],
    webhook: str | None,
    mail: tuple[str, ...],
    hours: str,
    quiet_days: str,
    zone: str,
) -> None:
    """Keep a search under a name, and show what it would have found; it stays off until `alerts on`."""
    from search.alerts import preview
    from search.quiet import read
    from search.saved import Saved

    now = datetime.now(UTC)
    with _friendly(text):
        days = tuple(day.strip().lower() for day in quiet_days.split(",") if day.strip())
        quiet = read(hours, days, zone) if hours or days else None
        searches = _searches()
        kept = searches.save(
            Saved(name=name, text=text, chosen=_chosen(facets), webhook=webhook, mail=mail, quiet=quiet), now
        )
        _show(preview(searches.searcher, kept.query, now))
    click.echo(f"\nkept as {kept.id}; switch it on with: newsloom alerts on {kept.id}")
    if kept.webhook:
        click.echo(f"the webhook's secret: {_secret(kept)}")


@alerts.command()
@click.argument("which", metavar="ID|NAME")
def preview(which: str) -> None:
    """Show what an alert would have found in the last 30 days."""
    from search import alerts as ours

    with _friendly():
        searches = _searches()
        _show(ours.preview(searches.searcher, _one(searches, which).query, datetime.now(UTC)))


@alerts.command()
@click.argument("which", metavar="ID|NAME")
def on(which: str) -> None:
    """Tell each new story from now on; shows what would have been found before."""
    from search.alerts import TooWide, switch_on

    with _friendly():
        searches = _searches()
        saved = _one(searches, which)
        switched = switch_on(searches.searcher, saved.id, datetime.now(UTC), searches.settings)
    if switched is None or isinstance(switched, TooWide):
        raise click.ClickException(f"{saved.name} stays off: {switched or 'it was removed meanwhile'}")
    _show(switched)
    click.echo(f"\n{saved.name} is on; its feed: {searches.settings.web_url.rstrip('/')}/alerts/{saved.id}.atom")


@alerts.command()
@click.argument("which", metavar="ID|NAME")
def off(which: str) -> None:
    """Tell nothing more; the search stays kept."""
    from search.alerts import switch_off

    with _friendly():
        searches = _searches()
        saved = _one(searches, which)
        switch_off(searches.searcher, saved.id, searches.settings)
    click.echo(f"{saved.name} is off")


@alerts.command()
@click.argument("which", metavar="ID|NAME")
def remove(which: str) -> None:
    """Forget a saved search and all that its alert found."""
    with _friendly():
        searches = _searches()
        saved = _one(searches, which)
        searches.remove(saved.id)
    click.echo(f"{saved.name} is removed")


@alerts.command()
@click.argument("which", metavar="ID|NAME")
def secret(which: str) -> None:
    """Print the secret with which an alert's webhook is signed, for the receiver."""
    with _friendly():
        click.echo(_secret(_one(_searches(), which)))


@alerts.command()
@click.option(
    "--every", type=click.IntRange(5), metavar="SECONDS", help="Go on, with this pause between, until stopped."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a run.")
def run(every: int | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Look for new stories and send what is due."""
    if every is None:
        with _friendly():
            _run_once(_searches(), as_json=as_json)
        return
    stopped = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    while not stopped.is_set():
        try:
            with _friendly():
                _run_once(_searches(), as_json=as_json)
        except click.ClickException as error:  # Elasticsearch may be back at the next run
            click.echo(f"newsloom: {error.message}", err=True)
        stopped.wait(every)


def _run_once(searches: "SavedSearches", *, as_json: bool) -> None:
    from search import alerts as ours

    report = ours.run(searches.searcher, datetime.now(UTC), searches.settings)
    click.echo(msgspec.json.encode(report) if as_json else _told(report))
    for key, mistake in report.mistakes.items():
        click.echo(f"{key}: {mistake}", err=True)


def _told(report: "Report") -> str:
    if report.busy:
        return "another process is running the alerts"
    sent = report.deliveries
    return (
        f"{report.alerts} alerts on, {report.found} new stories; deliveries: {sent.sent} sent, "
        f"{sent.failed} to be tried again, {sent.given_up} given up, {sent.quiet} wait for the end of quiet hours"
    )


def _searches() -> "SavedSearches":
    # Only now: importing the client costs half a second that --help need not wait for.
    from search.saved import SavedSearches
    from search.searcher import Searcher

    settings = SearchSettings()
    searcher = Searcher.open(settings)
    searcher.check()
    return SavedSearches(searcher, settings)


def _one(searches: "SavedSearches", which: str) -> "Saved":
    found = [saved for saved in searches.all() if which in (saved.id, saved.name)]
    if not found:
        raise click.ClickException(f"{which}: no saved search has this id or name - see: newsloom alerts list")
    if len(found) > 1:
        raise click.ClickException(f"{which}: several searches have this name - use the id: newsloom alerts list")
    return found[0]


def _secret(saved: "Saved") -> str:
    from search.webhook import installation_key, secret

    return secret(installation_key(SearchSettings()), saved.id)


def _chosen(facets: Sequence[str]) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for typed in facets:
        name, equals, value = typed.partition("=")
        if name not in BY_NAME or not equals:
            raise click.BadParameter(
                f"{typed!r} - write F=VALUE with one of {', '.join(BY_NAME)}", param_hint="--facet"
            )
        chosen[name] = (*chosen.get(name, ()), value)
    return chosen


def _show(seen: "Preview") -> None:
    console = Console(highlight=False)
    for hit in seen.results.hits:
        day = str(hit.fields.get("published") or hit.fields.get("date"))[:10]
        console.print(Text(f"{day}  {hit.fields.get('source')}  ", style="dim").append(str(hit.fields.get("title"))))
    more = seen.stories - len(seen.results.hits)
    if more > 0:
        console.print(Text(f"… and {more:,} more", style="dim"))
    console.print(f"[bold]{seen.stories:,} stories in the last 30 days[/bold], {seen.a_day:.1f} a day")


def _row(one: "Status") -> tuple[str, ...]:
    saved = one.saved
    to = ", ".join([*([saved.webhook] if saved.webhook else []), *saved.mail]) or "feed"
    on_since = f"{saved.on_since:%Y-%m-%d %H:%M}" if saved.on_since else "off"
    troubles = [f"{channel}: {sending.last_error}" for channel, sending in one.sendings.items() if sending.last_error]
    return (
        saved.id,
        saved.name,
        saved.text,
        on_since,
        to,
        "; ".join([*filter(None, [one.mistake]), *troubles]) or "well",
    )


def _friendly(text: str = "") -> "Friendly":
    from search.friendly import Friendly  # it brings the client with it

    return Friendly(text)


commands: tuple[click.Command, ...] = (alerts,)
"""What the root command adds."""
