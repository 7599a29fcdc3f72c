"""Which articles written since the last run match an alert's query, and which of their stories it has not told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from elasticsearch import BadRequestError, NotFoundError

from search import changes
from search.alert_state import CHANNELS, Channel, Reading, States, reading_key
from search.bulk import unavailable
from search.changes import Place
from search.facets import narrowing
from search.notices import Notice, Notices, for_channels, notice_id
from search.query import Query, asked, highlighting
from search.results import highlights, plain
from search.saved import Saved
from search.scan import scan
from search.searcher import Searcher
from search.syntax import Mistake

Hit = Mapping[str, Any]

WINDOW = timedelta(days=30)
"""An alert is for news: articles dated earlier are not told, be they indexed today or changed."""

PAGE = 200
"""Changed articles looked at together."""

MOST_PAGES = 25
"""Read for one alert in one run; the rest is read by the next."""

PASSAGES = 2
"""Sentences kept of a story."""


def _settled(searcher: Searcher) -> tuple[Place, ...]:
    """How far the articles are written, everything up to there searchable."""
    alias = searcher.names.alias("articles")
    with unavailable(searcher.client):
        settled = changes.places(searcher.client, alias)
        if settled:
            searcher.client.indices.refresh(index=alias)
    return settled


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """An alert's question, as Elasticsearch takes it."""

    query: dict[str, Any]
    marked: dict[str, Any]


def _wanted(searcher: Searcher, query: Query, now: datetime) -> _Wanted:
    what = asked(query, now, searcher.synonyms.current())
    recent = {"range": {"date": {"gte": (now - WINDOW).isoformat()}}}
    return _Wanted(
        query={"bool": {"must": [what.query], "filter": [*narrowing(query.chosen), recent]}}, marked=what.marked
    )


def start(searcher: Searcher, saved: Saved, now: datetime) -> None:
    """Note all that the alert finds already, and from where on it is to read."""
    settled = _settled(searcher)
    wanted = _wanted(searcher, saved.query, now)
    notices = Notices(searcher)
    notices.drop_waiting(saved.id)
    for place in settled:
        until = {"range": {"_seq_no": {"lte": place.written}}}
        body = {"query": {"bool": {"filter": [wanted.query, until]}}, "source": _TOLD}
        known = {
            _story(hit): replace(_notice(saved, hit, now), before=True)
            for hit in scan(searcher.client, place.index, body)
        }
        notices.create(list(known.values()))
    notices.refresh()
    states = States(searcher)
    stored = states.get(reading_key(saved.id), Reading)
    states.put(reading_key(saved.id), Reading(alert=saved.id, read=changes.read_to(settled)), stored and stored[1])


def read_all(searcher: Searcher, alerts: Sequence[Saved], now: datetime) -> dict[str, int | str]:
    """By alert, the stories told, or why it could not be asked: one broken query must not stop the others."""
    notices = Notices(searcher)
    notices.refresh()
    settled = _settled(searcher)
    outcomes: dict[str, int | str] = {}
    for saved in alerts:
        with unavailable(searcher.client):
            try:
                outcomes[saved.id] = _read(searcher, saved, now, settled)
            except (Mistake, BadRequestError) as error:
                outcomes[saved.id] = str(error)
                _note_mistake(States(searcher), saved.id, str(error))
    notices.refresh()
    return outcomes


def _note_mistake(states: States, alert: str, mistake: str) -> None:
    reading, version = states.get(reading_key(alert), Reading) or (Reading(alert=alert), None)
    if reading.mistake != mistake:
        states.put(reading_key(alert), replace(reading, mistake=mistake), version)


def _read(searcher: Searcher, saved: Saved, now: datetime, settled: tuple[Place, ...]) -> int:
    """Tell what an alert finds in all that was written since its last run; returns how many stories that were."""
    states = States(searcher)
    reading, version = states.get(reading_key(saved.id), Reading) or (Reading(alert=saved.id), None)
    news = [place for place in settled if place.news(reading.read)]
    if not news:
        return 0
    read = {place.uuid: place.since(reading.read) for place in settled}
    wanted = _wanted(searcher, saved.query, now)
    told = 0
    for place, seq_no, hits in islice(_written(searcher, news, read, wanted), MOST_PAGES):
        told += _tell(searcher, saved, now, hits, wanted)
        read[place.uuid] = seq_no
    # Only now: should anything above fail, the next run reads the same again, and tells nothing twice.
    states.put(reading_key(saved.id), Reading(alert=saved.id, read=read), version)
    return told


def _written(
    searcher: Searcher, news: Sequence[Place], read: Mapping[str, int], wanted: _Wanted
) -> Iterator[tuple[Place, int, list[Hit]]]:
    """Articles that match among those written since, a page at a time, and the number up to which each page goes."""
    for place in news:
        for hits in _pages(searcher, place, read[place.uuid], wanted):
            # Not beyond what is settled: a write with a lower number may still be on its way.
            yield place, min(hits[-1]["sort"][0], place.written), hits
        yield place, place.written, []


def _pages(searcher: Searcher, place: Place, since: int, wanted: _Wanted) -> Iterator[list[Hit]]:
    asked_for: dict[str, Any] = {
        "index": place.index,
        "query": {"bool": {"filter": [wanted.query, changes.later_than(since)]}},
        "sort": list(changes.IN_ORDER),
        "size": PAGE,
        "source": {"includes": ["story", "date"]},
    }
    full = True
    while full:
        try:
            hits = searcher.client.search(**asked_for)["hits"]["hits"]
        except NotFoundError:  # the month was taken away since
            return
        full = len(hits) == PAGE
        if hits:
            yield hits
            asked_for["search_after"] = hits[-1]["sort"]


def _tell(searcher: Searcher, saved: Saved, now: datetime, hits: Sequence[Hit], wanted: _Wanted) -> int:
    """Make notices of the stories among these articles that the alert has not told, each by its earliest article."""
    notices = Notices(searcher)
    earliest: dict[str, str] = {}
    for hit in sorted(hits, key=lambda hit: str(hit["_source"].get("date"))):
        earliest.setdefault(_story(hit), hit["_id"])
    untold = notices.untold(saved.id, earliest)
    if not untold:
        return 0
    ids = {"ids": {"values": [earliest[story] for story in sorted(untold)]}}
    answer = searcher.client.search(
        index=searcher.names.alias("articles"),
        query={"bool": {"must": [wanted.query], "filter": [ids]}},
        highlight=highlighting(wanted.marked),
        source=_TOLD,
        size=len(untold),
    )
    channels: list[Channel] = [channel for channel in CHANNELS if getattr(saved, channel)]
    return notices.create([for_channels(_notice(saved, hit, now), channels) for hit in answer["hits"]["hits"]])


_TOLD = {"includes": ["story", "url", "title", "source", "language", "published"]}


def _story(hit: Hit) -> str:
    return str(hit["_source"].get("story", hit["_id"]))


def _notice(saved: Saved, hit: Hit, now: datetime) -> Notice:
    source = hit["_source"]
    marked = highlights(hit.get("highlight", {}))
    passages = (*marked.get("standfirst", ()), *marked.get("text", ()))[:PASSAGES]
    published = source.get("published")
    return Notice(
        id=notice_id(saved.id, _story(hit)),
        alert=saved.id,
        story=_story(hit),
        article=hit["_id"],
        url=source["url"],
        title=source["title"],
        source=source["source"],
        language=source.get("language"),
        published=datetime.fromisoformat(published) if published else None,
        at=now,
        passages=tuple(plain(passage, "", "") for passage in passages),
    )
