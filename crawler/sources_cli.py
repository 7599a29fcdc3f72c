"""``newsloom sources``: find, write, check, see and steer sources."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click
from redis.exceptions import RedisError
from rich.console import Console
from rich.table import Table

from crawler.crawling import CannotCrawlError, need_contact
from crawler.overview import Row, UnknownSourceError, open_desk, pace
from crawler.settings import CrawlerSettings
from crawler.sources import MalformedSourceError, catalogue
from crawler.urls import unfit

__all__ = ["sources"]

_WHAT_TO_DO = "look at some of its articles, mend its selectors, or newsloom sources accept it"


@click.group()
def sources() -> None:
    """Add news sites, see how they do, and steer them."""


@sources.command()
@click.argument("url")
@click.option("--slug", help="Name of the source; the site's by default.")
@click.option(
    "--allow-private", multiple=True, help="Loopback or private address that this source may be fetched from."
)
def add(url: str, slug: str | None, allow_private: tuple[str, ...]) -> None:
    """Look at a site, find its feeds and sitemaps, and write its source file."""
    from crawler.look import Look, Site, look_at  # Scrapy is imported for this alone
    from crawler.writing import slug_of, toml_of, write

    settings = CrawlerSettings()
    reason = unfit(url)
    if reason:
        raise click.ClickException(f"{url} cannot be a source: {reason} - give a full http(s) address")
    _need_contact([url], settings)

    async def looking() -> Site | str:
        look = Look(settings, allow_private)
        try:
            return await look_at(url, look)
        finally:
            await look.close()

    site = asyncio.run(looking())
    if isinstance(site, str):
        raise click.ClickException(site)
    fronts = () if site.feeds or site.sitemaps else (site.homepage,)
    slug = slug or slug_of(site.homepage)
    try:
        file = write(settings.sources, slug, toml_of(site, fronts=fronts, private=allow_private))
    except FileExistsError as error:
        raise click.ClickException(
            f"{settings.sources / slug}.toml is there already - edit it, or give --slug"
        ) from error
    except MalformedSourceError as error:
        raise click.ClickException(str(error)) from error
    for found in (*site.feeds, *site.sitemaps):
        click.echo(f"{found.shape}: {found.url} ({found.articles} articles)")
    if fronts:
        click.echo("no feed and no sitemap was found: links of the front page are followed")
    click.echo(f"wrote {file} - the crawler takes it up by itself; now: newsloom crawl {slug} --wait")


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_(*, as_json: bool) -> None:
    """Show each source's next due time, last success, new articles a day and failures."""
    settings = CrawlerSettings()

    async def reading() -> list[Row]:
        async with open_desk(settings) as desk:
            return await desk.rows()

    rows, errors = asyncio.run(reading()), catalogue(settings.sources).errors
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(rows).decode())
    else:
        Console().print(_table(rows))
        for row in rows:
            for sentence in row.noticed:
                click.echo(f"{row.slug}: {sentence} - {_WHAT_TO_DO}")
    for error in errors:
        click.echo(f"left out: {error}", err=True)


@sources.command()
@click.argument("slugs", metavar="[SLUG...]", nargs=-1)
def check(slugs: tuple[str, ...]) -> None:
    """Fetch every feed, sitemap and front page, and say what is wrong, also with the articles that came lately."""
    from crawler.look import check as look_again

    settings = CrawlerSettings()
    known = catalogue(settings.sources)
    for slug in slugs:
        if slug not in known.sources and not any(error.startswith(f"{slug}.toml") for error in known.errors):
            raise click.ClickException(f'no source is called "{slug}" - see newsloom sources list')
    wrong = [error for error in known.errors if not slugs or error.partition(".toml")[0] in slugs]
    for error in wrong:
        click.echo(error)
    drifts = _drifts(settings)
    for slug in slugs or sorted(known.sources):
        if slug not in known.sources:
            continue
        _need_contact(known.sources[slug].feeds, settings)
        for found in asyncio.run(look_again(known.sources[slug], settings)):
            newest = f", the newest of {found.newest:%Y-%m-%d %H:%M}" if found.newest else ""
            said = found.problem or f"{found.articles} articles{newest}"
            click.echo(f"{slug}: {'WRONG' if found.problem else 'ok'}: {found.url}: {said}")
            wrong += [said] if found.problem else []
        for sentence in drifts.get(slug, ()):
            click.echo(f"{slug}: WRONG: {sentence} - {_WHAT_TO_DO}")
            wrong.append(sentence)
    if wrong:
        raise click.ClickException(f"{len(wrong)} of what was checked is wrong")


@sources.command()
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
def pause(slugs: tuple[str, ...]) -> None:
    """Fetch nothing of these sources until they are resumed."""
    _steer("pause", slugs)
    click.echo(f"paused: {', '.join(slugs)}")


@sources.command()
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
def resume(slugs: tuple[str, ...]) -> None:
    """Fetch paused sources again."""
    _steer("resume", slugs)
    click.echo(f"resumed: {', '.join(slugs)}")


@sources.command()
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
def run(slugs: tuple[str, ...]) -> None:
    """Ask feeds, sitemaps and front pages of these sources now."""
    _steer("run", slugs)
    click.echo(f"due now: {', '.join(slugs)}")


@sources.command()
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True)
def accept(slugs: tuple[str, ...]) -> None:
    """Take it for usual that the pages of these sources changed: learn anew how they are made and what they hold."""
    _steer("accept", slugs)
    click.echo(f"learnt anew from now on: {', '.join(slugs)}")


@sources.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Write a source for each site of an OPML file or of news-please's sitelist.hjson."""
    from crawler.writing import from_opml, from_sitelist, toml_of, write

    settings = CrawlerSettings()
    content = file.read_bytes()
    try:
        sites = (
            from_opml(content) if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else from_sitelist(content)
        )
    except ValueError as error:
        raise click.ClickException(f"{file}: {error} - export it again") from error
    if not sites:
        raise click.ClickException(
            f"{file}: no feed and no site in it - give an OPML file or news-please's sitelist.hjson"
        )
    written = 0
    for slug, site in sites.items():
        fronts = () if site.feeds else (site.homepage,)
        try:
            write(settings.sources, slug, toml_of(site, fronts=fronts))
            written += 1
        except (FileExistsError, MalformedSourceError) as error:
            why = "is there already" if isinstance(error, FileExistsError) else str(error)
            click.echo(f"left out {slug}: {why}", err=True)
    click.echo(f"wrote {written} of {len(sites)} sources to {settings.sources} - now: newsloom sources check")


def _need_contact(urls: Iterable[str], settings: CrawlerSettings) -> None:
    try:
        need_contact(urls, settings)
    except CannotCrawlError as error:
        raise click.ClickException(str(error)) from error


def _drifts(settings: CrawlerSettings) -> dict[str, list[str]]:
    """What the workers see changed, by source; feeds can be checked without them."""

    async def asking() -> dict[str, list[str]]:
        async with open_desk(settings) as desk:
            noticed = await desk.drifts()
            return {slug: [drift.sentence for drift in drifts] for slug, drifts in noticed.items()}

    try:
        return asyncio.run(asking())
    except RedisError as error:
        click.echo(f"what the workers noticed is not known: Redis cannot be asked ({error})", err=True)
        return {}


def _steer(deed: str, slugs: Iterable[str]) -> None:
    async def steering() -> None:
        async with open_desk(CrawlerSettings()) as desk:
            await getattr(desk, deed)(list(slugs))

    try:
        asyncio.run(steering())
    except UnknownSourceError as error:
        raise click.ClickException(str(error)) from error


def _table(rows: Iterable[Row]) -> Table:
    table = Table("source", "state", "next due", "last success", "new a day", "found", "failures", "last problem")
    for row in rows:
        budget = f" ({row.spent}/{row.budget} today)" if row.budget else ""
        table.add_row(
            row.slug,
            row.state,
            _ago(row.next_due),
            _ago(row.last_success),
            f"{pace(row.a_day)}{budget}",
            str(row.found),
            str(row.failures or ""),
            row.last_reason or "",
        )
    return table


def _ago(moment: datetime | None, now: datetime | None = None) -> str:
    """``in 5 min``, ``2 h ago``; nothing for never."""
    if moment is None:
        return ""
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        if abs(seconds) >= size:
            number = f"{abs(seconds) / size:.0f} {unit}"
            return f"in {number}" if seconds > 0 else f"{number} ago"
    return "now"
