"""How closely two articles that copy nothing from each other tell of the same: shared rare words and names, and time.

Score: the cosine of the articles' words, weighted by how often an article says them, whether its headline or first
paragraph does, and how rare they are among the articles compared (TF-IDF, Salton and Buckley 1988), raised by shared
names and faded by the days between them. German compounds count whole and by their parts, at the joints that the worker
found, so that "Forschungsschiffe" meets "Schiffe für die Forschung".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, log, sqrt

from search.article import Article

RELATED = 0.13
"""Score from which on two articles tell of the same; measured on accounts written from scratch against all others."""

FADES = timedelta(days=21)
"""Time after which a score has faded to a third: what goes on for weeks stays related, last year's derby does not."""

PART = 0.5
"""What a compound's part weighs beside the whole."""

LEADS = 2.0
"""What a word weighs in headline, standfirst and first paragraph beside the rest."""

NAME = 4.0
"""What a name of the article's people, organisations and places weighs beside a word."""

STEM = 7
"""Letters of a word that are compared: plurals and genitives are the same word."""

SHORTEST = 4
"""Letters, below which a word is no clue unless it is a number."""

_WORD = re.compile(r"[^\W_]+")
_CAPITAL = r"[A-ZÄÖÜÉÅØ][^\W\d_]{2,}"
_PHRASE = re.compile(rf"\b(?=({_CAPITAL}) ({_CAPITAL})\b)")
"""Two words with capitals side by side: in both languages nearly always a name, whether or not the worker knew it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What an article is recognised by."""

    id: str
    at: datetime
    weights: Mapping[str, float]
    """By word or name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Another article, and how closely it tells of the same."""

    id: str
    score: float
    """0 to 1; from ``RELATED`` on both tell of the same."""
    shared: tuple[str, ...]
    """The clues that speak most for it."""


class Rarity:
    """How telling each clue is among some articles."""

    def __init__(self, articles: Iterable[Clues]) -> None:
        known = list(articles)
        self._articles = len(known)
        self._holding = Counter(clue for clues in known for clue in clues.weights)

    def of(self, clue: str) -> float:
        """0 for what every article says, the more the fewer say it."""
        return log((1 + self._articles) / (1 + self._holding[clue]))


def clues(article: Article) -> Clues:
    """What an article is recognised by: its words, the parts of its compounds, its names."""
    weights: dict[str, float] = defaultdict(float)
    lead = len(article.text.partition("\n\n")[0])
    joints = article.joints
    for text, cuts, leading in (
        (article.title, joints.title, len(article.title)),
        (article.standfirst or "", joints.standfirst, len(article.standfirst or "")),
        (article.text, joints.text, lead),
    ):
        for place, parts in _spelt(text, cuts):
            for clue, weight in _clues(parts):
                weights[clue] += weight * (LEADS if place < leading else 1.0)
    for phrase in _PHRASE.findall(f"{article.title}\n{article.text}"):
        weights[" ".join(word.casefold() for word in phrase)] += NAME
    damped = {clue: sqrt(weight) for clue, weight in weights.items()}
    named = {f"name {entity.name.casefold()}": NAME * (1 + sqrt(entity.count)) for entity in article.entities}
    return Clues(id=article.id, at=article.published or article.fetched_at, weights=damped | named)


def score(one: Clues, other: Clues, rarity: Rarity) -> float:
    """How closely two articles tell of the same, 0 to 1."""
    return _cosine(one, other, rarity, _length(one, rarity)) * _faded(one.at, other.at)


def relations(article: Clues, others: Sequence[Clues], rarity: Rarity | None = None) -> tuple[Relation, ...]:
    """Those of the others that tell of the same, the closest first; without a rarity the others themselves give it."""
    weighed = rarity or Rarity((article, *others))
    length = _length(article, weighed)
    scored = ((other, _cosine(article, other, weighed, length) * _faded(article.at, other.at)) for other in others)
    found = [
        Relation(id=other.id, score=value, shared=shared(article, other, weighed))
        for other, value in scored
        if value >= RELATED and other.id != article.id
    ]
    return tuple(sorted(found, key=lambda relation: (-relation.score, relation.id)))


def shared(one: Clues, other: Clues, rarity: Rarity, most: int = 6) -> tuple[str, ...]:
    """The clues that two articles have in common, the most telling first."""
    common = one.weights.keys() & other.weights.keys()
    weight = {clue: one.weights[clue] * other.weights[clue] * rarity.of(clue) ** 2 for clue in common}
    return tuple(sorted(weight, key=lambda clue: (-weight[clue], clue))[:most])


def _cosine(one: Clues, other: Clues, rarity: Rarity, length: float) -> float:
    common = one.weights.keys() & other.weights.keys()
    product = sum(one.weights[clue] * other.weights[clue] * rarity.of(clue) ** 2 for clue in common)
    lengths = length * _length(other, rarity)
    return product / lengths if lengths else 0.0


def _length(article: Clues, rarity: Rarity) -> float:
    return sqrt(sum((weight * rarity.of(clue)) ** 2 for clue, weight in article.weights.items()))


def _faded(one: datetime, other: datetime) -> float:
    return exp(-abs(one - other) / FADES)


def _clues(parts: Sequence[str]) -> Iterator[tuple[str, float]]:
    """The word and, of a compound, its parts, each with what it weighs."""
    whole = [("".join(parts), 1.0)]
    for word, weight in whole + [(part, PART) for part in parts if len(parts) > 1]:
        folded = word.casefold().replace("ß", "ss")
        if len(folded) >= SHORTEST or (folded.isdigit() and len(folded) > 1):
            yield folded[:STEM], weight


def _spelt(text: str, joints: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
    """Where each word starts, and its parts."""
    after = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        while after < len(joints) and joints[after] <= start:
            after += 1
        edges = [start]
        while after < len(joints) and joints[after] < end:
            edges.append(joints[after])
            after += 1
        yield start, [text[one:other] for one, other in pairwise([*edges, end])]
