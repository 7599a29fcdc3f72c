"""Who copied whom in a story: first publisher, agency origin, and what each article took, edited, added and left out.

Shares are counted in words that stand in a common run of ``RUN`` words, so that one exchanged word costs one word and
not a sentence. Sentences are compared by their words, rare ones weighing more (inverse sentence frequency), so that a
sub-editor's other tense or other verb does not make a sentence new. Every step looks a word up once: cost grows with
the length of the texts, not with their square.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from search.wording import RUN, Book, covered, runs, standing, words

WORTH_NAMING = 0.05
"""Share of an article below which what it took from another is chance."""


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
    """Share of its words that come from the earlier text, those of edited sentences too, 0 to 1."""
    taken: float
    """Share of the earlier text's words that went into it, 0 to 1."""
    verbatim: float
    """Share of its words that stand in runs of words that the earlier text has too, 0 to 1."""
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
    told: dict[tuple[str, ...], str] = dict.fromkeys(runs(words(origin.text)), origin.id)
    book = Book(origin.text)
    reprints = [
        Reprint(id=later.id, owed=_owed(later, told), comparison=_compared(book, Book(later.text)))
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
    return _compared(Book(earlier), Book(later))


def _origin(ordered: Sequence[Printing]) -> Printing:
    by_agency = (printing for printing in ordered if printing.by_agency)
    credited = (printing for printing in ordered if printing.agencies)
    return next(by_agency, None) or next(credited, None) or ordered[0]


def _owed(printing: Printing, told: dict[tuple[str, ...], str]) -> tuple[Taken, ...]:
    """Shares of a text by who told them first; what nobody told before is noted as its own."""
    said = words(printing.text)
    tellers: dict[str, set[int]] = defaultdict(set)
    for start, run in enumerate(runs(said)):
        teller = told.setdefault(run, printing.id)
        if teller != printing.id:
            tellers[teller].update(range(start, start + RUN))
    shares = {teller: len(places) / len(said) for teller, places in tellers.items()}
    largest = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Taken(id=teller, share=share) for teller, share in largest if share >= WORTH_NAMING)


def _compared(earlier: Book, later: Book) -> Comparison:
    places = [earlier.place_of(keys) for keys in later.keys]
    back = [later.place_of(keys) for keys in earlier.keys]
    found = zip(later.sentences, later.keys, places, strict=True)
    return Comparison(
        copied=_owing(later, earlier, places),
        taken=_owing(earlier, later, back),
        verbatim=covered(later.words, earlier.words),
        added=tuple(told for told, place in zip(later.sentences, places, strict=True) if place is None),
        left_out=tuple(told for told, place in zip(earlier.sentences, back, strict=True) if place is None),
        edited=tuple(
            Edited(before=earlier.sentences[place], after=told)
            for told, keys, place in found
            if place is not None and keys != earlier.keys[place]
        ),
    )


def _owing(book: Book, other: Book, places: Sequence[int | None]) -> float:
    """Share of a text's words that come from another: in edited sentences word by word, elsewhere in runs."""
    known = set(runs(other.words))
    owed = total = 0
    for said, place in zip(book.said, places, strict=True):
        total += len(said)
        owed += max(standing(said, known), 0 if place is None else other.shared(said, place))
    return owed / total if total else 0.0
