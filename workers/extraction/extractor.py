"""Extraction of one page, from bytes to its parts; each part is found by the module of its name."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree

from workers.extraction.authors import find_authors
from workers.extraction.dates import modified_evidence, published_evidence
from workers.extraction.head import Head, read_head
from workers.extraction.language import declared_language
from workers.extraction.result import Extraction, Hints
from workers.extraction.second_opinion import paragraphs_by_trafilatura
from workers.extraction.structured import Described, address_key, describe, read_json_ld
from workers.extraction.title import find_title, one_line
from workers.extraction.tree import UnfitPageError, parse, text_of

_SHORTEST = 250
"""Characters of text below which a page is no article."""


def extract(
    html: bytes | str,
    url: str,
    *,
    charset: str | None = None,
    fetched_at: datetime | None = None,
    hints: Hints | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Extraction:
    """Take an article's parts out of one page. Fetches nothing, keeps no state, never raises for what a page holds.

    Args:
        html: The body as served, or characters when somebody has decoded it.
        url: The page's address.
        charset: What the Content-Type header names.
        fetched_at: Aware; dates after it are refused, "vor 3 Stunden" counts from it. Now when not given.
        hints: What the feed or sitemap said.
        overrides: CSS selectors of the source, by field.
    """
    try:
        root = parse(html, charset)
    except UnfitPageError as error:
        return Extraction(title="", refusal=error.reason)
    return _read(root, url, fetched_at or datetime.now(UTC), hints or Hints(), overrides or {})


def _read(root: etree._Element, url: str, now: datetime, hints: Hints, overrides: Mapping[str, str]) -> Extraction:
    head = read_head(root)
    canonical = _canonical(head, url)
    shown = head.first("og:title") or (text_of(head.headings[0]) if head.headings else head.title)
    addresses = frozenset(filter(None, (address_key(url), address_key(canonical))))
    described = describe(read_json_ld(head.scripts), addresses, shown)
    site = head.first("og:site_name", "application-name") or (described.publisher if described else None)
    site_names = _site_names(site, described, url)
    byline = find_authors(head, described, site_names)
    published = published_evidence(root=root, head=head, described=described, url=url, hints=hints, now=now)
    modified = modified_evidence(head=head, described=described, url=url, now=now)
    paragraphs = paragraphs_by_trafilatura(root)
    return Extraction(
        title=find_title(head, described, hints, site_names),
        standfirst=head.first("og:description", "description") or (described.description if described else None),
        section=head.first("article:section") or (described.section if described else None),
        authors=byline.people,
        agencies=byline.agencies,
        published=published[0].value if published else None,
        modified=modified[0].value if modified else None,
        published_evidence=published[0] if published else None,
        modified_evidence=modified[0] if modified else None,
        language=declared_language(head, described),
        paragraphs=paragraphs,
        canonical_url=canonical,
        site_name=site,
        description=head.first("og:description", "description"),
        tags=(described.keywords if described else ()) or head.every("article:tag"),
        paywalled=bool(described and described.free is False),
        refusal=None if sum(map(len, paragraphs)) >= _SHORTEST else "too_short",
    )


def _canonical(head: Head, url: str) -> str | None:
    """The address the page calls its own, when it is on the web."""
    said = (*head.links.get("canonical", ()), *head.every("og:url"))
    absolute = (urljoin(url, address) for address in said)
    return next((address for address in absolute if urlsplit(address).scheme in {"http", "https"}), None)


def _site_names(site: str | None, described: Described | None, url: str) -> frozenset[str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names = (site, described.publisher if described else None, host, host.split(".")[0])
    return frozenset(name.casefold() for name in names if name)
