"""``newsloom sources capture`` and ``test``: pages of a source kept as tests, with the articles they should give."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import ndiff
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.sources_cli import sources

if TYPE_CHECKING:  # imported when a command runs; models and Scrapy load with them
    from crawler.settings import CrawlerSettings
    from crawler.sources import Source
    from workers.captured import Difference

_SHOWN = 300
"""Characters of a value that are shown."""


@sources.command()
@click.argument("slug")
@click.argument("url")
@click.option("--name", help="Of the folder; made of the address by default.")
@click.option(
    "--html",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A page saved in a browser, instead of fetching it.",
)
def capture(slug: str, url: str, name: str | None, file: Path | None) -> None:
    """Save a page of a source with the article it gives, as a test of the source's selectors."""
    from crawler.settings import CrawlerSettings
    from workers import captured

    settings = CrawlerSettings()
    source = _source(settings, slug)
    body, address, charset = (file.read_bytes(), url, None) if file else _fetched(source, url, settings)
    folder = settings.sources / slug / (name or captured.name_of(address))
    now = datetime.now(UTC)
    try:
        found = captured.capture(folder, body, address, charset=charset, fetched_at=now, overrides=source.extraction)
    except FileExistsError as error:
        raise click.ClickException(f"{folder} is there already - give another --name, or remove it") from error
    click.echo(f"headline    {found.title or 'none'}")
    click.echo(f"authors     {', '.join(found.authors) or 'none'}")
    click.echo(f"published   {found.published or 'unknown'}")
    click.echo(f"text        {len(found.paragraphs)} paragraphs, {len(found.text)} characters")
    if found.refusal:
        click.echo(f"no article: {found.refusal}")
    click.echo(
        f"wrote {folder} - correct article.json where it is not what a reader sees, "
        f"mend {slug}.toml, and see: newsloom sources test {slug}"
    )


@sources.command("test")
@click.argument("slugs", metavar="[SLUG...]", nargs=-1)
def test_(slugs: tuple[str, ...]) -> None:
    """Read the captured pages again, and say which fields are not what they should be."""
    from crawler.settings import CrawlerSettings
    from workers import captured

    settings = CrawlerSettings()
    for slug in slugs:
        _source(settings, slug)
    pages = [page for slug in slugs or ("*",) for page in captured.captured(settings.sources, slug)]
    if not pages:
        raise click.ClickException("no page was captured - newsloom sources capture SLUG URL saves one")
    wrong = 0
    for page in pages:
        differences = list(page.differences())
        click.echo(f"{page.name}: {len(page.fields) - len(differences)} of {len(page.fields)} fields are right")
        for one in differences:
            click.echo("\n".join(_lines(one)))
        wrong += bool(differences)
    if wrong:
        raise click.ClickException(f"{wrong} of {len(pages)} pages are not read as they should be")


def _source(settings: "CrawlerSettings", slug: str) -> "Source":
    from crawler.sources import load

    file = settings.sources / f"{slug}.toml"
    if not file.is_file():
        raise click.ClickException(f'no source is called "{slug}" - see newsloom sources list')
    return load(file)


def _fetched(source: "Source", url: str, settings: "CrawlerSettings") -> tuple[bytes, str, str | None]:
    """Body, address and charset of a page, asked for as politely as in a crawl."""
    from crawler.crawling import need_contact
    from crawler.look import Look
    from crawler.urls import unfit
    from workers.pipeline import charset_of

    if reason := unfit(url):
        raise click.ClickException(f"{url} cannot be fetched: {reason} - give a full http(s) address")
    if not source.owns(url):
        raise click.ClickException(f"{url} is no page of {source.slug} - its homepage is {source.homepage}")
    if source.render:
        raise click.ClickException(f"{source.slug} needs a browser (render = true) - save the page there, give --html")
    need_contact([url], settings)

    async def fetching() -> tuple[bytes, str, str | None] | str:
        look = Look(settings, source.allow_private, source.politeness.seconds)
        try:
            answer = await look.get(url)
        finally:
            await look.close()
        if isinstance(answer, str):
            return answer
        if answer.status != 200:  # noqa: PLR2004
            return f"{answer.url} answers {answer.status} - try it in a browser, and give --html"
        return answer.body, answer.url, charset_of((answer.headers.get("Content-Type") or b"").decode("latin-1"))

    found = asyncio.run(fetching())
    if isinstance(found, str):
        raise click.ClickException(found)
    return found


def _lines(difference: "Difference") -> Iterator[str]:
    """A field that differs: value against value, or of a list the lines that are missing (-) and too many (+)."""
    expected, found = difference.expected, difference.found
    if not isinstance(expected, list) or not isinstance(found, list):
        yield f"  {difference.field}: expected {expected!r}, found {found!r}"
        return
    yield f"  {difference.field}:"
    for line in ndiff(list(map(str, expected)), list(map(str, found))):
        if line[0] in "-+":
            yield f"    {line if len(line) <= _SHOWN else line[:_SHOWN] + '…'}"


commands: tuple[click.Command, ...] = (sources,)
