"""What extraction returns, and the hints it takes from whoever announced the page."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One statement of a date: what it says, where it stood, how far it is to be believed."""

    value: datetime
    """Aware; a bare day is midnight UTC with ``precision`` "day"."""
    precision: str
    """``second``, ``minute`` or ``day``."""
    source: str
    """``json-ld``, ``microdata``, ``meta``, ``time``, ``feed``, ``sitemap``, ``url``, ``text`` or ``script``."""
    confidence: float
    """0 to 1."""
    disputed: bool = False
    """Whether other good evidence of the page names a day more than one away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the feed or sitemap that announced the page said of it."""

    title: str | None = None
    summary: str | None = None
    published: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one page says, taken from its bytes and its URL alone."""

    title: str
    """The headline without the site's name; empty when the page has none."""
    standfirst: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    """Whom the page credits, as printed: people, desks and agencies; the site itself where nobody else is named."""
    agencies: tuple[str, ...] = ()
    """News agencies that the page credits, among the authors or beside them."""
    own_names: tuple[str, ...] = ()
    """Those of ``authors`` that are the site's own name."""
    published: datetime | None = None
    modified: datetime | None = None
    published_evidence: Evidence | None = None
    modified_evidence: Evidence | None = None
    language: str | None = None
    """ISO 639-1, as the page declares it or its text shows; None when neither is clear."""
    paragraphs: tuple[str, ...] = ()
    """All that is read below the headline, a standfirst that the page shows included."""
    canonical_url: str | None = None
    site_name: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    paywalled: bool = False
    """Only a free part of the text was served."""
    live: bool = False
    """A live ticker: the text is that of its entries, in the page's order."""
    refusal: str | None = None
    """Why this is no article (a value of ``workers.outcomes.Reason``); None when it is one."""
    left_out: tuple[str, ...] = ()
    """Lines that looked like text and were left out, kept so that a person can see them."""
    beside: tuple[str, ...] = ()
    """Passages that are no text, where a notice of the publisher may stand."""
    template: str | None = None
    """Compact fingerprint of the page's structure; one source's pages share it until a redesign."""

    @property
    def text(self) -> str:
        """The paragraphs joined by a blank line."""
        return "\n\n".join(self.paragraphs)
