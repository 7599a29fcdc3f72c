"""How people and machines are told what became of articles and pages whose steps were run again."""

from collections import Counter
from collections.abc import Iterator
from enum import Enum, auto

import msgspec

from deploy.differences import lines as lines_of
from workers.redone import MEANINGS, Ending, Redone


class Form(Enum):
    """How each article is told."""

    COUNTED = auto()
    LISTED = auto()
    JSON = auto()


_TOLD = frozenset({Ending.CHANGED, Ending.NEW, Ending.REVISED, Ending.LOST, Ending.MOVED})
"""Endings that say something of an article; the others are counted alone."""


def lines(one: Redone, form: Form) -> Iterator[str]:
    """Tell one article in a form."""
    if form is Form.COUNTED or one.ending not in _TOLD:
        return
    if form is Form.JSON:
        yield msgspec.json.encode(one.told()).decode()
        return
    yield f"{one.id} {one.url}: {', '.join(one.fields) or one.ending}{f' ({one.detail})' if one.detail else ''}"
    for difference in one.differences:
        yield from (f"    {line}" for line in lines_of(difference))


def warnings(one: Redone) -> Iterator[str]:
    """Tell what a person should look at, whatever was asked for."""
    if one.ending is Ending.FAILED:
        yield f"{one.id} {one.url}: {one.detail}"
    if one.failed:
        yield f"{one.id} {one.url}: not written: {one.failed}"


class Summary:
    """Counts what became of all."""

    def __init__(self, *, compare: bool) -> None:
        self._compare = compare
        self._endings: Counter[Ending] = Counter()
        self._fields: Counter[str] = Counter()
        self.failed = 0
        """Articles that could not be written."""

    def add(self, one: Redone) -> None:
        """Count one more."""
        self._endings[one.ending] += 1
        if one.ending is Ending.CHANGED:
            self._fields.update(one.fields)
        self.failed += one.failed is not None

    def lines(self) -> Iterator[str]:
        """Tell how many articles changed in which fields, and why the other pages are left alone."""
        yield f"{self._endings[Ending.CHANGED]} articles {'would change' if self._compare else 'changed'}"
        for field, count in self._fields.most_common():
            yield f"  {field:20} {count}"
        if new := self._endings[Ending.NEW]:
            yield f"{new} articles {'would be' if self._compare else 'are'} new"
        if revised := self._endings[Ending.REVISED]:
            yield f"{revised} later states of new articles {'would be' if self._compare else 'are'} revisions"
        if same := self._endings[Ending.SAME]:
            yield f"{same} pages give the article that is indexed"
        alone = [(ending, self._endings[ending]) for ending in MEANINGS if self._endings[ending]]
        if alone:
            yield f"{sum(count for _, count in alone)} pages are left alone"
        for ending, count in sorted(alone, key=lambda one: -one[1]):
            yield f"  {ending:20} {count:<6} {MEANINGS[ending]}"
