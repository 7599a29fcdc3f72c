"""How people are shown two values of a field: short ones whole, of a long text the place, of a list the parts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from itertools import takewhile

from search.article import Entity, Quotation
from workers.differences import Difference

_SHORT = 60
"""Characters up to which a value is shown whole, beside the other."""
_LONG = 110
"""Characters that are shown of a longer one."""
_LEAD = 30
"""Of them, at least, before the place at which a text begins to differ: by these it is found on the page."""
_OPAQUE = frozenset({"signature", "bands", "content_hash", "joints"})
"""Fields of hashes and of places within words."""
_MOST = 5
"""Parts that are shown of those that went, and of those that came."""


def lines(difference: Difference) -> Iterator[str]:
    """Show one difference, in a line or in a few; in none where the values say nothing to people."""
    if difference.field not in _OPAQUE:
        yield from _lines(difference.field, difference.before, difference.after)


def _lines(name: str, before: object, after: object) -> Iterator[str]:
    match (before, after):
        case (tuple(), tuple()):
            yield from _list(name, before, after)
        case _ if is_dataclass(before) or is_dataclass(after):
            yield from _parts(name, before, after)
        case _ if max(len(_told(before)), len(_told(after))) <= _SHORT:
            yield f"{name}: {_told(before)} -> {_told(after)}"
        case _:
            yield from _text(name, str(before or ""), str(after or ""))


def _parts(name: str, before: object, after: object) -> Iterator[str]:
    """Show a value that has fields of its own by those of them that differ."""
    for field in _names(before) or _names(after):
        old, new = getattr(before, field, None), getattr(after, field, None)
        if old != new:
            yield from _lines(f"{name}.{field}", old, new)


def _text(name: str, before: str, after: str) -> Iterator[str]:
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    start = before.rfind(" ", 0, max(0, same - _LEAD)) + 1
    yield f"{name}, from character {same} of {max(len(before), len(after))}:"
    yield f"  - {_excerpt(before, start) or 'none'}"
    yield f"  + {_excerpt(after, start) or 'none'}"


def _excerpt(text: str, start: int) -> str:
    shown = text[start : start + _LONG].replace("\n", "\\n")
    return f"{'…' if start else ''}{shown}{'…' if start + _LONG < len(text) else ''}"


def _list(name: str, before: Sequence[object], after: Sequence[object]) -> Iterator[str]:
    old, new = Counter(map(_label, before)), Counter(map(_label, after))
    yield f"{name}:"
    yield from _some("-", list((old - new).elements()))
    yield from _some("+", list((new - old).elements()))
    if old == new:
        yield f"  {_in_details(before, after)}"


def _some(sign: str, labels: list[str]) -> Iterator[str]:
    for label in labels[:_MOST]:
        yield f"  {sign} {_excerpt(label, 0)}"
    if len(labels) > _MOST:
        yield f"  {sign} {len(labels) - _MOST} more"


def _in_details(before: Sequence[object], after: Sequence[object]) -> str:
    """In what the same parts differ: in their order alone, or in fields beside those by which they are named."""
    known = {_label(one): one for one in before}
    pairs = [(known[_label(one)], one) for one in after]
    details = dict.fromkeys(
        field for old, new in pairs for field in _names(new) if getattr(old, field) != getattr(new, field)
    )
    if not details:
        return "in another order"
    return f"{sum(old != new for old, new in pairs)} of {len(pairs)} differ in {', '.join(details)}"


def _label(part: object) -> str:
    match part:
        case Entity():
            return f"{part.kind} {part.name}"
        case Quotation():
            return f"“{part.text}” – {part.speaker or 'nobody known'}"
        case tuple():
            return " ".join(map(str, part))
    return " ".join(str(getattr(part, field)) for field in _names(part)) or str(part)


def _names(part: object) -> tuple[str, ...]:
    """Names of the fields that a value has of its own."""
    return tuple(field.name for field in fields(part)) if is_dataclass(part) else ()


def _told(value: object) -> str:
    match value:
        case None | "":
            return "none"
        case str():
            return '"' + value.replace("\n", "\\n") + '"'
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat()
    return str(value)
