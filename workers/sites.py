"""What a site repeats: the workers' memory of each site's latest pages, in Redis.

A page is remembered as a few hundred bytes: hashes of the sentences that could be furniture, and hashes of the words it
is about. A sentence is furniture when it also stands on other pages of the site that are about something else. That is
what keeps reprints, running stories, quotations and background paragraphs whole: the pages that share those are about
the same thing, and count as one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import xxhash

from search.article import Article

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline

    from workers.settings import WorkersSettings

SENTENCES = 24
"""Hashes kept of a page; first paragraphs, last paragraphs and short ones, where furniture stands."""
TOPICS = 24
"""Words kept of what a page is about."""
INDEPENDENT = 3
"""Pages about different things, this one included, on which furniture stands."""
ALIKE = 4
"""Topic words in common from which two pages are about the same thing. Of 922 pairs of real pages of one site, 3 that
were not had so many; two reports of one arrest had 13."""
REPRINT = 0.5
"""Share of watched sentences in common above which two pages are one text, whatever their headlines."""
SHORT = 300
"""Characters; a longer paragraph in the middle of a text is nobody's furniture."""
EDGE_FIRST, EDGE_LAST = 2, 4
"""Paragraphs at either end whose sentences are watched whatever their length."""
SHORTEST_NAME = 3
WITNESSES = 12
"""Pages compared at most for one sentence."""

_SENTENCE_END = re.compile(
    r"[.!?…。！？][\"”“»«'’)」』）]*(?:\s+(?=[\"“„»«'‘(]?[^\Wa-zäöüß])|(?<=[。！？」』）])(?=[^」』）]))"
)
_TITLE = re.compile(r"(?:[\"“„»«'‘(]*[^\W\d_]{1,5}\.\s+)+")
"""Dr., Prof. Dr., Mr., St.: no sentence, though a name follows with a capital; a paragraph's last words may be one."""
_LONGEST_TITLE = 24
"""Characters."""
_BEGINS = frozenset('.!?:…„“"»«–—-')
"""What a word follows that is capitalised for its place alone."""
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_UNCASED = re.compile(r"[\u0590-\u08ff\u0900-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_RECORD = np.dtype([("page", "<u8"), ("sentences", "<u4", SENTENCES), ("topics", "<u2", TOPICS)])
"""152 bytes. 32 bits a sentence: among the 3,072 of a whole memory a chance match of one has 1 in a million, and
furniture takes two on pages that are about different things."""


Marks = np.ndarray[tuple[int], np.dtype[np.void]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is remembered of one page."""

    page: int
    sentences: frozenset[int]
    topics: frozenset[int]


def hash_of(sentence: str) -> int:
    """Hash of a sentence, whatever its spaces and capitals; 0 is kept for "none"."""
    return xxhash.xxh32_intdigest("".join(sentence.casefold().split()).encode("utf-8", "surrogatepass")) or 1


def sentences_of(paragraph: str) -> list[str]:
    """A paragraph's sentences, cut only where a new one surely begins; joined, they are the paragraph again."""
    ends: list[int] = []
    for found in _SENTENCE_END.finditer(paragraph):
        piece = paragraph[ends[-1] if ends else 0 : found.end()]
        if len(piece) > _LONGEST_TITLE or not _TITLE.fullmatch(piece):
            ends.append(found.end())
    return [paragraph[start:end] for start, end in zip([0, *ends], [*ends, len(paragraph)], strict=True)]


class _Cut(NamedTuple):
    """An article's sentences, paragraph by paragraph, with the hash of each."""

    paragraphs: list[str]
    sentences: list[list[str]]
    hashes: list[list[int]]


def _cut(text: str) -> _Cut:
    paragraphs = text.split("\n\n")
    sentences = [sentences_of(paragraph) for paragraph in paragraphs]
    return _Cut(paragraphs, sentences, [[*map(hash_of, own)] for own in sentences])


def _watched(cut: _Cut) -> Iterator[int]:
    """Hashes of what stands where furniture stands, those at the ends first."""
    places = range(len(cut.paragraphs))
    middle = (place for place, one in enumerate(cut.paragraphs) if len(one) <= SHORT)
    for place in dict.fromkeys(chain(reversed(places[-EDGE_LAST:]), places[:EDGE_FIRST], middle)):
        yield from cut.hashes[place]


def _mark_of(article: Article, cut: _Cut, known: frozenset[int]) -> Mark:
    """What to remember of an article; ``known`` sentences say nothing about what it is about."""
    kept = frozenset(islice(dict.fromkeys(_watched(cut)), SENTENCES))
    return Mark(page=int(article.id, 16), sentences=kept, topics=_topics_of(article, cut, known))


def _topics_of(article: Article, cut: _Cut, known: frozenset[int]) -> frozenset[int]:
    """Hashes of the most frequent names and nouns outside of sentences seen before."""
    said = zip(chain.from_iterable(cut.sentences), chain.from_iterable(cut.hashes), strict=True)
    own = [sentence for sentence, hashed in said if hashed not in known]
    text = " ".join((article.title, article.title, article.standfirst or "", *own))
    words = Counter(_LONG_WORD.findall(text) if _UNCASED.search(text) else _names(text.split()))
    return frozenset(
        xxhash.xxh32_intdigest(word.casefold()[:6].encode()) & 0xFFFF or 1 for word, _ in words.most_common(TOPICS)
    )


def _names(words: list[str]) -> list[str]:
    """Words capitalised inside a sentence: nouns in German, names elsewhere."""
    return [
        word.strip(",.;:!?“”\"')»«")
        for before, word in pairwise(words)
        if word[0].isupper() and before[-1] not in _BEGINS and len(word) > SHORTEST_NAME
    ]


def packed(mark: Mark) -> bytes:
    """A mark as Redis keeps it."""
    record = np.zeros(1, _RECORD)
    record["page"] = mark.page
    record["sentences"][0, : len(mark.sentences)] = sorted(mark.sentences)
    record["topics"][0, : len(mark.topics)] = sorted(mark.topics)
    return record.tobytes()


def unpacked(record: np.void) -> Mark:
    """The mark that a record keeps."""
    return Mark(
        page=int(record["page"]),
        sentences=frozenset(record["sentences"].tolist()) - {0},
        topics=frozenset(record["topics"].tolist()) - {0},
    )


def furniture(article: Article, memory: Marks) -> tuple[frozenset[int], Mark]:
    """Hashes of the article's sentences that its site repeats, and what to remember of it."""
    others = memory[memory["page"] != np.uint64(int(article.id, 16))]
    cut = _cut(article.text)
    own = np.array(sorted(chain.from_iterable(cut.hashes)), "<u4")
    places = np.minimum(np.searchsorted(own, others["sentences"]), len(own) - 1)
    known = frozenset(own[places[own[places] == others["sentences"]]].tolist())
    mark = _mark_of(article, cut, known)
    read = cache(lambda row: unpacked(others[row]))
    repeated = []
    for one in known:
        rows = np.flatnonzero((others["sentences"] == one).any(axis=1))[:WITNESSES].tolist()
        if _independent(mark, map(read, rows)):
            repeated.append(one)
    return frozenset(repeated), mark


def _independent(own: Mark, witnesses: Iterable[Mark]) -> bool:
    """Whether enough of the pages that share a sentence are about different things."""
    accepted = [own]
    for page in witnesses:
        if not any(_alike(page, other) for other in accepted):
            accepted.append(page)
        if len(accepted) == INDEPENDENT:
            return True
    return False


def _alike(one: Mark, other: Mark) -> bool:
    if len(one.topics & other.topics) >= ALIKE:
        return True
    shorter = min(len(one.sentences), len(other.sentences))
    return len(one.sentences & other.sentences) > REPRINT * shorter


_REMEMBER = """
local place = (redis.call('INCR', KEYS[2]) - 1) % tonumber(ARGV[2])
redis.call('SETRANGE', KEYS[1], place * #ARGV[1], ARGV[1])
"""
"""The next place of the ring, whoever else writes at the same moment."""


class Sites:
    """The memory of all sites: for each a ring of marks in one string, and how many marks were ever written to it."""

    def __init__(self, redis: "Redis[bytes]", settings: "WorkersSettings") -> None:
        self._redis = redis
        self._settings = settings

    def repeats(self, article: Article) -> frozenset[int]:
        """What its site repeats in this article, which is not remembered."""
        return furniture(article, self._memory(self._redis.get(self._ring(article.source))))[0]

    def ask(self, pipe: "Pipeline[bytes]", source: str) -> None:
        """Ask for what is remembered of a site: one answer of a trip to Redis."""
        pipe.get(self._ring(source))

    def furniture(self, article: Article, answer: bytes | None, keep: "Pipeline[bytes]") -> frozenset[int]:
        """Return what its site repeats in this article.

        Args:
            article: As its page has it.
            answer: To ``ask``.
            keep: Is given what to remember of the article, once however often it comes.
        """
        memory = self._memory(answer)
        repeated, mark = furniture(article, memory)
        if mark.sentences:
            self._remember(keep, article.source, memory, packed(mark))
        return repeated

    def forget_all_but(self, source: str, latest: int) -> bytes:
        """Keep the marks written last: those from before a redesign say nothing of what the new pages repeat."""
        stored, count = self._redis.mget(self._ring(source), self._written(source))
        memory = self._memory(stored)
        places = [place % self._settings.site_pages for place in range(int(count or 0))][-latest:] if latest else []
        kept = memory[[place for place in places if place < len(memory)]]
        self._redis.mset({self._ring(source): kept.tobytes(), self._written(source): len(kept)})
        return kept.tobytes()

    def _ring(self, source: str) -> str:
        return self._settings.key("site", source)

    def _written(self, source: str) -> str:
        return self._settings.key("site-marks", source)

    def _memory(self, stored: bytes | None) -> Marks:
        return np.frombuffer(stored or b"", _RECORD)[: self._settings.site_pages]

    def _remember(self, keep: "Pipeline[bytes]", source: str, memory: Marks, record: bytes) -> None:
        earlier = np.flatnonzero(memory["page"] == np.frombuffer(record, _RECORD)["page"])
        if not earlier.size:
            keep.eval(_REMEMBER, 2, self._ring(source), self._written(source), record, self._settings.site_pages)
        elif memory[earlier[0]].tobytes() != record:
            keep.setrange(self._ring(source), int(earlier[0]) * len(record), record)
