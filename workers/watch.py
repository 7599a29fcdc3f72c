"""Watches how each source's pages are made and how complete their articles are, and notices when that changes.

Of every page 16 bytes are remembered: its template, which parts its article has, its length, and the section of the
site that it stands in. The latest pages are compared with those before them: a share that fell further than chance
explains is noticed. Pages are compared with those of their own section, so that ten results from the sports desk in a
row, none with an author, are nothing new.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import compress
from math import log
from statistics import median
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import xxhash

from crawler.drift import Drift, complete_key, drift_key, from_hash, memory_key, to_value
from crawler.page import Kind, Page
from workers.extraction import Extraction
from workers.outcomes import Reason, Rejected

if TYPE_CHECKING:
    from redis.client import Pipeline

    from workers.settings import WorkersSettings

logger = logging.getLogger("newsloom.drift")

PAGES = 128
"""Pages remembered of a source."""
USUAL = 20
"""Pages from which it is known what is usual."""
RUNS = (5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64)
"""Lengths of the latest run that is compared with what was before."""
CHANCE = 1e-6
"""Probability below which a run is no chance; a page asks some twenty such questions."""
FALLEN, AGAIN = 0.5, 0.8
"""Parts of the share from before: below the first it has fallen, from the second on it is as it was."""
LATEST = 32
"""Pages of which it is told how complete they are."""
RECENT = 8
"""Pages on which it shows that all is as before."""
SHORT = 3
"""A text is of the usual length when it has a third of the middle one's."""
NEW_IS_USUAL = timedelta(days=14)
"""After so long a new template is the source's template."""
KEPT = 90 * 24 * 3600
"""Seconds for which a source that brings nothing is remembered."""

PARTS = {
    "articles": "pages that are articles",
    "title": "articles with a headline",
    "text": "articles of the usual length",
    "authors": "articles with an author or an agency",
    "published": "articles with a date",
    "section": "articles with a section",
    "standfirst": "articles with a standfirst",
}
"""What is watched beside the template, as people read it."""
_FLAGS = {"articles": 1, "title": 2, "authors": 4, "published": 8, "section": 16, "standfirst": 32}
_PLACES = 256
"""Sections are told apart by so many numbers."""
_NOT_THE_SITES_DOING = frozenset((Reason.OPTED_OUT, Reason.NOT_HTML, Reason.TOO_LARGE))

_PACKED = Struct("<IIIHBB")
"""A mark as Redis has it."""


class _Mark(NamedTuple):
    """What is remembered of one page. So few are read more quickly one by one than by numpy, call for call."""

    page: int
    """Hash of the address."""
    template: int
    at: int
    """When it was fetched, in seconds since 1970."""
    length: int
    """Characters of the text, at most 65,535."""
    flags: int
    """Which parts its article has."""
    place: int
    """Section of the site."""


Marks = Sequence[_Mark]
"""In the order in which the pages came."""


def mark_of(page: Page, found: Extraction | Rejected) -> _Mark:
    """What is remembered of one page."""
    template = length = flags = 0
    if isinstance(found, Extraction):
        template = int(found.template[:8], 16) if found.template else 0
        length = min(len(found.text), 0xFFFF)
        flags = sum(_FLAGS[part] for part in _parts_of(found))
    place = _hash(urlsplit(page.url).path.strip("/").partition("/")[0]) % _PLACES
    return _Mark(_hash(page.url), template, int(page.fetched_at.timestamp()), length, flags, place)


def _hash(text: str) -> int:
    return xxhash.xxh32_intdigest(text.encode("utf-8", "surrogatepass"))


def _parts_of(found: Extraction) -> Iterator[str]:
    yield "articles"
    for part in ("title", "published", "section", "standfirst"):
        if getattr(found, part):
            yield part
    if found.authors or found.agencies:
        yield "authors"


def noticed(marks: Marks) -> tuple[Drift, ...]:
    """What the latest pages lack that those before them had, and whether they are made differently."""
    articles = _articles(marks)
    found = [_fallen("articles", marks), _fallen("template", articles)]
    found += [_fallen(part, articles) for part in PARTS if part != "articles"]
    return tuple(one for one in found if one)


def shares(marks: Marks) -> dict[str, float]:
    """Which share of the latest pages are articles, and which share of those has each other part, 0 to 1."""
    latest = marks[-LATEST:]
    articles = _articles(latest)
    told = {part: round(_share(_has(articles, part)), 2) for part in _FLAGS if articles}
    return told | {"articles": round(_share(_has(latest, "articles")), 2)}


def _fallen(what: str, marks: Marks) -> Drift | None:
    """The run, of those that no chance explains, for which there is the most evidence."""
    lengths = [length for length in RUNS if len(marks) - length >= USUAL]
    if not lengths:
        return None
    latest = _have(what, marks[: -lengths[-1]], marks[-RUNS[0] :])
    # Nearly every page ends here: it has what is asked for, so nothing falls with it, or most of the latest pages have.
    if latest[-1] or _share(latest) > FALLEN:
        return None
    places = [mark.place for mark in marks]
    best, most = None, -log(CHANCE)
    for length in lengths:
        before, run = marks[:-length], marks[-length:]
        have = _have(what, before, run)
        share, last = _share(have), _share(have[-RUNS[0] :])
        if length - sum(have) < RUNS[0] or max(share, last) > FALLEN:
            continue  # whatever was usual
        usual = _usual(_had(what, before), places[:-length], places[-length:])
        if max(share, last) <= FALLEN * usual and (evidence := length * _surprise(share, usual)) > most:
            best, most = _drift(what, before, run, usual, share), evidence
    return best


def _have(what: str, before: Marks, run: Marks) -> list[bool]:
    """Whether each page of a run has what is asked for; a template is known by the pages before."""
    if what == "template":
        known = {mark.template for mark in before}
        return [mark.template in known for mark in run]
    return _are_usual(run, _least(before)) if what == "text" else _has(run, what)


def _had(what: str, before: Marks) -> list[bool]:
    """The same of the pages before, none of which vouches for its own template."""
    if what == "template":
        counts = Counter(mark.template for mark in before)
        return [counts[mark.template] > 1 for mark in before]
    return _are_usual(before, _least(before)) if what == "text" else _has(before, what)


def _has(marks: Marks, part: str) -> list[bool]:
    flag = _FLAGS[part]
    return [mark.flags & flag > 0 for mark in marks]


def _are_usual(marks: Marks, least: float) -> list[bool]:
    return [mark.length >= least for mark in marks]


def _articles(marks: Marks) -> Marks:
    flag = _FLAGS["articles"]
    return [mark for mark in marks if mark.flags & flag]


def _share(have: Sequence[bool]) -> float:
    return sum(have) / len(have)


def _usual(had: Sequence[bool], before: Sequence[int], run: Sequence[int]) -> float:
    """The share that pages of the run's sections had before; of sections not seen before, the whole source's."""
    whole = (sum(had) + 1) / (len(had) + 2)
    pages, with_it = Counter(before), Counter(compress(before, had))
    of_place = {place: (with_it[place] + 2 * whole) / (pages[place] + 2) for place in set(run)}
    return sum(map(of_place.__getitem__, run)) / len(run)


def _surprise(share: float, usual: float) -> float:
    """Kullback-Leibler divergence: a run of n pages has at most the probability exp(-n times this) (Chernoff)."""
    present = share * log(share / usual) if share else 0.0
    absent = (1 - share) * log((1 - share) / (1 - usual)) if share < 1 else 0.0
    return present + absent


def _drift(what: str, before: Marks, run: Marks, usual: float, share: float) -> Drift:
    says = f"{PARTS.get(what, 'pages made as before')}: {usual:.0%} before, {share:.0%} of the last {len(run)}"
    return Drift(
        what=what,
        since=datetime.fromtimestamp(run[0].at, UTC),
        before=round(usual, 3),
        after=round(share, 3),
        pages=len(run),
        says=says,
        known=_to_compare(what, before),
    )


def _to_compare(what: str, before: Marks) -> tuple[int, ...]:
    if what == "template":
        return tuple(sorted({mark.template for mark in before}))
    return (int(_least(before)),) if what == "text" else ()


def _least(marks: Marks) -> float:
    """Characters that a text of the usual length has at least."""
    return median(mark.length for mark in marks) / SHORT if marks else 0.0


def still(told: Iterable[Drift], marks: Marks) -> tuple[Drift, ...]:
    """What was noticed and is not as before."""
    return tuple(drift for drift in told if not _is_as_before(drift, marks[-PAGES:]))


def _is_as_before(drift: Drift, marks: Marks) -> bool:
    among = marks if drift.what == "articles" else _articles(marks)
    latest = _since(among, drift)[-RECENT:]
    if len(latest) < RECENT:
        return False
    if drift.what == "template":
        return _share([mark.template in drift.known for mark in latest]) >= AGAIN * drift.before
    has = _are_usual(latest, drift.known[0]) if drift.what == "text" else _has(latest, drift.what)
    return _share(has) >= AGAIN * drift.before


def _is_usual_by_now(drift: Drift, marks: Marks, now: datetime) -> bool:
    return drift.what == "template" and now - drift.since > NEW_IS_USUAL and len(_since(marks, drift)) >= USUAL


def _since(marks: Marks, drift: Drift) -> Marks:
    return [mark for mark in marks if mark.at >= drift.since.timestamp()]


class Watch:
    """The memory of all sources' pages: for each a list of marks, and one hash of what is noticed at the moment."""

    def __init__(self, settings: "WorkersSettings") -> None:
        self._prefix = settings.prefix

    def ask(self, pipe: "Pipeline[bytes]", source: str) -> None:
        """Ask for what is remembered of a source: two answers of a trip to Redis."""
        pipe.lrange(memory_key(self._prefix, source), 0, -1)
        pipe.hget(drift_key(self._prefix), source)

    def saw(
        self, page: Page, found: Extraction | Rejected, answers: Sequence[Any], keep: "Pipeline[bytes]"
    ) -> tuple[Drift, ...]:
        """Return what is noticed for the first time because of a page.

        Args:
            page: As it was fetched.
            found: What was made of it.
            answers: To ``ask``.
            keep: Is given what to remember.
        """
        if page.announcement.kind is Kind.REPROCESS:
            return ()  # the archive tells how pages were made, not how they are
        if isinstance(found, Rejected) and found.reason in _NOT_THE_SITES_DOING:
            return ()
        mark = mark_of(page, found)
        stored, told = _stored(*answers)
        if _is_known(mark, stored):
            return ()
        marks: Marks = [*stored, mark][-PAGES:]
        if settled := [drift for drift in told if _is_usual_by_now(drift, marks, page.fetched_at)]:
            marks = _since(marks, settled[0])  # what was before is no longer what is usual
        names = {drift.what for drift in told}  # what has just become as before is not asked for again at once
        new = tuple(drift for drift in noticed(marks) if drift.what not in names)
        kept = still((drift for drift in told if drift not in settled), marks)
        changed = None if (*kept, *new) == told else (*kept, *new)
        self._keep(keep, page.source, mark, marks, changed=changed)
        for drift in new:
            logger.warning("drift source=%s what=%s: %s", page.source, drift.what, drift.sentence)
        return new

    def _keep(
        self, pipe: "Pipeline[bytes]", source: str, mark: _Mark, marks: Marks, *, changed: tuple[Drift, ...] | None
    ) -> None:
        memory = memory_key(self._prefix, source)
        pipe.rpush(memory, _PACKED.pack(*mark))
        pipe.ltrim(memory, -len(marks), -1)
        pipe.expire(memory, KEPT)
        pipe.hset(complete_key(self._prefix), source, to_value(shares(marks)))
        if changed:
            pipe.hset(drift_key(self._prefix), source, to_value(changed))
        elif changed is not None:
            pipe.hdel(drift_key(self._prefix), source)


def _stored(records: Sequence[bytes], told: bytes | None) -> tuple[Marks, tuple[Drift, ...]]:
    return _marks(records), from_hash({b"": told})[""] if told else ()


def _marks(records: Sequence[bytes]) -> Marks:
    whole = b"".join(record for record in records if len(record) == _PACKED.size)
    return [_Mark._make(values) for values in _PACKED.iter_unpack(whole)]


def _is_known(own: _Mark, marks: Marks) -> bool:
    """Whether the page was seen in this state, by a message that came twice or a visit that changed nothing."""
    return any(mark.page == own.page and mark.template == own.template and mark.flags == own.flags for mark in marks)
