"""Read the links and the announced feeds of an HTML page."""

import codecs
import re

from selectolax.lexbor import LexborHTMLParser

from crawler.urls import join, unfit

__all__ = ["read_links"]

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/json+feed",
        "application/rdf+xml",
    }
)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


def read_links(body: bytes, url: str, content_type: str = "") -> tuple[list[tuple[str, str | None]], tuple[str, ...]]:
    """Return (address, link text) of each followable link, and the feeds that the page names in its head."""
    tree = LexborHTMLParser(_decoded(body, content_type))
    named = tree.css_first("base[href]")
    base = join(url, (named.attributes.get("href") or "") if named else "") or url
    links: dict[str, str | None] = {}
    for anchor in tree.css("a[href]"):
        address = join(base, anchor.attributes.get("href") or "")
        if not address or "nofollow" in (anchor.attributes.get("rel") or "") or unfit(address):
            continue
        text = " ".join(anchor.text().split())[:200]
        links[address] = links.get(address) or text or None
    return list(links.items()), _feeds(tree, base)


def _feeds(tree: LexborHTMLParser, base: str) -> tuple[str, ...]:
    """Feed autodiscovery: ``<link rel="alternate" type="application/rss+xml" href>``."""
    found: list[str] = []
    for link in tree.css("link[rel][href]"):
        kind = (link.attributes.get("type") or "").partition(";")[0].strip().lower()
        address = join(base, link.attributes.get("href") or "")
        if "alternate" in (link.attributes.get("rel") or "").lower() and kind in _FEED_TYPES and address:
            found.append(address)
    return tuple(dict.fromkeys(found))


def _decoded(body: bytes, content_type: str) -> str:
    """Addresses are ASCII, so a wrong guess of the charset costs no more than a link's text."""
    declared = _CHARSET.search(body[:4096])
    name = content_type.partition("charset=")[2].strip("\"' ;") or (
        declared[1].decode("latin-1") if declared else "utf-8"
    )
    try:
        codecs.lookup(name)
    except LookupError:
        name = "utf-8"
    return body.decode(name, "replace")
