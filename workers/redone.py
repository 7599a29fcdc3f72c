"""What became of an article, or of a page of the archive, whose steps were run again."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workers.differences import Difference, as_json


class Ending(StrEnum):
    """What became of an article, or of a page of the archive, whose steps were run again."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    REVISED = "revised"
    REFUSED = "refused"
    LOST = "lost"
    MOVED = "moved"
    LATER = "later"
    EARLIER = "earlier"
    TWIN = "twin"
    ABSENT = "absent"
    FAILED = "failed"


MEANINGS = {
    Ending.REFUSED: "no article, and none is indexed of it",
    Ending.LOST: "no article any more; the one that is indexed of it stays",
    Ending.MOVED: "tells another address for its article; that under the old one stays",
    Ending.LATER: "a later state of its article is indexed",
    Ending.EARLIER: "an earlier state of its article is indexed, and this changed nothing",
    Ending.TWIN: "another form of an article that is indexed from its own page",
    Ending.ABSENT: "no article is indexed that the steps could be run on",
    Ending.FAILED: "extraction or a step failed on it",
}
"""Why a page is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redone:
    """An article after its steps were run again, or a page of the archive after it was read again."""

    id: str
    """Of the article."""
    url: str
    """Of the article, or the page's own where it gives none."""
    ending: Ending
    differences: tuple[Difference, ...] = ()
    detail: str | None = None
    """Why it is lost, where it moved, what failed."""
    failed: str | None = None
    """Why it could not be written; None when it was, or when nothing should be."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that differ."""
        return tuple(one.field for one in self.differences)

    def told(self) -> dict[str, Any]:
        """The same as JSON has it, with both values of each field that differs."""
        return {
            "id": self.id,
            "url": self.url,
            "ending": self.ending,
            "changed": as_json(self.differences),
            "detail": self.detail,
            "failed": self.failed,
        }
