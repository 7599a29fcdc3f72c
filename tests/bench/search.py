"""How long a search takes on a million articles: query, facets, highlights and stories, as the web page asks them."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from elasticsearch import Elasticsearch

from deploy import health, process
from deploy.local_elasticsearch import LocalElasticsearch
from deploy.ports import free_port
from search.bulk import Action, send
from search.dates import Span
from search.index import Index
from search.lifecycle import Concrete, Names, make
from search.query import Query, Sort
from search.searcher import Searcher
from tests.bench.newspaper import LATEST, Newspaper

ARTICLES = int(os.environ.get("NEWSLOOM_BENCH_ARTICLES", "1000000"))
CACHE = Path(os.environ.get("NEWSLOOM_CACHE", "~/.cache/newsloom")).expanduser()
BATCH = 500
WARM_UP = 60
"""Questions asked before measuring: the Java machine compiles what is used often."""
QUESTIONS = 120
GOAL = 150.0
"""Milliseconds that 95 of 100 searches with facets and highlights may take, on two cores."""


def main() -> None:
    """Print how long the searches of an analyst take."""
    home = CACHE / "bench" / f"search-{ARTICLES}"
    with node(home) as client:
        index = Index(client)
        if not (home / "complete").exists():
            fill(index)
            (home / "complete").touch()
        measure(Searcher(client, Names()))


@contextmanager
def node(home: Path) -> Iterator[Elasticsearch]:
    """The local node with the bench's articles; an index that was never finished is begun anew."""
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    local = LocalElasticsearch(home=home / "node", cache=CACHE, port=free_port())
    command = local.prepare()
    with (home / "log").open("wb") as log:
        server = process.start(command, log=log)
        try:
            process.wait_for(lambda: health.elasticsearch_health(local.url).ok, seconds=180, what="Elasticsearch")
            yield Elasticsearch(local.url, request_timeout=120)
        finally:
            process.stop(server, grace=60)


def fill(index: Index) -> None:
    """Index the articles, in the index of one month."""
    index.setup()
    concrete = Concrete(alias="articles", generation=1, month="2026.10")
    make(index.client, index.names, concrete)
    name = index.names.index(concrete)
    began, actions = time.perf_counter(), []
    for number, document in enumerate(Newspaper().documents(ARTICLES), 1):
        actions.append(Action("index", name, document["id"], document))
        if len(actions) == BATCH or number == ARTICLES:
            failed = [answer for answer in send(index.client, actions) if answer.failed]
            if failed:
                raise RuntimeError(f"{len(failed)} articles were refused: {failed[0].reason}")
            actions = []
        if sys.stderr.isatty() and number % (BATCH * 20) == 0:
            print(f"\r{number:,} articles, {number / (time.perf_counter() - began):,.0f}/s", end="", file=sys.stderr)
    index.refresh()
    process.wait_for(lambda: not merging(index.client), seconds=1800, what="the merging of segments")
    print(f"indexed {ARTICLES:,} articles at {ARTICLES / (time.perf_counter() - began):,.0f} a second")


def merging(client: Elasticsearch) -> bool:
    """Whether the node still merges what was written."""
    return bool(client.indices.stats(metric="merge")["_all"]["primaries"]["merges"]["current"])


def measure(searcher: Searcher) -> None:
    """Ask what analysts ask, each question once and none twice."""
    size = searcher.client.indices.stats(metric="store")["_all"]["primaries"]["store"]["size_in_bytes"]
    print(f"{ARTICLES:,} articles, {size / 1e9:.1f} GB; milliseconds as the caller sees them")
    print(f"{'question':<44}{'median':>9}{'p95':>9}{'slowest':>9}")
    paper = Newspaper(seed=11)
    texts = [paper.query() for _ in range(QUESTIONS + WARM_UP)]
    everything = [
        ("words, facets, highlights", lambda text: Query(text=text)),
        ("the same, one hit a story", lambda text: Query(text=text, per_story=True)),
        ("the same, narrowed to one source", lambda text: Query(text=text, chosen={"source": ("source-003",)})),
        (
            "a month, newest first",
            lambda text: Query(text=text, period=Span(start=LATEST.replace(day=1)), sort=Sort.NEWEST),
        ),
        ("everything, newest first", lambda _: Query(per_story=True)),
    ]
    for name, question in everything:
        for text in texts[:WARM_UP]:
            searcher.search(question(text), LATEST)
        times = np.array([timed(searcher, question(text)) for text in texts[WARM_UP:]])
        p50, p95 = np.percentile(times, [50, 95])
        print(
            f"{name:<44}{p50:>9.0f}{p95:>9.0f}{times.max():>9.0f}{'' if p95 <= GOAL else '   over ' + str(int(GOAL))}"
        )


def timed(searcher: Searcher, query: Query) -> float:
    """Milliseconds that one question takes."""
    began = time.perf_counter()
    searcher.search(query, LATEST)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
