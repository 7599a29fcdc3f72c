"""Processes that are killed in the middle of a crawl lose nothing and double nothing."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from crawler.crawling import crawl_and_wait
from tests.site.answers import article
from tests.site.server import Site

ARTICLES = 60


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_crawler_and_workers_killed_in_the_middle_of_a_crawl_index_every_article_once(product, until):
    """SIGKILL to crawler, page worker and article worker at once: the supervisor starts them again, the leases and the
    unacknowledged messages come back, and every article is there once, in its first revision."""
    running = product(lease="5", visibility_timeout="6", delay="0", retry_seconds="1")
    with Site(addresses=("127.0.0.31", "127.0.0.32")) as site:
        paths = site.announce(ARTICLES // 2)
        for path in paths:
            site.pages[path] = _slowly(path)
        for number, address in enumerate(site.addresses):
            running.source(
                f"blatt-{number}",
                homepage=site.url("/", address),
                feeds=[site.url("/rss.xml", address)],
                allow_private=[address],
                politeness={"seconds": 0.05, "concurrency": 2},
                schedule={"revisits": ["7d"]},
            )
        running.start()
        with ThreadPoolExecutor(1) as thread:
            slugs = [f"blatt-{number}" for number in range(2)]
            ended = thread.submit(crawl_and_wait, slugs, running.crawler, limit=200)
            until(lambda: len(running.articles()) >= ARTICLES // 4, what="a quarter of the articles")
            for part in ("crawler", "pages", "articles"):
                os.killpg(running.pid(part), signal.SIGKILL)
            progress = ended.result(220)
        wanted = {site.url(path, address) for path in paths for address in site.addresses}
        until(lambda: len(running.articles()) >= ARTICLES, what="all articles")
    assert progress.finished, progress
    articles = running.articles()
    assert {one["url"] for one in articles} == wanted
    assert len(articles) == ARTICLES
    assert {one["revision"] for one in articles} == {1}


def _slowly(path: str):
    """An article that takes a moment, so that the kill comes in the middle of fetches."""
    answer = article(f"Meldung {path.rpartition('-')[2].partition('.')[0]} aus dem Rat")
    return answer.__class__(headers=answer.headers, body=answer.body, after=0.05)
