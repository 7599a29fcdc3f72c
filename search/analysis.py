"""How text becomes terms: one analyzer for German, one for English, a neutral one for all other languages.

German compounds arrive already split: the worker puts a soft hyphen at each joint, and ``german`` indexes the whole
word and its parts at their true offsets. Nothing here needs a file on the node.
"""

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
    "german_stemmer": {"type": "stemmer", "language": "light_german"},
    "english_possessive": {"type": "stemmer", "language": "possessive_english"},
    "english_stemmer": {"type": "stemmer", "language": "english"},
}

ANALYZERS: dict[str, dict[str, Any]] = {
    "german": {
        "type": "custom",
        "tokenizer": "standard",
        # Joints before lowercase: the filter looks at characters alone. Normalization before stemming, as Lucene's own
        # German analyzer has it. The graph is flattened last, because an index has no room for one.
        "filter": [
            "joints",
            "lowercase",
            "german_normalization",
            "german_stemmer",
            "flatten_graph",
            "remove_duplicates",
        ],
    },
    "german_query": {
        "type": "custom",
        "tokenizer": "standard",
        "filter": ["lowercase", "german_normalization", "german_stemmer"],
    },
    "english": {
        "type": "custom",
        "tokenizer": "standard",
        "filter": ["english_possessive", "lowercase", "asciifolding", "english_stemmer"],
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
