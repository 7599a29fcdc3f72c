"""The headline of an article, without the site's name."""

import re

from workers.extraction.head import Head
from workers.extraction.result import Hints
from workers.extraction.structured import Described
from workers.extraction.tree import text_of

_BAR = re.compile(r"\s+[|–—\-·•»:]+\s+|\s*[|»]\s*")


def find_title(head: Head, described: Described | None, hints: Hints, site_names: frozenset[str]) -> str:
    """Choose among what JSON-LD, Open Graph, the headings and the title element say."""
    candidates = [
        described.headline if described else None,
        head.first("og:title"),
        *(text_of(element) for element in head.headings[:1]),
        head.first("twitter:title"),
        hints.title,
        head.title,
    ]
    chosen = next((text for text in candidates if text and text.strip()), "")
    return without_site(one_line(chosen), site_names)


def one_line(text: str) -> str:
    """Text with each run of white space as one space."""
    return " ".join(text.split())


def without_site(title: str, site_names: frozenset[str]) -> str:
    """Take the site's name off either end of a title."""
    for _ in range(2):
        parts = _BAR.split(title)
        if len(parts) > 1 and parts[-1].casefold() in site_names:
            title = title[: title.rindex(parts[-1])].rstrip(" |–—-·•»:")
        elif len(parts) > 1 and parts[0].casefold() in site_names:
            title = title[len(parts[0]) :].lstrip(" |–—-·•»:")
    return title
