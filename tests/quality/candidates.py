"""Measure what finding near-duplicates costs as the index grows: ``python -m tests.quality.candidates 10000 100000``.

``python -m tests.quality.candidates keys 1000000`` draws keys alone, as often alike as the keys of drawn articles
are: that fills a million in minutes instead of hours.

Articles are drawn from the demo newspapers' words, each word after one that it really follows or, three times in ten,
after any: measured on real news, unrelated texts then share about as many runs of four words and sentence keys as real
ones do. One in fifty is a form filled in again (weather, stock market, police), which is what crowds candidates. The
labelled pairs' earlier articles are hidden among them, and looked for with the later ones.
"""

import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from elasticsearch import Elasticsearch, helpers

from search.article import Article
from tests.quality.labelled_stories import Pair, Text, bases, pairs, texts
from workers.steps.signature import step

Query = Callable[[list[str]], dict[str, Any]]
INDEX = f"candidates-{os.getpid()}"
JUMP = 0.3
FORMS = 0.02
NEWEST = datetime(2026, 11, 23, tzinfo=UTC)
IN_COMMON = 2
KEYS = 68
"""Bands and sentence keys of an article."""
ASKED = 24
"""Candidates asked for, as the index does."""


def main(sizes: list[int], supply: Iterator[dict[str, Any]]) -> None:
    """Index so many articles, step by step, and print what a look-up costs and finds at each step."""
    if not (url := os.environ.get("NEWSLOOM_TEST_ELASTICSEARCH_URL")):
        sys.exit("no Elasticsearch - set NEWSLOOM_TEST_ELASTICSEARCH_URL to one with 1 GB of heap or more")
    client = Elasticsearch(url, request_timeout=120)
    mappings = {
        "properties": {
            "id": {"type": "keyword"},
            "bands": {"type": "keyword"},
            "date": {"type": "date"},
            "text": {"type": "text", "index": False},
        }
    }
    client.indices.create(index=INDEX, mappings=mappings, settings={"number_of_replicas": 0, "refresh_interval": -1})
    asked = [pair for pair in pairs() if pair.same]
    try:
        _fill(client, (_document(known.text, known.name, known.language) for known in _unique(asked)))
        indexed = 0
        for size in sizes:
            _fill(client, (next(supply) for _ in range(size - indexed)))
            indexed = size
            _report(client, size, asked)
    finally:
        client.indices.delete(index=INDEX)


def _unique(asked: list[Pair]) -> list[Text]:
    return list({pair.earlier.name: pair.earlier for pair in asked}.values())


def _document(text: str, key: str, language: str, date: datetime = NEWEST) -> dict[str, Any]:
    article = Article(
        id=key, url="", canonical_url="", source="", title="", text=text, language=language, fetched_at=date
    )
    kept = {"text": text} if key.startswith("form-") else {}
    return {"id": key, "bands": list(step(article).bands), "date": date.isoformat(), **kept}


def _fill(client: Elasticsearch, documents: Iterator[dict[str, Any]]) -> None:
    helpers.bulk(client, ({"_index": INDEX, **document} for document in documents), chunk_size=500)
    client.indices.refresh(index=INDEX)


def _supply() -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    after: dict[str, list[str]] = defaultdict(list)
    any_word: list[str] = []
    lengths = []
    for text in (text for text in bases().values() if text.language == "de"):
        words = text.text.split()
        any_word += words
        lengths.append(len(words))
        for one, other in pairwise(words):
            after[one].append(other)
    forms = [text.text for name, text in texts().items() if name.startswith("boilerplate/")]
    number = 0
    while True:
        number += 1
        date = NEWEST - timedelta(minutes=chance.randrange(60 * 24 * 30))
        kind = "form" if chance.random() < FORMS else "drawn"
        if kind == "form":
            text = "".join(chance.choice("123456789") if sign.isdigit() else sign for sign in chance.choice(forms))
        else:
            text = _drawn(chance, after, any_word, chance.choice(lengths))
        yield _document(text, f"{kind}-{number}", "de", date)


def _keys() -> Iterator[dict[str, Any]]:
    """Articles that are nothing but keys, drawn from so many that in 100,000 articles 15 share one with another."""
    chance = random.Random(7)
    population = KEYS * KEYS * 100_000 // 15
    number = 0
    while True:
        number += 1
        date = NEWEST - timedelta(minutes=chance.randrange(60 * 24 * 30))
        bands = [f"{chance.randrange(population):012x}" for _ in range(KEYS)]
        yield {"id": f"drawn-{number}", "bands": bands, "date": date.isoformat()}


def _drawn(chance: random.Random, after: dict[str, list[str]], any_word: list[str], length: int) -> str:
    words = [chance.choice(any_word)]
    for _ in range(length):
        follows = after.get(words[-1])
        words.append(chance.choice(follows) if follows and chance.random() > JUMP else chance.choice(any_word))
    return " ".join(words)


def _any(bands: list[str]) -> dict[str, Any]:
    return {"bool": {"filter": {"terms": {"bands": bands}}}}


def _most(bands: list[str]) -> dict[str, Any]:
    return {"bool": {"should": [{"constant_score": {"filter": {"term": {"bands": band}}}} for band in bands]}}


def _near(bands: list[str]) -> dict[str, Any]:
    near = {"distance_feature": {"field": "date", "origin": NEWEST.isoformat(), "pivot": "1d"}}
    return {"bool": {"filter": {"terms": {"bands": bands}}, "should": near}}


QUERIES = {
    "any band": (_any, ASKED),
    "most bands first": (_most, ASKED),
    "nearest in time, ranked here": (_near, 4 * ASKED),
}
"""How candidates may be asked for, and how many; those that are more than ``ASKED`` are ranked by bands in common."""


def _crowd(client: Elasticsearch, kind: str) -> str:
    """How many others share a band or key with an article, on average of some hundred."""
    hits = client.search(index=INDEX, size=300, query={"prefix": {"id": kind}})["hits"]["hits"]
    several = [hit["_source"]["bands"] for hit in hits if hit["_source"]["bands"]]
    counts = [client.count(index=INDEX, query={"terms": {"bands": bands}})["count"] - 1 for bands in several]
    close = [client.count(index=INDEX, query=_several(bands))["count"] - 1 for bands in several]
    return f"{statistics.mean(counts):.2f} ({statistics.mean(close):.2f} share {IN_COMMON})" if counts else "no"


def _several(bands: list[str]) -> dict[str, Any]:
    return {"bool": {"should": [{"term": {"bands": band}} for band in bands], "minimum_should_match": IN_COMMON}}


def _report(client: Elasticsearch, size: int, asked: list[Pair]) -> None:
    wanted = [*asked, *_refilled(client)]
    later = [(pair, _document(pair.later.text, "", pair.later.language)["bands"]) for pair in wanted]
    print(f"{size:>9,} articles: {_crowd(client, 'drawn-')} candidates an article, {_crowd(client, 'form-')} a form")
    for name, (query, most) in QUERIES.items():
        began = time.perf_counter()
        ranked = [
            keys for start in range(0, len(later), 50) for keys in _ask(client, later[start : start + 50], query, most)
        ]
        each = (time.perf_counter() - began) / len(later) * 1000
        found = {pair.kind: [0, 0] for pair, _ in later}
        for (pair, _), keys in zip(later, ranked, strict=True):
            found[pair.kind][0] += pair.earlier.name in keys
            found[pair.kind][1] += 1
        missed = ", ".join(f"{kind} {right}/{count}" for kind, (right, count) in found.items() if right < count)
        read = statistics.mean(len(keys) for keys in ranked)
        print(f"    {name:30} {each:5.1f} ms an article, {read:.1f} read; missed: {missed or 'none'}")


def _ask(client: Elasticsearch, part: list[tuple[Pair, list[str]]], query: Query, most: int) -> list[list[str]]:
    searches: list[dict[str, Any]] = []
    for _, bands in part:
        body = {"query": query(bands), "size": most, "_source": ["id", "bands"], "track_total_hits": False}
        searches += [{"index": INDEX}, body]
    answers = client.msearch(searches=searches)["responses"]
    ranked = []
    for (_, bands), answer in zip(part, answers, strict=True):
        hits = [hit["_source"] for hit in answer["hits"]["hits"]]
        common = {hit["id"]: len({*hit["bands"]} & {*bands}) for hit in hits}
        enough = [key for key in common if common[key] >= IN_COMMON]
        ranked.append(sorted(enough, key=lambda key: -common[key])[:ASKED])
    return ranked


def _refilled(client: Elasticsearch) -> list[Pair]:
    """Forms that are in the index, and their copies without the last sentence: what a crowd of forms may hide."""
    hits = client.search(index=INDEX, size=60, query={"prefix": {"id": "form-"}}, sort=[{"date": "desc"}])["hits"][
        "hits"
    ]
    return [
        Pair(
            kind="form reprinted",
            earlier=Text(name=hit["_source"]["id"], language="de", text=""),
            later=Text(name="", language="de", text=hit["_source"]["text"].rpartition(". ")[0] + "."),
            same=True,
        )
        for hit in hits
    ]


if __name__ == "__main__":
    keys_only = "keys" in sys.argv
    wanted = [int(size) for size in sys.argv[1:] if size.isdigit()]
    main(wanted or [10_000], _keys() if keys_only else _supply())
