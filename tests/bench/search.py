"""How long a search takes on a million articles: query, facets, highlights and stories, as the web page asks them."""

import hashlib
import os
import shutil
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from elasticsearch import Elasticsearch

from deploy import health, process
from deploy.local_elasticsearch import LocalElasticsearch
from deploy.ports import free_port
from search.analysis import ANALYSIS
from search.bulk import Action, Answer, send
from search.dates import Span
from search.index import Index
from search.lifecycle import Concrete, Names, make
from search.mapping import MAPPINGS
from search.query import Query, Sort
from search.searcher import Searcher
from tests.bench import newspaper
from tests.bench.newspaper import LATEST, Newspaper

ARTICLES = int(os.environ.get("NEWSLOOM_BENCH_ARTICLES", "1000000"))
CACHE = Path(os.environ.get("NEWSLOOM_CACHE", "~/.cache/newsloom")).expanduser()
BATCH = 500
STREAMS = 2
"""Batches sent at the same time: one a core."""
FORECAST = 20
"""Batches after which it can be said how long all will take."""
WHILE_FILLING = {"index.refresh_interval": "-1", "index.translog.durability": "async"}
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
        if not filled(home):
            fill(index)
            (home / "complete").write_text(contents())
        measure(Searcher(client, Names()))


@contextmanager
def node(home: Path) -> Iterator[Elasticsearch]:
    """The local node with the bench's articles; an index that is unfinished or of other articles is begun anew."""
    if not filled(home):
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


def filled(home: Path) -> bool:
    """Whether all articles are there, made and indexed as they would be now."""
    marker = home / "complete"
    return marker.exists() and marker.read_text() == contents()


def contents() -> str:
    """What the index holds: a hash of the generator, the mapping and the analysis."""
    made = [Path(newspaper.__file__).read_bytes(), msgspec.json.encode((MAPPINGS, ANALYSIS))]
    return hashlib.sha256(b"".join(made)).hexdigest()


def fill(index: Index) -> None:
    """Index the articles as Newsloom would have within a year: each in the index of the month it was first seen in."""
    index.setup()
    began = time.perf_counter()
    made: set[Concrete] = set()
    waiting: deque[Future[list[Answer]]] = deque()
    with ThreadPoolExecutor(STREAMS) as streams:
        for number, documents in enumerate(batched(Newspaper().documents(ARTICLES)), 1):
            months = [
                Concrete(alias="articles", generation=1, month=document["first_seen"][:7].replace("-", "."))
                for document in documents
            ]
            for month in set(months) - made:
                make(index.client, index.names, month)
                index.client.indices.put_settings(index=index.names.index(month), settings=WHILE_FILLING)
            made |= set(months)
            actions = [
                Action("index", index.names.index(month), document["id"], document)
                for month, document in zip(months, documents, strict=True)
            ]
            waiting.append(streams.submit(send, index.client, actions))
            if len(waiting) > 2 * STREAMS:
                taken(waiting.popleft().result())
            if number == FORECAST:
                minutes = (time.perf_counter() - began) * ARTICLES / (FORECAST * BATCH) / 60
                print(f"indexing {ARTICLES:,} articles takes about {minutes:.0f} minutes, once", flush=True)
            if sys.stderr.isatty() and number % 20 == 0:
                done = number * BATCH
                print(f"\r{done:,} articles, {done / (time.perf_counter() - began):,.0f}/s", end="", file=sys.stderr)
        for future in waiting:
            taken(future.result())
    names = ",".join(index.names.index(month) for month in made)
    index.client.indices.put_settings(index=names, settings=dict.fromkeys(WHILE_FILLING))
    index.refresh()
    process.wait_for(lambda: not merging(index.client), seconds=1800, what="the merging of segments")
    seconds = time.perf_counter() - began
    print(f"indexed {ARTICLES:,} articles in {seconds / 60:.1f} minutes, {ARTICLES / seconds:,.0f} a second")


def batched(documents: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The documents by the batch."""
    while batch := list(islice(documents, BATCH)):
        yield batch


def taken(answers: list[Answer]) -> None:
    """Raise for an article that was not indexed: the bench would measure fewer than it says."""
    failed = [answer for answer in answers if answer.failed]
    if failed:
        raise RuntimeError(f"{len(failed)} articles were refused: {failed[0].reason}")


def merging(client: Elasticsearch) -> bool:
    """Whether the node still merges what was written."""
    return bool(client.indices.stats(metric="merge")["_all"]["primaries"]["merges"]["current"])


def measure(searcher: Searcher) -> None:
    """Ask what analysts ask, each question once and none twice."""
    size = searcher.client.indices.stats(metric="store")["_all"]["primaries"]["store"]["size_in_bytes"]
    print(f"{ARTICLES:,} articles, {size / 1e9:.1f} GB; milliseconds as the caller sees them")
    print(f"{'question':<44}{'median':>9}{'p95':>9}{'slowest':>9}")
    paper = Newspaper()  # the same words as in the articles, and sentences that stand in some of them
    texts = [paper.query() for _ in range(QUESTIONS + WARM_UP)]
    frequent = dict(zip(texts, (paper.frequent() for _ in texts), strict=True))
    everything = [
        ("words, facets, highlights", lambda text: Query(text=text)),
        ("the same, one hit a story", lambda text: Query(text=text, per_story=True)),
        ("the same, narrowed to one source", lambda text: Query(text=text, chosen={"source": ("source-003",)})),
        (
            "a month, newest first",
            lambda text: Query(text=text, period=Span(start=LATEST.replace(day=1)), sort=Sort.NEWEST),
        ),
        ("a word that every third article has", lambda text: Query(text=frequent[text])),
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
