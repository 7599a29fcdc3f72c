"""An article as Newsloom keeps it, and the document Elasticsearch holds of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from search.analysis import inner_compounds, with_joints

VERSION = 1
"""Of the article's message between the workers."""
Document = dict[str, Any]
"""What Elasticsearch holds of an article: its fields, and those that follow from them."""

STRICTEST_FIRST = ("refuse", "flag", "ignore")
"""Verdicts on an opt-out; the first one present is the article's."""


class UnreadableArticleError(ValueError):
    """The bytes are no article of a version this code knows; sending them again will not help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, organisation or place of one article under its normalised name."""

    kind: str
    """``person``, ``organisation`` or ``place``."""
    name: str
    count: int
    salience: float
    """0 to 1: share of the article's attention."""
    spans: tuple[tuple[int, int], ...] = ()
    """Start and end of each mention, in characters of ``Article.text``."""
    country: str | None = None
    """ISO 3166-1 alpha-2, of a place that is sure."""
    location: tuple[float, float] | None = None
    """Latitude and longitude in degrees, of a place that is sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What somebody is quoted with."""

    text: str
    speaker: str | None
    """A name of the article's people or organisations; None when nobody is sure."""
    direct: bool
    start: int
    end: int
    """Span in ``Article.text``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Facts about reading the article."""

    words: int
    sentences: int
    minutes: float
    readability: float | None = None
    """Flesch reading ease, Amstad's constants for German; None for other languages than German and English."""
    quoted: float = 0.0
    """Share of the text's characters inside quotations, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joints:
    """Where German compounds come apart: offsets at which the indexed text carries a soft hyphen."""

    title: tuple[int, ...] = ()
    standfirst: tuple[int, ...] = ()
    text: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """One piece of evidence that the publisher reserves a use."""

    signal: str
    value: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article in one state. Every step of the pipeline returns a new one."""

    # identity
    id: str
    """Fingerprint of the canonical URL, 16 hexadecimal digits."""
    url: str
    """The address shown to people."""
    canonical_url: str
    source: str
    """Slug of the source."""
    # what the publisher says
    title: str
    text: str
    """Cleaned; paragraphs separated by a blank line."""
    standfirst: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    published_from: str | None = None
    """Which evidence gave the date: ``json-ld``, ``meta``, ``feed``, …"""
    published_confidence: float | None = None
    modified: datetime | None = None
    paywalled: bool = False
    live: bool = False
    """A live ticker: many entries, the newest first."""
    left_out: tuple[str, ...] = ()
    """What the site repeats and cleaning took away, kept so that a person can see it."""
    # enrichment
    language: str | None = None
    foreign: tuple[tuple[int, int, str], ...] = ()
    """Start, end and language of paragraphs in another language."""
    entities: tuple[Entity, ...] = ()
    topics: tuple[str, ...] = ()
    """IPTC Media Topics' names of the top level."""
    topics_from: str | None = None
    """``section``, ``tags`` or ``model``."""
    keyphrases: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    dateline: str | None = None
    reading: Reading | None = None
    joints: Joints = Joints()
    signature: bytes = b""
    """MinHash of the text's word shingles, 128 little-endian 32-bit words; empty for a text too short to have one."""
    bands: tuple[str, ...] = ()
    """Keys under which near-duplicates find each other."""
    story: str | None = None
    """Id of the cluster of articles that tell the same thing; set while indexing."""
    correction: str | None = None
    """The correction that the page announces."""
    # observation
    fetched_at: datetime
    opt_outs: tuple[OptOut, ...] = ()
    found: str | None = None
    """How the URL was found: ``feed``, ``sitemap``, ``front``, …"""
    archived_in: str | None = None
    read_from: str | None = None
    """The address this state was read from, when that is not the article's own: an AMP twin, a print view."""
    content_hash: str = ""
    """Of title, standfirst and text; says whether anything changed."""


def to_document(article: Article) -> Document:
    """The article's fields without the empty ones, and the fields that searching needs beside them."""
    document: Document = {name: value for name, value in msgspec.to_builtins(article).items() if value not in _EMPTY}
    document |= {name: found for name, found in _following(article) if found not in _EMPTY}
    return document


def from_document(document: Document) -> Article:
    """The article that a document was made of; raises ``UnreadableArticleError`` when it is none."""
    try:
        return msgspec.convert(document, Article)
    except msgspec.ValidationError as error:
        raise UnreadableArticleError(f"document {document.get('id', '?')} is no article: {error}") from error


STATE = ("revision", "revised", "first_seen", "gone_at", "last_change")
"""Fields of a document that the index keeps about the article, and the article itself does not have."""


def rebuilt(source: Document) -> Document:
    """A stored document with the fields that are not kept in ``_source``, fit to be written again."""
    return to_document(from_document(source)) | {name: source[name] for name in STATE if source.get(name) is not None}


_EMPTY: tuple[object, ...] = (None, "", (), [], {}, {"title": (), "standfirst": (), "text": ()})


def _following(article: Article) -> Iterator[tuple[str, object]]:
    yield "host", urlsplit(article.canonical_url).hostname
    yield "date", (article.published or article.fetched_at).isoformat()
    yield "paywalled", article.paywalled
    yield "live", article.live
    for field, kind in (("persons", "person"), ("organisations", "organisation"), ("places", "place")):
        yield field, _names(article.entities, kind)
    yield "locations", [{"lat": e.location[0], "lon": e.location[1]} for e in article.entities if e.location]
    verdicts = {opt_out.verdict for opt_out in article.opt_outs}
    yield "opt_out", next((verdict for verdict in STRICTEST_FIRST if verdict in verdicts), "none")
    yield "complete", _completions(article)
    if article.language == "de":
        yield "de", _german(article)
    elif article.language == "en":
        yield "en", _present(title=article.title, standfirst=article.standfirst, text=article.text)


def _names(entities: Sequence[Entity], kind: str) -> list[str]:
    ranked = sorted((entity for entity in entities if entity.kind == kind), key=lambda entity: -entity.salience)
    return list(dict.fromkeys(entity.name for entity in ranked))


def _completions(article: Article) -> list[dict[str, object]]:
    names = [
        {"input": [entity.name], "weight": 10 + min(entity.count, 90)} for entity in article.entities if entity.name
    ]
    return [*names, {"input": [article.title], "weight": 1}] if article.title else list(names)


def _german(article: Article) -> dict[str, str]:
    joints = article.joints
    return _present(
        more=" ".join(
            filter(None, (inner_compounds(article.title, joints.title), inner_compounds(article.text, joints.text)))
        ),
        title=with_joints(article.title, joints.title),
        standfirst=with_joints(article.standfirst or "", joints.standfirst),
        text=with_joints(article.text, joints.text),
    )


def _present(**texts: str | None) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}
