"""What is already indexed of an article, read in realtime wherever it lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

BRIEF = ("content_hash", "revision", "story", "fetched_at", "first_seen", "gone_at", "read_from")
"""Enough to tell whether anything must be written; the whole document is read only of those that must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One article as it is indexed now, and the state on which a write must rest."""

    id: str
    index: str
    seq_no: int
    primary_term: int
    source: dict[str, Any]

    @property
    def content_hash(self) -> str:
        """Of title, standfirst and text."""
        return str(self.source.get("content_hash", ""))

    @property
    def revision(self) -> int:
        """1 for the first state."""
        return int(self.source.get("revision", 1))

    @property
    def story(self) -> str:
        """Its story; its own id when it stands alone."""
        return str(self.source.get("story", self.id))

    @property
    def fetched_at(self) -> str:
        """When this state was fetched, as it stands in the document."""
        return str(self.source["fetched_at"])

    @property
    def first_seen(self) -> str:
        """When the first state was fetched."""
        return str(self.source.get("first_seen", self.fetched_at))

    @property
    def from_twin(self) -> bool:
        """Whether only another address than the article's own was read so far."""
        return bool(self.source.get("read_from"))

    @property
    def gone_at(self) -> str | None:
        """When it was found to be gone; None while it is there."""
        gone = self.source.get("gone_at")
        return str(gone) if gone else None


def find(
    client: Elasticsearch, indices: Sequence[str], ids: Sequence[str], *, whole: bool = False
) -> dict[str, Stored]:
    """Those of the ids that are indexed, asked in each of the indices at once.

    Realtime, so that what another worker wrote a moment ago is seen before any refresh. An id that is nowhere costs
    one look into a Bloom filter per index: 100 ids in 36 indices take a few milliseconds.
    """
    if not ids or not indices:
        return {}
    wanted = [{"_index": index, "_id": key} for key in dict.fromkeys(ids) for index in indices]
    body = client.mget(
        docs=wanted,
        source=None if whole else True,
        source_includes=None if whole else list(BRIEF),
        filter_path="docs._index,docs._id,docs._seq_no,docs._primary_term,docs.found,docs._source",
    )
    found: dict[str, Stored] = {}
    for document in body.get("docs", ()):
        if document.get("found"):
            # Indices come newest first; should an id be in two, the older one is the article and stands.
            found[document["_id"]] = Stored(
                id=document["_id"],
                index=document["_index"],
                seq_no=document["_seq_no"],
                primary_term=document["_primary_term"],
                source=document["_source"],
            )
    return found
