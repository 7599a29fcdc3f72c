"""Live tickers: one page with many short entries, each with its time, the newest first.

Their text is what the entries say, in the page's order. The time and the name over each entry are not text.
"""

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from workers.extraction.credits import read_byline
from workers.extraction.dateforms import read_date
from workers.extraction.dates import plausible, zone_of
from workers.extraction.embedded import paragraphs_of_body
from workers.extraction.features import plain
from workers.extraction.known import Known
from workers.extraction.result import Evidence
from workers.extraction.structured import types_of

_TYPE = "LiveBlogPosting"
_NAMED = re.compile(
    r"live[- ]?(?:ticker|blog|coverage|updates?|events?)|\bticker\b|news[- ]?(?:ticker|blog)\b|minutenprotokoll|"
    r"minute[- ]by[- ]minute|en (?:direct|directo|vivo)\b|\bin diretta\b|minuto a minuto|\blive\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\W*(?:(?:\d{1,2}[./]\s?\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d)\W+)?(?:(?:um|at|seit|update|updated|aktualisiert|posted|heute|today|gestern|yesterday)\b\W*)*"
    r"(?:(?:[01]?\d|2[0-3])[.:h][0-5]\d(?:[.:][0-5]\d)?(?:\s?(?:uhr|h|[ap]\.?m\.?|bst|gmt|utc|ist|e[sd]t|ce?s?t|mes?z)\b)*\.?"
    r"|(?:[01]?\d)\s?[ap]\.?m\b\.?|\d{1,3}\s?(?:\+\s?\d{1,2}\s?)?['’′]|(?:minute\s)?\d{1,3}\.\s?(?:minute|min\.?)"
    r"|vor\s\d+\s(?:sek|min|std|stunde)\w*\.?|\d+\s?(?:s|m|h|min(?:ute)?s?|hours?|hrs?)\sago)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 80
_ENTRIES = 3
"""Times over entries from which a page that calls itself a ticker is one."""
_LOOKED_AT = 5
_START = 50
"""Entries, and characters of each, by which it is told whether the page shows them itself."""
_MOST = 200
_CONFIDENCE = 0.6


class Update(NamedTuple):
    """An entry as the page's structured data has it."""

    headline: str
    body: str


def updates_of(objects: Iterable[Mapping[str, object]]) -> tuple[Update, ...]:
    """The entries that structured data name, in their order; at most a long day's."""
    return tuple(one for one in _updates(objects) if one.headline or one.body)[:_MOST]


def _updates(objects: Iterable[Mapping[str, object]]) -> Iterator[Update]:
    for one in objects:
        listed = one.get("liveBlogUpdate") if _TYPE in types_of(one) else None
        for update in listed if isinstance(listed, list) else [listed]:
            if isinstance(update, dict):
                headline, body = update.get("headline"), update.get("articleBody")
                yield Update(
                    *(html.unescape(text).strip() if isinstance(text, str) else "" for text in (headline, body))
                )


def is_ticker(known: Known, title: str, types: Collection[str]) -> bool:
    """Whether the page says so to machines, or calls itself one and has times over its paragraphs."""
    if _TYPE in types:
        return True
    if not _NAMED.search(f"{title} {known.url.replace('-', ' ')}") and not _NAMED.search(known.url):
        return False
    if not known.kept:
        return False
    # All lines in between, too: that a time over an entry is no text may have been seen already.
    lines = known.page.blocks[max(0, known.kept[0] - 1) : known.kept[-1]]
    return sum(1 for line in lines if _CLOCK.match(line.text[:_LONGEST])) >= _ENTRIES


def without_stamps(known: Known, kept: Sequence[int], names: Iterable[str]) -> tuple[int, ...]:
    """The choice without what stands over each entry: its time, who wrote it."""
    authors = frozenset(map(plain, names))
    return tuple(number for number in kept if not _is_stamp(known.page.blocks[number].text, authors))


def with_updates(paragraphs: tuple[str, ...], updates: Sequence[Update]) -> tuple[str, ...]:
    """The text, and the entries behind it when the page loads them by JavaScript and so shows none."""
    shown = plain(" ".join(paragraphs))
    if not updates or any(_start(one) in shown for one in updates[:_LOOKED_AT] if _start(one)):
        return paragraphs
    told = (part for one in updates for part in (one.headline, *paragraphs_of_body(one.body)) if part)
    return (*paragraphs, *told)


def span(known: Known) -> tuple[Evidence, Evidence] | None:
    """The oldest and the newest time over an entry, for a page that tells no date otherwise; None without times."""
    zone = zone_of(known.url)
    said = (element.get("datetime") for element in known.head.times)
    moments = [moment for text in said if text and (moment := read_date(text, zone))]
    values = [one.value for one in moments if one.precision != "day" and plausible(one.value, known.now)]
    return (_evidence(min(values)), _evidence(max(values))) if len(values) >= _ENTRIES else None


def _evidence(value: datetime) -> Evidence:
    return Evidence(value=value, precision="minute", source="time", confidence=_CONFIDENCE)


def _start(update: Update) -> str:
    """What an entry begins with, as it would stand in the text."""
    return plain(re.sub(r"<[^>]*>", " ", update.headline or update.body))[:_START]


def _is_stamp(text: str, authors: frozenset[str]) -> bool:
    if len(text) > _LONGEST:
        return False
    if plain(text) in authors:
        return True
    found = _CLOCK.fullmatch(text)
    if found is None:
        return False
    rest = found["rest"].strip(" .,·•|–—-/")
    if not rest or plain(rest) in authors or (not found["rest"].lstrip().startswith(":") and read_date(rest)):
        return True
    return not found["rest"].lstrip().startswith(":") and _is_name(rest)


def _is_name(text: str) -> bool:
    found = read_byline(text)
    return sum(map(len, found.names)) >= len(text) - _FEW


_FEW = 5
"""Characters around a name: "von", "By", a comma."""
