"""Extraction of one page, from bytes to its parts; each part is found by the module of its name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from lxml import etree

from workers.extraction import model, text, ticker
from workers.extraction import overrides as own
from workers.extraction.address import canonical_of, readable, site_names_of
from workers.extraction.authors import find_authors, is_of_site
from workers.extraction.blocks import Segmentation, segment
from workers.extraction.credits import read_credit, together
from workers.extraction.dateforms import read_date
from workers.extraction.dates import modified_evidence, published_evidence, zone_of
from workers.extraction.embedded import embedded_paragraphs
from workers.extraction.features import Context, Grid, Matrix
from workers.extraction.head import Head, read_head
from workers.extraction.kind import is_paywalled, refusal_of
from workers.extraction.known import Known
from workers.extraction.language import language_of
from workers.extraction.microdata import Item, own_item
from workers.extraction.opening import open_text
from workers.extraction.repetition import said_once
from workers.extraction.result import Evidence, Extraction, Hints
from workers.extraction.second_opinion import agreed
from workers.extraction.signatures import without_biographies
from workers.extraction.structured import Described, address_key, describe, read_json_ld, types_of
from workers.extraction.template import template_of
from workers.extraction.tidying import tidied
from workers.extraction.title import find_title
from workers.extraction.tree import UnfitPageError, parse, text_of

_MOST_TAGS = 50
_LONGEST_SECTION = 80
"""Characters of a section's name; what is longer is the standfirst in the wrong place."""
_SHOWN_DATES = frozenset(("time", "text"))
"""Sources of a date that in a ticker are most likely those of an entry."""
_SCANT = 200
"""Characters of shown text below which the page may hold its article for JavaScript alone."""


class _Description(NamedTuple):
    """What the page says of itself to machines, and its feed of it."""

    head: Head
    hints: Hints
    article: Described | None
    types: frozenset[str]
    updates: tuple[ticker.Update, ...]
    addresses: frozenset[str]
    """The page's own, as ``address_key`` makes them."""
    shown: str
    """The headline at a first glance."""


class _Choice(NamedTuple):
    """A page's blocks, and which are its text."""

    page: Segmentation
    grid: Grid
    scores: Matrix
    kept: tuple[int, ...]
    chars: int


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
        overrides: CSS selectors of the source, by field; raises ``UnreadableSelectorError`` for one that is no CSS.
    """
    try:
        root = parse(html, charset)
    except UnfitPageError as error:
        return Extraction(title="", refusal=error.reason)
    url = readable(url)
    described = _describe(root, url, hints or Hints())
    choice = _chosen(root, described, overrides or {})
    page, kept = choice.page, choice.kept
    item = own_item(root, page, kept, described.addresses, described.shown)
    known = Known(
        url=url,
        root=root,
        head=described.head,
        page=page,
        look=tuple(choice.grid.look.tolist()),
        described=described.article,
        item=item,
        kept=kept,
        site_names=site_names_of(described.head, described.article, url) | _publisher_of(item),
        hints=described.hints,
        now=fetched_at or datetime.now(UTC),
    )
    return _told(_found(known, described, choice.scores), known, overrides or {})


def context_of(root: etree._Element, url: str) -> Context:
    """What the blocks of a page can agree with."""
    return _context(_describe(root, url, Hints()))


def _describe(root: etree._Element, url: str, hints: Hints) -> _Description:
    head = read_head(root)
    shown = head.first("og:title") or (text_of(head.headings[0]) if head.headings else head.title)
    addresses = frozenset(filter(None, (address_key(url), address_key(canonical_of(head, url)))))
    objects = read_json_ld(head.scripts)
    types = frozenset(name for one in objects for name in types_of(one))
    article = describe(objects, addresses, shown)
    return _Description(head, hints, article, types, ticker.updates_of(objects), addresses, shown)


def _context(described: _Description) -> Context:
    head, article = described.head, described.article
    titles = (article.headline if article else None, head.first("og:title"), head.title, described.hints.title)
    return Context(
        titles=tuple(title for title in titles if title),
        description=head.first("description", "og:description") or described.hints.summary or "",
        body=(article.body if article else None) or "",
        article=article is not None or head.first("og:type") == "article",
    )


def _chosen(root: etree._Element, described: _Description, overrides: Mapping[str, str]) -> _Choice:
    """What is text of all that leads nowhere else; of the whole page where that is scant or a selector points there."""
    pointed = "text" in overrides
    choice = _choice(segment(root, whole=pointed), root, described)
    if not pointed and choice.chars < _SCANT:
        choice = max(choice, _choice(segment(root, whole=True), root, described), key=lambda one: one.chars)
    return choice._replace(kept=_corrected(root, choice.page, choice.kept, overrides))


def _choice(page: Segmentation, root: etree._Element, described: _Description) -> _Choice:
    grid = Grid.of(page)
    scores = model.load().score(page, grid, _context(described))
    chosen = agreed(root, page, scores, text.choose(page, scores, model.load().threshold))
    kept = said_once(page, tidied(page, text.without_holes(page, grid, chosen)))
    return _Choice(page, grid, scores, kept, sum(len(page.blocks[number].text) for number in kept))


def _corrected(
    root: etree._Element, page: Segmentation, kept: tuple[int, ...], overrides: Mapping[str, str]
) -> tuple[int, ...]:
    """The choice as the source's own selectors have it."""
    if not overrides:
        return kept
    wanted = own.blocks_within(root, page, overrides, "text")
    unwanted = own.blocks_within(root, page, overrides, "remove")
    return tuple(sorted((wanted or frozenset(kept)) - unwanted))


def _found(known: Known, described: _Description, scores: Matrix) -> Extraction:
    title = find_title(known)
    byline = find_authors(known)
    changed = modified_evidence(known)
    published, modified = _first(published_evidence(known, changed)), _first(changed)
    opening = open_text(known, title, byline.names)
    kept = without_biographies(known, opening.kept, byline.people)
    live = ticker.is_ticker(known, title, described.types)
    if live:
        kept = ticker.without_stamps(known, kept, byline.names)
        if (published is None or published.source in _SHOWN_DATES) and (span := ticker.span(known)):
            published, modified = span[0], modified or span[1]
    paragraphs = text.paragraphs_of(known.page, kept)
    if live:
        paragraphs = ticker.with_updates(paragraphs, described.updates)
    if sum(map(len, paragraphs)) < _SCANT:
        paragraphs = embedded_paragraphs(known.root, known.described) or paragraphs
    paywalled = is_paywalled(known, paragraphs)
    head, said = known.head, known.says
    return Extraction(
        title=title,
        standfirst=opening.standfirst,
        section=_section(known),
        authors=byline.names,
        agencies=byline.agencies,
        own_names=tuple(name for name in byline.names if is_of_site(name, known.site_names)),
        language=language_of(known, paragraphs),
        paragraphs=paragraphs,
        canonical_url=canonical_of(head, known.url),
        site_name=head.first("og:site_name", "application-name")
        or next((one.publisher for one in said if one.publisher), None),
        description=head.first("og:description", "description"),
        tags=_tags(known),
        captions=text.captions_of(known.page, known.kept),
        paywalled=paywalled,
        live=live,
        refusal=refusal_of(known, title, paragraphs, described.types, paywalled=paywalled),
        left_out=text.left_out_of(known.page, scores, known.kept),
        beside=text.beside_of(known.page, known.kept),
        template=template_of(known.page, kept),
        published=published.value if published else None,
        published_evidence=published,
        modified=modified.value if modified else None,
        modified_evidence=modified,
    )


def _publisher_of(item: Item | None) -> frozenset[str]:
    name = item.says.publisher if item else None
    return frozenset((name.casefold(),)) if name else frozenset()


def _first(evidence: Sequence[Evidence]) -> Evidence | None:
    return evidence[0] if evidence else None


def _section(known: Known) -> str | None:
    said = (known.head.first("article:section"), *(one.section for one in known.says))
    return next((name for name in said if name and len(name) <= _LONGEST_SECTION), None)


def _tags(known: Known) -> tuple[str, ...]:
    said = (known.described.keywords if known.described else ()) or known.head.every("article:tag", "news_keywords")
    parts = (part.strip() for tag in said for part in tag.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))[:_MOST_TAGS]


def _told(found: Extraction, known: Known, overrides: Mapping[str, str]) -> Extraction:
    """Put what the source's own selectors find in place of what was found without them."""
    if not overrides:
        return found
    changes: dict[str, object] = {}
    for field in ("title", "standfirst", "section"):
        if texts := own.select(known.root, overrides, field):
            changes[field] = texts[0]
    if names := own.select(known.root, overrides, "authors"):
        byline = together(map(read_credit, names))
        changes |= {"authors": byline.names, "agencies": byline.agencies or found.agencies, "own_names": ()}
    for field in ("published", "modified"):
        moment = next(
            (m for t in own.select(known.root, overrides, field) if (m := read_date(t, zone_of(known.url)))), None
        )
        if moment:
            evidence = Evidence(value=moment.value, precision=moment.precision, source="selector", confidence=1.0)
            changes |= {field: moment.value, f"{field}_evidence": evidence}
    return replace(found, **changes)  # type: ignore[arg-type]
