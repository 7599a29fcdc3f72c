"""Turn the words of a sentence into the features a tagger weighs."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from workers.names.gazetteer import gazetteer
from workers.names.lexicon import kind
from workers.steps import compounds
from workers.wordlists import words as word_list

_DIGIT = re.compile(r"\d")
_UPPER = re.compile(r"[A-ZÄÖÜÀ-Þ]")
_LOWER = re.compile(r"[a-zäöüßà-ÿ]")
_RUN = re.compile(r"(.)\1{2,}")
_PLAIN = re.compile(r"[A-ZÄÖÜÀ-Þ]?[a-zäöüßà-ÿ]+")
_GENITIVE = re.compile(r"(?<=[^s'’])(?:s|['’]s?)$|(?<=s)['’]$")
OFFSETS = (-2, -1, 0, 1, 2)
"""Neighbours whose words a label depends on."""


def shape(word: str) -> str:
    """Capitals, small letters, digits and signs of a word, runs shortened: ``Xxx``, ``X-Xxx``, ``dd``."""
    if _PLAIN.fullmatch(word):  # nearly all words
        return "xx"[: len(word)] if word[0].islower() else "Xxx"[: len(word)]
    return _RUN.sub(r"\1\1", _DIGIT.sub("d", _LOWER.sub("x", _UPPER.sub("X", word))))[:8]


@lru_cache(maxsize=65_536)
def known(word: str) -> str:
    """What gazetteers and lists know of a word: its flags, with those of its form without genitive after a stroke."""
    if not word[:1].isupper():
        return ""
    names = gazetteer("de")
    found = names.flags(word)
    bare = _GENITIVE.sub("", word)
    if bare != word and not found:
        found = names.flags(bare)
    if not found and "-" in word[1:-1]:
        parts = word.split("-")
        found = (
            "f"
            if all(part in names.first for part in parts)
            else "l"
            if all(part in names.last for part in parts)
            else ""
        )
    if word in word_list("de", "titles"):
        found += "T"
    if last_part(word) in word_list("de", "roles"):
        found += "R"
    if word in word_list("de", "company_forms"):
        found += "G"
    return found


@lru_cache(maxsize=65_536)
def last_part(word: str) -> str:
    """The head of a compound, or the word itself, in lower case."""
    tail = word.rpartition("-")[2] or word
    return compounds.split(tail)[-1] if tail[:1].isupper() else tail.lower()


Form = tuple[str, str, str]
"""Shape of a word, what gazetteers know of it, what the dictionary says of it."""


class Facts(NamedTuple):
    """What a word adds to the features of places beside its own."""

    low: str
    form: Form
    is_small: bool
    """It has no capital, or is no word."""


OUTSIDE = Facts("#", ("#", "#", "#"), is_small=True)
"""Before and behind a sentence."""


def facts(word: str) -> Facts:
    """What a word adds to the features of places."""
    lexical = kind(word, "de") if word[:1].isupper() else "-"
    return Facts(word.lower(), (shape(word), known(word), lexical), lexical == "-")


def in_a_row(before: Form, word: Form, after: Form) -> tuple[str, ...]:
    """Features of three forms in a row."""
    return tuple(f"{sign}={a}|{b}|{c}" for sign, a, b, c in zip(("ss", "gg", "kk"), before, word, after, strict=True))


def opening(form: Form) -> tuple[str, ...]:
    """Features of a form that opens a sentence."""
    return ("^", f"^k={form[2]}", f"^g={form[1]}")


def of_name(part: str, label: str) -> str:
    """Feature of the first (``B``) or a further word (``I``) of a known name of several words."""
    return f"m={part}-{label}"


def own(word: str) -> tuple[str, ...]:
    """Features of a word for its own label; the empty word stands before and after sentences."""
    if not word:
        return ("#",)
    low = word.lower()
    found = [f"w={low}", f"s={shape(word)}"]
    found += [f"p{size}={low[:size]}" for size in (2, 3, 4) if len(low) > size]
    found += [f"q{size}={low[-size:]}" for size in (2, 3, 4, 5) if len(low) > size]
    if "-" in word[1:-1]:
        first, _, rest = word.partition("-")
        found += [f"h0={first.lower()}", f"h1={rest.rpartition('-')[2].lower()}", f"hg={known(first)}"]
    if word[:1].isupper():
        lexical = kind(word, "de")
        found += ["T", f"k={lexical}", f"g={known(word)}", f"kg={lexical}|{known(word)}", f"e={last_part(word)}"]
        found += [f"g1={flag}" for flag in known(word)]
        if word.isupper() and len(word) > 1:
            found.append("UP")
    return tuple(found)


def near(word: str) -> tuple[str, ...]:
    """Features of a word for its neighbours' labels: some of its own, and its ending even when that is all of it."""
    if not word:
        return ("#",)
    low = word.lower()
    found = [f"w={low}", f"s={shape(word)}", f"q3={low[-3:]}"]
    if word[:1].isupper():
        found += [f"k={kind(word, 'de')}", f"g={known(word)}", f"e={last_part(word)}"]
    return tuple(found)


def of_word(word: str, offset: int) -> tuple[str, ...]:
    """Features that a word gives to the label of the word ``-offset`` places away."""
    return own(word) if offset == 0 else tuple(f"{offset}:{feature}" for feature in near(word))


def of_places(words: Sequence[str]) -> list[list[str]]:
    """The features of each place of a sentence that no single word has.

    A small word between small words has no pairs and forms: it is no name, whatever they say.
    """
    around = [OUTSIDE, *map(facts, words), OUTSIDE]
    found: list[list[str]] = []
    for before, word, after in zip(around, around[1:], around[2:], strict=False):
        said: list[str] = []
        if not (before.is_small and word.is_small and after.is_small):
            said = [f"b={before.low}|{word.low}", f"c={word.low}|{after.low}"]
            said += in_a_row(before.form, word.form, after.form)
        found.append(said)
    if words:
        found[0] += opening(around[1].form)
    for start, end, label in gazetteer("de").matches(words):
        for at in range(start, end):
            found[at].append(of_name("B" if at == start else "I", label))
    return found


def of_sentence(words: Sequence[str]) -> list[list[str]]:
    """All features of each place of a sentence, by name, as a model learns them."""
    found = of_places(words)
    for at in range(len(words)):
        for offset in OFFSETS:
            neighbour = at + offset
            found[at] += of_word(words[neighbour] if 0 <= neighbour < len(words) else "", offset)
    return found
