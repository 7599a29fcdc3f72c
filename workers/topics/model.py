"""A linear model of topics, as it is stored and used: hashed features times weights."""

import re
import zlib
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from workers.steps import compounds
from workers.wordlists import words

SIZE = 1 << 19
"""Places that features are hashed into: words in the first half, runs of letters in the second."""
HALF = SIZE // 2
_LONGEST, _LEAD = 20_000, 400
"""Characters of an article that are read, and those at its beginning that count twice."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_LETTERS = (3, 4, 5)


class Model(msgspec.Struct, frozen=True):
    """Weights for one language."""

    language: str
    labels: tuple[str, ...]
    idf: bytes
    """Half floats, one a place."""
    weights: bytes
    """Half floats, places times labels."""
    bias: tuple[float, ...]
    margin: float
    """By how much the best label must lead the next; below it the model does not answer."""
    trained_on: int
    """Articles."""


def save(model: Model, path: Path) -> None:
    """Write a model; readers see the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(zstandard.ZstdCompressor(level=9).compress(msgspec.msgpack.encode(model)))
    part.replace(path)


def load(path: Path) -> Model:
    """Read a model."""
    return msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(path.read_bytes()), type=Model)


def topic(model: Model, title: str, text: str) -> str | None:
    """The topic of an article, None when two are about as likely."""
    counted = hashed(f"{title}\n{text}", model.language)
    if not counted:
        return None
    places = np.fromiter(counted, dtype=np.int64)
    idf, weights = _arrays(model)
    values = tfidf(counted, idf)
    scores = values @ weights[places] + np.asarray(model.bias)
    order = np.argsort(scores)
    leads = float(scores[order[-1]] - scores[order[-2]]) if len(order) > 1 else model.margin
    return model.labels[int(order[-1])] if leads >= model.margin else None


def tfidf(counted: Mapping[int, int], idf: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weights of an article's places: dampened counts times rarity, words and runs of letters each of length one."""
    places = np.fromiter(counted, dtype=np.int64)
    counts = np.fromiter(counted.values(), dtype=np.float32)
    values = (1 + np.log(counts)) * idf[places]
    for half in (places < HALF, places >= HALF):
        values[half] /= max(1e-9, float(np.linalg.norm(values[half])))
    return np.asarray(values, dtype=np.float32)


def hashed(text: str, language: str) -> Counter[int]:
    """How often each place is hit: by words, by the parts of compounds, and by runs of three to five letters."""
    counted: Counter[int] = Counter()
    for word, often in (Counter(_WORD.findall(text[:_LONGEST])) + Counter(_WORD.findall(text[:_LEAD]))).items():
        for place in _places(word, language):
            counted[place] += often
    return counted


@lru_cache(maxsize=32_768)
def _places(word: str, language: str) -> tuple[int, ...]:
    low = word.lower()
    named = [] if low in words(language, "function_words") else [low]
    if named and language == "de" and word[0].isupper():
        named += [f"~{part}" for part in compounds.split(word)]
    edged = f" {low} "
    runs = [edged[at : at + size] for size in _LETTERS for at in range(max(1, len(edged) - size + 1))]
    return (
        *(zlib.crc32(name.encode()) % HALF for name in named),
        *(HALF + zlib.crc32(run.encode()) % HALF for run in runs),
    )


@lru_cache(maxsize=4)
def _arrays(model: Model) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    idf = np.frombuffer(model.idf, dtype=np.float16).astype(np.float32)
    weights = np.frombuffer(model.weights, dtype=np.float16).reshape(SIZE, len(model.labels)).astype(np.float32)
    return idf, weights
