"""A hundred real article pages take the whole way: fetched from a site, extracted, enriched, indexed."""

import json
import lzma
import random
import re
import tarfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.crawling import crawl_and_wait
from tests.site.answers import Answer, rss
from tests.site.server import Site

SETS = {"fundusnews": 50, "wcxb_dev": 25, "trafilatura": 25}
"""How many pages of each labelled set: news first."""
SEED = 20261123
WANTED = 97


def chosen(shared: Path, name: str, count: int) -> dict[str, bytes]:
    """Pages by their original URL: the same sample each time, of those that the labels call articles."""
    folder = shared / "quality" / "data" / name
    items = json.loads((folder / "gold.json").read_text("utf-8"))["items"].values()
    articles = sorted((one["url"], one["file"]) for one in items if one.get("text") or one.get("body") or _long(one))
    picked = {file: url for url, file in random.Random(SEED).sample(articles, count)}
    with lzma.open(folder / "html.tar.xz") as packed, tarfile.open(fileobj=packed, mode="r|") as archive:
        return {picked[one.name]: archive.extractfile(one).read() for one in archive if one.name in picked}


def _long(labels: dict) -> bool:
    """Whether a page known by segments alone is an article and no notice: several segments must be there."""
    return len(labels.get("with", ())) >= 3


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(280)
def test_of_a_hundred_real_articles_97_are_indexed_with_text_and_the_rest_say_why(product, shared):
    pages = {url: body for name, count in SETS.items() for url, body in chosen(shared, name, count).items()}
    assert len(pages) == sum(SETS.values())
    running = product(delay="0", archive="false", retry_seconds="1")
    with Site(addresses=("127.0.0.33",)) as site:
        served = {}
        for number, (url, body) in enumerate(sorted(pages.items())):
            path = re.sub("/{2,}", "/", f"/{number}/{urlsplit(url).path}")
            site.pages[path] = Answer(headers={"Content-Type": "text/html"}, body=body)
            served[site.url(path)] = url
        site.pages["/feed.xml"] = rss(dict.fromkeys(served, ""))
        running.source(
            "echt",
            homepage=site.url("/"),
            feeds=[site.url("/feed.xml")],
            allow_private=["127.0.0.33"],
            politeness={"seconds": 0, "concurrency": 4},
            links={"allow": [".*"]},
        )
        running.start()
        progress = crawl_and_wait(["echt"], running.crawler, limit=220)
    others = {url: outcome for url, outcome in progress.by_url.items() if url in served and outcome != "indexed"}
    print(*(f"{outcome} {url}" for url, outcome in sorted(others.items())), sep="\n")
    assert progress.finished
    articles = running.articles()
    assert all(article["text"].strip() and article["title"] for article in articles)
    assert len(articles) >= WANTED, others
    assert all(":" in outcome for outcome in others.values()), "every other page says why"
