"""Which articles tell the same thing: near-duplicates by MinHash, verified by reading what they have in common.

Method: MinHash (Broder 1997) over word shingles; Jaccard is estimated from equal minima. Only near-identical texts are
joined by the estimate alone; all others are read, as a copy of which every sentence was edited has a Jaccard of 0.02.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from search.sameness import alike, same

SHINGLE = 4
"""Words a shingle; the same as the worker's signature."""

SURE = 0.8
"""Estimated Jaccard from which on two texts are the same without being read; forms filled in again reach 0.4."""


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


def worth_reading(one: bytes, other: bytes) -> bool:
    """Whether two signatures leave it open if their texts tell the same story."""
    return jaccard(one, other) < SURE


def same_story(one: Member, other: Member) -> bool:
    """Whether two articles tell the same story; without both texts only a sure estimate counts."""
    if jaccard(one.signature, other.signature) >= SURE:
        return True
    return one.text is not None and other.text is not None and same(one.text, other.text)


def join(member: Member, others: Iterable[Member]) -> Joined:
    """The story of a member among those that share it.

    An article that stands alone founds the story of its own id. One that finds a story joins it. Where it joins two,
    the smallest id wins: every worker that sees the same two comes to the same one, in whatever order it sees them.
    A digest of two events joins the nearest story and leaves the other: that two stories are one must show in them.
    """
    nearest = sorted(others, key=lambda other: (-jaccard(member.signature, other.signature), other.id))
    about = [other for other in nearest if _about_one(nearest[0], other)]
    stories = {other.story for other in (member, *about) if other.story is not None}
    if not stories:
        return Joined(story=member.id)
    winner = min(stories)
    return Joined(story=winner, merged=tuple(sorted(stories - {winner})))


def _about_one(one: Member, other: Member) -> bool:
    """Whether two members may be about one event; one that was not read is nearly the joining article itself."""
    return one.story == other.story or one.text is None or other.text is None or alike(one.text, other.text)


def sharing(member: Member, candidates: Sequence[Member]) -> tuple[Member, ...]:
    """Those candidates that tell the member's story."""
    return tuple(other for other in candidates if other.id != member.id and same_story(member, other))
