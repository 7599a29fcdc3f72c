"""The one connection of a process to the index."""

from functools import cache

from search.index import Index


@cache
def index() -> Index:
    """Open the index that the environment names."""
    return Index.open()
