"""The query language: from text to a tree of what a query may say."""

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from luqum import tree as luqum
from luqum.exceptions import IllegalCharacterError, ParseSyntaxError
from luqum.thread import parse as parse_lucene

from search.mistakes import Mistake, Wrong

__all__ = ["NAMES", "All", "Any", "FieldName", "Mistake", "Node", "Not", "Phrase", "Range", "Word", "parse"]

LONGEST = 4000
"""Characters of a query."""
MOST_TERMS = 150
"""Words and phrases of a query."""
MOST_EXPANSIONS = 8
"""Words with a wildcard or a tilde; each stands for many words of the index."""
DEEPEST = 40
"""Parentheses within parentheses."""
WILDCARD_AFTER = 3
"""Letters that must stand before a wildcard."""
SHORT = 5
"""Letters up to which a tilde allows one to differ, and two beyond."""
WIDEST = 50
"""Words that may stand between those of ``"a b"~n``."""

FieldName = Literal[
    "title", "text", "author", "source", "section", "topic", "person", "organisation", "place", "language", "url",
    "story",
    "tag", "agency", "phrase", "speaker", "quote", "date", "last", "live", "paywall", "revised", "gone", "optout",
    "changed", "correction",
]  # fmt: skip

NAMES: dict[str, FieldName] = {
    "title": "title", "titel": "title", "headline": "title",
    "text": "text",
    "author": "author", "autor": "author", "autorin": "author",
    "source": "source", "quelle": "source",
    "section": "section", "ressort": "section",
    "topic": "topic", "thema": "topic",
    "person": "person", "people": "person",
    "organisation": "organisation", "organization": "organisation", "org": "organisation",
    "place": "place", "ort": "place",
    "language": "language", "sprache": "language", "lang": "language",
    "url": "url",
    "story": "story",
    "tag": "tag", "schlagwort": "tag",
    "agency": "agency", "agentur": "agency",
    "phrase": "phrase", "keyphrase": "phrase",
    "speaker": "speaker", "sprecher": "speaker", "sprecherin": "speaker",
    "quote": "quote", "zitat": "quote",
    "date": "date", "datum": "date",
    "last": "last", "letzte": "last",
    "live": "live", "ticker": "live", "liveticker": "live",
    "paywall": "paywall", "bezahlschranke": "paywall",
    "revised": "revised", "geaendert": "revised", "geändert": "revised",
    "gone": "gone", "verschwunden": "gone",
    "optout": "optout",
    "changed": "changed",
    "correction": "correction", "korrektur": "correction",
}  # fmt: skip
"""Every field name that a query may use, in both languages, and the field it means."""

_QUOTES = str.maketrans({"„": '"', "“": '"', "”": '"', "«": '"', "»": '"', "‟": '"'})
_URL = re.compile(r'(\burl:)(?!["(])(\S+?)(?=\)*(?:\s|$))')
_NUMBER_FIELD = re.compile(r"(?<![\w\"])(\d+):(\d+)(?![\w\"])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word in one field, or in all text when the field is None."""

    text: str
    field: FieldName | None = None
    pos: int = 0
    fuzzy: int | None = None
    """Letters that may differ."""
    wildcard: bool = False
    boost: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that stand together."""

    text: str
    field: FieldName | None = None
    pos: int = 0
    slop: int = 0
    """Words that may stand between them."""
    boost: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Values of a field from one to another, as typed; None is without end."""

    field: FieldName
    low: str | None
    high: str | None
    include_low: bool = True
    include_high: bool = True
    pos: int = 0


@dataclass(frozen=True, slots=True)
class All:
    """Everything in it must hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One of them must hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It must not hold."""

    part: "Node"


Node = Word | Phrase | Range | All | Any | Not


def parse(text: str) -> Node | None:
    """The query's tree; None for an empty one. Raises ``Mistake`` where it cannot be read or is not allowed."""
    if len(text) > LONGEST:
        raise Mistake(Wrong.TOO_LONG, LONGEST, most=LONGEST)
    plain = text.translate(_QUOTES)
    if not plain.strip():
        return None
    node = _Reader().read(_lucene(plain), None, 0)
    if isinstance(node, Not):
        return All((node,))
    return node


def _lucene(plain: str) -> luqum.Item:
    if plain.count('"') % 2:
        raise Mistake(Wrong.QUOTE, plain.rfind('"'))
    quoted = _URL.sub(r'\1"\2"', plain)
    quoted = _NUMBER_FIELD.sub(r'"\1:\2"', quoted)
    try:
        return parse_lucene(quoted)
    except (ParseSyntaxError, IllegalCharacterError, ValueError, ArithmeticError) as error:  # the last two: "a"~1.5
        raise _mistake(plain, str(error)) from error


def _mistake(plain: str, told: str) -> Mistake:
    """What a person did, from where the parser stumbled; the commonest things first."""
    opened, closed = plain.count("("), plain.count(")")
    if opened != closed:
        return Mistake(Wrong.OPENED, plain.find("(")) if opened > closed else Mistake(Wrong.CLOSED, plain.rfind(")"))
    dangling = re.search(r"(\S+:)\s*$", plain) or re.search(r"\b(AND|OR|NOT)\s*$", plain)
    if dangling:
        return Mistake(Wrong.DANGLING, dangling.start(1), found=dangling[1])
    twice = re.search(r"\b(?:AND|OR)\s+((?:AND|OR)\b)", plain)
    if twice:
        return Mistake(Wrong.TWICE, twice.start(1), found=twice[1])
    found = re.search(r"position (\d+)", told)
    position = min(int(found[1]), len(plain) - 1) if found else len(plain) - 1
    return Mistake(Wrong.CHARACTER, position, found=repr(plain[position]))


class _Reader:
    """Walks one parsed query, allowing what is on the list and counting what costs."""

    def __init__(self) -> None:
        self._terms = 0
        self._expansions = 0

    def read(self, item: luqum.Item, field: FieldName | None, depth: int) -> Node:
        if depth > DEEPEST:
            raise Mistake(Wrong.NESTED, item.pos or 0, most=DEEPEST)
        for kind, read in self._KINDS:
            if isinstance(item, kind):
                return read(self, item, field, depth)
        raise Mistake(Wrong.NOT_ALLOWED, item.pos or 0, found=str(item).strip()[:40])

    def _plain(self, item: luqum.Item, field: FieldName | None, depth: int) -> Node:
        return self.read(item.children[0], field, depth + 1)

    def _in_field(self, item: luqum.SearchField, _: FieldName | None, depth: int) -> Node:
        return self.read(item.expr, _field(item), depth + 1)

    def _not(self, item: luqum.Item, field: FieldName | None, depth: int) -> Not:
        return Not(self.read(item.children[0], field, depth + 1))

    def _any(self, item: luqum.Item, field: FieldName | None, depth: int) -> Any:
        return Any(tuple(self._parts(item, field, depth, luqum.OrOperation)))

    def _all(self, item: luqum.Item, field: FieldName | None, depth: int) -> All:
        return All(tuple(self._parts(item, field, depth, type(item))))

    def _parts(self, item: luqum.Item, field: FieldName | None, depth: int, kind: type) -> Iterator[Node]:
        for child in item.children:
            if isinstance(child, kind):
                yield from self._parts(child, field, depth, kind)
            else:
                yield self.read(child, field, depth + 1)

    def _word(self, item: luqum.Word, field: FieldName | None, _depth: int = 0) -> Word:
        self._count(item)
        text = item.value
        wildcard = field not in ("date", "last") and bool(re.search(r"(?<!\\)[*?]", text)) and text != "*"
        if wildcard:
            self._expand(item)
            if re.search(r"[*?]", text).start() < WILDCARD_AFTER:  # type: ignore[union-attr]
                raise Mistake(Wrong.BROAD, item.pos or 0, found=text, least=WILDCARD_AFTER)
        return Word(text=text if wildcard else _unescaped(text), field=field, pos=item.pos or 0, wildcard=wildcard)

    def _phrase(self, item: luqum.Phrase, field: FieldName | None, _depth: int = 0, *, slop: int = 0) -> Phrase:
        self._count(item)
        if slop > WIDEST:
            raise Mistake(Wrong.WIDE, item.pos or 0, found=slop, most=WIDEST)
        return Phrase(text=_unescaped(item.value[1:-1]), field=field, pos=item.pos or 0, slop=slop)

    def _proximity(self, item: luqum.Proximity, field: FieldName | None, _depth: int) -> Phrase:
        return self._phrase(item.term, field, slop=int(item.degree))

    def _fuzzy(self, item: luqum.Fuzzy, field: FieldName | None, _depth: int) -> Node:
        self._expand(item)
        letters = 2 if item.degree >= 2 or (item.degree < 1 and len(item.term.value) > SHORT) else 1  # noqa: PLR2004 - Lucene allows 2
        return replace(self._word(item.term, field), fuzzy=letters)

    def _boost(self, item: luqum.Boost, field: FieldName | None, depth: int) -> Node:
        node = self.read(item.expr, field, depth + 1)
        return replace(node, boost=min(max(float(item.force), 0.1), 10.0)) if isinstance(node, Word | Phrase) else node

    def _range(self, item: luqum.Item, field: FieldName | None, _depth: int) -> Range:
        self._count(item)
        if field != "date":
            raise Mistake(Wrong.RANGE, item.pos or 0)
        made = Range(field=field, low=None, high=None, pos=item.pos or 0)
        match item:
            case luqum.From():
                return replace(made, low=str(item.a).strip(), include_low=item.include)
            case luqum.To():
                return replace(made, high=str(item.a).strip(), include_high=item.include)
        low, high = (None if str(end).strip() == "*" else str(end).strip() for end in (item.low, item.high))
        return replace(made, low=low, high=high, include_low=item.include_low, include_high=item.include_high)

    def _count(self, item: luqum.Item) -> None:
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise Mistake(Wrong.MANY_WORDS, item.pos or 0, most=MOST_TERMS)

    def _expand(self, item: luqum.Item) -> None:
        self._expansions += 1
        if self._expansions > MOST_EXPANSIONS:
            raise Mistake(Wrong.MANY_WILDCARDS, item.pos or 0, most=MOST_EXPANSIONS)

    _KINDS: ClassVar[tuple[tuple[type, Callable[..., Node]], ...]] = (
        (luqum.Word, _word),
        (luqum.Phrase, _phrase),
        (luqum.Proximity, _proximity),
        (luqum.Fuzzy, _fuzzy),
        (luqum.Boost, _boost),
        (luqum.SearchField, _in_field),
        (luqum.Not, _not),
        (luqum.Prohibit, _not),
        (luqum.Group, _plain),
        (luqum.FieldGroup, _plain),
        (luqum.Plus, _plain),
        (luqum.OrOperation, _any),
        (luqum.AndOperation, _all),
        (luqum.UnknownOperation, _all),
        (luqum.Range, _range),
        (luqum.OpenRange, _range),
    )
    """All that a query may be made of; whatever else the parser knows is refused."""


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _field(item: luqum.SearchField) -> FieldName:
    name = item.name.lower()
    if name in NAMES:
        return NAMES[name]
    near = difflib.get_close_matches(name, NAMES, n=1)
    known = ", ".join(sorted(set(NAMES.values())))
    wrong = Wrong.NO_FIELD_NEAR if near else Wrong.NO_FIELD
    raise Mistake(wrong, item.pos or 0, found=item.name, near=next(iter(near), ""), known=known)
