"""Find the mentions of names in an English text by capitals, lists and forms."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workers.names.gazetteer import gazetteer
from workers.names.lexicon import kind as lexical_kind
from workers.names.mention import Mention
from workers.names.tokens import Span, tokens
from workers.wordlists import words as word_list

_LINKS = frozenset("of for and the de la du van von der den al bin el di da &".split())
_PARTICLES = frozenset("de la du van von der den al bin el di da le ten ter".split())
_SIGN = re.compile(r"[A-Z][A-Z&.]{1,4}$")
_SAYING = frozenset(
    "said says told added tweeted insisted argued explained warned claimed wrote replied admitted asked".split()
)
_LOCATIVE = frozenset("in near outside across".split())
_MANY = 100_000
"""Inhabitants from which a town is known without a word of place before it."""


_LONGEST_SIGN, _MOST = 4, 4
"""Letters of an abbreviation, words of a person's name."""
_CARRIED = 0.7
"""Certainty from which a single word's kind holds for its other places."""
_LED_TO = 0.71
"""Certainty of a place that nothing but the preposition before it shows."""
_POSSESSIVES = frozenset(["'s", "’s"])
Found = tuple[int, int, str, float]
Judged = tuple[str, float] | None


@dataclass(frozen=True, slots=True)
class _Run:
    """A row of capitalised words."""

    first: int
    last: int
    opens: bool
    """It stands at the beginning of a sentence, where every word has a capital."""


def mentions(text: str) -> tuple[Mention, ...]:
    """The mentions in an English text, in order, not overlapping."""
    cut = tokens(text, "en")
    words, starts = _without_possessives(cut.words), cut.starts
    known = set(words)
    found = [name for run in _runs(words, cut.sentences) for name in _judged(words, run, known)]
    # "in Claasen's hand": a place that only its preposition shows has no hand.
    owning = {at for at, word in enumerate(cut.words) if word != words[at]}
    found = _carried(words, [name for name in found if not (name[3] == _LED_TO and name[1] - 1 in owning)])
    kinds = {"PER": "person", "LOC": "place", "ORG": "organisation"}
    return tuple(
        Mention(
            start=starts[a],
            end=starts[b - 1] + len(words[b - 1]),
            kind=kinds[kind],
            words=tuple(words[a:b]),
            certainty=certainty,
        )
        for a, b, kind, certainty in sorted(found)
    )


def _without_possessives(words: Sequence[str]) -> list[str]:
    """Words without a possessive s, which belongs to no name."""
    return [word[:-2] if word[-2:] in _POSSESSIVES and len(word) > 2 else word for word in words]  # noqa: PLR2004


def _runs(words: Sequence[str], sentences: Iterable[Span]) -> Iterator[_Run]:
    for base, end in sentences:
        last = base
        for at in [at for at in range(base, end) if words[at][0].isupper() and _is_capital(words[at])]:
            if at < last:
                continue
            last = at + 1
            while last < end and (_is_capital(words[last]) or _joins(words, last, end)):
                last += 1
            while not _is_capital(words[last - 1]):
                last -= 1
            yield _Run(at, last, at == base or not words[at - 1][0].isalnum())


def _is_capital(word: str) -> bool:
    return word[0].isupper() and (len(word) > 1 or word in "ABCDEFGHIJKLMNOPQRSTUVWXYZ") and word != "I"


def _joins(words: Sequence[str], at: int, end: int) -> bool:
    """A small word inside a name: "Bank of England", "Ursula von der Leyen"."""
    word = words[at]
    following = at + 1
    if word in _PARTICLES and following < end and words[following] in _PARTICLES:
        following += 1
    if following >= end or not _is_capital(words[following]):
        return False
    heads = word_list("en", "organisation_heads")
    if word in {"of", "for", "and", "&", "the"}:
        return (words[at - 1] in heads and word in {"of", "for"}) or word == "&"
    return word in _LINKS


def _judged(words: Sequence[str], run: _Run, known: set[str]) -> Iterator[Found]:
    """What a row of capitalised words is: its start, end, kind and certainty."""
    first, last = run.first, run.last
    if last - first > 2 and _is_hyphened_role(words[first]):  # noqa: PLR2004
        first += 1  # "Player-manager Stevie Laughton"
    while first < last and (
        words[first] in word_list("en", "calendar")
        or (words[first] in word_list("en", "titles") and last - first > 1)
        or (run.opens and first == run.first and _only_opens(words[first], last - first, known))
    ):
        if words[first] in word_list("en", "titles") and first + 1 < last and "-" not in words[first + 1]:
            yield from _titled(words, first + 1, last)
            return
        first += 1
    while last > first and words[last - 1] in word_list("en", "calendar"):
        last -= 1
    if first < last:
        yield from _named(words, first, last)


def _is_hyphened_role(word: str) -> bool:
    return word.rpartition("-")[2] in word_list("en", "roles") and "-" in word


def _only_opens(word: str, size: int, known: set[str]) -> bool:
    """Whether a sentence's first word has its capital only for standing there."""
    low = word.lower()
    flags = gazetteer("en").flags(word)
    if low in word_list("en", "function_words") or (low in known and low.islower()):
        return True
    return lexical_kind(word, "en") in {"word", "both"} and not (flags and (size > 1 or set(flags) & set("ocr")))


def _titled(words: Sequence[str], first: int, last: int) -> Iterator[Found]:
    while first < last and words[first] in word_list("en", "titles"):
        first += 1
    if first < last and not set(gazetteer("en").flags(words[first])) & set("cr") and last - first < 5:  # noqa: PLR2004
        yield first, last, "PER", 0.85


def _named(words: Sequence[str], first: int, last: int) -> Iterator[Found]:
    """What the words themselves say, then what their neighbours say."""
    found = _listed(words, first, last) or _formed(words, first, last) or _standing(words, first, last)
    if found:
        yield first, last, *found


def _listed(words: Sequence[str], first: int, last: int) -> Judged:
    """A name of the gazetteer that means one thing."""
    names, name = gazetteer("en"), " ".join(words[first:last])
    if name in names.organisations:
        return "ORG", 0.9
    if any(place.kind != "town" for place in names.places.get(name, ())):
        return "LOC", 0.9
    if name.isupper() and len(name) > _LONGEST_SIGN and name not in names.places and name.title() in names.places:
        return "LOC", 0.75
    return None


def _formed(words: Sequence[str], first: int, last: int) -> Judged:
    """Several words with a role or verb of saying beside them, or with a telling last word."""
    if _follows_role(words[first - 1] if first else "") and last - first < _MOST and _reads_as_name(words, first, last):
        return "PER", 0.8
    if last - first > 1 and set(words[first:last]) & word_list("en", "organisation_heads"):
        return "ORG", 0.75
    if last - first in {2, 3} and _speaks(words, first, last) and _reads_as_name(words, first, last):
        return "PER", 0.75
    if last - first > 1 and words[last - 1] in word_list("en", "place_heads"):
        return "LOC", 0.7
    given = "f" in gazetteer("en").flags(words[first]) and 1 < last - first <= _MOST
    return ("PER", 0.85) if given and _is_full_name(words, first, last) and _ends_as_name(words[last - 1]) else None


def _standing(words: Sequence[str], first: int, last: int) -> Judged:
    """A town, an abbreviation, or an unknown word where places stand."""
    names, name = gazetteer("en"), " ".join(words[first:last])
    before, flags = words[first - 1] if first else "", names.flags(words[first])
    places = names.places.get(name)
    if places and _is_town_here(places[0].inhabitants, before, flags, last - first):
        return "LOC", 0.75
    if last - first > 1 or lexical_kind(name, "en") != "unknown":
        return None
    if _SIGN.match(name) and "." not in name:
        return "ORG", 0.5
    if before in _LOCATIVE and len(name) > 3 and not flags:  # noqa: PLR2004 - shorter ones are abbreviations
        return "LOC", _LED_TO
    return None


def _reads_as_name(words: Sequence[str], first: int, last: int) -> bool:
    """Whether both ends of a row of words look like names rather than words."""
    opening = words[first]
    if not _is_full_name(words, first, last):
        return False
    if "f" in gazetteer("en").flags(opening) and last - first > 1:
        return True
    return _ends_as_name(words[last - 1]) and (last - first == 1 or lexical_kind(opening, "en") in {"unknown", "noun"})


def _ends_as_name(word: str) -> bool:
    """Whether a word may be a surname: known as one, or in no dictionary."""
    return "l" in gazetteer("en").flags(word) or lexical_kind(word, "en") in {"unknown", "noun"}


def _is_town_here(inhabitants: int, before: str, flags: str, size: int) -> bool:
    return before in _LOCATIVE or (inhabitants >= _MANY and (size > 1 or not set(flags) & set("fl")))


def _follows_role(before: str) -> bool:
    return before.rpartition("-")[2] in word_list("en", "roles") or before.endswith("-year-old")


def _speaks(words: Sequence[str], first: int, last: int) -> bool:
    """Whether a verb of saying stands beside the name, or an age behind it."""
    return (
        (last < len(words) and words[last] in _SAYING)
        or (first > 0 and words[first - 1] in _SAYING)
        or (last + 1 < len(words) and words[last] == "," and words[last + 1].isdigit())
    )


def _is_full_name(words: Sequence[str], first: int, last: int) -> bool:
    inside = [word for word in words[first:last] if word not in _PARTICLES]
    return (
        all(
            word[0].isupper()
            and not (word.isupper() and len(word) > 2)  # noqa: PLR2004 - "JR" and "TJ" are names
            and word not in word_list("en", "organisation_heads")
            and word not in word_list("en", "calendar")
            for word in inside
        )
        and not words[last - 1].isdigit()
    )


def _carried(words: Sequence[str], found: list[Found]) -> list[Found]:
    """The names, with every further place of a person's surname and of an organisation's or unknown place's name."""
    surnames = {words[end - 1] for start, end, kind, _ in found if kind == "PER"}
    singles = {
        words[start]: kind
        for start, end, kind, certainty in found
        if end - start == 1 and kind != "PER" and certainty > _CARRIED
    }
    kept = [name for name in found if not (name[1] - name[0] == 1 and name[2] != "PER" and words[name[0]] in surnames)]
    taken = {at for start, end, _, _ in kept for at in range(start, end)}
    if not (surnames or singles):
        return kept
    for at, word in enumerate(words):
        if at in taken or not (word in surnames or word in singles) or not word[:1].isupper():
            continue
        beside = (at > 0 and _is_capital(words[at - 1]) and at - 1 not in taken) or (
            at + 1 < len(words) and words[at + 1][:1].isupper()
        )
        if word in surnames and not beside:
            kept.append((at, at + 1, "PER", 0.85))
        elif word in singles and not beside:
            kept.append((at, at + 1, singles[word], 0.7))
    return kept
