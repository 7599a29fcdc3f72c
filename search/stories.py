"""Which articles tell the same thing: near-duplicates by MinHash, verified by the share of text they have in common.

Method: MinHash (Broder 1997) over word shingles; Jaccard is estimated from equal minima. Near the threshold the
estimate's error (about 0.03 with 128 minima) would decide, so there the texts themselves are compared.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

SHINGLE = 4
"""Words a shingle; the same as the worker's signature."""

SAME_STORY = 0.3
"""Share of the shorter article's shingles that also stand in the longer one, from which on both tell the same story."""

SURE = 0.5
"""Estimated Jaccard above which containment cannot be below ``SAME_STORY``; the texts need not be read."""

HOPELESS = 0.04
"""Estimated containment below ``SAME_STORY`` by more than the estimate's error."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What must be known of an article to tell whether another one shares its story."""

    id: str
    story: str | None
    """None for an article that is not indexed yet."""
    signature: bytes
    bands: frozenset[str] = frozenset()
    text: str | None = None
    """None when it has not been read yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The outcome for one article: the story it belongs to, and the stories that turn out to be the same."""

    story: str
    merged: tuple[str, ...] = ()


def jaccard(one: bytes, other: bytes) -> float:
    """Estimated Jaccard similarity of two signatures; 0 when either text was too short for one."""
    if not one or len(one) != len(other):
        return 0.0
    equal = np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")
    return float(equal.mean())


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The text's sets of ``SHINGLE`` consecutive words, lower-cased."""
    words = _WORD.findall(text.lower())
    return frozenset(zip(*(words[offset:] for offset in range(SHINGLE)), strict=False))


def containment(one: str, other: str) -> float:
    """Share of the shorter text's shingles that the longer one has too."""
    ours, theirs = shingles(one), shingles(other)
    smaller = min(len(ours), len(theirs))
    return len(ours & theirs) / smaller if smaller else 0.0


def worth_reading(one: bytes, other: bytes) -> bool:
    """Whether two signatures leave it open if their texts tell the same story."""
    return HOPELESS <= jaccard(one, other) < SURE


def same_story(one: Member, other: Member) -> bool:
    """Whether two articles tell the same story; without both texts only a sure estimate counts."""
    similarity = jaccard(one.signature, other.signature)
    if similarity >= SURE:
        return True
    if similarity < HOPELESS or one.text is None or other.text is None:
        return False
    return containment(one.text, other.text) >= SAME_STORY


def join(member: Member, others: Iterable[Member]) -> Joined:
    """The story of a member among those that share it.

    An article that stands alone founds the story of its own id. One that finds a story joins it. Where it joins two,
    the smallest id wins: every worker that sees the same two comes to the same one, in whatever order it sees them.
    """
    stories = {other.story for other in (member, *others) if other.story is not None}
    if not stories:
        return Joined(story=member.id)
    winner = min(stories)
    return Joined(story=winner, merged=tuple(sorted(stories - {winner})))


def sharing(member: Member, candidates: Sequence[Member]) -> tuple[Member, ...]:
    """Those candidates that tell the member's story."""
    return tuple(other for other in candidates if other.id != member.id and same_story(member, other))
