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
from math import log
from statistics import median
from struct import Struct
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
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

_RECORD = np.dtype(
    [("page", "<u4"), ("template", "<u4"), ("at", "<u4"), ("length", "<u2"), ("flags", "u1"), ("place", "u1")]
)
_PACKED = Struct("<IIIHBB")
"""The same, for one page."""
Marks = np.ndarray[tuple[int], np.dtype[np.void]]
_Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]


def mark_of(page: Page, found: Extraction | Rejected) -> bytes:
    """What is remembered of one page."""
    template = length = flags = 0
    if isinstance(found, Extraction):
        template = int(found.template[:8], 16) if found.template else 0
        length = min(len(found.text), 0xFFFF)
        flags = sum(_FLAGS[part] for part in _parts_of(found))
    place = _hash(urlsplit(page.url).path.strip("/").partition("/")[0]) % _PLACES
    return _PACKED.pack(_hash(page.url), template, int(page.fetched_at.timestamp()), length, flags, place)


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
    articles = marks[_has(marks, "articles")]
    found = [_fallen("articles", marks), _fallen("template", articles)]
    found += [_fallen(part, articles) for part in PARTS if part != "articles"]
    return tuple(one for one in found if one)


def shares(marks: Marks) -> dict[str, float]:
    """Which share of the latest pages are articles, and which share of those has each other part, 0 to 1."""
    latest = marks[-LATEST:]
    articles = latest[_has(latest, "articles")]
    told = {part: round(float(_has(articles, part).mean()), 2) for part in _FLAGS if len(articles)}
    return told | {"articles": round(float(_has(latest, "articles").mean()), 2)}


def _fallen(what: str, marks: Marks) -> Drift | None:
    """The run, of those that no chance explains, for which there is the most evidence."""
    lengths = [length for length in RUNS if len(marks) - length >= USUAL]
    if not lengths:
        return None
    oldest = marks[: -lengths[-1]]
    # Nearly every page ends here: it has what is asked for, so nothing falls with it, or most of the latest pages have.
    if _lately(what, oldest, marks[-1:]) or _lately(what, oldest, marks[-RUNS[0] :]) > FALLEN:
        return None
    best, most = None, -log(CHANCE)
    for length in lengths:
        before, run = marks[:-length], marks[-length:]
        have = _have(what, before, run)
        share, last = float(have.mean()), float(have[-RUNS[0] :].mean())
        if length - int(have.sum()) < RUNS[0] or max(share, last) > FALLEN:
            continue  # whatever was usual
        usual = _usual(_had(what, before), before, run)
        if max(share, last) <= FALLEN * usual and (evidence := length * _surprise(share, usual)) > most:
            best, most = _drift(what, before, run, usual, share), evidence
    return best


def _lately(what: str, before: Marks, latest: Marks) -> float:
    """The share of the latest pages that have what is asked for; so few are counted faster one by one."""
    if what not in _FLAGS:
        return float(_have(what, before, latest).mean())
    flags: list[int] = latest["flags"].tolist()
    return sum((one & _FLAGS[what]) > 0 for one in flags) / len(flags)


def _have(what: str, before: Marks, run: Marks) -> _Bools:
    """Whether each page of a run has what is asked for; a template is known by the pages before."""
    if what == "template":
        return _are_among(run["template"].tolist(), set(before["template"].tolist()))
    return run["length"] >= _least(before) if what == "text" else _has(run, what)


def _had(what: str, before: Marks) -> _Bools:
    """The same of the pages before, none of which vouches for its own template."""
    if what == "template":
        templates: list[int] = before["template"].tolist()
        return _are_among(templates, {one for one, count in Counter(templates).items() if count > 1})
    return before["length"] >= _least(before) if what == "text" else _has(before, what)


def _are_among(templates: list[int], known: set[int]) -> _Bools:
    return np.fromiter((one in known for one in templates), np.bool_, len(templates))


def _has(marks: Marks, part: str) -> _Bools:
    return (marks["flags"] & _FLAGS[part]) > 0


def _usual(had: _Bools, before: Marks, run: Marks) -> float:
    """The share that pages of the run's sections had before; of sections not seen before, the whole source's."""
    whole = (int(had.sum()) + 1) / (len(had) + 2)
    pages = np.bincount(before["place"], minlength=_PLACES)
    with_it = np.bincount(before["place"], weights=had, minlength=_PLACES)
    of_place = (with_it + 2 * whole) / (pages + 2)
    return float(of_place[run["place"]].mean())


def _surprise(share: float, usual: float) -> float:
    """Kullback-Leibler divergence: a run of n pages has at most the probability exp(-n times this) (Chernoff)."""
    present = share * log(share / usual) if share else 0.0
    absent = (1 - share) * log((1 - share) / (1 - usual)) if share < 1 else 0.0
    return present + absent


def _drift(what: str, before: Marks, run: Marks, usual: float, share: float) -> Drift:
    says = f"{PARTS.get(what, 'pages made as before')}: {usual:.0%} before, {share:.0%} of the last {len(run)}"
    return Drift(
        what=what,
        since=datetime.fromtimestamp(int(run["at"][0]), UTC),
        before=round(usual, 3),
        after=round(share, 3),
        pages=len(run),
        says=says,
        known=_to_compare(what, before),
    )


def _to_compare(what: str, before: Marks) -> tuple[int, ...]:
    if what == "template":
        return tuple(int(one) for one in np.unique(before["template"]))
    return (int(_least(before)),) if what == "text" else ()


def _least(marks: Marks) -> float:
    """Characters that a text of the usual length has at least."""
    return median(marks["length"].tolist()) / SHORT if len(marks) else 0.0


def still(told: Iterable[Drift], marks: Marks) -> tuple[Drift, ...]:
    """What was noticed and is not as before."""
    return tuple(drift for drift in told if not _is_as_before(drift, marks[-PAGES:]))


def _is_as_before(drift: Drift, marks: Marks) -> bool:
    among = marks if drift.what == "articles" else marks[_has(marks, "articles")]
    latest = among[among["at"] >= drift.since.timestamp()][-RECENT:]
    if len(latest) < RECENT:
        return False
    if drift.what == "template":
        return bool(np.isin(latest["template"], drift.known).mean() >= AGAIN * drift.before)
    has = latest["length"] >= drift.known[0] if drift.what == "text" else _has(latest, drift.what)
    return bool(has.mean() >= AGAIN * drift.before)


def _is_usual_by_now(drift: Drift, marks: Marks, now: datetime) -> bool:
    since = marks[marks["at"] >= drift.since.timestamp()]
    return drift.what == "template" and now - drift.since > NEW_IS_USUAL and len(since) >= USUAL


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
        marks = np.concatenate([stored, np.frombuffer(mark, _RECORD)])[-PAGES:]
        settled = [drift for drift in told if _is_usual_by_now(drift, marks, page.fetched_at)]
        if settled:  # what was before is no longer what is usual
            marks = marks[marks["at"] >= settled[0].since.timestamp()]
        names = {drift.what for drift in told}  # what has just become as before is not asked for again at once
        new = tuple(drift for drift in noticed(marks) if drift.what not in names)
        kept = still((drift for drift in told if drift not in settled), marks)
        changed = None if (*kept, *new) == told else (*kept, *new)
        self._keep(keep, page.source, mark, marks, changed=changed)
        for drift in new:
            logger.warning("drift source=%s what=%s: %s", page.source, drift.what, drift.sentence)
        return new

    def _keep(
        self, pipe: "Pipeline[bytes]", source: str, mark: bytes, marks: Marks, *, changed: tuple[Drift, ...] | None
    ) -> None:
        memory = memory_key(self._prefix, source)
        pipe.rpush(memory, mark)
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
    return np.frombuffer(b"".join(record for record in records if len(record) == _RECORD.itemsize), _RECORD)


def _is_known(mark: bytes, marks: Marks) -> bool:
    """Whether the page was seen in this state, by a message that came twice or a visit that changed nothing."""
    own = np.frombuffer(mark, _RECORD)[0]
    same = marks[marks["page"] == own["page"]]
    return bool(((same["template"] == own["template"]) & (same["flags"] == own["flags"])).any())
