"""An index of each test module's own, made by the code that makes it in production, and taken away at the end."""

from collections.abc import Iterator

import pytest

from search.index import Index
from search.searcher import Searcher
from search.settings import SearchSettings
from tests.indices import own_index, own_prefix


@pytest.fixture(scope="module")
def settings(elasticsearch_url: str) -> SearchSettings:
    return SearchSettings(elasticsearch_url=elasticsearch_url, prefix=own_prefix())


@pytest.fixture(scope="module")
def index(settings: SearchSettings) -> Iterator[Index]:
    with own_index(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def searcher(settings: SearchSettings, index: Index) -> Searcher:
    assert index.names.prefix == settings.prefix
    return Searcher.open(settings)
