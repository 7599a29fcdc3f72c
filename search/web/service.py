"""What the pages ask of: the searcher of this process, the clock, and the parameters of an address."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Annotated

from fastapi import Depends, Request

from search.searcher import Searcher
from search.settings import SearchSettings


@cache
def searcher() -> Searcher:
    """The searcher of this process, made when the first page is asked for."""
    return Searcher.open()


@cache
def settings() -> SearchSettings:
    """The settings of this process."""
    return SearchSettings()


def now() -> datetime:
    """The time at which a page is asked for."""
    return datetime.now(UTC)


Service = Annotated[Searcher, Depends(searcher)]
Now = Annotated[datetime, Depends(now)]


def parameters(request: Request) -> Mapping[str, list[str]]:
    """The parameters of an address, every value of each."""
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        found.setdefault(name, []).append(value)
    return found
