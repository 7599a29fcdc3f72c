"""Measure the CPU an article costs from fetch to searchable, beside plain Scrapy and a script made by hand."""

import json
import lzma
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from crawler.crawling import crawl_and_wait
from crawler.settings import CrawlerSettings
from deploy import state
from deploy.ports import free_port
from deploy.settings import StackSettings
from deploy.stack import Stack
from tests.site.answers import Answer, rss
from tests.site.server import Site
from tests.workers.making import a_html, story

PAGES = 1000
"""So many that what each process does once, as it meets its first pages, is a small part."""
SHARED = Path(__file__).resolve().parents[3] / "shared" / "quality" / "data"
SETS = ("fundusnews", "wcxb_dev")
ADDRESS = "127.0.0.41"
LIMIT = 600


def main() -> None:
    """Print the table."""
    pages = real_pages() or made_pages()
    print(f"{len(pages)} {'real' if SHARED.is_dir() else 'made'} pages, {sum(map(len, pages.values())) / 1e6:.0f} MB")
    with tempfile.TemporaryDirectory() as folder, Site(addresses=(ADDRESS,)) as site:
        urls = [site.url(path) for path in pages]
        for path, body in pages.items():
            site.pages[path] = Answer(headers={"Content-Type": "text/html"}, body=body)
        site.pages["/feed.xml"] = rss({})  # the crawler polls by its own plan as well, and is not to be ahead
        with stack(Path(folder), site) as running:
            by_hand = ByHand(urls, Path(folder), running.settings.elasticsearch_address)
            before = by_hand.cpu("index")
            site.pages["/feed.xml"] = rss(dict.fromkeys(urls, ""))
            ours, parts, outcomes, seconds = newsloom(running)
            after, busy, plain = (
                by_hand.cpu("index"),
                by_hand.cpu("index", os.cpu_count() or 1),
                by_hand.cpu("download"),
            )
    if outcomes.total() < len(pages):
        raise SystemExit(f"{outcomes.total()} of {len(pages)} pages ended in this crawl: nothing was measured")
    print(f"outcomes: {', '.join(f'{count} {word}' for word, count in outcomes.most_common())}")
    alone = (before + after) / 2
    print("CPU seconds a page, imports left out:")
    print(f"  Scrapy, download only                             {plain / len(pages):.4f}")
    print(f"  by hand: Scrapy, trafilatura with metadata, bulk  {alone / len(pages):.4f}", end=" ")
    print(f"({before / len(pages):.4f} before Newsloom, {after / len(pages):.4f} after)")
    print(f"  the same, as many at once as there are cores      {busy / len(pages):.4f}")
    print(f"  Newsloom, every step on                           {ours / len(pages):.4f}")
    for name, used in parts.items():
        print(f"    {name:12} {used / len(pages):.4f}")
    print(f"  Newsloom's part of the script's: {ours / alone:.2f}; of the same on all cores: {ours / busy:.2f}")
    print(f"  Newsloom from first fetch to last article: {seconds:.1f} s, {len(pages) / seconds:.1f} pages a second")


def real_pages() -> dict[str, bytes]:
    """The same sample each time of the labelled pages beside the checkout; none where they are absent."""
    found: dict[str, bytes] = {}
    for name in SETS if SHARED.is_dir() else ():
        items = json.loads((SHARED / name / "gold.json").read_text("utf-8"))["items"].values()
        left = min(len(items), PAGES - len(found))
        wanted = {one["file"]: one["url"] for one in random.Random(1).sample(sorted(items, key=_url), left)}
        with lzma.open(SHARED / name / "html.tar.xz") as packed, tarfile.open(fileobj=packed, mode="r|") as archive:
            for one in archive:
                if one.name in wanted and (body := archive.extractfile(one)):
                    path = re.sub("/{2,}", "/", f"/{len(found)}/{urlsplit(wanted[one.name]).path}")
                    found[path] = body.read()
    return found


def _url(labels: Mapping[str, str]) -> str:
    return labels["url"]


def made_pages() -> dict[str, bytes]:
    """Pages of our own making, for a machine without the labelled ones."""
    return {
        f"/lokales/{number}-artikel-der-zeitung.html": a_html(title=f"Meldung {number}", paragraphs=story(number))
        for number in range(PAGES)
    }


@contextmanager
def stack(folder: Path, site: Site) -> Iterator[Stack]:
    """The whole stack on ports of its own, following the site."""
    sources = folder / "sources"
    sources.mkdir()
    (sources / "bench.toml").write_text(
        f'name = "bench"\nhomepage = "{site.url()}"\nfeeds = ["{site.url("/feed.xml")}"]\n'
        f'allow_private = ["{ADDRESS}"]\n[politeness]\nseconds = 0\nconcurrency = 8\n[links]\nallow = [".*"]\n'
    )
    os.environ["NEWSLOOM_DELAY"] = "0"
    settings = StackSettings(
        home=folder / "home",
        sources=sources,
        redis_port=free_port(),
        elasticsearch_port=free_port(),
        web_port=free_port(),
        flower_port=free_port(),
    )
    with Stack(settings) as running:
        running.wait_until_healthy()
        yield running


def newsloom(running: Stack) -> tuple[float, dict[str, float], Counter[str], float]:
    """Crawl the site; CPU of crawler and workers together, of every part, the outcomes, and the wall time."""
    settings = running.settings
    crawler = CrawlerSettings(redis_url=settings.redis_address, sources=settings.sources, home=settings.home)
    before, began = used(settings.folder), time.monotonic()
    ended = crawl_and_wait(["bench"], crawler, limit=LIMIT)
    seconds = time.monotonic() - began
    spent = {name: after - before[name] for name, after in used(settings.folder).items()}
    ours = sum(spent[name] for name in ("crawler", "pages", "articles"))
    return ours, spent, ended.outcomes, seconds


def used(home: Path) -> dict[str, float]:
    """CPU seconds so far of each part of the stack, with all its processes."""
    running = state.read(home)
    return {part.name: _used(part.pid) for part in running.parts if part.pid} if running else {}


def _used(pid: int) -> float:
    leader = psutil.Process(pid)
    times = [one.cpu_times() for one in (leader, *leader.children(recursive=True))]
    ended = leader.cpu_times()
    return sum(one.user + one.system for one in times) + ended.children_user + ended.children_system


@dataclass(frozen=True)
class ByHand:
    """The script made by hand, over the same pages."""

    urls: list[str]
    folder: Path
    elasticsearch: str

    def cpu(self, kind: str, processes: int = 1) -> float:
        """CPU seconds of all processes together, each with its share of the pages.

        Newsloom keeps every core busy, and a core whose neighbour is at work takes longer for the same page: run
        alone, the script has it easier.
        """
        running = [self._start(kind, number, self.urls[number::processes]) for number in range(processes)]
        return sum(float(_printed(one).split()[-1]) for one in running)

    def _start(self, kind: str, number: int, urls: list[str]) -> subprocess.Popen[str]:
        file = self.folder / f"urls-{number}"
        file.write_text("\n".join(urls))
        command = [sys.executable, "-m", "tests.bench.by_hand", kind, str(file), self.elasticsearch, "by-hand"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _printed(process: subprocess.Popen[str]) -> str:
    printed, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return printed


if __name__ == "__main__":
    main()
