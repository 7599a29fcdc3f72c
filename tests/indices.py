"""Indices of a test's own, made by the code that makes them in production, and taken away at its end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from search.index import Index
from search.settings import SearchSettings


def own_prefix() -> str:
    """A prefix that no other test or process has."""
    return f"t{os.getpid()}-{uuid4().hex[:8]}-"


@contextmanager
def own_index(settings: SearchSettings) -> Iterator[Index]:
    """An empty index under the prefix of the settings."""
    index = Index.open(settings)
    index.setup()
    try:
        yield index
    finally:
        clear(index)


def clear(index: Index) -> None:
    """Take everything away that has the index's prefix, which must not be empty."""
    everything = f"{index.names.prefix}*"
    if everything == "*":
        raise ValueError("an index without a prefix is not a test's own")
    for name in index.client.indices.get(index=everything, expand_wildcards="all"):
        index.client.indices.delete(index=name)
    for template in index.client.indices.get_index_template(name=everything)["index_templates"]:
        index.client.indices.delete_index_template(name=template["name"])
