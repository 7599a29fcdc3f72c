"""What analysts and operators type: newsloom search, newsloom index."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from search import dates
from search.facets import BY_NAME, Count
from search.query import MOST, Query, Sort
from search.results import Hit, Passage, Results
from search.settings import SearchSettings

if TYPE_CHECKING:  # importing the client costs half a second that --help need not wait for
    from search.friendly import Friendly
    from search.keys import Keys
    from search.migration import Migration
    from search.searcher import Searcher

WIDE = 120
FORMS = ("csv", "jsonl", "parquet", "rss", "atom")


@click.command()
@click.argument("text", metavar="QUERY", nargs=-1)
@click.option(
    "--facet", "facets", multiple=True, metavar="F[=VALUE]", help="Count a facet, or narrow to one value of it."
)
@click.option("--from", "since", metavar="DATE", help="From this day, month or year on.")
@click.option("--to", "until", metavar="DATE", help="Up to this day, month or year, included.")
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    default=Sort.RELEVANCE.value,
    show_default=True,
    help="Order of the results.",
)
@click.option("--stories", is_flag=True, help="One article a story.")
@click.option("--size", type=click.IntRange(0, MOST), default=10, show_default=True, help="Articles shown.")
@click.option("--json", "as_json", is_flag=True, help="Print results, counts and highlights as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all results as CSV.")
@click.option("--export", "form", type=click.Choice(FORMS), help="Print all results in this form.")
def search(  # noqa: PLR0917 - click passes what is typed by name
    text: tuple[str, ...],
    facets: tuple[str, ...],
    since: str | None,
    until: str | None,
    sort: str,
    stories: bool,  # noqa: FBT001 - click passes flags so
    size: int,
    as_json: bool,  # noqa: FBT001
    as_csv: bool,  # noqa: FBT001
    form: str | None,
) -> None:
    """Search the articles: words, "phrases", -exclusion, OR, field:value, date:2026-11, last:7d."""
    # Only now: importing the client costs half a second that --help need not wait for.
    from search.searcher import Searcher

    now = datetime.now(UTC)
    counted, chosen = _facets(facets)
    query = Query(
        text=_joined(text),
        chosen=chosen,
        period=_period(since, until, now),
        sort=Sort(sort),
        per_story=stories,
        size=size,
        facets=counted,
    )
    with friendly(query.text):
        searcher = Searcher.open(SearchSettings())
        searcher.check()
        if form or as_csv:
            _export(searcher, query, now, form or "csv")
        elif as_json:
            _print_json(searcher.search(query, now))
        else:
            _show(searcher.search(query, now), query)


@click.group()
def index() -> None:
    """Care for the index."""


@index.command()
def setup() -> None:
    """Make templates, aliases and this month's indices where they are missing."""
    from search.index import Index

    with friendly():
        opened = Index.open()
        version = opened.setup()
    click.echo(f"Elasticsearch {version}: the index is ready.")


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def stats(as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Show how many documents each index holds and how large it is."""
    from search.index import Index
    from search.stats import stats as read

    with friendly():
        opened = Index.open()
        rows = read(opened.client, opened.names)
    if as_json:
        click.echo(msgspec.json.encode(rows))
        return
    for row in rows:
        click.echo(f"{row.index:<32} {row.documents:>12,} documents {row.megabytes:>10,.1f} MB   made by {row.made_by}")


@index.command()
@click.argument("aliases", nargs=-1, type=click.Choice(("articles", "revisions", "fetches")))
@click.option("--back", is_flag=True, help="Go back to the generation before, with all that was written since.")
@click.option("--discard", is_flag=True, help="Delete the generations that are not in use, after asking.")
def migrate(aliases: tuple[str, ...], back: bool, discard: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Move to indices of the present mapping while searches and writes go on; all aliases unless some are named."""
    from search.index import Index
    from search.migration import Migration

    if back and discard:
        raise click.UsageError("--back needs the generation that --discard would delete - choose one of them")
    with friendly():
        opened = Index.open()
        opened.setup()
        for alias in aliases or ("articles", "revisions", "fetches"):
            migration = Migration(opened.client, opened.names, alias, _progress)
            if discard:
                _discard(migration)
                continue
            moved = migration.back() if back else migration.forth()
            click.echo(f"{alias}: generation {moved.generation} is in use, {moved.documents:,} documents copied.")


def _discard(migration: "Migration") -> None:
    idle = migration.idle()
    if idle and click.confirm(f"Delete {', '.join(idle)} for ever?"):
        click.echo(f"{len(migration.discard())} indices deleted.")


def _progress(name: str, done: int, count: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{name}: {done:,} of {count:,} copied", err=True, nl=done >= count)


@click.group()
def keys() -> None:
    """Keys for the HTTP API."""


@keys.command("add")
@click.argument("name")
def add_key(name: str) -> None:
    """Make a key and print it; it is kept as a hash and can never be shown again."""
    with friendly():
        click.echo(_keys().add(name, datetime.now(UTC)))


@keys.command("list")
def list_keys() -> None:
    """List the keys by name."""
    with friendly():
        found = _keys().all()
    for key in found:
        click.echo(f"{key.id}  {key.created:%Y-%m-%d}  {key.name}")


@keys.command("remove")
@click.argument("name")
def remove_key(name: str) -> None:
    """Take away every key of that name."""
    with friendly():
        count = _keys().remove(name)
    if not count:
        raise click.ClickException(f"there is no key named {name!r} - newsloom keys list shows them")
    click.echo(f"{count} keys taken away.")


def _keys() -> "Keys":
    from search.keys import Keys
    from search.searcher import Searcher

    opened = Searcher.open()
    return Keys(opened.client, opened.names)


def friendly(text: str = "") -> "Friendly":
    """Turn what a person can mend into one clear line and a non-zero status."""
    from search.friendly import Friendly

    return Friendly(text)


def _facets(given: Iterable[str]) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    counted: list[str] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if name not in BY_NAME:
            raise click.BadParameter(
                f"there is no facet {name!r} - use one of {', '.join(BY_NAME)}", param_hint="--facet"
            )
        if equals:
            chosen[name] = (*chosen.get(name, ()), value)
        else:
            counted.append(name)
    return tuple(dict.fromkeys([*counted, *chosen])) if counted else tuple(BY_NAME), chosen


def _period(since: str | None, until: str | None, now: datetime) -> dates.Span:
    ends: dict[str, datetime | None] = {}
    for name, option, text in (("start", "--from", since), ("end", "--to", until)):
        found = dates.day_or_more(text, now) if text else dates.Span()
        if found is None:
            raise click.BadParameter(f"{text!r} is no date - {dates.HINT}", param_hint=option)
        ends[name] = found.start if name == "start" else found.end
    return dates.Span(**ends)


def _joined(words: tuple[str, ...]) -> str:
    """One argument is the query; of several, those with a space in them were quoted in the shell and are phrases."""
    if len(words) == 1:
        return words[0]
    return " ".join(f'"{word}"' if " " in word and '"' not in word and ":" not in word else word for word in words)


def _export(searcher: "Searcher", query: Query, now: datetime, form: str) -> None:
    from search import export

    if form in export.TABLES:
        parts = export.TABLES[form][1](export.rows(searcher, query, now))
    else:
        found = export.rows(searcher, query, now, most=export.FEED_LENGTH)
        parts = export.FEEDS[form][1](found, title=f"Newsloom: {query.text}", link="urn:newsloom:search", now=now)
    for part in parts:
        sys.stdout.buffer.write(part)


def _print_json(found: Results) -> None:
    from search.presenting import as_json

    click.echo(msgspec.json.format(msgspec.json.encode(as_json(found)), indent=2).decode())


def _show(found: Results, query: Query) -> None:
    terminal = Console(highlight=False)
    console = terminal if terminal.is_terminal else Console(highlight=False, width=WIDE)  # a pipe has no width
    for hit in found.hits:
        _show_hit(console, hit)
    told = f"{found.total:,} articles" if found.total != 1 else "1 article"
    stories = f"{found.stories:,} stories" if found.stories != 1 else "1 story"
    console.print(f"[bold]{told}[/bold] in {stories}, {found.milliseconds} ms")
    for name in query.facets:
        values = [value for value in found.facets.get(name, ())[:6] if value.count]
        if values:
            console.print(Text(f"{BY_NAME[name].english:<13}", style="bold").append(_listed(values), style="not bold"))
    if found.histogram.bars:
        console.print(
            Text(f"{found.histogram.step.title():<13}", style="bold").append(_sparkline(found), style="not bold")
        )


def _show_hit(console: Console, hit: Hit) -> None:
    plain = Text(str(hit.fields.get("title")))
    title = _marked(console, hit.highlights["title"][0]) if "title" in hit.highlights else plain
    title.stylize("bold")
    console.print(title)
    day = str(hit.fields.get("published") or hit.fields.get("date"))[:10]
    more = f" · {hit.in_story - 1} more of this story" if hit.in_story > 1 else ""
    console.print(Text(f"{hit.fields.get('source')} · {day} · {hit.fields.get('language') or '?'}{more}", style="dim"))
    for passage in (*hit.highlights.get("standfirst", ()), *hit.highlights.get("text", ())):
        console.print(Padding(_marked(console, passage), (0, 0, 0, 2)))
    console.print(Text(str(hit.fields.get("url")), style="blue"), soft_wrap=True)  # whole, to be clicked or copied
    console.print()


def _marked(console: Console, passage: Passage) -> Text:
    """In colour on a terminal, between asterisks elsewhere."""
    text = Text()
    for piece in passage:
        if piece.marked and not console.is_terminal:
            text.append(f"**{piece.text}**")
        else:
            text.append(piece.text, style="black on yellow" if piece.marked else "")
    return text


def _listed(values: Iterable[Count]) -> str:
    return ", ".join(f"{value.value} ({value.count:,})" for value in values)


def _sparkline(found: Results) -> str:
    bars = found.histogram.bars
    most = max(bar.count for bar in bars)
    drawn = "".join(" ▁▂▃▄▅▆▇█"[-(-8 * bar.count // most)] for bar in bars)
    return f"{drawn}  {bars[0].start:%Y-%m-%d} to {bars[-1].start:%Y-%m-%d}, at most {most:,}"


commands: tuple[click.Command, ...] = (search, index, keys)
"""What the root command adds."""
