"""How text becomes terms: one analyzer for German, one for English, a neutral one for all other languages.

German compounds arrive already split: the worker puts a soft hyphen at each joint, and ``german`` indexes the whole
word and its parts at their true offsets. Nothing here needs a file on the node.
"""

from collections.abc import Iterator
from typing import Any

SOFT_HYPHEN = "\u00ad"

FILTERS: dict[str, dict[str, Any]] = {
    "joints": {
        "type": "word_delimiter_graph",
        "catenate_all": True,
        "split_on_case_change": False,
        "split_on_numerics": False,
        "stem_english_possessive": False,
        # The soft hyphen alone parts a word. What else the tokenizer leaves inside one ("3,5", "geht's") stays whole.
        "type_table": [
            ". => ALPHANUM",
            ", => ALPHANUM",
            ": => ALPHANUM",
            "' => ALPHANUM",
            "’ => ALPHANUM",
            "_ => ALPHANUM",
        ],
    },
    # What the light stemmer leaves apart: Kartoffeln and Kartoffel, Lehrerinnen and Lehrerin, Müllers and Müller, Autos
    # and Auto; Glas, Gas and Gras keep their last letter. One pattern that looks for an ending first and behind it
    # last: four of them, each read from a word's start, took two fifths of the time of indexing.
    "german_endings": {
        "type": "pattern_replace",
        "pattern": r"n$(?<=..(?:el|ar)n)|nen$(?<=...innen)|"
        r"s$(?:(?<=..e[lr]s)|(?<=..as)(?<!(?:g|gl|gr)as)|(?<=..os)(?<![loa]os))",
        "replacement": "",
    },
    "german_stemmer": {"type": "stemmer", "language": "light_german"},
    "english_possessive": {"type": "stemmer", "language": "possessive_english"},
    # Plurals and past tenses that no rule reaches, as they stand in news.
    "english_irregular": {
        "type": "stemmer_override",
        "rules": [
            "children => child",
            "men => man",
            "women => woman",
            "feet => foot",
            "teeth => tooth",
            "mice => mouse",
            "thieves => thief",
            "wolves => wolf",
            "knives => knife",
            "wives => wife",
            "lives => life",
            "shelves => shelf",
            "halves => half",
            "loaves => loaf",
            "calves => calf",
            "geese => goose",
            "oxen => ox",
            "dice => die",
            "criteria => criterion",
            "crises => crisis",
            "stole, stolen => steal",
            "struck => strike",
            "won => win",
            "sold => sell",
            "bought => buy",
            "sank, sunk => sink",
            "froze, frozen => freeze",
            "broke, broken => break",
            "shook, shaken => shake",
            "drove, driven => drive",
            "flew, flown => fly",
            "fought => fight",
            "caught => catch",
            "taught => teach",
            "brought => bring",
            "built => build",
        ],
    },
    "english_stemmer": {"type": "stemmer", "language": "english"},
}

GERMAN = ["lowercase", "german_normalization", "german_endings", "german_stemmer"]

ANALYZERS: dict[str, dict[str, Any]] = {
    "german": {
        "type": "custom",
        "tokenizer": "standard",
        # Joints before lowercase: the filter looks at characters alone. Normalization before stemming, as Lucene's own
        # German analyzer has it. The graph is flattened last, because an index has no room for one.
        "filter": ["joints", *GERMAN, "flatten_graph", "remove_duplicates"],
    },
    "german_query": {
        "type": "custom",
        "tokenizer": "standard",
        "filter": GERMAN,
    },
    "english": {
        "type": "custom",
        "tokenizer": "standard",
        "filter": ["english_possessive", "lowercase", "asciifolding", "english_irregular", "english_stemmer"],
    },
    "neutral": {
        "type": "custom",
        "tokenizer": "standard",
        # Chinese, Japanese and Korean have no spaces: pairs of characters stand in for words.
        "filter": ["cjk_width", "lowercase", "cjk_bigram", "asciifolding"],
    },
}

NORMALIZERS: dict[str, dict[str, Any]] = {"folded": {"type": "custom", "filter": ["lowercase", "asciifolding"]}}

ANALYSIS: dict[str, Any] = {"filter": FILTERS, "analyzer": ANALYZERS, "normalizer": NORMALIZERS}


def with_joints(text: str, joints: tuple[int, ...]) -> str:
    """The text with a soft hyphen before each of the given offsets."""
    if not joints:
        return text
    starts = (0, *joints)
    ends = (*joints, len(text))
    return SOFT_HYPHEN.join(text[start:end] for start, end in zip(starts, ends, strict=True))


def without_joints(text: str) -> str:
    """The text as people read it."""
    return text.replace(SOFT_HYPHEN, "")


def inner_compounds(text: str, joints: tuple[int, ...]) -> str:
    """The compounds inside longer ones: ``Windkraft`` and ``Kraftanlagen`` of ``Windkraftanlagen``; a space between.

    The filter that splits at joints gives the whole word and its single parts alone.
    """
    found: dict[str, None] = {}
    for group in _groups(text, joints):
        bounds = [_start(text, group[0]), *group, _end(text, group[-1])]
        last = len(bounds) - 1
        runs = [(first, stop) for first in range(last) for stop in range(first + 2, last + 1) if stop - first < last]
        found |= dict.fromkeys(text[bounds[first] : bounds[stop]] for first, stop in runs)
    return " ".join(found)


def _groups(text: str, joints: tuple[int, ...]) -> Iterator[list[int]]:
    """The joints of each word that has at least two."""
    group: list[int] = []
    for joint in joints:
        if group and not text[group[-1] : joint].isalpha():
            if len(group) > 1:
                yield group
            group = []
        group.append(joint)
    if len(group) > 1:
        yield group


def _start(text: str, place: int) -> int:
    while place and text[place - 1].isalpha():
        place -= 1
    return place


def _end(text: str, place: int) -> int:
    while place < len(text) and text[place].isalpha():
        place += 1
    return place
