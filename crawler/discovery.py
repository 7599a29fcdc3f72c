"""Find candidate URLs in what a feed, a sitemap or a front page says; pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crawler.encodings import gunzip
from crawler.feeds import read_feed
from crawler.links import read_links
from crawler.sitemaps import read_sitemap
from crawler.urls import canonical_url

__all__ = ["Candidate", "Findings", "Shape", "findings", "shape"]

_LARGEST = 100_000_000
"""Bytes of an unpacked sitemap; the protocol allows 50 MB."""


class Shape(StrEnum):
    """What a body is, as its first bytes show."""

    FEED = "feed"
    SITEMAP = "sitemap"
    HTML = "html"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A URL found, not yet judged, with what was said of it there."""

    url: str
    title: str | None = None
    summary: str | None = None
    published: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that one document announces."""

    shape: Shape
    candidates: tuple[Candidate, ...] = ()
    sitemaps: tuple[Candidate, ...] = ()
    """Further sitemaps that an index names; ``published`` is their last change."""
    feeds: tuple[str, ...] = ()
    """Feeds that an HTML page names."""
    hub: str | None = None
    """WebSub hub that a feed names."""
    topic: str | None = None
    """The feed's own address, as its hub knows it."""
    problem: str | None = None
    """What is wrong with the document, when nothing could be read."""


def shape(body: bytes) -> Shape:
    """Tell feed, sitemap and HTML apart by content: declared types are wrong too often."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")
    if start.startswith(b"{"):
        return Shape.FEED if b"jsonfeed.org" in start else Shape.OTHER
    element = re.search(
        rb"<(?:[a-zA-Z0-9]+:)?(urlset|sitemapindex|rss|feed|RDF|html|!doctype html|head|body)\b", start, re.IGNORECASE
    )
    if not element:
        return Shape.OTHER
    name = element[1].lower()
    if name in {b"urlset", b"sitemapindex"}:
        return Shape.SITEMAP
    return Shape.FEED if name in {b"rss", b"feed", b"rdf"} else Shape.HTML


def findings(body: bytes, url: str, *, content_type: str = "") -> Findings:
    """Read whatever a document announces; ``url`` is where it was found, against which references are resolved."""
    body = gunzip(body, _LARGEST)
    match shape(body):
        case Shape.FEED:
            feed = read_feed(body, url, content_type)
            return Findings(
                shape=Shape.FEED,
                candidates=_once(Candidate(**item) for item in feed.items),
                hub=feed.hub,
                topic=feed.topic,
                problem=feed.problem,
            )
        case Shape.SITEMAP:
            pages, children, problem = read_sitemap(body, url)
            return Findings(
                shape=Shape.SITEMAP,
                candidates=_once(Candidate(**page) for page in pages),
                sitemaps=tuple(Candidate(**child) for child in children),
                problem=problem,
            )
        case Shape.HTML:
            links, feeds = read_links(body, url, content_type)
            return Findings(
                shape=Shape.HTML, candidates=_once(Candidate(url=link, title=text) for link, text in links), feeds=feeds
            )
        case other:
            return Findings(shape=other, problem="neither feed nor sitemap nor HTML")


def _once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The first mention of each article wins."""
    kept: dict[str, Candidate] = {}
    for candidate in candidates:
        kept.setdefault(canonical_url(candidate.url), candidate)
    return tuple(kept.values())
