"""An article as Newsloom keeps it, and the document Elasticsearch holds of it."""

from dataclasses import dataclass
from datetime import datetime

VERSION = 1
"""Of the article's message between the workers."""


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
    content_hash: str = ""
    """Of title, standfirst and text; says whether anything changed."""
