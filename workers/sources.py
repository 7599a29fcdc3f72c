"""What the catalogue of sources tells the workers of a source."""

import logging
import time
from collections.abc import Mapping
from functools import lru_cache

from crawler.sources import Source, catalogue
from workers.settings import settings

log = logging.getLogger("newsloom.sources")

FRESH = 60
"""Seconds for which the catalogue is remembered; an operator who edits a source waits no longer."""


def overrides_of(slug: str) -> Mapping[str, str]:
    """Selectors by which a source corrects what extraction finds."""
    source = _sources(int(time.monotonic() // FRESH)).get(slug)
    return source.extraction if source else {}


def own_agencies() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The sources that are news agencies, and the names by which others credit them."""
    return _own_agencies(int(time.monotonic() // FRESH))


@lru_cache(maxsize=1)
def _own_agencies(minute: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((slug, source.agency) for slug, source in sorted(_sources(minute).items()) if source.agency)


@lru_cache(maxsize=1)
def _sources(_: int) -> dict[str, Source]:
    found = catalogue(settings().sources)
    for error in found.errors:
        log.error("%s", error)
    return found.sources
