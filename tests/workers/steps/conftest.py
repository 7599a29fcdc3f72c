"""Articles for the tests of steps, with only what matters spelled out."""

from datetime import UTC, datetime

import pytest

from search.article import Article


@pytest.fixture
def an_article():
    """Make an article of a text; German unless told otherwise."""

    def make(text, **more):
        plain = {
            "id": "0123456789abcdef",
            "url": "https://beispielblatt.example/politik/1",
            "canonical_url": "https://beispielblatt.example/politik/1",
            "source": "beispielblatt",
            "title": "Der Stadtrat stimmt zu",
            "language": "de",
            "fetched_at": datetime(2026, 11, 23, tzinfo=UTC),
        }
        return Article(text=text, **(plain | more))

    return make
