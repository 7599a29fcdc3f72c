"""Which language a page is in: what it declares."""

import re

from workers.extraction.head import Head
from workers.extraction.structured import Described

_CODE = re.compile(r"^([a-z]{2})(?:[-_]|$)")


def declared_language(head: Head, described: Described | None) -> str | None:
    """ISO 639-1 as the page declares it; ``html lang`` first, for browsers and screen readers act on it."""
    said = (
        head.language,
        described.language if described else None,
        head.first("og:locale", "content-language", "dc.language"),
    )
    return next((match.group(1) for text in said if text and (match := _CODE.match(text.strip().lower()))), None)
