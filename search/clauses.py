"""From the query language's tree to Elasticsearch's clauses, field by field, from a list of what is allowed."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any as Anything

from search import dates, ranking
from search.facets import YES
from search.mistakes import Mistake, Wrong
from search.syntax import All, Any, Node, Not, Phrase, Range, Word

Clause = dict[str, Anything]
Synonyms = Mapping[str, tuple[str, ...]]
"""A word, lower-cased, and what else it may be called."""

Term = Word | Phrase

EVERYTHING = ("title", "standfirst", "text")
SYNONYM = 0.7
"""How much a synonym counts beside the word itself."""

EXACT = {"source": "source", "language": "language", "story": "story", "agency": "agencies", "optout": "opt_out"}
FOLDED = {"section": "section.folded", "topic": "topics.folded", "tag": "tags.folded"}
NAMED = {
    "author": "authors.words",
    "person": "persons.words",
    "organisation": "organisations.words",
    "place": "places.words",
    "phrase": "keyphrases.words",
}
FLAGS = {"live": "live", "paywall": "paywalled", "revised": "revised"}
SPOKEN = ("speaker", "quote")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a clause may depend on beside the query."""

    now: datetime
    synonyms: Synonyms


def clause(node: Node, scope: Scope) -> Clause:
    """The clause of a node; raises ``Mistake`` for a value that its field cannot have."""
    match node:
        case All():
            return _all(node.parts, scope)
        case Any():
            return {"bool": {"should": [clause(part, scope) for part in node.parts], "minimum_should_match": 1}}
        case Not():
            return {"bool": {"must_not": [clause(node.part, scope)]}}
        case Range():
            return _range(node, scope)
    return _term(node, scope)


def _all(parts: Sequence[Node], scope: Scope) -> Clause:
    spoken = [part for part in parts if _field(part) in SPOKEN]
    rest = [part for part in parts if part not in spoken]
    kinds: dict[str, list[Clause]] = {"must": [], "filter": [], "must_not": []}
    for part in rest:
        if isinstance(part, Not):
            kinds["must_not"].append(clause(part.part, scope))
        else:
            kinds["must" if any(True for _ in words(part)) else "filter"].append(clause(part, scope))
    if spoken:
        # Speaker and words in one nested query: who said it and what was said must be the same quotation.
        kinds["must"].append(_nested([_said(part) for part in spoken if isinstance(part, Word | Phrase)]))
    return {"bool": {kind: found for kind, found in kinds.items() if found}}


def _term(term: Term, scope: Scope) -> Clause:
    name = term.field
    if name is None or name in ("title", "text"):
        return _text(term, EVERYTHING if name is None else (name,), scope)
    if name in SPOKEN:
        return _nested([_said(term)])
    for table, build in _TABLES:
        if name in table:
            return build(term, table[name])
    return _SPECIAL[name](term, scope)


def _text(term: Term, names: tuple[str, ...], scope: Scope) -> Clause:
    if isinstance(term, Phrase):
        return ranking.phrase(term.text, *names, slop=term.slop, boost=term.boost)
    if term.text == "*":
        return {"match_all": {}}
    if term.wildcard:
        return _wildcard(term, names)
    if term.fuzzy:
        return ranking.fuzzy(term.text, *names, letters=term.fuzzy, boost=term.boost)
    plain = ranking.word(term.text, *names, boost=term.boost)
    others = scope.synonyms.get(term.text.lower(), ())
    if not others:
        return plain
    alternatives = [
        (ranking.phrase if " " in other else ranking.word)(other, *names, boost=term.boost * SYNONYM)
        for other in others
    ]
    return {"dis_max": {"queries": [plain, *alternatives]}}


def _wildcard(term: Term, names: Sequence[str]) -> Clause:
    # Terms of the plain fields are folded, and a prefix or pattern is not analysed; a prefix query is the cheaper one.
    text = folded(term.text)
    if text.endswith("*") and not any(sign in text[:-1] for sign in "*?"):
        found = [{"prefix": {name: {"value": text[:-1], "rewrite": "top_terms_50"}}} for name in names]
    else:
        found = [{"wildcard": {name: {"value": text, "rewrite": "top_terms_50"}}} for name in names]
    return {"dis_max": {"queries": found}}


def folded(text: str) -> str:
    """Lower-cased and without accents, as the plain fields hold their terms."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _exact(term: Term, name: str) -> Clause:
    if isinstance(term, Word) and term.wildcard:
        return {"wildcard": {name: {"value": term.text, "case_insensitive": True}}}
    return {"term": {name: {"value": term.text, "case_insensitive": True}}}


def _named(term: Term, name: str) -> Clause:
    if isinstance(term, Word) and term.wildcard:
        return _wildcard(term, [name])
    if isinstance(term, Word) and term.fuzzy:
        return {"match": {name: {"query": term.text, "fuzziness": term.fuzzy, "prefix_length": 1, "operator": "and"}}}
    return {"match_phrase": {name: term.text}}


def _flag(term: Term, name: str) -> Clause:
    return {"term": {name: term.text.lower() in YES}}


def _said(term: Term) -> Clause:
    if term.field == "speaker":
        return {"match_phrase": {"quotations.speaker.words": term.text}}
    kind = {"type": "phrase"} if isinstance(term, Phrase) else {"operator": "and"}
    wanted = (
        ["quotations.text"] if isinstance(term, Phrase) else [f"quotations.text{sub}" for sub in ("", ".de", ".en")]
    )
    return {"multi_match": {"query": term.text, "fields": wanted, **kind}}


def _nested(parts: Sequence[Clause]) -> Clause:
    return {"nested": {"path": "quotations", "query": {"bool": {"must": list(parts)}}, "score_mode": "max"}}


def _url(term: Term, _: Scope) -> Clause:
    text = term.text.strip().rstrip("/")
    if "://" in text:
        forms = [text, f"{text}/"]
        return {"bool": {"should": [{"terms": {name: forms}} for name in ("canonical_url", "url")]}}
    host, _slash, path = text.partition("/")
    if path:
        return {"wildcard": {"canonical_url": {"value": f"*://{host}/{path}*"}}}
    return {"terms": {"host": [host, f"www.{host}"]}}


def _date(term: Term, scope: Scope) -> Clause:
    found = dates.span(term.text, scope.now)
    if found is None:
        raise Mistake(Wrong.NO_DATE, term.pos, found=term.text)
    return found.filter("date") or {"match_all": {}}


def _last(term: Term, scope: Scope) -> Clause:
    found = dates.last(term.text, scope.now)
    if found is None:
        raise Mistake(Wrong.NO_LENGTH, term.pos, found=term.text)
    return found.filter("date") or {"match_all": {}}


def _gone(term: Term, _: Scope) -> Clause:
    there: Clause = {"exists": {"field": "gone_at"}}
    return there if term.text.lower() in YES else {"bool": {"must_not": [there]}}


def _correction(term: Term, _: Scope) -> Clause:
    """Whether the page announces a correction, or which words of it."""
    there: Clause = {"exists": {"field": "correction"}}
    answer = term.text.lower()
    if answer in YES:
        return there
    return {"bool": {"must_not": [there]}} if answer in _NO else {"match_phrase": {"correction": term.text}}


def _changed(term: Term, scope: Scope) -> Clause:
    found = dates.span(term.text, scope.now)
    if found is None:
        raise Mistake(Wrong.NO_DATE, term.pos, found=term.text)
    return {"bool": {"filter": [{"term": {"revised": True}}, found.filter("fetched_at") or {"match_all": {}}]}}


def _range(node: Range, scope: Scope) -> Clause:
    ends = [dates.day_or_more(end, scope.now) if end else dates.Span() for end in (node.low, node.high)]
    low, high = ends
    if low is None or high is None:
        wrong = node.low if low is None else node.high
        raise Mistake(Wrong.NO_DATE, node.pos, found=wrong)
    start = low.start if node.include_low else low.end
    end = high.end if node.include_high else high.start
    return dates.Span(start=start, end=end).filter("date") or {"match_all": {}}


_TABLES: tuple[tuple[Mapping[str, str], Callable[[Term, str], Clause]], ...] = (
    (EXACT, _exact),
    (FOLDED, _exact),
    (NAMED, _named),
    (FLAGS, _flag),
)
_NO = ("no", "false", "nein", "0")
_SPECIAL: Mapping[str, Callable[[Term, Scope], Clause]] = {
    "url": _url,
    "date": _date,
    "last": _last,
    "gone": _gone,
    "correction": _correction,
    "changed": _changed,
}


def words(node: Node) -> Iterator[str]:
    """The words and phrases of a query that score: those looked for in the text and not excluded."""
    match node:
        case All() | Any():
            for part in node.parts:
                yield from words(part)
        case Word() | Phrase() if node.field in (None, "title", "text", *SPOKEN) and node.text != "*":
            yield node.text


def side_by_side(node: Node) -> list[str]:
    """The plain words of a query that must all hold."""
    parts = node.parts if isinstance(node, All) else (node,)
    return [p.text for p in parts if isinstance(p, Word) and p.field is None and not p.wildcard and p.text != "*"]


def marked(node: Node, scope: Scope) -> Clause:
    """What to mark in the results: all that scores, each for itself."""
    found = list(_marked(node, scope))
    return {"bool": {"should": found}} if found else {"match_none": {}}


def _marked(node: Node, scope: Scope) -> Iterator[Clause]:
    match node:
        case All() | Any():
            for part in node.parts:
                yield from _marked(part, scope)
        case Word() | Phrase() if node.field in (None, "title", "text") and node.text != "*":
            names = EVERYTHING if node.field is None else (node.field,)
            if isinstance(node, Phrase):
                yield ranking.marked_phrase(node.text, *names, slop=node.slop)
            else:
                yield _text(node, names, scope)


def _field(node: Node) -> str | None:
    return node.field if isinstance(node, Word | Phrase) else None
