"""What was written into an index since one looked last: Elasticsearch's own sequence numbers, read in order.

A cursor by time would miss what was fetched at noon and indexed at one, because the queue was long; sequence numbers
are given by the index itself at the moment of writing. Only those up to the global checkpoint are believed: each of
them is in every copy and can no longer be taken back, and after a refresh all of them are found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

NOTHING = -1
"""The place in an index of which nothing was read."""

Read = Mapping[str, int]
"""By the identity of an index, the last sequence number that was read of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far one index is written."""

    index: str
    uuid: str
    """Of the index: one that was restored from a snapshot under its old name has another, and is read anew."""
    written: int
    """Sequence number up to which every write is settled."""

    def since(self, read: Read) -> int:
        """The last sequence number that was read."""
        return read.get(self.uuid, NOTHING)

    def news(self, read: Read) -> bool:
        """Whether anything was written since."""
        return self.written > self.since(read)


def places(client: Elasticsearch, alias: str) -> tuple[Place, ...]:
    """How far each index behind an alias is written; none when there is no such alias."""
    try:
        answer = client.indices.stats(
            index=alias,
            metric="docs",
            level="shards",
            filter_path="indices.*.uuid,indices.*.shards.*.seq_no,indices.*.shards.*.routing.primary",
        )
    except NotFoundError:
        return ()
    found = [_place(name, told) for name, told in answer.body.get("indices", {}).items()]
    return tuple(sorted((place for place in found if place), key=lambda place: place.index))


def read_to(found: tuple[Place, ...]) -> dict[str, int]:
    """A cursor at the end of all that is written."""
    return {place.uuid: place.written for place in found}


def later_than(seq_no: int) -> dict[str, Any]:
    """The filter for what was written after a sequence number."""
    return {"range": {"_seq_no": {"gt": seq_no}}}


IN_ORDER: tuple[dict[str, str], ...] = ({"_seq_no": "asc"}, {"id": "asc"})
"""The sort in which writes were made."""


def _place(name: str, told: Mapping[str, Any]) -> Place | None:
    primaries = [copy for copies in told.get("shards", {}).values() for copy in copies if copy["routing"]["primary"]]
    if not primaries:
        return None
    # Of several shards the one that is least far: what others have beyond is read twice, which does no harm.
    return Place(index=name, uuid=told["uuid"], written=min(copy["seq_no"]["global_checkpoint"] for copy in primaries))
