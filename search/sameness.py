"""Whether two texts tell the same story: one is a copy of the other, however edited, and no form filled in again."""

from search.wording import Book, covered, words

COPIED = 0.35
"""Share of the shorter text's words in runs of words that the longer one has too. Sub-editors who touch every sentence
leave 0.39 and more; texts written apart have 0.05 in common."""

TOLD = 0.57
"""Share of the shorter text's content words that the longer one has too. A copy with a reporter's own lead keeps 0.67;
a round-up of three stories has up to 0.56 of each, a column's standing frame up to 0.51."""

BRIEF = 60
"""Words below which a text is brief: a standing notice makes up most of some, so all of it must be copied."""

THROUGHOUT = 0.8
"""``COPIED`` and ``TOLD`` of brief texts."""

PART = 2
"""Times as long as the shorter text, from which on the longer one may be a digest that holds it as one part of many."""

OPENING = 60
"""Words in which a text says what it is about."""

OPENED = 0.25
"""Share of a much longer text's opening that the shorter one must tell: of a digest only the first part does."""

ALIKE = 0.25
"""Share of the shorter text's content words from which on two texts may be about one event. Accounts of one event
written apart share 0.29 and more, other articles 0.21 at most."""

CONTENT = 5
"""Letters from which on a word counts as content."""

REFILLED = 2
"""Sentences that say other numbers, from which on a text may be a form filled in again."""


def same(one: str, other: str) -> bool:
    """Whether the shorter of two texts is made of the longer one; cost grows with their length only."""
    shorter, longer = sorted((one, other), key=len)
    said, known = words(shorter), words(longer)
    copied, content = (THROUGHOUT, THROUGHOUT) if len(said) < BRIEF else (COPIED, TOLD)
    if covered(said, known) < copied or told(said, known) < content:
        return False
    if len(known) > PART * len(said) and told(known[:OPENING], said) < OPENED:
        return False
    return not refilled(shorter, longer)


def alike(one: str, other: str) -> bool:
    """Whether two texts may be about one event, whatever their words; what a digest has side by side is not."""
    said, known = sorted((words(one), words(other)), key=len)
    return told(said, known) >= ALIKE


def told(said: list[str], known: list[str]) -> float:
    """Share of the different content words that are known, 0 to 1."""
    content = _content(said)
    return len(content & _content(known)) / len(content) if content else 0.0


def refilled(one: str, other: str) -> bool:
    """Whether most sentences that correspond say other numbers: the weather, the stock market, the police report."""
    filled, form = Book(one), Book(other)
    agreed = differing = 0
    for keys in filled.keys:
        numbers = {key for key in keys if key.isdigit()}
        place = form.place_of(keys) if numbers else None
        if place is None:
            continue
        there = {key for near in form.keys[max(place - 1, 0) : place + 2] for key in near if key.isdigit()}
        agreed += bool(numbers & there)
        differing += bool(there) and numbers.isdisjoint(there)
    return differing >= REFILLED and differing > agreed


def _content(said: list[str]) -> set[str]:
    return {word[:6] for word in said if len(word) >= CONTENT or word.isdigit()}
