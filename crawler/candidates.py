"""Judge candidates: which of the URLs that a source announces become entries of the frontier; pure."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from crawler.discovery import Candidate
from crawler.frontier import Entry, Role
from crawler.page import Kind
from crawler.shapes import looks_like_article
from crawler.sources import Source, duration
from crawler.urls import canonical_url, unfit

__all__ = ["entry_of", "objection"]


def objection(
    candidate: Candidate, source: Source, kind: Kind, now: datetime, learned: Mapping[str, int] | None = None
) -> str | None:
    """Say why a candidate is not fetched; None when it is."""
    url = canonical_url(candidate.url)
    reason = unfit(url) or (None if source.owns(url) else "foreign")
    if reason:
        return reason
    if any(re.search(pattern, url) for pattern in source.links.deny):
        return "denied"
    if source.links.allow:
        return None if any(re.search(pattern, url) for pattern in source.links.allow) else "not_allowed"
    return _unlikely(candidate, source, kind, now, learned)


def _unlikely(
    candidate: Candidate, source: Source, kind: Kind, now: datetime, learned: Mapping[str, int] | None
) -> str | None:
    """Objections of our own, where the source's file says nothing."""
    url = canonical_url(candidate.url)
    if kind in {Kind.FRONT, Kind.LINK} and not looks_like_article(url, candidate.title, learned):
        return "no_article"
    oldest = now - timedelta(seconds=duration(source.schedule.oldest))
    if kind is Kind.SITEMAP and candidate.published and candidate.published < oldest:
        return "old"
    return "front_page" if url in {canonical_url(source.homepage), *map(canonical_url, source.fronts)} else None


def entry_of(candidate: Candidate, source: Source, kind: Kind, found_in: str, run: str | None) -> Entry:
    """The frontier's entry of a candidate."""
    return Entry(
        url=canonical_url(candidate.url),
        source=source.slug,
        kind=kind,
        role=Role.PAGE,
        found_in=found_in,
        title=candidate.title,
        summary=candidate.summary,
        published=candidate.published,
        authors=candidate.authors[:5],
        tags=candidate.tags[:10],
        run=run,
    )
