"""``newsloom demo``: everything on one machine, four demo newspapers crawled, three searches answered."""

import os
import shutil
import signal
import sys
import threading
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from deploy.demo.newsstand import Newsstand
from deploy.demo.outlets import OUTLETS
from deploy.demo.sources import write_sources
from deploy.password import USER, operator_password
from deploy.settings import StackSettings
from deploy.stack import PartHealth, Stack

SEARCHES = (
    ("A compound and a phrase", ("Regierung",), ("source", "section")),
    ("One story, several outlets", ('"Ilse Vandersee" OR Großbatterie', "--stories"), ("source", "language")),
    ("English words in every form, by date", ("fishing OR ferries", "--from", "2026-11-10"), ("section", "author")),
)
"""What an analyst might ask: a title, the arguments of ``newsloom search``, the facets to count."""

CRAWL_SECONDS = 300.0
WIDE = 120


class DemoFailedError(RuntimeError):
    """The demo found less than the newspapers hold."""


@click.command()
@click.option("--stay/--end", default=None, help="Stay up with the addresses, or end; as a rule stay on a terminal.")
def demo(*, stay: bool | None) -> None:
    """Start everything, crawl four demo newspapers, print what was found, three searches and their facets."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # as an exception, it stops all in order
    settings = demo_settings(StackSettings())
    console = Console() if sys.stdout.isatty() else Console(width=WIDE)  # a pipe has no width
    with Newsstand(settings.demo_port) as newsstand:
        slugs = write_sources(settings.sources, newsstand.sites)
        with Stack(settings) as stack:
            _wait(stack, console)
            _take_environment(settings)
            _crawl(console, newsstand, slugs)
            _search(console)
            if sys.stdout.isatty() if stay is None else stay:
                _stay(console, settings)


commands: tuple[click.Command, ...] = (demo,)


def demo_settings(settings: StackSettings) -> StackSettings:
    """The demo's own home below the installation's, emptied, so that every demo tells the same story."""
    home = settings.folder / "demo"
    if home.exists():
        from deploy.stack import down  # only here: an earlier demo may have been killed

        down(settings.model_copy(update={"home": home}))
        shutil.rmtree(home)
    (home / "sources").mkdir(parents=True)
    foreign = settings.redis_url is not None or settings.elasticsearch_url is not None
    prefix = settings.prefix or ("demo-" if foreign else "")  # in servers of others, what is ours has a name
    return settings.model_copy(update={"home": home, "sources": home / "sources", "prefix": prefix})


def _wait(stack: Stack, console: Console) -> None:
    """Wait until all of the stack is well, and say what is still awaited."""
    with console.status("Starting Newsloom on this machine") as status:

        def tell(answers: tuple[PartHealth, ...]) -> None:
            waiting = [answer.name for answer in answers if not answer.health.ok]
            status.update(f"Starting Newsloom on this machine, waiting for {', '.join(waiting)}" if waiting else "")

        if not console.is_terminal:
            console.print("Starting Newsloom on this machine")
        stack.wait_until_healthy(progress=tell)


def _take_environment(settings: StackSettings) -> None:
    """From here on this process is one more command of the demo's installation."""
    os.environ.update(settings.environment() | settings.addresses())


def _crawl(console: Console, newsstand: Newsstand, slugs: tuple[str, ...]) -> None:
    console.print(f"Crawling {len(OUTLETS)} newspapers: {', '.join(outlet.name for outlet in OUTLETS)}")
    fates = _crawled(slugs, console)
    corrected = newsstand.correct()
    console.print("A newsroom has corrected an article; visiting it again")
    fates |= _crawled(corrected, console)
    _show_coverage(console, newsstand, fates)


def _crawled(wanted: tuple[str, ...], console: Console) -> dict[str, str]:
    """Crawl with a progress bar, print the outcome counts; returns the outcome of each URL."""
    from crawler.cli import _bar as progress_bar
    from crawler.cli import summary
    from crawler.crawling import crawl_and_wait
    from crawler.settings import CrawlerSettings

    with progress_bar() as show:
        ended = crawl_and_wait(wanted, CrawlerSettings(), show, limit=CRAWL_SECONDS)
    console.print(summary(ended))
    return ended.by_url


def _show_coverage(console: Console, newsstand: Newsstand, fates: dict[str, str]) -> None:
    """Compare what was found with what there is; raises ``DemoFailedError`` when articles are missing."""
    found = {url for url, outcome in fates.items() if outcome in {"indexed", "unchanged", "revised"}}
    missing = [newsstand.url_of(piece) for piece in newsstand.pieces if newsstand.url_of(piece) not in found]
    exist = Counter(piece.outlet.name for piece in newsstand.pieces)
    lost = Counter(piece.outlet.name for piece in newsstand.pieces if newsstand.url_of(piece) in missing)
    table = Table("newspaper", "articles", "found", box=None, pad_edge=False)
    for name, count in sorted(exist.items()):
        table.add_row(name, str(count), str(count - lost[name]))
    table.add_row("all", str(exist.total()), str(exist.total() - lost.total()), style="bold")
    console.print(table)
    if missing:
        told = "\n".join(f"  {url}: {fates.get(url, 'never found')}" for url in missing[:10])
        raise DemoFailedError(f"{len(missing)} of {exist.total()} articles were not found:\n{told}")


def _search(console: Console) -> None:
    from search.cli import search
    from search.index import Index

    Index.open().refresh()  # what was just written is searched now, not in a second
    for title, arguments, facets in SEARCHES:
        options = [part for facet in facets for part in ("--facet", facet)]
        typed = " ".join(f"'{word}'" if " " in word else word for word in arguments)
        console.rule(f"{title}: newsloom search {typed}", align="left")
        search.main([*arguments, "--size", "3", *options], standalone_mode=False)


def _stay(console: Console, settings: StackSettings) -> None:
    console.rule("Newsloom is up")
    console.print(f"web page  {settings.web_address}")
    console.print(f"Flower    {settings.flower_address}  (user {USER}, password {operator_password(settings)})")
    console.print(f"state     {_short(settings.folder)}  (removed by the next demo)")
    console.print("Press Ctrl-C to end.")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        console.print("Ending Newsloom")


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
