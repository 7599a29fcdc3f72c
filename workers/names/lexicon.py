"""Say whether a word is in the dictionary, without keeping the dictionary: a name mostly is not."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import xxhash

from workers.steps import compounds

_DATA = Path(__file__).parent.parent / "steps" / "data"
_HASHES = 7
_BITS_A_WORD = 10
"""Together with seven hashes: one word in 120 that is in no dictionary seems to be in it."""


@dataclass(frozen=True, slots=True)
class Bloom:
    """A set of words that may say yes wrongly and never says no wrongly (Bloom 1970)."""

    bits: bytes

    def __contains__(self, word: str) -> bool:
        return all(
            self.bits[position >> 3] & (1 << (position & 7)) for position in _positions(word, len(self.bits) * 8)
        )


def bloom_of(vocabulary: frozenset[str]) -> Bloom:
    """Make the set; for the training script."""
    bits = bytearray(max(1, len(vocabulary) * _BITS_A_WORD // 8))
    for word in vocabulary:
        for position in _positions(word, len(bits) * 8):
            bits[position >> 3] |= 1 << (position & 7)
    return Bloom(bytes(bits))


def _positions(word: str, size: int) -> list[int]:
    """Double hashing (Kirsch and Mitzenmacher 2006)."""
    step, start = divmod(xxhash.xxh3_128_intdigest(word.encode("utf-8", "surrogatepass")), 1 << 64)
    return [(start + turn * step) % size for turn in range(_HASHES)]


@lru_cache(maxsize=65_536)
def kind(word: str, language: str) -> str:
    """What the dictionary says of a word as it is written.

    ``noun`` (written with a capital in the dictionary), ``word`` (written small), ``both``, ``compound`` (of dictionary
    nouns) or ``unknown``.
    """
    capital = word in _lexicon(language, "capital")
    small = word.lower() in _lexicon(language, "small")
    if capital or small:
        return "both" if capital and small else "noun" if capital else "word"
    if language == "de" and len(compounds.split(word)) > 1:
        return "compound"
    return "unknown"


@cache
def _lexicon(language: str, case: str) -> Bloom:
    return Bloom((_DATA / f"lexicon_{language}_{case}.bloom").read_bytes())
