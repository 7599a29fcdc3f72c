"""Find the phrases of a text that may say what it is about: nouns with their company, in German and English."""

import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, TypeVar

from workers.memo import Memo
from workers.names.lexicon import kind
from workers.names.tokens import Tokens, tokens
from workers.steps.compounds import lemma
from workers.wordlists import words

_ADJECTIVE = re.compile(r"[a-zäöüß]{4,}(?:e|en|er|es|em)")
_ROMAN = re.compile("[IVX]{2,}")
_INFLECTED = re.compile("(?:e|en|er|es|em)$")
_OPENS = frozenset(["", *'.!?:„“»«"'])
"""What a word follows that may have its capital only for its place."""


class Phrases(NamedTuple):
    """The phrases of one size in a text, column by column: a text has a thousand, and few are ever looked at."""

    size: int
    """Words in each."""
    starts: Sequence[int]
    """Where each stands, in rising order."""
    keys: Sequence[str]
    """What all forms of each have in common, in lower case."""
    shown: Callable[[int], str]
    """The form for people of the one in this place of the columns; only that of ten is ever asked for."""


def phrases(text: str, language: str, without: Collection[int] = ()) -> list[Phrases]:
    """Nouns with their adjectives and names in German, runs of content words in English.

    Args:
        text: A text, or headline and standfirst.
        language: ``de`` or ``en``.
        without: Places in the text at which no phrase may begin.
    """
    cut = tokens(text, language)
    return _german(cut, without) if language == "de" else _english(cut, without)


_Row = TypeVar("_Row")


def _parted(row: Sequence[_Row], cut: Tokens, gap: _Row) -> list[_Row]:
    """What belongs to each word, with three gaps before each sentence, as no phrase goes over its beginning."""
    parted: list[_Row] = []
    for first, end in cut.sentences:
        parted += (gap, gap, gap)
        parted += row[first:end]
    return parted


def column(size: int, starts: Sequence[int], keys: Sequence[str], shown: Sequence[str]) -> Phrases:
    """Phrases whose forms for people are at hand."""
    return Phrases(size, starts, keys, shown.__getitem__)


class _Noun(NamedTuple):
    shown: str
    low: str
    is_small: bool
    """It may have its capital only for opening a sentence."""
    describes: bool
    """It is an adjective as well."""


def _german(cut: Tokens, without: Collection[int]) -> list[Phrases]:
    found, starts = _parted(cut.words, cut, ""), _parted(cut.starts, cut, -1)
    nouns = _nouns(found)
    single, described, two, three = [], [], [], []
    for at, noun in enumerate(nouns):
        if noun is None:
            continue
        if starts[at] not in without and not _ROMAN.fullmatch(noun.shown):  # "III", but "Charles III"
            single.append((starts[at], noun.low, noun.shown))
        if nouns[at - 1] is None:
            if (stem := _STEMS[found[at - 1]]) and starts[at - 1] not in without:
                described.append((starts[at - 1], f"{stem.lower()} {noun.low}", f"{stem}e {noun.shown}"))
        elif nouns[at - 2] is None:  # names of up to three words; more are lists
            if starts[at - 1] not in without:
                name = " ".join(found[at - 1 : at + 1])
                two.append((starts[at - 1], name.lower(), name))
        elif nouns[at - 3] is None and starts[at - 2] not in without:
            name = " ".join(found[at - 2 : at + 1])
            three.append((starts[at - 2], name.lower(), name))
    sized = ((1, single), (2, described), (2, two), (3, three))
    return [column(size, *map(list, zip(*rows, strict=True))) for size, rows in sized if rows]


def _nouns(found: Sequence[str]) -> list[_Noun | None]:
    """The noun that each word is; not the adjective of a name, "Goldener" of "Goldener Löwe"."""
    nouns = [
        noun
        if word[:1].isupper() and (noun := _NOUNS[word]) and not (noun.is_small and found[at - 1] in _OPENS)
        else None
        for at, word in enumerate(found)
    ]
    return [
        None if noun and noun.describes and after else noun
        for noun, after in zip(nouns, [*nouns[1:], None], strict=False)
    ]


def _make_noun(word: str) -> _Noun | None:
    """What a word with a capital is shown as; None for signs, abbreviations and function words."""
    if len(word) < 2 or word[-1] == ".":  # noqa: PLR2004
        return None
    if word.lower() in words("de", "function_words"):
        return None
    shown = lemma(word)
    is_small = kind(word, "de") in {"word", "both"}
    return _Noun(shown, shown.lower(), is_small, is_small and _stem_of_adjective(word) is not None)


def _stem_of_adjective(word: str) -> str | None:
    """An adjective with a capital without its ending; only adjectives have all of these forms."""
    stem = _INFLECTED.sub("", word)
    forms = (f"{stem}{ending}" for ending in ("e", "en", "er", "es", "em"))
    return stem if stem != word and all(kind(form, "de") in {"word", "both"} for form in forms) else None


def _make_stem(word: str) -> str | None:
    """An adjective without its ending; None for other words."""
    if word[:1].isupper():
        return _stem_of_adjective(word)
    if not word or not _ADJECTIVE.fullmatch(word) or word in words("de", "function_words"):
        return None
    return _INFLECTED.sub("", word)


class _Content(NamedTuple):
    singular: str
    low_singular: str
    before: str
    """As it stands before another word of a phrase, with a space."""
    low_before: str


def _english(cut: Tokens, without: Collection[int]) -> list[Phrases]:
    content, starts = _parted(list(map(_CONTENT.__getitem__, cut.words)), cut, None), _parted(cut.starts, cut, -1)
    single = [(at, word) for at, word in enumerate(content) if word]
    two = [(at, before, word) for at, word in single if (before := content[at - 1])]
    three = [(at, first, before, word) for at, before, word in two if (first := content[at - 2])]
    if without:
        single = [row for row in single if starts[row[0]] not in without]
        two = [row for row in two if starts[row[0] - 1] not in without]
        three = [row for row in three if starts[row[0] - 2] not in without]
    return [
        Phrases(
            1,
            [starts[at] for at, _ in single],
            [a.low_singular for _, a in single],
            lambda at: single[at][1].singular,
        ),
        Phrases(
            2,
            [starts[at - 1] for at, *_ in two],
            [a.low_before + b.low_singular for _, a, b in two],
            lambda at: two[at][1].before + two[at][2].singular,
        ),
        Phrases(
            3,
            [starts[at - 2] for at, *_ in three],
            [a.low_before + b.low_before + c.low_singular for _, a, b, c in three],
            lambda at: three[at][1].before + three[at][2].before + three[at][3].singular,
        ),
    ]


def _make_content(word: str) -> _Content | None:
    """A word that says something, without a possessive s; None for others."""
    bare = word.removesuffix("'s").removesuffix("’s").removesuffix(".")
    low = bare.lower()
    if not bare[:1].isalpha() or len(bare) <= 2 or low.endswith("ly"):  # noqa: PLR2004
        return None
    if low in words("en", "function_words") or low in words("en", "weak_nouns"):
        return None
    one = singular(bare)
    return _Content(one, one.lower(), f"{bare} ", f"{low} ")


def singular(word: str) -> str:
    """An English noun without its plural."""
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "ties"
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word  # noqa: PLR2004


_NOUNS, _STEMS, _CONTENT = Memo(_make_noun), Memo(_make_stem), Memo(_make_content)
