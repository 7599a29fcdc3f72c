"""Which fields of an article differ between two states, with both values."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import msgspec

from search.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field of an article with its two values, as ``Article`` has them."""

    field: str
    before: Any
    after: Any


def differences(before: Article, after: Article) -> tuple[Difference, ...]:
    """Return the fields that differ, in the order of ``Article``."""
    pairs = ((field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(Article))
    return tuple(Difference(field=name, before=old, after=new) for name, old, new in pairs if old != new)


def as_json(found: Sequence[Difference]) -> dict[str, dict[str, Any]]:
    """Return ``before`` and ``after`` by field, whole, as JSON has them; bytes are written in base64."""
    return {one.field: msgspec.to_builtins({"before": one.before, "after": one.after}) for one in found}
