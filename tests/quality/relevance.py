"""How well results are ranked: nDCG@10 on judged questions, beside the same articles under stock analyzers."""

import json
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from elasticsearch import Elasticsearch

from deploy import health, process
from deploy.local_elasticsearch import LocalElasticsearch
from deploy.ports import free_port
from search.article import Article
from search.index import Index
from search.lifecycle import Names
from search.mistakes import Mistake
from search.query import Query
from search.ranking import TIE, WEIGHTS
from search.searcher import Searcher
from search.suggesting import did_you_mean
from workers.steps.compounds import step as compounds

HERE = Path(__file__).parent
CORPUS = HERE.parent / "search" / "corpus"
FLOORS = HERE / "floors_relevance.json"
CACHE = Path(os.environ.get("NEWSLOOM_CACHE", "~/.cache/newsloom")).expanduser()
LANGUAGES = {"de": "german", "en": "english"}
STOCK = ("german", "standard")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DEPTH = 10

Ask = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks, and which articles answer it: 3 best, 1 touches it."""

    text: str
    wanted: Mapping[str, int]


def main() -> list[str]:
    """Print nDCG@10 by language; returns what is below its floor."""
    floors = json.loads(FLOORS.read_text())
    below = []
    with elasticsearch() as client:
        prefix = f"quality-{uuid4().hex[:8]}-"
        try:
            print(f"{'nDCG@10':<12}{'questions':>10}{'Newsloom':>10}" + "".join(f"{name:>10}" for name in STOCK))
            for language in LANGUAGES:
                articles, questions = corpus(language)
                ours = mean(questions, newsloom(client, f"{prefix}{language}-", articles))
                theirs = [
                    mean(questions, stock(client, f"{prefix}{name}-{language}", articles, name)) for name in STOCK
                ]
                print(f"{language:<12}{len(questions):>10}{ours:>10.3f}" + "".join(f"{one:>10.3f}" for one in theirs))
                if ours < floors[language]["ndcg"]:
                    below.append(f"nDCG@10 {language} {ours:.3f} < {floors[language]['ndcg']}")
                if ours - max(theirs) < floors[language]["margin"]:
                    below.append(
                        f"margin over stock {language} {ours - max(theirs):.3f} < {floors[language]['margin']}"
                    )
        finally:
            for name in client.indices.get(index=f"{prefix}*"):
                client.indices.delete(index=name)
            client.indices.delete_index_template(name=f"{prefix}*")
    return below


def corpus(language: str) -> tuple[list[Article], list[Question]]:
    """The articles and questions of one language."""
    read = tomllib.loads((CORPUS / f"{LANGUAGES[language]}.toml").read_text())
    articles = [_article(key, parts, language) for key, parts in read["articles"].items()]
    questions = [Question(text=one["ask"], wanted=one["wanted"]) for one in read["queries"]]
    unknown = {key for question in questions for key in question.wanted} - set(read["articles"])
    if unknown:
        raise ValueError(f"{LANGUAGES[language]}.toml: judged but not there: {', '.join(sorted(unknown))}")
    return articles, questions


def _article(key: str, parts: Sequence[str], language: str) -> Article:
    title, standfirst, text = parts
    url = f"https://{LANGUAGES[language]}.test/{key}"
    article = Article(
        id=blake2b(url.encode(), digest_size=8).hexdigest(),
        url=url,
        canonical_url=url,
        source=LANGUAGES[language],
        title=title,
        standfirst=standfirst,
        text=text,
        language=language,
        published=NOW,
        fetched_at=NOW,
        content_hash=key,
    )
    return compounds(article) if language == "de" else article


def newsloom(client: Elasticsearch, prefix: str, articles: Sequence[Article]) -> Ask:
    """Ask as the web page does, its offer of another spelling taken when nothing was found."""
    index = Index(client, prefix)
    index.setup(NOW)
    index.write(articles)
    index.refresh()
    searcher = Searcher(client, Names(prefix))

    def ask(text: str) -> Sequence[str]:
        query = Query(text=text, size=DEPTH, facets=())
        found = searcher.search(query, NOW)
        if not found.total and (meant := did_you_mean(searcher, query, 0, NOW)):
            found = searcher.search(replace(meant.query, size=DEPTH), NOW)
        return [str(hit.fields["url"]).rpartition("/")[2] for hit in found.hits]

    return ask


def stock(client: Elasticsearch, name: str, articles: Sequence[Article], analyzer: str) -> Ask:
    """The same articles, fields and weights with one of Elasticsearch's own analyzers, all words demanded."""
    client.indices.create(
        index=name, mappings={"properties": {part: {"type": "text", "analyzer": analyzer} for part in WEIGHTS}}
    )
    for article in articles:
        parts = {"title": article.title, "standfirst": article.standfirst, "text": article.text}
        client.index(index=name, id=article.url.rpartition("/")[2], document=parts)
    client.indices.refresh(index=name)
    fields = [f"{part}^{weight:g}" for part, weight in WEIGHTS.items()]

    def ask(text: str) -> Sequence[str]:
        clause: dict[str, Any] = {
            "query": text,
            "fields": fields,
            "default_operator": "AND",
            "type": "best_fields",
            "tie_breaker": TIE,
        }
        answer = client.search(index=name, query={"query_string": clause}, size=DEPTH)
        return [hit["_id"] for hit in answer["hits"]["hits"]]

    return ask


def mean(questions: Sequence[Question], ask: Ask) -> float:
    """Mean nDCG@10 (Järvelin and Kekäläinen 2002, with gains 2^grade - 1)."""
    return sum(ndcg(question, ask) for question in questions) / len(questions)


def ndcg(question: Question, ask: Ask) -> float:
    """How near the order of the results comes to the best one; prints a poor one when asked to."""
    try:
        found = ask(question.text)
    except Mistake:
        found = []
    value = _gain([question.wanted.get(key, 0) for key in found]) / _gain(
        sorted(question.wanted.values(), reverse=True)
    )
    if value < 1 and os.environ.get("NEWSLOOM_EXPLAIN"):
        print(f"  {value:.2f} {question.text!r}: {' '.join(f'{k}({question.wanted.get(k, 0)})' for k in found)}")
    return value


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


@contextmanager
def elasticsearch() -> Iterator[Elasticsearch]:
    """The node that the environment names, or one of our own for the time of this run."""
    if given := os.environ.get("NEWSLOOM_TEST_ELASTICSEARCH_URL"):
        yield Elasticsearch(given)
        return
    with TemporaryDirectory() as folder:
        node = LocalElasticsearch(home=Path(folder), cache=CACHE, port=free_port(), heap="512m")
        with (Path(folder) / "log").open("wb") as log:
            server = process.start(node.prepare(), log=log)
            try:
                process.wait_for(lambda: health.elasticsearch_health(node.url).ok, seconds=120, what="Elasticsearch")
                yield Elasticsearch(node.url)
            finally:
                process.stop(server)
