"""Recognise German names by their form: first name and surname, role and name, institution and town."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from workers.names import features
from workers.names.gazetteer import gazetteer
from workers.names.lexicon import kind
from workers.steps import compounds
from workers.wordlists import words as word_list

Found = tuple[int, int, str, float]
"""First and last word (exclusive), kind, certainty."""
Rule = Callable[[Sequence[str], int], Found | None]

_PERSON, _TITLED, _INSTITUTION, _APPOSED, _LISTED = 0.8, 0.7, 0.8, 0.65, 0.8
"""Certainties: how often each rule was right in articles that were read for it."""
_MOST_WORDS = 5
_METROPOLIS = 500_000
"""Inhabitants from which a town is known in the genitive, too: "Kitas" is not of Kita."""


def by_form(words: Sequence[str]) -> Iterator[Found]:
    """What the forms of a document's words say, without overlaps within one rule."""
    at = 0
    while at < len(words):
        word = words[at]
        found = _at(words, at) if word[0].isupper() or word[0].isdigit() else None
        if found:
            yield found
        at = found[1] if found else at + 1


def _at(words: Sequence[str], at: int) -> Found | None:
    for rule in _rules(words[at]):
        if found := rule(words, at):
            return found
    return None


@lru_cache(maxsize=32_768)
def _rules(word: str) -> tuple[Rule, ...]:
    """The rules that a name may follow which begins with a word; none for most nouns."""
    known, last = features.known(word), features.last_part(word)
    fitting = (
        (_institution, last in word_list("de", "institutions")),
        (_club, word[0].isdigit() or word in word_list("de", "club_signs")),
        (_person, "f" in known and kind(word, "de") not in {"both", "word"}),
        (_titled, "T" in known or "R" in known),
        (_apposed, last in word_list("de", "kinds_of_organisation")),
        (_listed, word in gazetteer("de").starts or _alone(word) is not None),
    )
    return tuple(rule for rule, fits in fitting if fits)


def _person(words: Sequence[str], at: int) -> Found | None:
    """First name and surname: "Jule Oltmanns", "Karl B. Muster", "Insa von der Lühe"."""
    if at + 1 < len(words) and words[at + 1][0].islower() and compounds.is_part(words[at]):
        return None  # "Tore von Muster"
    end = at + 1
    while end < len(words) and end - at < _MOST_WORDS and _continues_name(words, end):
        if end > at + 1 and words[end][0].isupper() and _begins_anew(words, end):
            break
        end += 1
    whole = end > at + 1 and words[end - 1][:1].isupper() and not _is_initial(words[end - 1])
    return (at, end, "PER", _PERSON) if whole else None


def _begins_anew(words: Sequence[str], at: int) -> bool:
    """Whether a place or the next person's first name follows: "Foto: Eva Muster Musterstadt"."""
    known = set(features.known(words[at]))
    follows_surname = not set(features.known(words[at - 1])) & {"f"} and words[at - 1][0].isupper()
    return bool(known & set("tvcr")) or ("f" in known and "l" not in known and follows_surname)


def _continues_name(words: Sequence[str], at: int) -> bool:
    word = words[at]
    if word in word_list("de", "name_particles"):
        follows_first = "f" in features.known(words[at - 1]) or words[at - 1] in word_list("de", "name_particles")
        return (
            follows_first
            and at + 1 < len(words)
            and (words[at + 1][:1].isupper() or words[at + 1] in word_list("de", "name_particles"))
        )
    return _is_initial(word) or _may_be_surname(word)


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word[0].isupper() and word[1] == "."  # noqa: PLR2004


def _may_be_surname(word: str) -> bool:
    """A capitalised word that no dictionary knows, or that is known to be a surname."""
    if (
        not word[:1].isupper()
        or word.isupper()
        or word in word_list("de", "titles")
        or ("-" in word and kind(word.rpartition("-")[2], "de") in {"noun", "compound"})
    ):
        return False
    return "l" in features.known(word) or "f" in features.known(word) or kind(word, "de") == "unknown"


def _titled(words: Sequence[str], at: int) -> Found | None:
    """A role or title, then a name: "Minister Umbrecht", "Frau Chuba"."""
    start = at + 1
    while start < len(words) and _is_further_title(words, start):
        start += 1
    end = start
    while end < len(words) and end - start < _MOST_WORDS and _continues_name(words, end):
        if end == start and not words[end][:1].isupper():
            return None  # "der Investor von Musterwerk"
        end += 1
    if end == start or not words[end - 1][:1].isupper() or _is_initial(words[end - 1]):
        return None
    if end == start + 1 and set(features.known(words[start])) & set("tcro"):
        return None  # "Bürgermeister Hamburg", "Sprecher Siemens": towns and firms are apposed, too
    return start, end, "PER", _TITLED


def _is_further_title(words: Sequence[str], at: int) -> bool:
    """A title, or a role that more follows: "Vorsitzender Richter Dr. Helmbrecht", but "Minister Richter sagte"."""
    known = features.known(words[at])
    return "T" in known or ("R" in known and at + 1 < len(words) and words[at + 1][:1].isupper())


def _institution(words: Sequence[str], at: int) -> Found | None:
    """An institution and its field or town: "Landesamt für Umwelt und Natur", "Amtsgericht Musterstadt"."""
    head = features.last_part(words[at])
    if at + 1 >= len(words):
        return None
    if words[at + 1] == "für" and at + 2 < len(words) and words[at + 2][:1].isupper():
        end = at + 3
        while (
            end + 1 < len(words)
            and words[end] in {"und", ","}
            and words[end + 1][:1].isupper()
            and end - at < 2 * _MOST_WORDS
        ):
            end += 2
        return at, end, "ORG", _INSTITUTION
    following = words[at + 1]
    if head in word_list("de", "institutions_of_towns") and _may_be_town(following):
        return at, at + 2, "ORG", _INSTITUTION - 0.1
    return None


def _may_be_town(word: str) -> bool:
    """A known place or an unknown word, but not in the genitive."""
    if not word[:1].isupper() or len(word) < 3 or "f" in features.known(word):  # noqa: PLR2004
        return False
    if word in gazetteer("de").places:
        return True
    return kind(word, "de") == "unknown" and word.removesuffix("s") not in gazetteer("de").places


def _apposed(words: Sequence[str], at: int) -> Found | None:
    """What kind of organisation it is, then its name: "der Hersteller Muster"."""
    start = end = at + 1
    while end < len(words) and end - start < 3 and _may_be_brand(words[end]):  # noqa: PLR2004
        end += 1
    return (start, end, "ORG", _APPOSED) if end > start else None


def _may_be_brand(word: str) -> bool:
    known = set(features.known(word))
    return (
        len(word) > 1
        and word[0].isupper()
        and ("o" in known or (kind(word, "de") == "unknown" and not known & set("tcrf")))
    )


def _club(words: Sequence[str], at: int) -> Found | None:
    """A sign and a town: "TSV Musterstadt", "1. FC Musterstadt"; the rest is left to the tagger."""
    sign = at
    if words[at][:1].isdigit() and words[at].endswith(".") and at + 1 < len(words):
        sign = at + 1
    if words[sign] not in word_list("de", "club_signs") or sign + 1 >= len(words):
        return None
    end = sign + 1
    if words[end].isdigit() and end + 1 < len(words):
        end += 1  # "FC 1980 Musterstadt"
    while (
        end < len(words)
        and end - sign < _MOST_WORDS
        and words[end][:1].isupper()
        and kind(words[end], "de") in {"unknown", "noun"}
    ):
        end += 1
        if not set(features.known(words[end - 1])) - set("fl"):
            break
    return (at, end, "ORG", _INSTITUTION) if end > sign + 1 else None


def _listed(words: Sequence[str], at: int) -> Found | None:
    """A name of the gazetteer that means nothing else."""
    names = gazetteer("de")
    for size in range(min(names.starts.get(words[at], 1), len(words) - at), 1, -1):
        name = " ".join(words[at : at + size])
        if name in names.organisations:
            return at, at + size, "ORG", _LISTED
        if any(place.inhabitants > 200_000 or place.kind != "town" for place in names.places.get(name, ())):  # noqa: PLR2004
            return at, at + size, "LOC", _LISTED
    found = _alone(words[at])
    return (at, at + 1, *found) if found else None


def _alone(word: str) -> tuple[str, float] | None:
    """What a single word names whatever stands beside it."""
    known = set(features.known(word))
    if word.removesuffix("s") in word_list("de", "organisations_sure") or (
        known == {"o"} and kind(word, "de") == "unknown"
    ):
        return "ORG", _LISTED
    if features.last_part(word) in {"ministerium", "ministeriums"} and len(word) > len("ministeriums"):
        return "ORG", _LISTED - 0.1
    if known & set("ctr") and not known & set("flo") and kind(word, "de") == "unknown":
        places = gazetteer("de").places
        meant = places.get(word) or places.get(word.removesuffix("s"), ())
        if meant and (meant[0].kind != "town" or word in places or meant[0].inhabitants > _METROPOLIS):
            return "LOC", _LISTED - 0.1
    return None
