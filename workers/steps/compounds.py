"""Find the joints of German compounds, so that "Regierung" finds "Regierungssprecherin"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import zstandard

from search.article import Article, Joints

MODEL = Path(__file__).parent / "data" / "compounds_de.tsv.zst"
"""Made by ``workers.steps.training.compounds``: each line a kind (m: modifier, h: head, w: whole), a word, its cost."""

LEMMAS = MODEL.with_name("lemmas_de.tsv.zst")
"""Made by the same script: forms that can end a compound, and their lemmas."""

_NOUN = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]{5,47}\b")
"""A word that may be a compound; the parts of "Online-Werkzeug" are words of their own to the analyzer."""
_SHORTEST_PART = 3
_LONGEST = 48
"""Letters of a word; longer ones are chains without spaces, and the cost grows with the square."""
_LIMIT = 11.2
"""Cost that a part may have on average, chosen on labelled compounds: from 12 on names fall apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What each string costs as a modifier, as the last part, and as a word of its own."""

    modifiers: dict[str, float]
    heads: dict[str, float]
    whole: dict[str, float]


def step(article: Article) -> Article:
    """Fill ``joints`` of a German article; names of people, when they are known, stay whole."""
    if article.language != "de":
        return article
    names = [span for entity in article.entities if entity.kind == "person" for span in entity.spans]
    taken = {offset for start, end in names for offset in range(start, end)}
    joints = Joints(
        title=tuple(joints_in(article.title)),
        standfirst=tuple(joints_in(article.standfirst or "")),
        text=tuple(offset for offset in joints_in(article.text) if offset not in taken),
    )
    return replace(article, joints=joints)


def joints_in(text: str) -> Iterator[int]:
    """Offsets in a German text before which a new part of a compound begins."""
    for match in _NOUN.finditer(text):
        offset = match.start()
        for part in split(match[0])[:-1]:
            offset += len(part)
            yield offset


@lru_cache(maxsize=65_536)
def split(word: str) -> tuple[str, ...]:
    """The parts of a German noun, the word itself when it is none; joined they are the word again."""
    return cut(word.lower(), _parts()) if len(word) <= _LONGEST else (word.lower(),)


def is_part(word: str) -> bool:
    """Whether a word can end a compound, as common nouns do and names do not."""
    return word.lower() in _parts().heads


def cut(word: str, parts: Parts) -> tuple[str, ...]:
    """The cheapest row of modifiers that ends in a head, by dynamic programming over a word in lower case."""
    size = len(word)
    cheapest: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * size
    for start in range(size - 2 * _SHORTEST_PART + 1):
        before = cheapest[start]
        if before is None:  # where no part can begin, as nearly everywhere
            continue
        for end in range(start + _SHORTEST_PART, size - _SHORTEST_PART + 1):
            cost = parts.modifiers.get(word[start:end])
            if cost is not None:
                now = cheapest[end]
                if now is None or before[0] + cost < now[0]:
                    cheapest[end] = (before[0] + cost, (*before[1], word[start:end]))
    rows = [
        (before[0] + cost, (*before[1], word[start:]))
        for start in range(_SHORTEST_PART, size - _SHORTEST_PART + 1)
        if (before := cheapest[start]) and (cost := parts.heads.get(word[start:])) is not None
    ]
    total, row = min(rows, default=(0.0, (word,)))
    stays = total >= min(_LIMIT * len(row), parts.whole.get(word, _LIMIT * len(row)))
    return (word,) if stays else row


def lemma(word: str) -> str:
    """A German noun in its nominative singular, as far as its last part is known; else the word itself."""
    before, _, tail = word.rpartition("-")
    last = split(tail)[-1]
    found = _lemmas().get(last)
    if found is None or not tail[:1].isupper():
        return word
    stem = tail[: len(tail) - len(last)]
    return (f"{before}-" if before else "") + (stem + found if stem else found.capitalize())


@cache
def _lemmas() -> dict[str, str]:
    rows = zstandard.ZstdDecompressor().decompress(LEMMAS.read_bytes()).decode().split("\n")
    return dict(row.split("\t") for row in rows)


@cache
def _parts() -> Parts:
    found = Parts(modifiers={}, heads={}, whole={})
    kinds = {"m": found.modifiers, "h": found.heads, "w": found.whole}
    for line in zstandard.ZstdDecompressor().decompress(MODEL.read_bytes()).decode().split("\n"):
        kind, word, cost = line.split("\t")
        kinds[kind][word] = float(cost)
    return found
