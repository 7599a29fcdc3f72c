"""Who copied whom in a story: first publisher, agency origin, and what each article took, edited, added and left out.

Shares are counted in words that stand in a common run of ``RUN`` words, so that one exchanged word costs one word and
not a sentence. Sentences are compared by their words, rare ones weighing more (inverse sentence frequency), so that a
sub-editor's other tense or other verb does not make a sentence new. Every step looks a word up once: cost grows with
the length of the texts, not with their square.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from math import log
from typing import Any

from search.sentences import sentences

RUN = 4
"""Words that must follow each other in both texts to count as copied."""

TAKEN = 0.5
"""Weighted share of a sentence's words that must stand in one place of the other text, measured on edited copy."""

STEM = 6
"""Letters of a word that are compared: endings and tenses are the sub-editor's."""

CROWDED = 12
"""Sentences a word may stand in and still help to find the place that another sentence comes from."""

WORTH_NAMING = 0.05
"""Share of an article below which what it took from another is chance."""

_WORD = re.compile(
    r"\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?!\d)"  # 8.000, 8 000 and 8000 are one number
    r"|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # scripts without spaces
    r"|[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_FURNITURE = re.compile(r"\(.{2,60}\)|\W*")
"""What is no sentence although it stands alone: a credit in brackets, a row of stars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """One article of a story, as one source printed it."""

    id: str
    source: str
    at: datetime
    text: str
    agencies: tuple[str, ...] = ()
    """Agencies that it credits."""
    by_agency: bool = False
    """Whether the source is itself an agency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A sentence of the origin in the words of a reprint."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The share of an article that another one of the story had told first."""

    id: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a text has of an earlier one."""

    copied: float
    """Share of its words that stand in the earlier text, 0 to 1."""
    taken: float
    """Share of the earlier text's words that stand in it, 0 to 1."""
    added: tuple[str, ...]
    """Its sentences that the earlier text does not have."""
    left_out: tuple[str, ...]
    """Sentences of the earlier text that it does not have."""
    edited: tuple[Edited, ...]
    """Sentences that it has in other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """What one article of a story took from whom."""

    id: str
    comparison: Comparison
    """With the story's origin."""
    owed: tuple[Taken, ...]
    """Shares of its text by who had told them first, the largest first; an addition that a rival copied shows here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """Who copied whom in one story."""

    first: str
    """The article that was published first."""
    origin: str
    """The article that the others are compared with: an agency's own, else the first that credits one, else first."""
    agencies: tuple[str, ...]
    """Agencies credited, the most credited first."""
    reprints: tuple[Reprint, ...]
    """Every article but the origin, in order of publication."""


def printing(document: Mapping[str, Any], agency_sources: Collection[str] = ()) -> Printing:
    """An article's document of Elasticsearch as a printing; sources named in ``agency_sources`` are agencies."""
    return Printing(
        id=document["id"],
        source=document["source"],
        at=datetime.fromisoformat(document.get("date") or document["published"]),
        text=document.get("text", ""),
        agencies=tuple(document.get("agencies", ())),
        by_agency=document["source"] in agency_sources,
    )


def copying(printings: Iterable[Printing]) -> Copying:
    """Who copied whom; raises ``ValueError`` for a story without articles."""
    ordered = sorted(printings, key=lambda printing: (printing.at, printing.id))
    if not ordered:
        raise ValueError("a story without articles - pass at least one")
    origin = _origin(ordered)
    credited = Counter(agency for printing in ordered for agency in printing.agencies)
    told: dict[tuple[str, ...], str] = dict.fromkeys(_runs(_words(origin.text)), origin.id)
    book = _Book(origin.text)
    reprints = [
        Reprint(id=later.id, owed=_owed(later, told), comparison=_compared(book, _Book(later.text)))
        for later in ordered
        if later is not origin
    ]
    return Copying(
        first=ordered[0].id,
        origin=origin.id,
        agencies=tuple(agency for agency, _ in credited.most_common()),
        reprints=tuple(reprints),
    )


def compare(earlier: str, later: str) -> Comparison:
    """What the later text took from the earlier one, edited, added to it and left out of it."""
    return _compared(_Book(earlier), _Book(later))


def _origin(ordered: Sequence[Printing]) -> Printing:
    by_agency = (printing for printing in ordered if printing.by_agency)
    credited = (printing for printing in ordered if printing.agencies)
    return next(by_agency, None) or next(credited, None) or ordered[0]


def _owed(printing: Printing, told: dict[tuple[str, ...], str]) -> tuple[Taken, ...]:
    """Shares of a text by who told them first; what nobody told before is noted as its own."""
    words = _words(printing.text)
    tellers: dict[str, set[int]] = defaultdict(set)
    for start, run in enumerate(_runs(words)):
        teller = told.setdefault(run, printing.id)
        if teller != printing.id:
            tellers[teller].update(range(start, start + RUN))
    shares = {teller: len(places) / len(words) for teller, places in tellers.items()}
    largest = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Taken(id=teller, share=share) for teller, share in largest if share >= WORTH_NAMING)


def _compared(earlier: "_Book", later: "_Book") -> Comparison:
    places = [earlier.place_of(keys) for keys in later.keys]
    back = [later.place_of(keys) for keys in earlier.keys]
    found = zip(later.sentences, later.keys, places, strict=True)
    return Comparison(
        copied=_covered(later.words, earlier.words),
        taken=_covered(earlier.words, later.words),
        added=tuple(told for told, place in zip(later.sentences, places, strict=True) if place is None),
        left_out=tuple(told for told, place in zip(earlier.sentences, back, strict=True) if place is None),
        edited=tuple(
            Edited(before=earlier.sentences[place], after=told)
            for told, keys, place in found
            if place is not None and keys != earlier.keys[place]
        ),
    )


class _Book:
    """A text opened at its sentences, with an index of its words."""

    def __init__(self, text: str) -> None:
        self.sentences = tuple(told for told in sentences(text) if not _FURNITURE.fullmatch(told))
        self.words = _words(text)
        self.keys = [frozenset(word[:STEM] for word in _words(told)) for told in self.sentences]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, keys in enumerate(self.keys):
            for key in keys:
                self._places[key].append(place)

    def place_of(self, keys: frozenset[str]) -> int | None:
        """The sentence that another text's sentence was made of; None when it is in none, nor in two that follow."""
        weights = {key: self._weight(key) for key in keys}
        votes: dict[int, float] = defaultdict(float)
        for key in keys:
            places = self._places.get(key, ())
            for place in places if len(places) <= CROWDED else ():
                votes[place] += weights[key]
        total = sum(weights.values())
        for place in nlargest(2, votes, key=votes.__getitem__):
            pairs = (self._pair(place - 1), self._pair(place))
            if max(sum(weights[key] for key in keys & pair) for pair in pairs) >= TAKEN * total:
                return place
        return None

    def _pair(self, place: int) -> frozenset[str]:
        """The words of two neighbours: sentences are joined and parted when they are edited."""
        return frozenset().union(*self.keys[max(place, 0) : place + 2])

    def _weight(self, key: str) -> float:
        return log(1 + len(self.keys) / (len(self._places.get(key, ())) or 1))


def _words(text: str) -> list[str]:
    folded = text.casefold().replace("ß", "ss")
    return [re.sub(r"\D", "", word) if word[0].isdigit() else word for word in _WORD.findall(folded)]


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[offset:] for offset in range(RUN)), strict=False))


def _covered(words: Sequence[str], others: Sequence[str]) -> float:
    """Share of the words that stand in a run that the others have too."""
    known = set(_runs(others))
    places = {place for start, run in enumerate(_runs(words)) if run in known for place in range(start, start + RUN)}
    return len(places) / len(words) if words else 0.0
