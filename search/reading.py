"""Read one article, its story and its history, whole, for people who open it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.bulk import unavailable
from search.lifecycle import Months
from search.reprints import Copying, Reprint, copying, printing
from search.searcher import Searcher
from search.stored import find

Document = Mapping[str, Any]

MOST_REVISIONS = 200
MOST_MEMBERS = 100
RELATED = 6


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


def related(searcher: Searcher, document: Document) -> Sequence[Document]:
    """Other stories about the same: more-like-this on the text and its names, the article's own story left out."""
    language = document.get("language")
    prefix = f"{language}." if language in ("de", "en") else ""
    like = {
        "more_like_this": {
            "fields": [f"{prefix}title", f"{prefix}text"],
            "like": _like(document, prefix),
            "min_term_freq": 1,
            "min_doc_freq": 2,
            "max_query_terms": 25,
            "minimum_should_match": "25%",
        }
    }
    named = [
        {"terms": {field: list(document[field])[:5], "boost": 2.0}}
        for field in ("persons", "organisations", "keyphrases")
        if document.get(field)
    ]
    query = {
        "bool": {
            "must": [like],
            "should": named,
            "must_not": [{"term": {"story": document.get("story", document["id"])}}],
        }
    }
    with unavailable(searcher.client):
        answer = searcher.client.search(
            index=searcher.names.alias("articles"),
            query=query,
            size=RELATED,
            collapse={"field": "story"},
            source_includes=["id", "title", "source", "published", "date", "language"],
        )
    return [hit["_source"] for hit in answer["hits"]["hits"]]


def _like(document: Document, prefix: str) -> list[dict[str, Any]]:
    # By text rather than by id: the stemmed fields are not kept in the document.
    title, text = document.get("title", ""), str(document.get("text", ""))[:4000]
    return (
        [{"doc": {f"{prefix}title": title, f"{prefix}text": text}}]
        if prefix
        else [{"doc": {"title": title, "text": text}}]
    )


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
