"""The document that the index of fetches keeps of one fetch."""

from typing import Any

from crawler.page import Fetch
from crawler.urls import host_of


def document(
    fetch: Fetch, *, article: str | None = None, language: str | None = None, detail: str | None = None
) -> dict[str, Any]:
    """Lay out a fetch by the names of the ``fetches`` mapping, which is strict."""
    return {
        "url": fetch.url,
        "host": host_of(fetch.url),
        "source": fetch.source,
        "at": fetch.at.isoformat(),
        "outcome": fetch.outcome,
        "reason": fetch.reason,
        "status": fetch.status,
        "milliseconds": fetch.milliseconds,
        "size": fetch.size,
        "found": fetch.announcement.kind.value,
        "found_in": fetch.announcement.found_in,
        "visit": fetch.visit,
        "run": fetch.run,
        "archived_in": fetch.archived_in,
        "article": article,
        "opt_outs": [{"signal": o.signal, "value": o.value, "verdict": o.verdict} for o in fetch.opt_outs],
        "language": language,
        "detail": detail,
    }
