"""A generator of articles with realistic word statistics: Zipf's law, German compounds, names that cluster in time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from search.analysis import SOFT_HYPHEN

WORDS = 160_000
"""Of the vocabulary; a year of one German daily has about so many."""
EXPONENT, OFFSET = 1.05, 2.7
"""Of the law of Zipf and Mandelbrot, as measured on news: the most frequent word is one in thirty."""
FUNCTION_WORDS = 150
"""Most frequent words, which nobody asks for."""
SENTENCES, LENGTH = 120_000, 14
"""Sentences, and words of each."""
SYLLABLES = (
    "ver be ge er an aus ein ab zu um vor nach haus land stadt berg tal wald feld see bach rat amt werk bau zeit tag "
    "recht geld kraft stoff weg bahn schul markt wirt schaft lich keit ung heit tung sal nis tum ler ner ter mann frau "
    "kind spiel gericht wahl kreis bund reg ier ster bor nim lau fen kor ben mil tra sen dor pel rim gos wen"
).split()
SECTIONS = ("Politik", "Wirtschaft", "Kultur", "Sport", "Lokales", "Panorama", "Wissen", "Meinung")
TOPICS = ("politics", "economy", "culture", "sport", "society", "crime", "science", "environment", "health", "weather")
SHORT_WORDS = 3000
"""Most frequent words of at most two syllables."""
COMPOUNDS, NOUNS = 0.3, 0.3
"""Shares among the long words, and among all."""
LATEST = datetime(2026, 11, 23, tzinfo=UTC)
DAYS = 365


class Newspaper:
    """Endless articles, the same ones each time."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)
        self.words = np.array(self._vocabulary(), dtype=object)
        self._at = np.cumsum(1 / (np.arange(1, WORDS + 1) + OFFSET) ** EXPONENT)
        self._at /= self._at[-1]
        self.people = self._names(8000, 2)
        self.organisations = self._names(3000, 1)
        self.places = self._names(5000, 1)
        self.authors = self._names(2500, 2)
        self.phrases = [str(phrase).replace(SOFT_HYPHEN, "") for phrase in self._lines(20_000, 2)]
        # Texts are made of sentences that were drawn once: each word keeps its frequency, and a million articles take
        # minutes rather than hours.
        self._ranks = self._draw(SENTENCES * LENGTH).reshape(SENTENCES, LENGTH)
        self._sentences = [_sentence(self.words[ranks]) for ranks in self._ranks]

    def documents(self, count: int) -> Iterator[dict[str, Any]]:
        """So many documents as the index holds them, derived fields included."""
        for number in range(count):
            yield self._document(number)

    def query(self) -> str:
        """What somebody might ask: one to three words that stand in one sentence, none of the most frequent ones.

        Each is drawn as often as it is written: one question in twenty is for what every tenth article has.
        """
        while True:
            ranks = self._ranks[int(self._random.integers(0, SENTENCES))]
            asked = ranks[ranks >= FUNCTION_WORDS][: int(self._random.integers(1, 4))]
            if len(asked):
                return " ".join(str(word).replace(SOFT_HYPHEN, "") for word in self.words[asked])

    def frequent(self) -> str:
        """A word of every third article."""
        word = self.words[int(self._random.integers(FUNCTION_WORDS // 2, FUNCTION_WORDS))]
        return str(word).replace(SOFT_HYPHEN, "")

    def _vocabulary(self) -> list[str]:
        """Words by rank, the frequent ones short; of the long ones half are compounds with a joint."""
        drawn = self._random.choice(SYLLABLES, (2 * WORDS, 4))
        kinds = self._random.random((2 * WORDS, 2))
        found = {syllable: syllable for syllable in SYLLABLES}
        for line, (compound, noun) in zip(drawn, kinds, strict=True):
            length = 2 if len(found) < SHORT_WORDS else 3 if compound >= COMPOUNDS else 4
            word = "".join(line[:length])
            shown = f"{line[0]}{line[1]}{SOFT_HYPHEN}{line[2]}{line[3]}" if length == 4 else word
            found.setdefault(word, shown.capitalize() if noun < NOUNS else shown)
        return list(found.values())[:WORDS]

    def _names(self, count: int, words: int) -> list[str]:
        ranks = self._random.integers(SHORT_WORDS, WORDS, (count, words))
        return [" ".join(self.words[line]).title().replace(SOFT_HYPHEN, "") for line in ranks]

    def _lines(self, count: int, words: int) -> list[str]:
        return [" ".join(self.words[ranks]) for ranks in self._draw(count * words).reshape(count, words)]

    def _draw(self, count: int) -> np.ndarray[Any, Any]:
        """Ranks of words, each as often as its word is written."""
        return np.searchsorted(self._at, self._random.random(count))

    def _text(self, sentences: int) -> str:
        return " ".join(self._sentences[place] for place in self._random.integers(0, SENTENCES, sentences))

    def _some(self, names: list[str], most: int) -> list[str]:
        """A few of the names, the first ones far more often than the last."""
        places = (self._random.pareto(1.0, int(self._random.integers(0, most + 1))) * 20).astype(int) % len(names)
        return list(dict.fromkeys(names[place] for place in places))

    def _document(self, number: int) -> dict[str, Any]:
        length = int(np.clip(self._random.lognormal(5.8, 0.5), 80, 1500))
        title = " ".join(self._text(1).split()[:8])
        standfirst, text = self._text(2), self._text(length // LENGTH + 1)
        moment = LATEST - timedelta(days=DAYS * float(self._random.random()))
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


def _sentence(words: np.ndarray[Any, Any]) -> str:
    first, *others = words
    return f"{first[0].upper()}{first[1:]} {' '.join(others)}."
