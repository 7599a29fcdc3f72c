"""An index of each test module's own, made by the code that makes it in production, and taken away at the end."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

from search.index import Index
from search.searcher import Searcher
from search.settings import SearchSettings


@pytest.fixture(scope="module")
def settings(elasticsearch_url: str) -> SearchSettings:
    return SearchSettings(elasticsearch_url=elasticsearch_url, prefix=f"t{os.getpid()}-{uuid4().hex[:8]}-")


@pytest.fixture(scope="module")
def index(settings: SearchSettings) -> Iterator[Index]:
    opened = Index.open(settings)
    opened.setup()
    yield opened
    for name in opened.client.indices.get(index=f"{settings.prefix}*"):
        opened.client.indices.delete(index=name)
    for alias in ("articles", "revisions", "fetches"):
        opened.client.indices.delete_index_template(name=f"{settings.prefix}newsloom-{alias}")


@pytest.fixture(scope="module")
def searcher(settings: SearchSettings, index: Index) -> Searcher:
    assert index.names.prefix == settings.prefix
    return Searcher.open(settings)
