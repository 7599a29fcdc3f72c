"""A generator of articles with realistic word statistics: Zipf's law, German compounds, names that cluster in time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from search.analysis import SOFT_HYPHEN

WORDS = 160_000
"""Of the vocabulary; a year of one German daily has about so many."""
EXPONENT = 1.05
"""Of Zipf's law, as measured on news."""
SYLLABLES = (
    "ver be ge er an aus ein ab zu um vor nach haus land stadt berg tal wald feld see bach rat amt werk bau zeit tag "
    "recht geld kraft stoff weg bahn schul markt wirt schaft lich keit ung heit tung sal nis tum ler ner ter mann frau "
    "kind spiel gericht wahl kreis bund reg ier ster bor nim lau fen kor ben mil tra sen dor pel rim gos wen"
).split()
SECTIONS = ("Politik", "Wirtschaft", "Kultur", "Sport", "Lokales", "Panorama", "Wissen", "Meinung")
TOPICS = ("politics", "economy", "culture", "sport", "society", "crime", "science", "environment", "health", "weather")
LATEST = datetime(2026, 11, 23, tzinfo=UTC)
DAYS = 730


class Newspaper:
    """Endless articles, the same ones for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self._random = np.random.default_rng(seed)
        self.words = np.array([self._word() for _ in range(WORDS)], dtype=object)
        self._at = np.cumsum(1 / np.arange(1, WORDS + 1) ** EXPONENT)
        self._at /= self._at[-1]
        self.people = self._names(8000, 2)
        self.organisations = self._names(3000, 1)
        self.places = self._names(5000, 1)
        self.authors = self._names(2500, 2)
        self.phrases = [" ".join(self._draw(2)) for _ in range(20_000)]

    def documents(self, count: int) -> Iterator[dict[str, Any]]:
        """So many documents as the index holds them, derived fields included."""
        for number in range(count):
            yield self._document(number)

    def query(self) -> str:
        """What somebody might ask: one to three words, seldom the most frequent ones."""
        length = int(self._random.integers(1, 4))
        places = (self._random.pareto(0.6, length) * 60 + 20).astype(int) % WORDS
        return " ".join(str(word).replace(SOFT_HYPHEN, "") for word in self.words[places])

    def _word(self) -> str:
        """One word; every fifth is a compound with a joint."""
        parts = self._random.integers(1, 4)
        word = "".join(self._random.choice(SYLLABLES, parts))
        if self._random.random() < 0.2:
            word += SOFT_HYPHEN + "".join(self._random.choice(SYLLABLES, 2))
        return word.capitalize() if self._random.random() < 0.3 else word

    def _names(self, count: int, words: int) -> list[str]:
        return [
            " ".join(str(word).title().replace(SOFT_HYPHEN, "") for word in self._draw(words)) for _ in range(count)
        ]

    def _draw(self, count: int) -> np.ndarray[Any, Any]:
        return self.words[np.searchsorted(self._at, self._random.random(count))]

    def _text(self, words: int) -> str:
        drawn = self._draw(words)
        ends = range(0, words, 14)
        return " ".join(" ".join(drawn[start : start + 14]).capitalize() + "." for start in ends)

    def _some(self, names: list[str], most: int) -> list[str]:
        """A few of the names, the first ones far more often than the last."""
        places = (self._random.pareto(1.0, int(self._random.integers(0, most + 1))) * 20).astype(int) % len(names)
        return list(dict.fromkeys(names[place] for place in places))

    def _document(self, number: int) -> dict[str, Any]:
        length = int(np.clip(self._random.lognormal(5.8, 0.5), 80, 1500))
        title, standfirst, text = self._text(8)[:-1], self._text(20), self._text(length)
        moment = LATEST - timedelta(days=DAYS * float(self._random.random() ** 1.5))
        source = f"source-{int(self._random.pareto(1.0) * 10) % 400:03d}"
        plain = {
            "title": title.replace(SOFT_HYPHEN, ""),
            "standfirst": standfirst.replace(SOFT_HYPHEN, ""),
            "text": text.replace(SOFT_HYPHEN, ""),
        }
        persons, organisations = self._some(self.people, 6), self._some(self.organisations, 4)
        return plain | {
            "id": f"{number:016x}",
            "url": f"https://{source}.example/{number}",
            "canonical_url": f"https://{source}.example/{number}",
            "host": f"{source}.example",
            "source": source,
            "de": {"title": title, "standfirst": standfirst, "text": text},
            "section": SECTIONS[number % len(SECTIONS)],
            "authors": self._some(self.authors, 2),
            "language": "de",
            "topics": self._some(list(TOPICS), 2),
            "persons": persons,
            "organisations": organisations,
            "places": self._some(self.places, 4),
            "keyphrases": self._some(self.phrases, 8),
            "published": moment.isoformat(),
            "date": moment.isoformat(),
            "fetched_at": moment.isoformat(),
            "first_seen": moment.isoformat(),
            "paywalled": number % 7 == 0,
            "opt_out": "none" if number % 9 else "flag",
            "revision": 1,
            "revised": False,
            "story": f"{number - number % 3 if number % 4 == 0 else number:016x}",
            "complete": [{"input": [plain["title"]], "weight": 1}, *({"input": [p], "weight": 10} for p in persons)],
            "content_hash": f"{number:016x}",
        }
