"""The closed word lists of a language that several steps share, kept as text under ``steps/data/words``."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "steps" / "data" / "words"
LANGUAGES = ("de", "en")
"""Languages that have lists of their own."""


@cache
def words(language: str | None, name: str) -> frozenset[str]:
    """The words of one list, as they are written there; empty for a language without it.

    Args:
        language: ISO 639-1.
        name: Of the file, such as ``function_words``.
    """
    return frozenset(" ".join(lines(language, name)).split())


@cache
def lines(language: str | None, name: str) -> tuple[str, ...]:
    """The lines of one list without comments, for entries of several words."""
    path = _FOLDER / (language or "-") / f"{name}.txt"
    if not path.exists():
        return ()
    stripped = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in stripped if line and not line.startswith("#"))
