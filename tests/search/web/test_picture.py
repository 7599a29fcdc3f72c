"""The README's picture is what a reader's browser shows of the demo newspapers: ``make picture`` takes it anew."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from deploy.demo.newsroom import newsroom
from deploy.demo.outlets import ELBTAL, OUTLETS
from deploy.demo.site import Site
from search.article import Article
from tests.search.factories import NOON
from tests.search.web.conftest import SHOTS
from tests.workers.making import a_page
from workers import pipeline
from workers.extraction import Extraction

LARGEST = 10_000_000


@pytest.fixture(scope="module")
def story(index) -> str:
    """An article of the demo newspapers; all of them are in the index, as extraction and every step make them."""
    articles = [article for outlet in OUTLETS for article in made(outlet)]
    index.write(articles)
    index.refresh()
    return next(article.id for article in articles if article.source == ELBTAL.slug)


def made(outlet) -> list[Article]:
    pieces, base = newsroom(), f"http://{outlet.host}:7081"
    site = Site(outlet, pieces, base)
    articles = []
    for piece in pieces:
        if piece.outlet == outlet and not piece.paywalled:
            page = a_page(
                url=base + piece.path,
                source=outlet.slug,
                body=site.respond(piece.path).body,
                fetched_at=NOON + timedelta(days=3),
            )
            found = pipeline.extracted(page, largest=LARGEST)
            assert isinstance(found, Extraction)
            article = pipeline.finished(pipeline.draft(page, found))
            assert isinstance(article, Article)
            articles.append(article)
    return articles


def test_a_search_in_the_demo_newspapers_shows_marked_sentences_beside_its_facets(open_page):
    page = open_page("/?q=Regierung", language="en-GB")
    page.wait_for_load_state("networkidle")
    expect(page.locator("mark", has_text="Regierung").first).to_be_visible()
    expect(page.locator("aside", has_text="nordpress").first).to_be_visible()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "readme.png")
    assert (SHOTS / "readme.png").stat().st_size > 0
