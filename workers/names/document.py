"""Make one reading of what tagger and rules found, and carry names through the whole document."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from workers.names import features
from workers.names.lexicon import kind as lexical_kind
from workers.names.rules import Found
from workers.steps import compounds
from workers.wordlists import words as word_list

_OVERRULES = 0.85
"""Certainty from which the tagger's kind stands against a rule's."""
_SURNAME = 0.9
_PAIR = 0.6
_FULL_NAME = 0.55
"""Certainty a full name needs before its surname is one everywhere."""
_ARTICLES = frozenset(
    "der die das dem den des ein eine einen einem einer eines im am zum zur vom beim ins kein keine diese dieser "
    "dieses seine ihre mehr viele alle".split()
)
_INDEFINITE = frozenset("ein eine einen einem einer".split())
_DIRECTIONS = frozenset("Nord Süd Ost West Nordost Nordwest Südost Südwest".split())
_PLACES_AFTER = frozenset("in aus nach bei".split())


def chosen(words: Sequence[str], tagged: Iterable[Found], ruled: Iterable[Found]) -> list[Found]:
    """One row of names without overlaps: the longer of two that agree, the surer of two that do not."""
    kept: dict[int, Found] = {}
    holder: dict[int, int] = {}  # of each word, the name that has it: a text may be a row of a million names
    for found in sorted(
        (*(_trimmed(words, found) for found in tagged), *ruled), key=lambda name: (name[0] - name[1], -name[3])
    ):
        start, end, kind, certainty = found
        if start >= end:
            continue
        rivals = {holder[at] for at in range(start, end) if at in holder}
        if not rivals:
            holder |= dict.fromkeys(range(start, end), start)
            kept[start] = found
        elif len(rivals) == 1:
            first = rivals.pop()
            rival = kept[first]
            if rival[2] == kind:
                kept[first] = (*rival[:3], max(certainty, rival[3]))
            elif certainty >= _OVERRULES > rival[3] and (start, end) == rival[:2]:
                kept[first] = found
    return sorted(kept.values())


def _trimmed(words: Sequence[str], found: Found) -> Found:
    """A name without what stands before and behind it; empty when it is none."""
    start, end, kind, certainty = found
    if kind == "PER":
        start = _without_titles(words, start, end)
    while end > start and (words[end - 1] in word_list("de", "function_words") or not words[end - 1][0].isalnum()):
        end -= 1
    if kind == "PER":
        end = _without_relatives(words, start, end)
    if kind == "PER" and end - start > 1 and words[end - 1] in word_list("en", "organisation_heads"):
        kind = "ORG"  # "Trump University"
    if end == start + 1 and _is_no_name(words, start, kind, certainty):
        end = start
    return start, end, kind, certainty


def _without_titles(words: Sequence[str], start: int, end: int) -> int:
    """Where a person's name begins: behind the last title of "Richter Dr. Ansgar Helmbrecht" and a role's noun."""
    start = max((at + 1 for at in range(start, end) if words[at] in word_list("de", "titles")), default=start)
    while end - start > 1 and _is_common_noun(words[start]):
        start += 1  # "Schülerin Anna"
    return start


def _without_relatives(words: Sequence[str], start: int, end: int) -> int:
    """Where a person's name ends: "Egon Strubes Schwiegermutter" is about somebody else."""
    while end - start > 2 and words[end - 2].endswith("s") and _is_common_noun(words[end - 1]):  # noqa: PLR2004
        end -= 1
    return end


def _is_no_name(words: Sequence[str], at: int, kind: str, certainty: float) -> bool:
    """Whether a single word is a role, a direction, a title or a dictionary's noun."""
    before = words[at - 1] if at else ""
    if "-" in words[at] and "R" in features.known(words[at]):
        return True  # "Verdi-Sprecher"
    if kind == "PER":
        return _is_no_person(words, at)
    if kind == "ORG":  # "Gesellschaft", "ein Kurier"
        return (certainty < _OVERRULES or before in _INDEFINITE) and _is_common_noun(words[at])
    # "Schotten", "Neuland"; "Wind aus Südost"
    return words[at] in _DIRECTIONS or (certainty < _OVERRULES and _is_no_place(words, at))


def _is_no_person(words: Sequence[str], at: int) -> bool:
    """Whether a single word is the title of who follows, or a noun behind an article: "Richter Dr. …", "dem Klima"."""
    known = set(features.known(words[at]))
    if known & set("TR") and at + 1 < len(words) and words[at + 1][:1].isupper():
        return True
    return at > 0 and words[at - 1].lower() in _ARTICLES and compounds.is_part(words[at])


def _is_no_place(words: Sequence[str], at: int) -> bool:
    """Whether a dictionary's noun, which is no large place, stands without a word that leads to places."""
    before = words[at - 1].lower() if at else ""
    street = words[at].lower().endswith(("straße", "gasse", "weg", "platz", "allee", "ufer", "park"))
    return not street and before not in _PLACES_AFTER and _is_common_noun(words[at])


def _is_common_noun(word: str) -> bool:
    return lexical_kind(word, "de") in {"noun", "compound", "both"} and not set(features.known(word)) & set("flotcr")


def carried(words: Sequence[str], names: Sequence[Found]) -> list[Found]:
    """Names with every further place of a surname whose owner stands in the document with a first name."""
    names = sorted([*names, *_pairs(words, names)])
    surnames = {
        words[end - 1] for start, end, kind, certainty in names if _gives_surname(words, start, end, kind, certainty)
    }
    surnames |= {name[:-1] for name in surnames if name.endswith("s") and name[:-1] in words}
    inside = {at for start, end, _, _ in names if end - start > 1 for at in range(start, end)}
    single = {found[0]: found for found in names if found[1] - found[0] == 1}
    owners = {word for word in set(words) if _owner(word, surnames)} if surnames else set()
    for at, word in enumerate(words):
        if word in owners and at not in inside and _stands_as_name(words, at):
            single[at] = (at, at + 1, "PER", _SURNAME)
    return sorted([*(found for found in names if found[1] - found[0] > 1), *single.values()])


def _gives_surname(words: Sequence[str], start: int, end: int, kind: str, certainty: float) -> bool:
    """Whether a full name makes its last word a surname; a common noun is one only behind a known first name."""
    if kind != "PER" or end - start < 2 or certainty < _FULL_NAME:  # noqa: PLR2004
        return False
    return "f" in features.known(words[start]) or lexical_kind(words[end - 1], "de") == "unknown"


def _pairs(words: Sequence[str], names: Sequence[Found]) -> Iterator[Found]:
    """Two unknown words in a row are a person's name when the second also stands alone, without an article."""
    strange = {at for at, word in enumerate(words) if word[0].isupper() and _is_strange(word)}
    if len(strange) < 3:  # noqa: PLR2004 - a pair and its second word
        return
    taken = {at for start, end, _, _ in names for at in range(start, end)}
    alone: set[str] = set()
    pairs: list[int] = []
    for at in sorted(strange):
        if at - 1 in strange:
            continue
        if at + 1 not in strange:
            if at == 0 or words[at - 1].lower() not in _ARTICLES | _PLACES_AFTER:
                alone.add(words[at])
        elif at + 2 not in strange and not {at, at + 1} & taken:
            pairs.append(at)
    yield from ((at, at + 2, "PER", _PAIR) for at in pairs if words[at + 1] in alone)


@lru_cache(maxsize=32_768)
def _is_strange(word: str) -> bool:
    return (
        word[:1].isupper()
        and word[1:].islower()
        and word.isalpha()
        and lexical_kind(word, "de") == "unknown"
        and not set(features.known(word)) & set("tcro")
    )


def _owner(word: str, surnames: set[str]) -> bool:
    return word[:1].isupper() and (
        word in surnames or word.rstrip("'’") in surnames or (word[-1:] == "s" and word[:-1] in surnames)
    )


def _stands_as_name(words: Sequence[str], at: int) -> bool:
    before = words[at - 1].lower() if at else ""
    if before in _PLACES_AFTER and set(features.known(words[at])) & set("tvcr"):
        return False
    return lexical_kind(words[at], "de") == "unknown" or before not in _ARTICLES
