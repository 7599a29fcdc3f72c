"""The article that a page describes in JSON-LD, whatever shape that is in."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|SocialMediaPosting|Posting)$")
_MOST_NODES = 5_000
_LONGEST = 4_000_000
"""Characters of one script; a longer one holds an application's state, not a description."""
_LONGEST_HEADLINE, _MOST_PEOPLE = 1_000, 500
"""Characters of headlines that are compared, and people that one article may have."""
_CDATA = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|"
    r"(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_MISSING_COMMA = re.compile(r'(["}\]])\s*\n\s*(")(?=[A-Za-z@]+"\s*:)')
_PAIR = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleSection|articleBody|inLanguage|@type|'
    r'alternativeHeadline|description)"'
    r'\s*:\s*"((?:[^"\\]|\\.){1,200000})"'
)
_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^\]]{0,300}?"name"\s*:\s*"([^"]{2,100})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A name given as author, and what the page says it is."""

    name: str
    kind: str = ""
    """``Person``, ``Organization`` or empty when not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One article as its publisher describes it to machines; text is unescaped, dates are as written."""

    types: tuple[str, ...] = ()
    headline: str | None = None
    alternative: str | None = None
    description: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[Person, ...] = ()
    section: str | None = None
    keywords: tuple[str, ...] = ()
    language: str | None = None
    body: str | None = None
    free: bool | None = None
    publisher: str | None = None
    url: str | None = None


def read_json_ld(scripts: Iterable[str]) -> tuple[dict[str, object], ...]:
    """All objects of the scripts in document order, those inside ``@graph`` and lists too."""
    return tuple(node for script in scripts if len(script) <= _LONGEST for node in _objects(_loads(script)))


def _loads(script: str) -> object:
    script = _CDATA.sub("", script).strip()
    for repair in (_strict, _lenient, _mended, _salvaged):
        try:
            return repair(script)
        except (ValueError, RecursionError):  # msgspec and json raise subclasses; nesting bombs end here too
            continue
    return None


def _strict(script: str) -> object:
    return msgspec.json.decode(script)


def _lenient(script: str) -> object:
    return json.JSONDecoder(strict=False).raw_decode(script)[0]


def _mended(script: str) -> object:
    script = _TRAILING_COMMA.sub(r"\1", script)
    script = _MISSING_COMMA.sub(r"\1,\2", script)
    if script.startswith("&"):
        script = html.unescape(script)
    return json.loads(script, strict=False)


def _salvaged(script: str) -> object:
    """What can be read of JSON that is broken for good: single pairs of an article."""
    if "Article" not in script and "Posting" not in script:
        raise ValueError("nothing of an article")
    found: dict[str, object] = {}
    for key, value in _PAIR.findall(script):
        found.setdefault(key, value.replace("\\/", "/").replace('\\"', '"').replace("\\n", "\n"))
    types = re.findall(r'"@type"\s*:\s*"(\w*(?:Article|Posting))"', script)
    authors = [{"name": name} for name in _AUTHOR.findall(script)]
    return {**found, "@type": types[0] if types else "Article", **({"author": authors} if authors else {})}


def _objects(loaded: object) -> Iterator[dict[str, object]]:
    """Walk lists and graphs with a stack of our own: depth costs nothing and the number is bounded."""
    stack = [loaded]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            yield node
            within = (node.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"))
            stack.extend(value for value in within if isinstance(value, list | dict))


def types_of(node: Mapping[str, object]) -> tuple[str, ...]:
    """The types of an object without their namespaces."""
    return tuple(str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in _listed(node.get("@type")))


def is_article(types: Iterable[str]) -> bool:
    """Whether one of the types is an article's."""
    return any(_ARTICLE.search(name) for name in types)


def describe(nodes: Iterable[Mapping[str, object]], addresses: frozenset[str], headline: str) -> Described | None:
    """Choose the article the page is about and merge what several objects say of it.

    Args:
        nodes: All objects of the page.
        addresses: The page's own addresses, normalised by ``address_key``.
        headline: What the page shows as its headline, to tell the article from teasers of others.
    """
    nodes = list(nodes)
    named = {str(node["@id"]): node for node in nodes if node.get("@id") and node.get("name")}
    articles = [_described(_resolved(node, named)) for node in nodes if is_article(types_of(node))]
    if not articles:
        return None
    ranked = sorted(articles, key=lambda one: -_fitness(one, addresses, headline))
    best = ranked[0]
    same = [one for one in ranked[1:] if one.headline and one.headline == best.headline]
    return _merged(best, same)


def address_key(url: str | None) -> str:
    """An address without scheme, query and closing slash, to compare with."""
    return re.sub(r"^https?://(www\.)?", "", (url or "").split("#")[0].split("?")[0]).rstrip("/").lower()


def _fitness(one: Described, addresses: frozenset[str], headline: str) -> int:
    key = address_key(one.url)
    mine = 8 if key and key in addresses else 0
    spoken = 6 if one.headline and headline and is_alike(one.headline, headline) else 0
    return mine + spoken + bool(one.published) * 2 + bool(one.authors) + bool(one.body) + bool(one.headline)


def is_alike(a: str, b: str) -> bool:
    """Whether two headlines are the same, or one is a part of the other, letters alone."""
    a, b = (re.sub(r"\W+", "", text[:_LONGEST_HEADLINE]).casefold() for text in (a, b))
    return bool(a and b) and (a in b or b in a)


def _merged(best: Described, others: Iterable[Described]) -> Described:
    for other in others:
        gaps = {name: getattr(other, name) for name in Described.__slots__ if not getattr(best, name)}
        best = Described(**{**{name: getattr(best, name) for name in Described.__slots__}, **gaps})
    return best


def _resolved(node: Mapping[str, object], named: Mapping[str, Mapping[str, object]]) -> Mapping[str, object]:
    """The article with its authors in place of references to them; a graph tells each person once, apart."""
    authors = [
        named.get(str(one.get("@id")), one) if isinstance(one, dict) and not one.get("name") else one
        for one in _listed(node.get("author"))[:_MOST_PEOPLE]
    ]
    return {**node, "author": authors} if authors else node


def _described(node: Mapping[str, object]) -> Described:
    return Described(
        types=types_of(node),
        headline=_text(node.get("headline")) or _text(node.get("name")),
        alternative=_text(node.get("alternativeHeadline")),
        description=_text(node.get("description")),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        authors=tuple(_people(node.get("author") or node.get("creator"))),
        section=next(iter(_texts(node.get("articleSection"))), None),
        keywords=tuple(_keywords(node.get("keywords"))),
        language=_text(node.get("inLanguage")),
        body=_text(node.get("articleBody")) or _text(node.get("text")),
        free=_truth(node.get("isAccessibleForFree")),
        publisher=next((person.name for person in _people(node.get("publisher"))), None),
        url=_address(node),
    )


def _address(node: Mapping[str, object]) -> str | None:
    page = node.get("mainEntityOfPage")
    page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return next((value for value in (node.get("url"), page, node.get("@id")) if isinstance(value, str) and value), None)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    value = value.get("@value") or value.get("name") if isinstance(value, dict) else value
    if not isinstance(value, str):
        return None
    text = html.unescape(html.unescape(value)) if "&" in value else value
    return text.strip() or None


def _texts(value: object) -> Iterator[str]:
    return (text for one in _listed(value) if (text := _text(one)))


def _keywords(value: object) -> Iterator[str]:
    for text in _texts(value):
        yield from (part.strip() for part in text.split(",") if part.strip())


def _people(value: object) -> Iterator[Person]:
    for one in _listed(value)[:_MOST_PEOPLE]:
        if isinstance(one, dict):
            names = list(_texts(one.get("name"))) or [
                " ".join(part for key in ("givenName", "familyName") if (part := _text(one.get(key))))
            ]
            kind = next(iter(types_of(one)), "")
            yield from (Person(name=name, kind=kind) for name in names if name)
        elif isinstance(one, list):
            continue
        elif text := _text(one):
            yield Person(name=text)


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower().rsplit("/", 1)[-1] if isinstance(value, str) else ""
    return {"true": True, "false": False}.get(word)
