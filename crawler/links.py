"""Read the links and the announced feeds of an HTML page."""

from lxml import html as lxml_html
from lxml.etree import ParserError

from crawler.urls import join, unfit

__all__ = ["read_links"]

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})


def read_links(body: bytes, url: str, content_type: str = "") -> tuple[list[tuple[str, str | None]], tuple[str, ...]]:
    """Return (address, link text) of each followable link, and the feeds that the page names in its head."""
    charset = content_type.partition("charset=")[2].strip("\"' ;") or None
    try:
        tree = lxml_html.document_fromstring(body, parser=lxml_html.HTMLParser(encoding=_known(charset), recover=True))
    except (ParserError, ValueError):
        return [], ()
    base = join(url, next(iter(tree.xpath("//base/@href")), "")) or url
    links: dict[str, str | None] = {}
    for anchor in tree.iter("a"):
        address = join(base, anchor.get("href") or "")
        if not address or "nofollow" in (anchor.get("rel") or "") or unfit(address):
            continue
        text = " ".join(anchor.text_content().split())[:200]
        links[address] = links.get(address) or text or None
    return list(links.items()), _feeds(tree, base)


def _feeds(tree: lxml_html.HtmlElement, base: str) -> tuple[str, ...]:
    """Feed autodiscovery: ``<link rel="alternate" type="application/rss+xml" href>``."""
    found = [
        join(base, link.get("href") or "")
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower()
        and (link.get("type") or "").partition(";")[0].strip().lower() in _FEED_TYPES
    ]
    return tuple(dict.fromkeys(address for address in found if address))


def _known(charset: str | None) -> str | None:
    try:
        "".encode(charset or "utf-8")
    except LookupError:
        return None
    return charset
