"""How many documents each index holds, and how large it is."""

from dataclasses import dataclass

from elasticsearch import Elasticsearch

from search.bulk import unavailable
from search.lifecycle import ALIASES, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStats:
    """One concrete index."""

    index: str
    alias: str
    behind_alias: bool
    """Whether the alias points at it; one of another generation it does not."""
    documents: int
    megabytes: float
    made_by: str


def stats(client: Elasticsearch, names: Names) -> list[IndexStats]:
    """Every index with one of our names, in the order of their names."""
    pattern = [f"{names.alias(alias)}-*" for alias in ALIASES]
    with unavailable(client):
        found = client.indices.get(index=pattern, features="aliases,mappings")
        sizes = client.indices.stats(index=pattern, metric="store,docs", filter_path="indices.*.primaries")
    rows = []
    for name, body in sorted(found.items()):
        concrete = names.parse(name)
        if concrete is None:
            continue
        primaries = sizes["indices"][name]["primaries"]
        rows.append(
            IndexStats(
                index=name,
                alias=concrete.alias,
                behind_alias=names.alias(concrete.alias) in body["aliases"],
                documents=client.count(index=name)["count"],
                megabytes=primaries["store"]["size_in_bytes"] / 1e6,
                made_by=body["mappings"].get("_meta", {}).get("made_by", "somebody else"),
            )
        )
    return rows
