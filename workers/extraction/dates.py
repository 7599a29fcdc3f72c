"""When an article was published and modified: all evidence of the page, ranked, with what speaks against it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree, html

from workers.extraction.blocks import Marked, ancestors
from workers.extraction.dateforms import Moment, read_ago, read_date
from workers.extraction.known import Known
from workers.extraction.microdata import is_of_another
from workers.extraction.result import Evidence
from workers.extraction.tree import is_large, spaced, text_of
from workers.extraction.weighing import DOUBTED, TRUSTED, finer, weighed

_PUBLISHED = (
    "article:published_time article:published og:published_time og:article:published_time datepublished "
    "date_published parsely-pub-date "
    "sailthru.date cxenseparse:recs:publishtime cxenseparse:publishtime dc.date.issued dcterms.issued "
    "dcterms.created dc.date.created "
    "publish-date publish_date publication_date publicationdate published_time pubdate ptime vr:published_time "
    "rnews:datepublished "
    "datecreated article_date_original article.published article.created "
    "originalpublicationdate "
    "published-date publishdate release_date bt:pubdate citation_publication_date citation_date created "
    "og:pubdate "
    "og:release_date last-publicated dc:created article:create_at sendtime apub:time published displaydate "
    "article.date "
    "ob.publishedtime pub_date postdate article:post_date published_at"
).split()
_ITEMPROPS = ("datepublished", "datemodified")
"""As meta elements of microdata say it, each for its own item: a teaser's among them."""
_UNCLEAR = ("dc.date", "dcterms.date", "date", "dc:date", "timestamp", "datum")
"""Dates of the page, which some systems set anew with each change; a date that readers are shown is surer."""
_MODIFIED = (
    "article:modified_time article:modified og:updated_time og:modified_time datemodified dcterms.modified "
    "dc.date.modified "
    "last-modified lastmod modified_time utime updated_time revised rnews:datemodified cxenseparse:recs:modtime "
    "article:updated_time"
).split()
_MEANT = re.compile(r"\b(?:datePublished|dateCreated)\b")
_MADE = re.compile(
    r"(?:erschienen|erscheinungsdatum|veröffentlicht|erstellt|gepostet|eingestellt|published|posted|written|publié|publicado|"
    r"pubblicato|datum)\b",
    re.IGNORECASE,
)
_OF_ENTRY = re.compile(
    r"\bwurde\b.{4,70}\b(?:veröffentlicht|gepostet|geschrieben|erstellt|verfasst|eingetragen)\b"
    r"|\b(?:entry|post|article)\s+(?:was|is)\s+(?:posted|published|written)\b.{4,70}\bunder\b",
    re.IGNORECASE,
)
"""A weblog's line on its entry, which goes on with links: "… wurde am 3. Mai veröffentlicht und abgelegt unter …"."""
_LONGEST_ENTRY = 200
_SAID_SO = 0.03
_OTHER_EVENT = re.compile(
    r"registriert|mitglied seit|joined|member since|geboren|geburtstag|\bborn\b|birth|copyright|©|letzter besuch|"
    r"\breceived\b|eingegangen am",
    re.IGNORECASE,
)
"""What is dated in such a line is a person, the site, or a manuscript at its journal."""
_PAIR = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_LAST_PART = re.compile(r"[|–—-]\s*(\d{1,2}[./]\s?\d{1,2}[./]\s?\d{4}|\d{4}-\d\d-\d\d)\s*$")
_LONGEST_SCRIPT = 200_000
_LONGEST_SEARCHED = 1_000_000
"""Characters of a page's text that are searched whole; the longest of our pages has 112,407."""
_NOT_READ = ("script", "style", "svg")
_TELLS = re.compile(r"[0-9©]|copyright|\(c\)", re.IGNORECASE)
"""What every date in a text has, or, by htmldate's rules, the line that names its year."""
_LIKE_A_DATE = re.compile(r"(?:19|20)\d\d|\d\d?[./-]\d\d?[./-]\d\d")
"""The same in attributes, which are full of other figures."""
_SMALL_TEXT = 30
_SMALL_PART = 4
"""Characters and elements of what stays beside a figure."""
_SCRIPTED = (
    r"\w{0,20}(?:\\?[\"']|\s|[:=(\\]){1,6}"
    r"((?:19|20)\d\d[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01])"
    r"(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?)"
)
_PUBLISHED_IN_SCRIPT = re.compile("[Pp]ubli" + _SCRIPTED)
_MADE_IN_SCRIPT = re.compile(r"(?:[Cc]reat|[Dd]ate\b|[Pp]osted|[Ii]ssued)" + _SCRIPTED)
"""``"published_at": "2019-03-02T06:24:00Z"`` and the like, in what a page tells its own scripts."""
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
_DIGIT = re.compile(r"\d")
_EARLIEST_YEAR = 1991
_SLACK = timedelta(days=1)
"""Clocks and zones differ; what lies further in the future is no date of publication."""
_MOST_PLACES = 60
_FARTHEST = 60
"""Blocks between the start of the text and a place that can still be its own."""
_ASIDE = frozenset(("footer", "aside", "nav", "blockquote"))
_NEAR, _WITHIN, _AMONG, _BEHIND = 12, 2, 5, 12
"""Blocks around the start of the text in which a date line is the article's own."""
_FARTHER = 0.001
"""What each block between text and date costs: of two bare dates the nearer is the article's."""
_LONGEST_LINE = 160
_AMID = 0.1
"""What an element loses that stands amid the text: posts of others are shown there."""
_DATELINE = 50
"""Characters at the start of the text in which a place and a day can stand."""
_BARE = 24
"""Letters of a line that holds a date and little else."""
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


def published_evidence(known: Known, modified: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """All that speaks for a date of publication, most trusted first; impossible dates are left out.

    Args:
        known: The page.
        modified: What speaks for a date of the last change, which is none of publication.
    """
    found = [one for one in _published(known) if plausible(one.value, known.now)]
    found.sort(key=lambda one: -one.confidence)
    if not found or found[0].confidence < TRUSTED:
        found.extend(one for one in _told_in_lines(known) if plausible(one.value, known.now))
        found.sort(key=lambda one: -one.confidence)
    if not found:
        found.extend(one for one in _searched(known) if plausible(one.value, known.now))
    return weighed(found, frozenset(one.value.date() for one in modified), zone_of(known.url))


def modified_evidence(known: Known) -> tuple[Evidence, ...]:
    """All that speaks for a date of the last change, most trusted first."""
    zone, first = zone_of(known.url), _month_first(known)
    item = known.item.says.modified if known.item else None
    metas = (name for name in _MODIFIED if name not in _ITEMPROPS or not item)
    found = [
        *_said(known.described.modified if known.described else None, "json-ld", 0.9, zone, first),
        *_said(item, "microdata", 0.85, zone, first),
        *(one for value in known.head.every(*metas) for one in _said(value, "meta", 0.85, zone, first)),
        *(one for place in _changed_places(known) for one in _said(place, "time", 0.7, zone, first)),
    ]
    plain = [one for one in found if plausible(one.value, known.now)]
    return (finer(plain[0], plain), *plain[1:]) if plain else ()


def plausible(value: datetime, now: datetime) -> bool:
    """Whether an article on the web can bear this date at the time of the fetch."""
    return value.year >= _EARLIEST_YEAR and value <= now + _SLACK


def zone_of(url: str) -> str | None:
    """The zone of the country a host belongs to, for times that name none."""
    return _ZONE_OF.get((urlsplit(url).hostname or "").rsplit(".", 1)[-1])


def _published(known: Known) -> Iterator[Evidence]:
    zone, first = zone_of(known.url), _month_first(known)
    yield from _said(known.described.published if known.described else None, "json-ld", 0.95, zone, first)
    item = known.item.says.published if known.item else None
    for value in known.head.every(*(name for name in _PUBLISHED if name not in _ITEMPROPS or not item)):
        yield from _said(value, "meta", 0.9, zone, first)
    yield from _said(item, "microdata", 0.9, zone, first)
    for value in known.head.every(*_UNCLEAR):
        yield from _said(value, "meta", DOUBTED, zone, first)
    for title in (known.head.first("og:title") or "", known.head.title):
        yield from _said(_title_end(title), "meta", 0.72, zone, first)
    for value in _of_any_page(known):
        yield from _said(value, "json-ld", 0.86, zone, first)
    for mark in known.page.marked:
        if _MEANT.search(mark.names) and not is_of_another(mark.element, known.item):
            yield from _said(_machine_date(mark.element), "microdata", 0.92, zone, first)
    yield from _on_page(known, zone, first)
    if known.hints.published:
        yield Evidence(value=known.hints.published, precision="second", source="feed", confidence=0.87)
    yield from _of_url(known.url)


def _title_end(title: str) -> str | None:
    """What follows the last bar of a page's title, when that is a day alone."""
    match = _LAST_PART.search(title)
    return match[1] if match else None


def _of_any_page(known: Known) -> tuple[str, ...]:
    """What JSON-LD says of the page where it describes no article or cannot be read, if it names one day alone."""
    if known.described is not None and known.described.published:
        return ()
    said = tuple(match[1] for script in known.head.scripts for match in _PAIR.finditer(script[:_LONGEST_SCRIPT]))
    return said[:1] if len({one[:10] for one in said}) == 1 else ()


def _said(text: str | None, source: str, confidence: float, zone: str | None, month_first: bool) -> Iterator[Evidence]:  # noqa: FBT001
    if text and (moment := read_date(text, zone, month_first=month_first)):
        yield _evidence(moment, source, confidence)


def _evidence(moment: Moment, source: str, confidence: float) -> Evidence:
    return Evidence(value=moment.value, precision=moment.precision, source=source, confidence=confidence)


def _machine_date(place: etree._Element) -> str:
    return place.get("content") or place.get("datetime") or place.get("title") or text_of(place)


def _on_page(known: Known, zone: str | None, month_first: bool) -> Iterator[Evidence]:  # noqa: FBT001
    """Elements and lines near the start of the text that show a date to readers."""
    last = known.kept[-1] if known.kept else known.first
    away = _distances(known)
    for mark in [mark for mark in known.page.marked if mark.date][:_MOST_PLACES]:
        place = mark.element
        distance = away(mark.block)
        if place.tag in {"body", "html"} or distance > _FARTHEST or _foreign(known, mark):
            continue
        text = spaced(place)
        if len(text) > _LONGEST_LINE or _OTHER_EVENT.search(text):
            continue
        machine = (
            place.get("datetime")
            or place.get("content")
            or (place.get("title") if place.tag in {"abbr", "time"} else None)
        )
        names = f"{mark.names} {text[:40]}"
        changed = _CHANGED.search(names) is not None and not _MADE.search(text)
        trust = (0.82 if place.tag == "time" else 0.76) - (0.25 if changed else 0) - 0.008 * min(20, distance)
        if known.first + _WITHIN <= mark.block <= last:
            trust -= _AMID
        yield from _said(machine, "time", trust, zone, month_first)
        if not machine:
            yield from _shown(text, trust, known.now, zone, month_first)
    yield from _near_the_start(known, away, zone, month_first)


def _distances(known: Known) -> Callable[[int], int]:
    """How many blocks a block is away from the text's first; navigation that was not cut counts by its links."""
    passed: Counter[int] = Counter()
    for number, element in known.page.passed:
        if abs(number - known.first) <= _FARTHEST:
            passed[number] += sum(1 for _ in islice(element.iter("a"), _FARTHEST))

    def away(block: int) -> int:
        low, high = sorted((block, known.first))
        return high - low + sum(links for number, links in passed.items() if low < number <= high)

    return away


def _near_the_start(
    known: Known,
    away: Callable[[int], int],
    zone: str | None,
    month_first: bool,  # noqa: FBT001
) -> Iterator[Evidence]:
    """Lines without a telling name around the first one of the text; within it those that are little but a date."""
    for number in range(max(0, known.first - _NEAR), min(known.first + _AMONG, len(known.page.blocks))):
        text = known.page.blocks[number].text
        if len(text) >= _LONGEST_LINE or not _DIGIT.search(text) or _OTHER_EVENT.search(text):
            continue
        if (distance := away(number)) > _NEAR:
            continue
        bare = sum(map(str.isalpha, text)) <= _BARE and not _is_quoted(known, number)
        if bare or number < known.first + _WITHIN:
            changed = _CHANGED.search(text) is not None and not _MADE.search(text)
            trust = (0.7 if bare else 0.66) - 0.2 * changed - _FARTHER * distance
            yield from _shown(text, trust, known.now, zone, month_first)


def _is_quoted(known: Known, number: int) -> bool:
    around = islice(ancestors(known.page.nodes, known.page.blocks[number].node), 4)
    return any(known.page.nodes[holder].tag == "blockquote" for holder in around)


def _shown(text: str, trust: float, now: datetime, zone: str | None, month_first: bool) -> Iterator[Evidence]:  # noqa: FBT001
    if made := _MADE.search(text):
        behind = text[made.end() :]  # "changed on the 3rd, published on the 1st", but "am 1. Mai gepostet"
        text, trust = behind if _DIGIT.search(behind) else text, trust + _SAID_SO
    if moment := read_date(text, zone, month_first=month_first):
        yield _evidence(moment, "text", trust)
    elif moment := read_ago(text, now):
        yield _evidence(moment, "text", min(trust, TRUSTED + 0.05))


def _foreign(known: Known, mark: Marked) -> bool:
    """Whether an element belongs to something else than the article's own head or foot."""
    page = known.page
    if _is_elsewhere(mark.names):
        return True
    for number in ancestors(page.nodes, mark.node):
        if known.holds_article(number):
            return False  # what holds the text itself is no box beside it
        node = page.nodes[number]
        if node.tag in _ASIDE or _is_elsewhere(node.names):
            return True
    return False


@lru_cache(maxsize=20_000)
def _is_elsewhere(names: str) -> bool:
    return _ELSEWHERE.search(names) is not None


def _changed_places(known: Known) -> Iterator[str]:
    return (
        _machine_date(mark.element)
        for mark in known.page.marked
        if _CHANGED_MEANT.search(mark.names) and not is_of_another(mark.element, known.item)
    )


def _of_url(url: str) -> Iterator[Evidence]:
    if match := _IN_URL.search(urlsplit(url).path):
        parts = [part for part in match.groups() if part]
        text = "-".join(parts) if parts[1].isdigit() else f"{parts[2]} {parts[1]} {parts[0]}"
        if moment := read_date(text):
            yield _evidence(moment, "url", 0.85)


def _told_in_lines(known: Known) -> Iterator[Evidence]:
    """Lines anywhere that say what their date is of: "Erschienen am …", "Diese Seite wurde zuletzt am … geändert"."""
    zone, first = zone_of(known.url), _month_first(known)
    opening = known.page.blocks[known.first].text[:_DATELINE] if known.kept else ""
    if opening and not _OTHER_EVENT.search(opening):
        yield from _said(opening, "text", 0.55, zone, first)
    end = known.kept[-1] if known.kept else len(known.page.blocks)
    for number, block in enumerate(known.page.blocks):
        text = block.text
        if number and len(label := known.page.blocks[number - 1].text) <= _BARE and label.endswith(":"):
            text = f"{label} {text}"
        if not _DIGIT.search(text):
            continue
        entry = _OF_ENTRY.search(text[:_LONGEST_ENTRY])
        if (len(text) > _LONGEST_LINE or block.links > 1) and not entry:
            continue
        if _OTHER_EVENT.search(text):
            continue
        changed, made = _CHANGED.search(text), entry or _MADE.search(text)
        if not (changed or made):
            continue
        near = number - known.first >= -_NEAR and number <= end + _BEHIND
        trust = (0.64 if made else 0.5) - (0 if near else 0.15)
        yield from _shown(text, trust, known.now, zone, first)


def _searched(known: Known) -> Iterator[Evidence]:
    """The dear search of all the page's text, then of what its scripts call a date, when nothing else knows."""
    if is_large(known.root) or sum(len(block.text) for block in known.page.blocks) > _LONGEST_SEARCHED:
        return
    from htmldate import find_date  # 0.2 s to import, and needed for few pages

    page = html.fromstring(etree.tostring(known.root))
    _cut_what_holds_no_date(page)
    with _own_forms():
        found = find_date(page, original_date=True, extensive_search=True, max_date=known.now.date().isoformat())
    if found and not found.endswith("-01-01"):  # a bare year that was made a day
        yield Evidence(
            value=datetime.fromisoformat(found).replace(tzinfo=UTC), precision="day", source="text", confidence=0.45
        )
    for form in (_PUBLISHED_IN_SCRIPT, _MADE_IN_SCRIPT):
        for script in known.root.iter("script"):
            for match in form.finditer((script.text or "")[:_LONGEST_SCRIPT]):
                yield from _said(match[1], "script", 0.4, zone_of(known.url), _month_first(known))


@contextmanager
def _own_forms() -> Iterator[None]:
    """Let htmldate ask us where it asks dateparser.

    That makes ready for two hundred languages first, a second for each process, and read no more of 282 pages.
    """
    from htmldate import extractors

    theirs = extractors.get_external_parser
    extractors.get_external_parser = cache(_OwnForms)
    try:
        yield
    finally:
        extractors.get_external_parser = theirs


class _OwnForms:
    """Reads for htmldate what it does not know itself, as dateparser does otherwise."""

    def get_date_data(self, text: str) -> dict[str, datetime | None]:
        """The answer in dateparser's shape."""
        moment = read_date(text)
        return {"date_obj": moment.value.replace(tzinfo=None) if moment else None}


def _cut_what_holds_no_date(page: etree._Element) -> None:
    """Take away, in place, what cannot change the answer and is more than half of the search's time.

    A small part without a figure stays: it may be the month's name, or fill the few characters that are read there.
    """
    etree.strip_elements(page, *_NOT_READ, with_tail=False)
    body = page.find(".//body")
    if body is None:
        return
    telling = {body}
    for element in body.iter():
        texts, attributes = (element.text or "", element.tail or ""), map(str, element.values())
        if any(map(_TELLS.search, texts)) or any(map(_LIKE_A_DATE.search, attributes)):
            above: etree._Element | None = element
            while above is not None and above not in telling:
                telling.add(above)
                above = above.getparent()
    left = [body]
    while left:
        parent = left.pop()
        for child in list(parent):
            if child in telling:
                left.append(child)
            elif len(child.text or "") > _SMALL_TEXT or sum(1 for _ in child.iter()) > _SMALL_PART:
                parent.remove(child)


def _month_first(known: Known) -> bool:
    language = (known.head.language or "").lower()
    top = (urlsplit(known.url).hostname or "").rsplit(".", 1)[-1]
    return language.startswith("en") and language not in {"en-gb", "en-au"} and top not in _DAY_FIRST
