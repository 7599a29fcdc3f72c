"""One demo newspaper as a web site: a path in, a response out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import jinja2

from deploy.demo.newsroom import Piece, slug_of
from deploy.demo.outlets import ELBTAL, WERRASTADT, Markup, Outlet

FEED_LENGTH = 20
NEWS_SITEMAP_LENGTH = 1_000
CONSENT_WALL = "/region/grosse-leserumfrage-zum-neuen-nahverkehrsplan-19999.html"
"""In the feed, and answered with nothing but a consent dialog."""
SOFT_404 = "/lokales/gewinnspiel-karten-fuer-das-elbtaler-sommerkonzert.html"
"""In the feed long after the page was taken down, and answered with status 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What the site answers."""

    body: bytes
    type: str = "text/html; charset=utf-8"
    status: int = 200


@cache
def _templates() -> jinja2.Environment:
    folder = Path(__file__).parent / "templates"
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    templates.filters["day"] = _day
    templates.filters["slug"] = slug_of
    return templates


_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def _day(at: datetime, language: str) -> str:
    """A date as the outlet's readers write it, in the newsroom's own time."""
    month = _MONTHS[language][at.month - 1]
    return (
        f"{at.day}. {month} {at.year}, {at:%H:%M} Uhr"
        if language == "de"
        else f"{at.day} {month} {at.year}, {at:%H:%M}"
    )


class Site:
    """The pages of one outlet. ``corrected`` says whether its newsroom has put its error right already."""

    def __init__(self, outlet: Outlet, pieces: tuple[Piece, ...], base: str) -> None:
        """Take the outlet's pieces, newest first, and the address it is served under, without a trailing slash."""
        self.outlet = outlet
        self.base = base
        self.corrected = False
        self._pieces = tuple(piece for piece in pieces if piece.outlet == outlet)
        self._by_path = {piece.path: piece for piece in self._pieces}

    def respond(self, path: str) -> Response:
        """Answer one path; the query string is nobody's business here, as on real sites."""
        if fixed := self._fixed_pages().get(path):
            return fixed()
        if section := self.sections.get(path):
            return self._listing(section, tuple(piece for piece in self._pieces if piece.section == section))
        amp = self.outlet.amp and path.startswith("/amp/")
        if piece := self._by_path.get(path.removeprefix("/amp") if amp else path):
            return self._article(piece, amp=amp)
        return self._missing(status=404)

    @property
    def sections(self) -> Mapping[str, str]:
        """Path and name of every section page."""
        return {f"/{slug_of(name)}/": name for name in sorted({piece.section for piece in self._pieces})}

    def _fixed_pages(self) -> Mapping[str, Callable[[], Response]]:
        pages: dict[str, Callable[[], Response]] = {
            "/": self._front,
            "/robots.txt": self._robots,
            "/feed.xml": self._feed,
            "/bild.svg": lambda: _file("picture.svg", "image/svg+xml"),
            "/stil.css": lambda: _file("paper.css", "text/css; charset=utf-8"),
        }
        if self.outlet.news_sitemap:
            pages |= {"/sitemap.xml": self._sitemap_index, "/news-sitemap.xml": self._news_sitemap}
        if self.outlet == WERRASTADT:
            pages[CONSENT_WALL] = self._consent_wall
        if self.outlet == ELBTAL:
            pages[SOFT_404] = lambda: self._missing(status=200)
        return pages

    def _robots(self) -> Response:
        lines = ["User-agent: *", "Disallow: /suche", "Disallow: /intern/"]
        if self.outlet.crawl_delay:
            lines.append(f"Crawl-delay: {self.outlet.crawl_delay}")
        if self.outlet.news_sitemap:
            lines += ["", f"Sitemap: {self.base}/sitemap.xml"]
        return Response(body="\n".join(lines).encode() + b"\n", type="text/plain; charset=utf-8")

    def _feed(self) -> Response:
        kind = "application/rss+xml" if self.outlet.feed == "rss" else "application/atom+xml"
        special = {ELBTAL.slug: SOFT_404, WERRASTADT.slug: CONSENT_WALL}.get(self.outlet.slug)
        pieces = self._current(FEED_LENGTH)
        return self._rendered(f"{self.outlet.feed}.xml", type=f"{kind}; charset=utf-8", pieces=pieces, special=special)

    def _sitemap_index(self) -> Response:
        return self._rendered("sitemap_index.xml", type="application/xml")

    def _news_sitemap(self) -> Response:
        return self._rendered("news_sitemap.xml", type="application/xml", pieces=self._current(NEWS_SITEMAP_LENGTH))

    def _front(self) -> Response:
        return self._listing(self.outlet.claim, self._pieces[:30])

    def _listing(self, title: str, pieces: tuple[Piece, ...]) -> Response:
        return self._rendered("listing.html", title=title, pieces=pieces)

    def _article(self, piece: Piece, *, amp: bool) -> Response:
        piece = piece.corrected() if self.corrected else piece
        shown = piece.paragraphs[:2] if piece.paywalled else piece.paragraphs
        at = self._pieces.index(self._by_path[piece.path])
        teasers = [
            other
            for other in (self._pieces[(at + step) % len(self._pieces)] for step in (3, 5, 8, 13))
            if other.path != piece.path
        ]
        template = "amp.html" if amp else f"article_{self.outlet.slug}.html"
        return self._rendered(
            template,
            piece=piece,
            paragraphs=shown,
            teasers=teasers,
            structured=_json_ld(piece, shown, self.base),
            title=piece.headline,
        )

    def _consent_wall(self) -> Response:
        return self._rendered("consent_wall.html", title=self.outlet.words["wall_title"])

    def _missing(self, *, status: int) -> Response:
        page = self._rendered("missing.html", title=self.outlet.words["missing_title"])
        return Response(body=page.body, status=status)

    def _current(self, most: int) -> tuple[Piece, ...]:
        return tuple(piece.corrected() if self.corrected else piece for piece in self._pieces[:most])

    def _rendered(self, template: str, *, type: str = "text/html; charset=utf-8", **values: object) -> Response:  # noqa: A002 - the header's name
        body = (
            _templates()
            .get_template(template)
            .render(
                outlet=self.outlet,
                words=self.outlet.words,
                base=self.base,
                sections=self.sections,
                popular=self._pieces[4:9],
                **values,
            )
        )
        return Response(body=body.encode(), type=type)


def _file(name: str, kind: str) -> Response:
    return Response(body=(Path(__file__).parent / "static" / name).read_bytes(), type=kind)


def _json_ld(piece: Piece, shown: tuple[str, ...], base: str) -> str:
    """The article as schema.org describes it, for the outlets that publish that."""
    if piece.outlet.markup is not Markup.JSON_LD:
        return ""
    people = [{"@type": "Person", "name": name} for name in piece.author.split(" und ") if name and name != "npd"]
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "@id": f"{base}/#site", "name": piece.outlet.name, "url": f"{base}/"},
            {
                "@type": "NewsArticle",
                "headline": piece.headline,
                "description": piece.standfirst,
                "articleSection": piece.section,
                "datePublished": piece.published.isoformat(),
                "dateModified": piece.modified.isoformat(),
                "author": people or [{"@type": "Organization", "name": "Nordpress-Dienst"}],
                "publisher": {"@id": f"{base}/#site"},
                "mainEntityOfPage": f"{base}{piece.path}",
                "isAccessibleForFree": not piece.paywalled,
                "keywords": ", ".join(piece.tags),
                "inLanguage": piece.language,
                "wordCount": sum(len(paragraph.split()) for paragraph in shown),
            },
        ],
    }
    return json.dumps(graph, ensure_ascii=False).replace("<", "\\u003c")
