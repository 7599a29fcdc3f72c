"""Give labelled sentences other names, so that a tagger learns where names stand rather than which there are."""

import random
from collections.abc import Iterator, Sequence

from workers.names.gazetteer import Gazetteer, gazetteer
from workers.steps.training.corpora import Sentence, spans

_LARGE = 100_000
"""Inhabitants from which a town is met often in the news."""


def renamed(sentences: Sequence[Sentence], seed: int = 1) -> Iterator[Sentence]:
    """Each sentence that has names once more, with other names of the same kinds."""
    chance = random.Random(seed)
    stock = _Stock(sentences, gazetteer("de"), chance)
    for sentence in sentences:
        labels = [label for _, label in sentence]
        found = sorted(spans(labels))
        if not found:
            continue
        new: Sentence = []
        done = 0
        for start, end, kind in found:
            words = stock.other([word for word, _ in sentence[start:end]], kind)
            new += sentence[done:start]
            new += [(word, f"{'I' if at else 'B'}-{kind}") for at, word in enumerate(words)]
            done = end
        yield new + sentence[done:]


class _Stock:
    """Names to choose from: those of the corpus and those of the gazetteer."""

    def __init__(self, sentences: Sequence[Sentence], names: Gazetteer, chance: random.Random) -> None:
        self.chance = chance
        self.seen: dict[tuple[str, int], list[list[str]]] = {}
        for sentence in sentences:
            for start, end, kind in spans([label for _, label in sentence]):
                self.seen.setdefault((kind, end - start), []).append([word for word, _ in sentence[start:end]])
        single = {name: places[0] for name, places in names.places.items() if " " not in name}
        self.first, self.last = sorted(names.first), sorted(names.last)
        self.towns = sorted(name for name, place in single.items() if place.kind == "town")
        self.known = sorted(n for n, place in single.items() if place.kind != "town" or place.inhabitants > _LARGE)

    def other(self, words: list[str], kind: str) -> list[str]:
        """Another name of that kind and length."""
        draw = self.chance.random()
        if kind == "PER" and len(words) == 1:
            if draw < 0.6:  # noqa: PLR2004 - these shares gave the best result of the three mixtures tried
                return [self.chance.choice(self.last if draw < 0.5 else self.first)]  # noqa: PLR2004
            return self._seen(words, kind) if draw < 0.8 else words  # noqa: PLR2004
        if kind == "PER" and len(words) == 2:  # noqa: PLR2004 - first name and surname
            first = self.chance.choice(self.first) if draw < 0.7 else words[0]  # noqa: PLR2004
            return [first, self.chance.choice(self.last) if draw < 0.4 else self._seen(words, kind)[1]]  # noqa: PLR2004
        if kind == "LOC" and len(words) == 1 and draw < 0.6:  # noqa: PLR2004
            return [self.chance.choice(self.towns if draw < 0.35 else self.known)]  # noqa: PLR2004
        return self._seen(words, kind)

    def _seen(self, words: list[str], kind: str) -> list[str]:
        return self.chance.choice(self.seen[(kind, len(words))])
