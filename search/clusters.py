"""Find the stories that articles belong to among those indexed, and make two stories one when an article joins them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from search.article import Article, rebuilt
from search.bulk import Action, send
from search.lifecycle import Names
from search.stored import find
from search.stories import Member, join, sharing, worth_reading

CANDIDATES = 24
"""Near-duplicates looked at per article. A larger story is found all the same: any one member tells its id."""

CROWD = 4 * CANDIDATES
"""Articles asked for, the nearest in time first, of which those with the most bands in common are looked at. Of any 24
that share a band, one in twenty copies was missing among 100,000 articles: weather reports crowd each other."""

IN_COMMON = 2
"""Bands that a candidate must share to be read. Copies of a hundred words and more share four at least; what shares one
does so by chance, the more often the more articles there are."""

BRIEF = 50
"""Bands below which a text is so brief that one in common must do."""

MERGED_AT_ONCE = 500
"""Articles read and written again in one step when two stories become one."""

ROUNDS = 5
"""Times a merge is tried again when a worker wrote one of the articles in between."""

_BRIEF = ["id", "story", "signature", "bands"]


@dataclass(frozen=True, slots=True)
class Clusters:
    """The stories among the articles of one installation."""

    client: Elasticsearch
    names: Names

    def stories(self, articles: Sequence[Article], known: Mapping[str, str]) -> dict[str, str]:
        """The story of each article, by id; two stories that an article joins are made one on the way."""
        banded = [article for article in articles if article.bands]
        self._refresh()
        return self._joined([_member(article, known.get(article.id)) for article in banded], self._candidates(banded))

    def settle(self, articles: Sequence[Article]) -> None:
        """Look again once the articles are written: of two workers that wrote at once, the later one sees both."""
        banded = [article for article in articles if article.bands]
        if not banded:
            return
        self._refresh()
        stored = {found.id: found.story for found in self._current([article.id for article in banded])}
        self._joined([_member(a, stored[a.id]) for a in banded if a.id in stored], self._candidates(banded))

    def _joined(self, members: Sequence[Member], candidates: Mapping[str, Sequence[Member]]) -> dict[str, str]:
        stories: dict[str, str] = {}
        moved: dict[str, str] = {}
        for place, member in enumerate(members):
            # Earlier articles of the same batch are candidates too: they may not be indexed yet.
            batch = [
                replace(other, story=stories[other.id])
                for other in members[:place]
                if not other.bands.isdisjoint(member.bands)
            ]
            joined = join(member, sharing(member, [*candidates.get(member.id, ()), *batch]))
            stories[member.id] = joined.story
            moved |= dict.fromkeys(joined.merged, joined.story)
        self._move(moved)
        return {key: _end(moved, story) for key, story in stories.items()}

    def _candidates(self, articles: Sequence[Article]) -> dict[str, list[Member]]:
        if not articles:
            return {}
        alias = self.names.alias("articles")
        searches: list[dict[str, Any]] = []
        for article in articles:
            query = {
                "bool": {
                    "filter": {"terms": {"bands": list(article.bands)}},
                    "must_not": {"term": {"id": article.id}},
                    "should": {"distance_feature": {"field": "date", "origin": _date(article), "pivot": "1d"}},
                }
            }
            body = {"query": query, "size": CROWD, "_source": _BRIEF, "track_total_hits": False}
            searches += [{"index": alias}, body]
        # The status keeps an answer without hits in its place: an object with nothing left is filtered away whole.
        kept = "responses.status,responses.error,responses.hits.hits._source"
        answers = self.client.msearch(searches=searches, filter_path=kept)
        found = zip(articles, answers["responses"], strict=True)
        return self._read(articles, {article.id: _closest(article, _hits(answer)) for article, answer in found})

    def _read(self, articles: Sequence[Article], pairs: dict[str, list[Member]]) -> dict[str, list[Member]]:
        """Fetch the texts of those candidates alone whose signatures leave the question open."""
        signatures = {article.id: article.signature for article in articles}
        open_ids = {
            other.id
            for key, others in pairs.items()
            for other in others
            if worth_reading(signatures[key], other.signature)
        }
        texts = {stored.id: stored.source.get("text", "") for stored in self._current(sorted(open_ids))}
        return {key: [replace(o, text=texts.get(o.id)) for o in others] for key, others in pairs.items()}

    def _move(self, moved: Mapping[str, str]) -> None:
        """Give every article of a story that has ended the story's successor."""
        for _ in range(ROUNDS):
            pending = sorted(old for old, new in moved.items() if old != new)
            if not pending or not self._move_once(pending, moved):
                return
            self._refresh()

    def _move_once(self, pending: Sequence[str], moved: Mapping[str, str]) -> bool:
        answer = self.client.search(
            index=self.names.alias("articles"),
            query={"terms": {"story": list(pending)}},
            size=MERGED_AT_ONCE,
            source=False,
            filter_path="hits.hits._id",
        )
        keys = [hit["_id"] for hit in answer.get("hits", {}).get("hits", ())]
        actions = []
        for stored in self._current(keys):
            story = _end(moved, stored.story)
            if story != stored.story:
                document = {**rebuilt(stored.source), "story": story}
                actions.append(Action("index", stored.index, stored.id, document, stored.seq_no, stored.primary_term))
        send(self.client, actions)
        return bool(keys)

    def _current(self, keys: Sequence[str]) -> Iterable[Any]:
        aliases = self.client.indices.get_alias(name=self.names.alias("articles"))
        return find(self.client, list(aliases), keys, whole=True).values()

    def _refresh(self) -> None:
        self.client.indices.refresh(index=self.names.alias("articles"))


def _hits(answer: dict[str, Any]) -> list[Member]:
    return [
        Member(
            id=hit["_source"]["id"],
            story=hit["_source"].get("story", hit["_source"]["id"]),
            signature=msgspec.convert(hit["_source"].get("signature", ""), bytes),
            bands=frozenset(hit["_source"].get("bands", ())),
        )
        for hit in answer.get("hits", {}).get("hits", ())
    ]


def _closest(article: Article, found: Sequence[Member]) -> list[Member]:
    bands = set(article.bands)
    common = {member.id: len(member.bands & bands) for member in found}
    brief = {member.id for member in found if min(len(member.bands), len(bands)) < BRIEF}
    enough = [member for member in found if common[member.id] >= IN_COMMON or member.id in brief]
    return sorted(enough, key=lambda member: -common[member.id])[:CANDIDATES]


def _date(article: Article) -> str:
    return (article.published or article.fetched_at).isoformat()


def _member(article: Article, story: str | None) -> Member:
    return Member(
        id=article.id, story=story, signature=article.signature, bands=frozenset(article.bands), text=article.text
    )


def _end(moved: Mapping[str, str], story: str) -> str:
    while story in moved and moved[story] != story:
        story = moved[story]
    return story
