"""How far words, class names and tags speak for or against a block, as weights learnt from labelled pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from workers.extraction.blocks import Segmentation
from workers.extraction.naming import name_parts

NAME_LEVELS = ("holder", "parent", "farther")
DISTANCES = 7
"""Elements around a block whose names are heard, from the inside out."""
_MOST_MET = 50_000
_NOTHING = (0.0,) * (2 * len(NAME_LEVELS))
_FEWEST = 4
"""Tokens below which a sum is not believed more for being short."""


def word_tokens(words: Sequence[str]) -> set[str]:
    """What is looked up of a block's words: each once, the first and the first two apart."""
    if not words:
        return set()
    tokens = set(words)
    tokens.add("^" + words[0])
    tokens.add("^" + " ".join(words[:2]))
    return tokens


def name_tokens(names: str, tag: str) -> frozenset[str]:
    """What is looked up of an element: the words of its names, and its tag."""
    return name_parts(names) | {"<" + tag}


def name_level(distance: int) -> int:
    """Which weights apply to an element so far from the block: 0 holds it, 1 is its parent, 2 any farther one."""
    return min(distance, len(NAME_LEVELS) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Learnt weights; a token that few sites use has none."""

    words: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """For each of ``NAME_LEVELS`` one weight; 0 where there is none."""
    bias: tuple[float, float] = (0.0, 0.0)
    """Of words and of names."""
    met: dict[tuple[str, str], tuple[float, ...]] = field(default_factory=dict, repr=False, compare=False)
    """Elements weighed already: a site gives the same names on every page."""

    def weigh_words(self, words_of: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """One weight for each text, given as its words in lower case."""
        known = self.words.get
        weights = np.empty(len(words_of), np.float32)
        for number, words in enumerate(words_of):
            found = list(filter(None, map(known, word_tokens(words))))
            weights[number] = sum(found) / sqrt(max(_FEWEST, len(found)))
        return weights + self.bias[0]

    def weigh_names(self, page: Segmentation) -> NDArray[np.float32]:
        """One row a block: weight of all names around it, of its own element's, and of the parent's."""
        known, rows = self.met, []
        if len(known) > _MOST_MET:
            known.clear()
        for node, (first, last) in zip(page.nodes, page.ends, strict=True):
            key = (node.names, node.tag)
            if first == last:  # nothing looks at an element without text
                rows.append(_NOTHING)
            elif (row := known.get(key)) is not None:
                rows.append(row)
            else:
                known[key] = row = self._element(*key)
                rows.append(row)
        sums = np.array(rows, np.float32)
        parent = np.fromiter((node.parent for node in page.nodes), np.int32, len(page.nodes))
        at = np.fromiter((block.node for block in page.blocks), np.int32, len(page.blocks))
        total, count, apart = np.zeros(len(at), np.float32), np.zeros(len(at), np.float32), []
        for distance in range(DISTANCES):
            level = name_level(distance)
            inside = parent[at] >= 0  # the outermost element names the page, not the part
            weight = np.where(inside, sums[at, level], 0)
            total += weight
            count += np.where(inside, sums[at, level + len(NAME_LEVELS)], 0)
            apart.append(weight)
            at = np.where(inside, parent[at], at)
        return np.column_stack([total / np.sqrt(np.maximum(_FEWEST, count)) + self.bias[1], *apart[:2]])

    def _element(self, names: str, tag: str) -> tuple[float, ...]:
        get = self.names.get
        found = [row for part in name_parts(names) if (row := get(part)) is not None]
        if (row := get("<" + tag)) is not None:
            found.append(row)
        if not found:
            return _NOTHING
        levels = list(zip(*found, strict=True))
        return (*map(sum, levels), *(len(level) - level.count(0.0) for level in levels))
