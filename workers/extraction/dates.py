"""When an article was published and modified: all evidence of the page, ranked, with what speaks against it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlsplit

from lxml import etree, html

from workers.extraction.blocks import Marked, ancestors
from workers.extraction.dateforms import Moment, read_ago, read_date
from workers.extraction.known import Known
from workers.extraction.result import Evidence
from workers.extraction.tree import is_large, text_of

_PUBLISHED = (
    "article:published_time article:published og:published_time og:article:published_time datepublished "
    "date_published parsely-pub-date "
    "sailthru.date cxenseparse:recs:publishtime cxenseparse:publishtime dc.date.issued dcterms.issued "
    "dcterms.created dc.date.created "
    "publish-date publish_date publication_date publicationdate published_time pubdate ptime vr:published_time "
    "rnews:datepublished "
    "datecreated article_date_original article.published article.created dc.date dcterms.date date "
    "originalpublicationdate "
    "published-date publishdate release_date bt:pubdate timestamp citation_publication_date citation_date created "
    "og:pubdate "
    "og:release_date last-publicated dc:created dc:date article:create_at sendtime apub:time published displaydate "
    "article.date "
    "ob.publishedtime pub_date postdate article:post_date datum published_at"
).split()
_MODIFIED = (
    "article:modified_time article:modified og:updated_time og:modified_time datemodified dcterms.modified "
    "dc.date.modified "
    "last-modified lastmod modified_time utime updated_time revised rnews:datemodified cxenseparse:recs:modtime "
    "article:updated_time"
).split()
_MEANT = re.compile(r"\b(?:datePublished|dateCreated)\b")
_MADE = re.compile(
    r"(?:erschienen|veröffentlicht|erstellt|published|posted|written|publié|publicado|pubblicato|datum)\b",
    re.IGNORECASE,
)
_SAID_SO = 0.03
_CHANGED_MEANT = re.compile(r"\bdateModified\b")
_CHANGED = re.compile(
    r"updat|modif|aktualis|geändert|änderung|last\b|zuletzt|mis à jour|actualiz|aggiorn|bijgewerkt|oppdatert",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"related|teaser|sidebar|recommend|comment|kommentar|footer|\bnav|menu|popular|most-|latest|recent|ticker|"
    r"widget|archive|calendar|event|card|promo",
    re.IGNORECASE,
)
_IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)((?:19|20)\d\d)/(1[0-2]|0?[1-9])/([12]\d|3[01]|0?[1-9])(?=[/.]|$)"
    r"|(?<!\d)((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(\d\d?)(?!\d)"
)
_EARLIEST_YEAR = 1991
_SLACK = timedelta(days=1)
"""Clocks and zones differ; what lies further in the future is no date of publication."""
_MOST_PLACES = 60
_FARTHEST = 60
"""Blocks between the start of the text and a place that can still be its own."""
_ASIDE = frozenset(("footer", "aside", "nav"))
_NEAR = 12
"""Blocks around the start of the text in which a date line is the article's own."""
_LONGEST_LINE = 160
_ZONE_OF = {
    "de": "Europe/Berlin",
    "at": "Europe/Vienna",
    "ch": "Europe/Zurich",
    "fr": "Europe/Paris",
    "it": "Europe/Rome",
    "es": "Europe/Madrid",
    "uk": "Europe/London",
    "nl": "Europe/Amsterdam",
    "pl": "Europe/Warsaw",
    "ru": "Europe/Moscow",
    "jp": "Asia/Tokyo",
    "kr": "Asia/Seoul",
    "au": "Australia/Sydney",
    "in": "Asia/Kolkata",
    "lu": "Europe/Luxembourg",
    "li": "Europe/Vaduz",
    "se": "Europe/Stockholm",
    "no": "Europe/Oslo",
    "dk": "Europe/Copenhagen",
    "cz": "Europe/Prague",
    "tr": "Europe/Istanbul",
    "ua": "Europe/Kyiv",
    "br": "America/Sao_Paulo",
    "cn": "Asia/Shanghai",
}
_DAY_FIRST = frozenset(("uk", "au", "nz", "ie", "in", "za"))


def published_evidence(known: Known) -> tuple[Evidence, ...]:
    """All that speaks for a date of publication, most trusted first; impossible dates are left out."""
    found = [one for one in _published(known) if plausible(one.value, known.now)]
    found.sort(key=lambda one: -one.confidence)
    if not found or found[0].confidence < _TRUSTED:
        found.extend(one for one in _searched(known) if plausible(one.value, known.now))
    return _weighed(found)


def modified_evidence(known: Known) -> tuple[Evidence, ...]:
    """All that speaks for a date of the last change, most trusted first."""
    zone, first = zone_of(known.url), _month_first(known)
    found = [
        *_said(known.described.modified if known.described else None, "json-ld", 0.9, zone, first),
        *(one for value in known.head.every(*_MODIFIED) for one in _said(value, "meta", 0.85, zone, first)),
        *(one for place in _changed_places(known) for one in _said(place, "time", 0.7, zone, first)),
    ]
    return tuple(one for one in found if plausible(one.value, known.now))


def plausible(value: datetime, now: datetime) -> bool:
    """Whether an article on the web can bear this date at the time of the fetch."""
    return value.year >= _EARLIEST_YEAR and value <= now + _SLACK


def zone_of(url: str) -> str | None:
    """The zone of the country a host belongs to, for times that name none."""
    return _ZONE_OF.get((urlsplit(url).hostname or "").rsplit(".", 1)[-1])


_TRUSTED = 0.6


def _published(known: Known) -> Iterator[Evidence]:
    zone, first = zone_of(known.url), _month_first(known)
    yield from _said(known.described.published if known.described else None, "json-ld", 0.95, zone, first)
    for value in known.head.every(*_PUBLISHED):
        yield from _said(value, "meta", 0.9, zone, first)
    for mark in known.page.marked:
        if _MEANT.search(mark.names):
            yield from _said(_machine_date(mark.element), "microdata", 0.92, zone, first)
    yield from _on_page(known, zone, first)
    if known.hints.published:
        yield Evidence(value=known.hints.published, precision="second", source="feed", confidence=0.87)
    yield from _of_url(known.url)


def _said(text: str | None, source: str, confidence: float, zone: str | None, month_first: bool) -> Iterator[Evidence]:  # noqa: FBT001
    if text and (moment := read_date(text, zone, month_first=month_first)):
        yield _evidence(moment, source, confidence)


def _evidence(moment: Moment, source: str, confidence: float) -> Evidence:
    return Evidence(value=moment.value, precision=moment.precision, source=source, confidence=confidence)


def _machine_date(place: etree._Element) -> str:
    return place.get("content") or place.get("datetime") or place.get("title") or text_of(place)


def _on_page(known: Known, zone: str | None, month_first: bool) -> Iterator[Evidence]:  # noqa: FBT001
    """Elements and lines near the start of the text that show a date to readers."""
    for mark in [mark for mark in known.page.marked if mark.date][:_MOST_PLACES]:
        place = mark.element
        distance = mark.block - known.first
        if place.tag in {"body", "html"} or abs(distance) > _FARTHEST or _foreign(known, mark):
            continue
        text = text_of(place)
        if len(text) > _LONGEST_LINE:
            continue
        machine = (
            place.get("datetime")
            or place.get("content")
            or (place.get("title") if place.tag in {"abbr", "time"} else None)
        )
        names = f"{mark.names} {text[:40]}"
        changed = _CHANGED.search(names) is not None and not _MADE.search(text)
        trust = (0.82 if place.tag == "time" else 0.76) - (0.25 if changed else 0) - 0.008 * min(20, abs(distance))
        yield from _said(machine, "time", trust, zone, month_first)
        if not machine:
            yield from _shown(text, trust, known.now, zone, month_first)
    for block in known.page.blocks[max(0, known.first - _NEAR) : known.first + 2]:
        if len(block.text) < _LONGEST_LINE and any(map(str.isdigit, block.text)):
            yield from _shown(
                block.text,
                0.66 - (0.2 if _CHANGED.search(block.text) and not _MADE.search(block.text) else 0),
                known.now,
                zone,
                month_first,
            )


def _shown(text: str, trust: float, now: datetime, zone: str | None, month_first: bool) -> Iterator[Evidence]:  # noqa: FBT001
    if made := _MADE.search(text):  # "changed on the 3rd, published on the 1st"
        text, trust = text[made.end() :], trust + _SAID_SO
    moment = read_date(text, zone, month_first=month_first) or read_ago(text, now)
    if moment:
        yield _evidence(moment, "text", trust)


def _foreign(known: Known, mark: Marked) -> bool:
    """Whether an element belongs to something else than the article's own head or foot."""
    nodes = (known.page.nodes[number] for number in ancestors(known.page.nodes, mark.node))
    return bool(_ELSEWHERE.search(mark.names)) or any(
        node.tag in _ASIDE or (node.parent >= 0 and _ELSEWHERE.search(node.names)) for node in nodes
    )


def _changed_places(known: Known) -> Iterator[str]:
    return (_machine_date(mark.element) for mark in known.page.marked if _CHANGED_MEANT.search(mark.names))


def _of_url(url: str) -> Iterator[Evidence]:
    if match := _IN_URL.search(urlsplit(url).path):
        parts = [part for part in match.groups() if part]
        text = "-".join(parts) if parts[1].isdigit() else f"{parts[2]} {parts[1]} {parts[0]}"
        if moment := read_date(text):
            yield _evidence(moment, "url", 0.85)


def _searched(known: Known) -> Iterator[Evidence]:
    """The dear search of all the page's text, when nothing else knows."""
    if is_large(known.root):
        return
    from htmldate import find_date  # 0.2 s to import, and needed for few pages

    found = find_date(
        html.fromstring(etree.tostring(known.root)),
        original_date=True,
        extensive_search=True,
        max_date=known.now.date().isoformat(),
    )
    if found and not found.endswith("-01-01"):  # a bare year that was made a day
        yield Evidence(
            value=datetime.fromisoformat(found).replace(tzinfo=UTC), precision="day", source="text", confidence=0.45
        )


def _weighed(found: list[Evidence]) -> tuple[Evidence, ...]:
    """Put the evidence in order, an earlier day of the URL first, and note whether good evidence disagrees."""
    if not found:
        return ()
    best = found[0]
    stated = next((one for one in found if one.source == "url"), None)
    if stated is not None and best is not stated:
        away = abs(best.value.date() - stated.value.date())
        if away > timedelta(days=1) and stated.value < best.value:
            best = stated
        elif away == timedelta(days=1):
            best = replace(best, value=_local(best.value, stated.value))
    best = _with_zone(_finer(best, found), found)
    disputed = any(abs(one.value - best.value) > timedelta(hours=36) for one in found if one.confidence >= _TRUSTED)
    return (replace(best, disputed=disputed), *(one for one in found if one is not best))


def _finer(best: Evidence, found: Iterable[Evidence]) -> Evidence:
    """Evidence that names the same day and the time as well, if the best names the day alone."""
    if best.precision != "day":
        return best
    same = (one for one in found if one.precision != "day" and one.value.date() == best.value.date())
    finer = next(same, None)
    return best if finer is None else replace(finer, confidence=best.confidence)


def _local(value: datetime, day: datetime) -> datetime:
    """The same instant in the nearest whole-hour zone in which it falls on the day that the URL names."""
    for hours in (*range(1, 15), *(-number for number in range(1, 13))):
        there = value.astimezone(timezone(timedelta(hours=hours)))
        if there.date() == day.date() and (hours > 0) == (day.date() > value.date()):
            return there
    return value


def _with_zone(best: Evidence, found: Iterable[Evidence]) -> Evidence:
    """The same instant as other evidence gives it in the publisher's own zone, if the best gives it in UTC."""
    if best.value.utcoffset() or best.precision == "day":
        return best
    same = (
        one.value
        for one in found
        if one.precision != "day" and one.value.utcoffset() and abs(one.value - best.value) < timedelta(minutes=1)
    )
    return replace(best, value=next(same, best.value))


def _month_first(known: Known) -> bool:
    language = (known.head.language or "").lower()
    top = (urlsplit(known.url).hostname or "").rsplit(".", 1)[-1]
    return language.startswith("en") and language not in {"en-gb", "en-au"} and top not in _DAY_FIRST
