"""Move an alias to indices of the present mapping while people search and workers write, and back again.

The next generation is filled beside the present one: first everything, then, round by round, what was written
meanwhile, by sequence number. Only for the last few writes are the old indices closed to writers, who try again a
moment later; then the alias moves in one step. Searches ask the alias, so they see the whole of one generation or the
whole of the other. The old indices stay, closed to writes, until somebody discards them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch

from search.article import rebuilt
from search.bulk import Action, send, unavailable
from search.changes import later_than, places
from search.lifecycle import MADE_BY, Concrete, Names, behind, make
from search.scan import scan

BATCH = 300
FEW = 200
"""Writes that are left when it is worth closing the old indices for the last round."""
ROUNDS = 50
"""Rounds after which writers are plainly faster than the copy."""

Say = Callable[[str, int, int], None]
"""Told of progress: which index, how many documents are copied, how many there are."""


class MigrationFailed(RuntimeError):
    """The alias was not moved, and the present generation goes on as before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a migration did."""

    alias: str
    generation: int
    """Now behind the alias."""
    documents: int


@dataclass(frozen=True, slots=True)
class Migration:
    """Moves one alias between generations of its indices."""

    client: Elasticsearch
    names: Names
    alias: str
    say: Say = lambda _name, _done, _all: None

    def forth(self) -> Moved:
        """Fill a new generation with the mapping of the present templates, and move the alias to it."""
        with unavailable(self.client):
            present = self._present()
            return self._move(present, 1 + max([present, *self._generations()]))

    def back(self) -> Moved:
        """Move the alias to the generation before, what was written since included."""
        with unavailable(self.client):
            present = self._present()
            before = [generation for generation in self._generations() if generation < present]
            if not before:
                raise MigrationFailed(f"{self.alias} has no generation before {present} - nothing to go back to")
            return self._move(present, max(before))

    def discard(self) -> list[str]:
        """Delete the generations that are not behind the alias, if they are of our making; returns their names."""
        with unavailable(self.client):
            idle = self.idle()
            for name in idle:
                self.client.indices.delete(index=name)
            return idle

    def idle(self) -> list[str]:
        """Names of our indices that are not behind the alias."""
        found = self.client.indices.get(index=f"{self.names.alias(self.alias)}-*", features="aliases,mappings")
        return sorted(
            name
            for name, body in found.items()
            if self.names.parse(name)
            and not body["aliases"]
            and body["mappings"].get("_meta", {}).get("made_by") == MADE_BY
        )

    def _move(self, present: int, target: int) -> Moved:
        read: dict[str, int] = {}
        documents = 0
        for _ in range(ROUNDS):
            pending = sum(place.written - place.since(read) for place in self._places(present))
            if pending <= FEW and read:
                break
            documents += self._copy(present, target, read)
        else:
            raise MigrationFailed(f"{self.alias}: more is written than can be copied - try when crawls are quieter")
        return self._flip(present, target, read, documents)

    def _flip(self, present: int, target: int, read: dict[str, int], documents: int) -> Moved:
        """The last round with writers kept out, the comparison, and the step itself."""
        try:
            # A month may begin while we are at it: its index is closed and copied as well, then nothing is left.
            while old := [one for one in self._behind() if one.generation == present]:
                self._close(old, closed=True)
                documents += self._copy(present, target, read)
                self._compare(old, target)
                self.client.indices.update_aliases(actions=[step for one in old for step in self._steps(one, target)])
        except Exception:
            # Whatever went wrong, writers must get on; what was moved already stays moved, and is whole.
            self._close([one for one in self._behind() if one.generation == present], closed=False)
            raise
        return Moved(alias=self.alias, generation=target, documents=documents)

    def _copy(self, present: int, target: int, read: dict[str, int]) -> int:
        """Copy what was written since ``read``, and set ``read`` on."""
        copied = 0
        for place in self._places(present):
            concrete = self.names.parse(place.index)
            if concrete is None or not place.news(read):
                continue
            into = replace(concrete, generation=target)
            self._make(into)
            self.client.indices.refresh(index=place.index)
            newer = later_than(place.since(read))
            count = self.client.count(index=place.index, query=newer)["count"]
            hits = scan(self.client, place.index, {"query": newer, "sort": [{"_seq_no": "asc"}]})
            while batch := list(islice(hits, BATCH)):
                self._write(self.names.index(into), batch)
                copied += len(batch)
                self.say(place.index, min(copied, count), count)
            read[place.uuid] = place.written
        return copied

    def _write(self, index: str, hits: list[dict[str, Any]]) -> None:
        actions = [Action("index", index, hit["_id"], self._document(hit["_source"])) for hit in hits]
        failed = [answer for answer in send(self.client, actions) if answer.failed]
        if failed:
            raise MigrationFailed(f"{index} refused {len(failed)} documents, the first because of {failed[0].reason}")

    def _document(self, source: dict[str, Any]) -> dict[str, Any]:
        return rebuilt(source) if self.alias == "articles" else source

    def _make(self, concrete: Concrete) -> None:
        name = self.names.index(concrete)
        if self.client.indices.exists(index=name):
            self.client.indices.put_settings(index=name, settings={"index.blocks.write": None})
        else:
            make(self.client, self.names, concrete, behind_alias=False)

    def _compare(self, old: list[Concrete], target: int) -> None:
        for one in old:
            pair = [self.names.index(one), self.names.index(replace(one, generation=target))]
            self._make(replace(one, generation=target))
            self.client.indices.refresh(index=pair)
            before, after = (self.client.count(index=name)["count"] for name in pair)
            if before != after:
                raise MigrationFailed(
                    f"{pair[0]} has {before} documents and {pair[1]} has {after} - nothing was changed"
                )

    def _steps(self, one: Concrete, target: int) -> Iterator[dict[str, Any]]:
        alias = self.names.alias(self.alias)
        yield {"add": {"index": self.names.index(replace(one, generation=target)), "alias": alias}}
        yield {"remove": {"index": self.names.index(one), "alias": alias}}

    def _close(self, indices: list[Concrete], *, closed: bool) -> None:
        for one in indices:
            block = True if closed else None
            self.client.indices.put_settings(index=self.names.index(one), settings={"index.blocks.write": block})

    def _places(self, generation: int) -> list[Any]:
        found = places(self.client, self.names.alias(self.alias))
        return [p for p in found if (one := self.names.parse(p.index)) and one.generation == generation]

    def _behind(self) -> tuple[Concrete, ...]:
        return behind(self.client, self.names, self.alias)

    def _present(self) -> int:
        found = [concrete.generation for concrete in self._behind()]
        if not found:
            raise MigrationFailed(f"{self.names.alias(self.alias)} does not exist - run: newsloom index setup")
        return max(found)

    def _generations(self) -> set[int]:
        names = self.client.indices.get(index=f"{self.names.alias(self.alias)}-*", features="aliases")
        return {concrete.generation for name in names if (concrete := self.names.parse(name))}
