"""Sign an article's text so that near-duplicates find each other."""

import re
import struct
from collections.abc import Iterator
from dataclasses import replace

import rensa
import xxhash

from search.article import Article
from workers.sentences import sentences

PERMUTATIONS = 128
BANDS = 44
ROWS = 2
"""Measured on news pairs: 44 bands of 2 rows bring pairs of 30 % likeness together nearly always; what they bring too
much is refused by comparing the signatures."""
SHINGLE = 4
"""Words of a shingle; short enough to survive a sub-editor, long enough not to be idiom."""
LEAD = 24
"""Sentences from the top that give a key each. Editors cut from the end; an excerpt of which every sentence was edited
shares too few shingles with the whole for a band (0.36 found), but nearly always one of these keys (1.00 found)."""
LONGEST = 3
"""Words in a sentence's key, its longest ones: they survive another order, tense and verb. Of pairs of unrelated texts
0.00001 share one; with two words it would be 0.0005."""
LETTERS = 6
"""Letters from which on a word, and digits from half of which on a number, is worth to stand in a key."""
FEWEST = 20
"""Shingles below which a text has no signature: two short notices are alike by chance."""

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese write without spaces: there a character stands for a word."""


def step(article: Article) -> Article:
    """Set ``signature`` and ``bands`` from the cleaned text."""
    shingles = set(shingles_of(article.text))
    if len(shingles) < FEWEST:
        return replace(article, signature=b"", bands=())
    digest = minhash(shingles)
    bands = dict.fromkeys((*bands_of(digest), *sentence_keys(article.text, article.language)))
    return replace(article, signature=struct.pack(f"<{PERMUTATIONS}I", *digest), bands=tuple(bands))


def shingles_of(text: str) -> Iterator[str]:
    """Runs of four words in lower case; of four characters in scripts without spaces."""
    words = _WORD.findall(text.casefold())
    if _UNSPACED.search(text):
        words = [word for run in words for word in (run if _UNSPACED.search(run) else (run,))]
    return map(" ".join, zip(*(words[start:] for start in range(SHINGLE)), strict=False))


def minhash(shingles: set[str]) -> list[int]:
    """128 minimal hashes of 32 bits (Broder 1997, in rensa's variant); the order of the shingles does not matter."""
    sketch = rensa.RMinHash(num_perm=PERMUTATIONS, seed=42)
    sketch.update(list(shingles))
    return list(sketch.digest())


def bands_of(digest: list[int]) -> tuple[str, ...]:
    """Keys of twelve hexadecimal digits; two texts that share one are worth comparing."""
    rows = (struct.pack(f"<{ROWS}I", *digest[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))
    return tuple(f"{xxhash.xxh3_64_intdigest(row, seed=band) >> 16:012x}" for band, row in enumerate(rows))


def sentence_keys(text: str, language: str | None) -> tuple[str, ...]:
    """Keys of twelve hexadecimal digits, one for the longest words of each of the first sentences."""
    spans = [(start, end) for start, end in sentences(text, language)[:LEAD] if start < _REACH]
    picked = (_telling(text[start:end]) for start, end in spans)
    told = (" ".join(words).encode(errors="surrogatepass") for words in picked if words)
    return tuple(f"{xxhash.xxh3_64_intdigest(words, seed=BANDS) >> 16:012x}" for words in told)


_REACH = 12_000
"""Characters in which the first sentences are looked for."""


def _telling(sentence: str) -> list[str]:
    """The longest words of a sentence by their beginnings, in alphabetical order; none of a sentence without them."""
    found = {word for word in _WORD.findall(sentence.casefold()) if len(word) >= LETTERS or _long_number(word)}
    longest = sorted(found, key=lambda word: (-len(word), word))[:LONGEST]
    return sorted(word[:10] for word in longest) if len(longest) == LONGEST else []


def _long_number(word: str) -> bool:
    return word.isdecimal() and len(word) * 2 >= LETTERS
