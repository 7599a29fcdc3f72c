"""Words that mean the same, from an operator's file; used when a question is asked, so a change needs no new index."""

from collections.abc import Iterable
from pathlib import Path

LARGEST = 50_000
"""Groups in one file."""


class SynonymsError(ValueError):
    """The operator's file cannot be read; the message names the line and what to write."""


class SynonymFile:
    """The groups of words in a file, read again whenever it has changed."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._groups: dict[str, tuple[str, ...]] = {}

    def current(self) -> dict[str, tuple[str, ...]]:
        """For each word what else it may be called; empty without a file."""
        if self._path is None:
            return self._groups
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp != self._stamp:
                self._groups = synonyms(self._path.read_text(encoding="utf-8").splitlines())
                self._stamp = stamp
        except OSError as error:
            raise SynonymsError(
                f"{self._path}: cannot be read ({error.strerror}) - correct NEWSLOOM_SYNONYMS"
            ) from error
        return self._groups


def synonyms(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The groups of a file: words with commas between mean the same, ``a => b, c`` works in one direction alone.

    Empty lines and what follows ``#`` do not count. Raises ``SynonymsError`` with the line that cannot be read.
    """
    found: dict[str, list[str]] = {}
    for number, line in enumerate(lines, 1):
        told = line.partition("#")[0].strip()
        if not told:
            continue
        left, arrow, right = told.partition("=>")
        words, others = _words(left), _words(right) if arrow else _words(left)
        if not words or not others or (not arrow and len(words) == 1):
            raise SynonymsError(f"synonyms, line {number}: {told!r} is no group - write: Bahn, Zug, Eisenbahn")
        for word in words:
            known = found.setdefault(word, [])
            known += [other for other in others if other != word and other not in known]
        if len(found) > LARGEST:
            raise SynonymsError(f"synonyms, line {number}: more than {LARGEST} words - shorten the file")
    return {word: tuple(others) for word, others in found.items()}


def _words(text: str) -> list[str]:
    return [word.strip().lower() for word in text.split(",") if word.strip()]
