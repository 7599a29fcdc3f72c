"""Tell article addresses from section pages by their shape, from rules of thumb and from what feeds have shown.

Pure.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = ["looks_like_article", "shape_of"]

_DATE = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?(?=[/-]|$)")
_NUMBER = re.compile(r"\d{5,}|[a-z]-?\d{4,}|\b[0-9a-f]{8,}\b")
_NOT_ARTICLES = re.compile(
    r"/(?:tags?|themen?|topics?|autor(?:en)?|authors?|kontakt|contact|impressum|imprint|datenschutz|privacy|agb|terms|abo|subscribe"
    r"|login|anmelden|register|suche|search|archiv|archive|newsletter|feeds?|rss|sitemaps?|shop|jobs?|karriere|hilfe|help|about"
    r"|ueber-uns|mediadaten|advertise|anzeigen|wetter|weather|tv-programm|horoskop|spiele|games|kategorie|category|page|seite)(?:[/.?-]|$)",
    re.IGNORECASE,
)
_WORDS = 4
"""Hyphenated words that make a headline; sections have one or two."""
_SURE = 5
"""Articles of a shape that a feed must have shown before the shape alone decides."""


def shape_of(url: str) -> str:
    """The form of a path: ``/politik/2026/11/ein-langer-name-123456.html`` -> ``/w/Y/N/S#.html``."""
    path = urlsplit(url).path
    return "/".join(_segment(segment) for segment in path.split("/"))


def looks_like_article(url: str, text: str | None = None, learned: Mapping[str, int] | None = None) -> bool:
    """Whether a link on a front page leads to an article rather than to a section."""
    path = urlsplit(url).path
    if path in {"", "/"} or _NOT_ARTICLES.search(path):
        return False
    if learned and sum(learned.values()) >= _SURE:
        shape = shape_of(url)
        # Headlines hold a number now and then: "8000-menschen-…" is made like its neighbours that hold none.
        return any(learned.get(one, 0) > 0 for one in (shape, shape.replace("S#", "S")))
    last = path.rstrip("/").rpartition("/")[2]
    if len(re.findall(r"[^\W\d_]+", last)) >= _WORDS or _DATE.search(path):
        return True
    return bool(_NUMBER.search(last)) and (text is None or len(text.split()) >= _WORDS)


def _segment(segment: str) -> str:
    stem, dot, suffix = segment.rpartition(".")
    if not dot or not 1 <= len(suffix) <= 5:  # noqa: PLR2004 - the length of file suffixes
        stem, suffix = segment, ""
    ending = f".{suffix}" if suffix else ""
    if re.fullmatch(r"(?:19|20)\d\d", stem):
        return "Y" + ending
    if stem.isdigit():
        return "N" + ending
    words = re.findall(r"[^\W\d_]+", stem)
    form = "S" if len(words) >= _WORDS else "w" if words else ""
    return form + ("#" if _NUMBER.search(stem) else "") + ending
