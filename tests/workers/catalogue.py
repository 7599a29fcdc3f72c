"""A catalogue of sources of a test's own, which the workers otherwise remember for a minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from workers import sources
from workers.settings import settings

_CACHES = (settings, sources._sources, sources._own_agencies)


@contextmanager
def catalogue_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the workers read the sources of a folder."""
    monkeypatch.setenv("NEWSLOOM_SOURCES", str(folder))
    for cache in _CACHES:
        cache.cache_clear()
    yield
    for cache in _CACHES:
        cache.cache_clear()
