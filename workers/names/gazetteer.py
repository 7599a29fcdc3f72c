"""Look up first names, surnames, places and organisations that are known beforehand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import zstandard

from workers.wordlists import lines, words

_DATA = Path(__file__).parent.parent / "steps" / "data"
_LONGEST = 5
"""Words in a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the gazetteer."""

    kind: str
    """``town``, ``country`` or ``region``."""
    country: str | None
    location: tuple[float, float] | None
    inhabitants: int


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names by what they may be."""

    first: frozenset[str]
    last: frozenset[str]
    places: dict[str, tuple[Place, ...]]
    """Every place of that name, the largest first."""
    organisations: frozenset[str]
    women: frozenset[str]
    """First names that only women have."""
    men: frozenset[str]
    starts: dict[str, int] = field(default_factory=dict)
    """First word of each name of several words, and how many words the longest of those has."""

    def flags(self, word: str) -> str:
        """One letter for each thing a single word may be: f, l, t(own), c(ountry), r(egion), o(rganisation)."""
        found = ("f" if word in self.first else "") + ("l" if word in self.last else "")
        for place in self.places.get(word, ())[:1]:
            found += place.kind[0] if place.kind != "town" else "t" if place.inhabitants >= 100_000 else "v"  # noqa: PLR2004
        return found + ("o" if word in self.organisations else "")

    def matches(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Start, end and kind (LOC, ORG) of the longest known names of several words."""
        at = 0
        while at < len(words):
            for size in range(min(self.starts.get(words[at], 1), len(words) - at), 1, -1):
                name = " ".join(words[at : at + size])
                kind = "LOC" if name in self.places else "ORG" if name in self.organisations else None
                if kind:
                    yield at, at + size, kind
                    at += size - 1
                    break
            at += 1


@cache
def gazetteer(language: str) -> Gazetteer:
    """The names known for texts in a language; people and places are the same for all."""
    people = [row.split("\t") for row in _rows("people.tsv.zst")]
    organisations = frozenset(lines(language, "organisations"))
    places = _places()
    starts: dict[str, int] = {}
    for name in (*places, *organisations):
        if " " in name:
            parts = name.split(" ")
            starts[parts[0]] = max(starts.get(parts[0], 1), min(len(parts), _LONGEST))
    more = words("de", "first_names") | words("en", "first_names")
    return Gazetteer(
        (frozenset(name for kind, name in people if kind in "fwm") - words("de", "no_first_names")) | more,
        frozenset(name for kind, name in people if kind == "l"),
        places,
        organisations,
        frozenset(name for kind, name in people if kind == "w"),
        frozenset(name for kind, name in people if kind == "m"),
        starts,
    )


@cache
def _places() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for row in _rows("places.tsv.zst"):
        name, kind, country, latitude, longitude, inhabitants = row.split("\t")
        location = (float(latitude), float(longitude)) if latitude else None
        place = Place(kind=kind, country=country or None, location=location, inhabitants=int(inhabitants or 0))
        found.setdefault(name, []).append(place)
    order = {"country": 0, "region": 1, "town": 2}
    return {name: tuple(sorted(all_, key=lambda p: (order[p.kind], -p.inhabitants))) for name, all_ in found.items()}


def _rows(name: str) -> list[str]:
    return zstandard.ZstdDecompressor().decompress((_DATA / name).read_bytes()).decode().split("\n")
