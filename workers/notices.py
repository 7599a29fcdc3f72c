"""Find the corrections that a page announces beside its text, in a footer or a box."""

from collections.abc import Iterable
from itertools import islice

from workers.steps import corrections

_MOST = 10
"""No page announces more."""


def beside(passages: Iterable[str], language: str | None) -> tuple[str, ...]:
    """The notices among the passages that stand beside a text."""
    found = (notice for passage in passages if (notice := corrections.notice_beside(passage, language)))
    return tuple(islice(found, _MOST))
