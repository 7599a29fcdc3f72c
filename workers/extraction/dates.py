"""When an article was published and modified: all evidence of the page, ranked, with what speaks against it."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from lxml import etree

from workers.extraction.dateforms import Moment, read_date
from workers.extraction.head import Head
from workers.extraction.result import Evidence, Hints
from workers.extraction.structured import Described
from workers.extraction.tree import text_of

_PUBLISHED_META = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished", "date_published",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "publish-date", "publish_date", "publication_date", "publicationdate", "published_time", "pubdate",
    "ptime", "vr:published_time", "rnews:datepublished", "datecreated", "article_date_original", "article.published", "article.created",
    "dc.date", "dcterms.date", "date", "originalpublicationdate", "last-published", "published-date", "publishdate", "release_date",
    "bt:pubdate", "timestamp", "citation_publication_date", "citation_date", "created", "og:pubdate", "og:release_date", "last-publicated",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "article:modified", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified", "dc.date.modified",
    "last-modified", "lastmod", "modified_time", "utime", "updated_time", "revised", "rnews:datemodified", "cxenseparse:recs:modtime",
)  # fmt: skip
_IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_.-](0?[1-9]|1[0-2])[/_.-](0?[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)(20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)"
)
_EARLIEST_YEAR = 1990
_SLACK = timedelta(days=1)
"""Clocks and zones differ; what lies further in the future is no date of publication."""
_ZONE_OF = {
    "de": "Europe/Berlin",
    "at": "Europe/Vienna",
    "ch": "Europe/Zurich",
    "fr": "Europe/Paris",
    "it": "Europe/Rome",
    "uk": "Europe/London",
}


def published_evidence(
    *, root: etree._Element, head: Head, described: Described | None, url: str, hints: Hints, now: datetime
) -> tuple[Evidence, ...]:
    """All that speaks for a date of publication, most trusted first, impossible dates left out."""
    zone = zone_of(url)
    found = [
        *_said(described.published if described else None, "json-ld", 0.95, zone),
        *(one for value in head.every(*_PUBLISHED_META) for one in _said(value, "meta", 0.9, zone)),
        *_of_times(head.times, zone),
        *_hinted(hints),
        *_of_url(url),
    ]
    return tuple(one for one in found if plausible(one.value, now))


def modified_evidence(*, head: Head, described: Described | None, url: str, now: datetime) -> tuple[Evidence, ...]:
    """All that speaks for a date of the last change, most trusted first."""
    zone = zone_of(url)
    found = [
        *_said(described.modified if described else None, "json-ld", 0.9, zone),
        *(one for value in head.every(*_MODIFIED_META) for one in _said(value, "meta", 0.85, zone)),
    ]
    return tuple(one for one in found if plausible(one.value, now))


def plausible(value: datetime, now: datetime) -> bool:
    """Whether an article on the web can bear this date at the time of the fetch."""
    return value.year >= _EARLIEST_YEAR and value <= now + _SLACK


def zone_of(url: str) -> str | None:
    """The zone of the country a host belongs to, for times that name none."""
    return _ZONE_OF.get((urlsplit(url).hostname or "").rsplit(".", 1)[-1])


def _evidence(moment: Moment, source: str, confidence: float) -> Evidence:
    return Evidence(value=moment.value, precision=moment.precision, source=source, confidence=confidence)


def _said(text: str | None, source: str, confidence: float, zone: str | None) -> Iterator[Evidence]:
    if text and (moment := read_date(text, zone)):
        yield _evidence(moment, source, confidence)


def _of_times(times: Iterable[etree._Element], zone: str | None) -> Iterator[Evidence]:
    for element in list(times)[:3]:
        text = element.get("datetime") or text_of(element)
        yield from _said(text, "time", 0.7, zone)


def _hinted(hints: Hints) -> Iterator[Evidence]:
    if hints.published:
        yield Evidence(value=hints.published, precision="second", source="feed", confidence=0.8)


def _of_url(url: str) -> Iterator[Evidence]:
    if match := _IN_URL.search(urlsplit(url).path):
        parts = [part for part in match.groups() if part]
        if moment := read_date("-".join(parts)):
            yield _evidence(moment, "url", 0.75)
