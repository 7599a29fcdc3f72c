"""Read one article, its story and its history, whole, for people who open it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from search.article import from_document
from search.bulk import unavailable
from search.lifecycle import Months
from search.related import Rarity, clues, relations
from search.reprints import Copying, Reprint, copying, printing
from search.searcher import Searcher
from search.stored import find

Document = Mapping[str, Any]

MOST_REVISIONS = 200
MOST_MEMBERS = 100
RELATED = 6
CLOSE = timedelta(days=30)
"""Around an article, in which others may tell of the same event."""
ALIKE, AROUND = 16, 24
"""Articles compared with it, and articles that show how rare its words are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One article of a story, and what it took from whom."""

    article: Document
    reprint: Reprint | None
    """None for the origin itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles that tell the same thing, first publisher first."""

    id: str
    tellings: tuple[Telling, ...]
    copying: Copying

    @property
    def first(self) -> Document:
        """The article that was published first."""
        return self.tellings[0].article

    @property
    def sources(self) -> Mapping[str, str]:
        """By article, who published it."""
        return {telling.article["id"]: telling.article["source"] for telling in self.tellings}


def article(searcher: Searcher, key: str) -> Document | None:
    """The whole document of an article; None when there is none of that id."""
    with unavailable(searcher.client):
        found = find(searcher.client, Months(searcher.client, searcher.names).behind("articles"), [key], whole=True)
    return found[key].source if key in found else None


def revisions(searcher: Searcher, key: str) -> tuple[Document, ...]:
    """What changed in an article, newest first."""
    with unavailable(searcher.client):
        answer = searcher.client.search(
            index=searcher.names.alias("revisions"),
            query={"term": {"article": key}},
            sort=[{"revision": "desc"}],
            size=MOST_REVISIONS,
        )
    return tuple(hit["_source"] for hit in answer["hits"]["hits"])


def story(searcher: Searcher, key: str) -> Story | None:
    """The story of that id; one that was merged into another is found under the other's."""
    with unavailable(searcher.client):
        members = _members(searcher, key)
        if not members:
            # A story's id is that of its first article, so an id that is no story any more still leads to one.
            founder = article(searcher, key)
            members = _members(searcher, str(founder["story"])) if founder and "story" in founder else []
    if not members:
        return None
    credited = {agency.casefold() for member in members for agency in member.get("agencies", ())}
    agency_sources = {member["source"] for member in members if member["source"].casefold() in credited}
    found = copying([printing(member, agency_sources) for member in members])
    reprints = {reprint.id: reprint for reprint in found.reprints}
    tellings = tuple(Telling(article=member, reprint=reprints.get(member["id"])) for member in members)
    return Story(id=str(members[0]["story"]), tellings=tellings, copying=found)


def _members(searcher: Searcher, key: str) -> list[Document]:
    answer = searcher.client.search(
        index=searcher.names.alias("articles"),
        query={"term": {"story": key}},
        sort=[{"date": "asc"}, {"id": "asc"}],
        size=MOST_MEMBERS,
    )
    return [hit["_source"] for hit in answer["hits"]["hits"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What else one may want to read; the article's own story is left out."""

    same_event: tuple[Document, ...]
    """Other accounts of the same event, the closest first."""
    alike: tuple[Document, ...]
    """More like this: articles that share its most telling words."""


def neighbours(searcher: Searcher, document: Document) -> Neighbours:
    """Other accounts of the same event, and more like this."""
    own = clues(from_document(dict(document)))
    alike, around = _neighbours(searcher, document)
    known = {one["id"]: one for one in [*around, *alike]}
    told = {key: clues(from_document(dict(one))) for key, one in known.items()}
    # How rare a word is shows among articles of the same weeks, not among those that were picked for being alike.
    rarity = Rarity([own, *told.values()])
    close = relations(own, [told[one["id"]] for one in alike], rarity)
    same_event = tuple(known[relation.id] for relation in close[:RELATED])
    rest = [one for one in alike if one["id"] not in {relation.id for relation in close}]
    return Neighbours(same_event=same_event, alike=tuple(rest[: RELATED - len(same_event)]))


def _neighbours(searcher: Searcher, document: Document) -> tuple[list[Document], list[Document]]:
    """Articles that share the most telling words, one a story, and some of the same weeks."""
    moment = datetime.fromisoformat(document["date"])
    weeks = {"gte": (moment - CLOSE).isoformat(), "lte": (moment + CLOSE).isoformat()}
    within = {
        "filter": [{"range": {"date": weeks}}],
        "must_not": [{"term": {"story": document.get("story", document["id"])}}],
    }
    index = {"index": searcher.names.alias("articles")}
    alike = {
        "query": {"bool": {"must": [_alike(document)], **within}},
        "size": ALIKE,
        "collapse": {"field": "story"},
        "_source": {"excludes": ["signature", "bands", "last_change"]},
    }
    around = {"query": {"bool": within}, "size": AROUND, "sort": [{"content_hash": "asc"}], "_source": alike["_source"]}
    with unavailable(searcher.client):
        answers = searcher.client.msearch(searches=[index, alike, index, around])["responses"]
    first, second = ([hit["_source"] for hit in answer.get("hits", {}).get("hits", ())] for answer in answers)
    return first, second


def _alike(document: Document) -> dict[str, Any]:
    language = document.get("language")
    prefix = f"{language}." if language in ("de", "en") else ""
    # By text rather than by id: the stemmed fields are not kept in the document.
    told = {f"{prefix}title": document.get("title", ""), f"{prefix}text": str(document.get("text", ""))[:4000]}
    return {
        "more_like_this": {
            "fields": list(told),
            "like": [{"doc": told}],
            "min_term_freq": 1,
            "min_doc_freq": 2,
            "max_query_terms": 25,
            "minimum_should_match": "20%",
        }
    }


def headline_changes(searcher: Searcher) -> list[Document]:
    """The newest changes of headlines, as rows of a feed."""
    with unavailable(searcher.client):
        answer = searcher.client.search(
            index=searcher.names.alias("revisions"),
            query={"term": {"title_changed": True}},
            sort=[{"at": "desc"}],
            size=MOST_MEMBERS,
        )
    return [_headline(hit["_id"], hit["_source"]) for hit in answer["hits"]["hits"]]


def _headline(key: str, revision: Document) -> Document:
    return {
        "id": key,
        "url": revision["url"],
        "source": revision["source"],
        "title": revision["title"],
        "fetched_at": revision["at"],
        "standfirst": f"{revision.get('title_before')} → {revision['title']}",
    }
