"""The way from a page to an article: every step in its order, declared in this one place."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b
from urllib.parse import urlsplit

from crawler.page import Fetch, Page
from crawler.urls import believable_canonical, canonical_url, document_id, site_of
from search.article import Article, OptOut
from workers import notices
from workers.extraction import Extraction, Hints, extract
from workers.extraction.credits import without_degrees
from workers.hooks import Step, own_steps
from workers.messages import Made
from workers.outcomes import Outcome, Reason, Rejected, reason_of
from workers.steps import (
    agencies,
    compounds,
    corrections,
    entities,
    headline_once,
    keyphrases,
    language,
    places,
    quotations,
    reading,
    related_lines,
    signature,
    site_repeats,
    topics,
)

CLEANING: tuple[Step, ...] = (
    headline_once.step,
    related_lines.step,
)
"""What a page says twice or says of other pages goes first: everything later reads the text."""

ENRICHMENT: tuple[Step, ...] = (
    language.step,  # first: nearly all others ask for it
    corrections.step,
    agencies.step,  # takes agencies out of the authors, whom the next leaves out
    entities.step,
    places.step,  # places the entities
    quotations.step,  # by whom: the entities
    compounds.step,  # people's names stay whole
    topics.step,
    keyphrases.step,
    reading.step,
    signature.step,
)
"""What is added to the cleaned text, which no step changes any more: some note places in it."""

SHORTEST = 100
"""Characters of text that cleaning must leave; below it the page held nothing of its own."""

READ = 500_000
"""Characters of a text that enrichment reads, five times as many as the longest of three thousand real articles has:
a text of a million opening marks would take a gigabyte, and seconds that other articles wait."""

_HTML_TYPES = ("html", "xml", "text/plain")


def extracted(page: Page, *, largest: int, overrides: Mapping[str, str] | None = None) -> Extraction | Rejected:
    """Refuse a page for its bytes alone, or take it apart."""
    if unfit := _unfit(page, largest):
        return unfit
    told = page.announcement
    hints = Hints(
        title=told.title, summary=told.summary, published=told.published, authors=told.authors, tags=told.tags
    )
    found = extract(
        page.body,
        page.final_url,
        charset=charset_of(page.header("content-type")),
        fetched_at=page.fetched_at,
        hints=hints,
        overrides=overrides,
    )
    if found.refusal:
        return Rejected(reason=reason_of(found.refusal), detail=found.title or None)
    return found


def _unfit(page: Page, largest: int) -> Rejected | None:
    if any(opt_out.verdict == "refuse" for opt_out in page.opt_outs):
        return Rejected(reason=Reason.OPTED_OUT, detail=next(o.signal for o in page.opt_outs if o.verdict == "refuse"))
    if not page.body.strip():
        return Rejected(reason=Reason.EMPTY)
    if len(page.body) > largest:
        return Rejected(reason=Reason.TOO_LARGE, detail=f"{len(page.body)} bytes, and the limit is {largest}")
    kind = (page.header("content-type") or "text/html").lower()
    if not any(word in kind for word in _HTML_TYPES):
        return Rejected(reason=Reason.NOT_HTML, detail=kind[:100])
    if _sent_to_front(page):
        return Rejected(reason=Reason.SOFT_404, detail=f"redirected to {page.final_url}")
    return None


def _sent_to_front(page: Page) -> bool:
    """Whether an address that had a path answered with the site's front page."""
    asked, answered = urlsplit(page.url), urlsplit(page.final_url)
    return asked.path.strip("/") != "" and answered.path.strip("/") == "" and not answered.query


def charset_of(content_type: str | None) -> str | None:
    """The charset that a Content-Type header names."""
    for parameter in (content_type or "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def draft(page: Page, found: Extraction) -> Article:
    """The article as the page has it, before any step."""
    own = _own_address(page)
    address = believable_canonical(page.final_url, found.canonical_url) or own
    evidence = found.published_evidence
    return Article(
        id=document_id(address),
        url=address,
        canonical_url=address,
        source=page.source,
        title=found.title,
        text=found.text,
        standfirst=found.standfirst,
        section=found.section,
        # the site's own name is the source's already
        authors=tuple(without_degrees(name) for name in found.authors if name not in found.own_names),
        agencies=found.agencies,
        tags=found.tags or page.announcement.tags,
        published=found.published,
        published_from=evidence.source if evidence else None,
        published_confidence=evidence.confidence if evidence else None,
        modified=found.modified,
        paywalled=found.paywalled,
        live=found.live,
        left_out=_left_out(found),
        language=found.language,
        fetched_at=page.fetched_at,
        opt_outs=tuple(OptOut(signal=o.signal, value=o.value, verdict=o.verdict) for o in page.opt_outs),
        found=page.announcement.kind.value,
        archived_in=page.archived_in,
        read_from=own if own != address else None,
    )


def _left_out(found: Extraction) -> tuple[str, ...]:
    """What is no part of the text, with the corrections that stand beside it."""
    beside = notices.beside(found.beside, found.language)
    known = {*found.text.split("\n\n"), *found.left_out} if beside else ()  # nearly no page has one
    return (*found.left_out, *(one for one in beside if one not in known))


def _own_address(page: Page) -> str:
    """Where a redirect led, when it stayed with the publisher; else what was asked for."""
    return canonical_url(page.final_url if site_of(page.final_url) == site_of(page.url) else page.url)


def finished(article: Article, furniture: frozenset[int] = frozenset()) -> Article | Rejected:
    """Send a draft through every step; ``furniture`` is what its site repeats."""
    cleaned = site_repeats.leave_out(run(article, CLEANING), furniture)
    if len(cleaned.text) < min(SHORTEST, len(article.text)):
        return Rejected(reason=Reason.TOO_SHORT, detail=f"{len(cleaned.text)} characters are left after cleaning")
    return enriched(replace(cleaned, content_hash=content_hash(cleaned)), (*ENRICHMENT, *own_steps()))


def enriched(article: Article, steps: tuple[Step, ...]) -> Article:
    """Apply enrichments in order to as much of a text as articles have; the text itself stays whole."""
    if len(article.text) <= READ:
        return run(article, steps)
    # A word is not cut, and offsets in the beginning are offsets in the whole.
    beginning = article.text[: max(article.text.rfind(" ", 0, READ), article.text.rfind("\n", 0, READ)) + 1 or READ]
    return replace(run(replace(article, text=beginning), steps), text=article.text)


def run(article: Article, steps: tuple[Step, ...]) -> Article:
    """Apply steps in order."""
    for step in steps:
        article = step(article)
    return article


def content_hash(article: Article) -> str:
    """Hash of what a reader reads: headline, standfirst, text."""
    read = "\x1f".join((article.title, article.standfirst or "", article.text))
    return blake2b(read.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def made(page: Page, article: Article) -> Made:
    """The article with the record of its fetch, ready to travel."""
    return Made(article=article, fetch=record_of(page, Outcome.INDEXED), reply_to=page.reply_to)


def record_of(page: Page, outcome: Outcome, reason: str | None = None, detail: str | None = None) -> Fetch:
    """What will stand in the index of fetches about this page."""
    return Fetch(
        url=page.url,
        source=page.source,
        at=page.fetched_at,
        outcome=outcome.value,
        reason=reason,
        status=page.status,
        milliseconds=page.milliseconds,
        size=len(page.body),
        announcement=page.announcement,
        opt_outs=page.opt_outs,
        visit=page.visit,
        run=page.run,
        archived_in=page.archived_in,
        detail=detail,
    )
