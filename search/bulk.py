"""Send many writes in one call, and say of each how it ended."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import msgspec
from elasticsearch import ApiError, Elasticsearch, TransportError

from search.client import IndexUnavailable, address, unreachable

CONFLICT = 409
BUSY = (429, 502, 503, 504)
"""Answers that say: not now."""

BLOCKED = "cluster_block_exception"
"""An index that a migration holds still for a moment, or a node that is short of disk; both pass."""

MISSING = "index_not_found_exception"

LARGEST = 20 * 1024 * 1024
"""Bytes of one call; Elasticsearch refuses more than 100 MB and is quickest well below that."""


@dataclass(frozen=True, slots=True)
class Action:
    """One write: how, where to, under which id, and on which state it rests."""

    kind: Literal["create", "index", "delete"]
    index: str
    id: str
    document: dict[str, Any] = field(default_factory=dict)
    seq_no: int | None = None
    primary_term: int | None = None

    def lines(self) -> bytes:
        """The action as the bulk call wants it: a line of where to, and a line of what."""
        where: dict[str, Any] = {"_index": self.index, "_id": self.id}
        if self.seq_no is not None:
            where |= {"if_seq_no": self.seq_no, "if_primary_term": self.primary_term}
        head = msgspec.json.encode({self.kind: where})
        return head if self.kind == "delete" else head + b"\n" + msgspec.json.encode(self.document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How one write ended."""

    id: str
    status: int
    kind: str | None = None
    """The error's name; None when there was none."""
    reason: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the write was not made."""
        return self.kind is not None

    @property
    def conflict(self) -> bool:
        """Whether another worker was quicker."""
        return self.failed and self.status == CONFLICT

    @property
    def retry(self) -> bool:
        """Whether the same write may succeed later."""
        return self.failed and (self.status in BUSY or self.conflict or self.kind == BLOCKED)


@contextmanager
def unavailable(client: Elasticsearch) -> Iterator[None]:
    """Turn every form of "not now" into ``IndexUnavailable``, with the address and what to do."""
    try:
        yield
    except TransportError as error:
        raise IndexUnavailable(unreachable(client, error)) from error
    except ApiError as error:
        if error.error == MISSING:
            raise IndexUnavailable(f"there is no index at {address(client)} yet - run: newsloom index setup") from error
        if error.status_code not in BUSY and error.error != BLOCKED:
            raise
        raise IndexUnavailable(f"Elasticsearch at {address(client)} is too busy: {error}") from error


def send(client: Elasticsearch, actions: Sequence[Action]) -> list[Answer]:
    """Make the writes; one answer each, in order."""
    answers: list[Answer] = []
    for lines in _calls(actions):
        body = client.bulk(operations=cast("Any", lines), filter_path="items.*._id,items.*.status,items.*.error")
        answers += [_answer(*entry.values()) for entry in body["items"]]
    return answers


def _calls(actions: Sequence[Action]) -> Iterator[list[bytes]]:
    lines: list[bytes] = []
    size = 0
    for action in actions:
        line = action.lines()
        if lines and size + len(line) > LARGEST:
            yield lines
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield lines


def _answer(entry: dict[str, Any]) -> Answer:
    error = entry.get("error")
    if error is None:
        return Answer(id=entry["_id"], status=entry["status"])
    reason = f"{error['type']}: {error.get('reason')}"
    cause = error.get("caused_by")
    if cause:
        reason += f" ({cause.get('reason')})"
    return Answer(id=entry["_id"], status=entry["status"], kind=error["type"], reason=reason)
