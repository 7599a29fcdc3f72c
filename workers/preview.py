"""What the workers would make of one page, without a queue, a memory or an index."""

from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.page import Announcement, Kind, Page
from crawler.urls import canonical_url, host_of
from search.article import Article
from workers import pipeline
from workers.extraction import Extraction, extract
from workers.outcomes import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The fields of an extraction, cleaned, and those that the steps add."""

    url: str
    title: str
    standfirst: str | None
    section: str | None
    authors: tuple[str, ...]
    agencies: tuple[str, ...]
    published: datetime | None
    modified: datetime | None
    language: str | None
    paragraphs: tuple[str, ...]
    text: str
    canonical_url: str | None
    paywalled: bool
    live: bool
    refusal: str | None
    """Why this is no article; None when it is one."""
    left_out: tuple[str, ...]
    keyphrases: tuple[str, ...] = ()
    article: Article | None = None
    """As it would be indexed; None when it is refused."""


def preview(body: bytes, url: str, *, charset: str | None = None) -> Preview:
    """Take one page through extraction and every step; what a site repeats is not known here."""
    now = datetime.now(UTC)
    kind = f"text/html; charset={charset}" if charset else "text/html"
    page = Page(
        url=canonical_url(url),
        final_url=url,
        source=host_of(url) or "file",
        status=200,
        headers=(("Content-Type", kind),),
        body=body,
        fetched_at=now,
        milliseconds=0,
        announcement=Announcement(kind=Kind.SEED),
    )
    found = extract(body, url, charset=charset, fetched_at=now)
    if found.refusal:
        return _preview(url, found, None, found.refusal)
    article = pipeline.finished(pipeline.draft(page, found))
    if isinstance(article, Rejected):
        return _preview(url, found, None, article.reason)
    return _preview(url, found, article, None)


def _preview(url: str, found: Extraction, article: Article | None, refusal: str | None) -> Preview:
    text = article.text if article else found.text
    return Preview(
        url=url,
        title=found.title,
        standfirst=found.standfirst,
        section=found.section,
        authors=found.authors,
        agencies=article.agencies if article else found.agencies,
        published=found.published,
        modified=found.modified,
        language=article.language if article else found.language,
        paragraphs=tuple(text.split("\n\n")) if text else (),
        text=text,
        canonical_url=found.canonical_url,
        paywalled=found.paywalled,
        live=found.live,
        refusal=refusal,
        left_out=article.left_out if article else found.left_out,
        keyphrases=article.keyphrases if article else (),
        article=article,
    )
