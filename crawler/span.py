"""A span of the archive: which pages of which files, and how far one has read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.archive import pages_of
from crawler.page import Page

__all__ = ["Span", "files_of"]


def files_of(archive: Path) -> tuple[Path, ...]:
    """All files of an archive, in the order of their time."""
    return tuple(sorted(archive.glob("*.warc.gz")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some pages of the archive. A place in it is a page's ``archived_in``, ``file:offset``."""

    files: Sequence[Path]
    since: datetime | None = None
    """Aware; pages fetched at that time or later."""
    until: datetime | None = None
    """Aware; pages fetched before."""
    source: str | None = None

    @property
    def size(self) -> int:
        """Bytes there are to read."""
        return sum(file.stat().st_size for file in self.files)

    def pages(self, behind: str = "") -> Iterator[Page]:
        """Read all pages of the files, those behind a place; of none that is known, from the beginning."""
        first, offset = self._find(behind)
        for number, file in enumerate(self.files[first:]):
            # A record is compressed by itself, so that one may begin with any: that of the place comes once more.
            found = pages_of(file, 0 if number else offset)
            yield from (page for page in found if page.archived_in != behind)

    def holds(self, page: Page) -> bool:
        """Whether a page of these files is one of the span."""
        late = self.since is not None and page.fetched_at < self.since
        early = self.until is not None and page.fetched_at >= self.until
        return not late and not early and self.source in (None, page.source)

    def read_to(self, place: str) -> int:
        """Bytes that lie before a place."""
        first, offset = self._find(place)
        return sum(file.stat().st_size for file in self.files[:first]) + offset

    def _find(self, place: str) -> tuple[int, int]:
        """The number of the file that a place is in, and its bytes before it."""
        name, _, offset = place.rpartition(":")
        names = [file.name for file in self.files]
        return (names.index(name), int(offset)) if name in names else (0, 0)
