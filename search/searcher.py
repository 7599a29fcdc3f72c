"""Ask Elasticsearch: the one place where questions go out and answers come in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from elasticsearch import Elasticsearch

from search.bulk import MISSING, unavailable
from search.client import IndexUnavailable, address, check_version, connect
from search.lifecycle import Names
from search.query import Query, asked, counts_body, hits_body
from search.results import Results, results
from search.settings import SearchSettings
from search.synonyms import SynonymFile

TIMEOUT = "20s"
"""After which Elasticsearch answers with what it has."""

KEEP_ALIVE = "5m"
"""How long a point in time is kept for the next page."""


class RunOutError(LookupError):
    """The point in time of the page before is no longer kept."""


@dataclass(frozen=True, slots=True)
class Searcher:
    """Questions to one installation's articles."""

    client: Elasticsearch
    names: Names
    synonyms: SynonymFile = field(default_factory=SynonymFile)

    @classmethod
    def open(cls, settings: SearchSettings | None = None) -> Self:
        """For the installation that the environment names."""
        chosen = settings or SearchSettings()
        return cls(connect(chosen), Names(chosen.prefix), SynonymFile(chosen.synonyms))

    def check(self) -> str:
        """The server's version; raises when it is not there or not one we can speak to."""
        return check_version(self.client)

    def search(self, query: Query, now: datetime | None = None) -> Results:
        """The answer to a question.

        Raises:
            search.syntax.Mistake: The query cannot be read.
            search.index.IndexUnavailable: Elasticsearch does not answer.
        """
        moment = now or datetime.now(UTC)
        what = asked(query, moment, self.synonyms.current())
        # Two searches in one request, at the same time on two threads: the page, and the counts.
        bodies = [counts_body(query, what)] + ([hits_body(query, what, moment)] if query.size else [])
        where: dict[str, Any] = {"index": self.names.alias("articles")}
        held: dict[str, Any] = {"timeout": TIMEOUT}
        if query.moment:
            where, held = {}, {**held, "pit": {"id": query.moment, "keep_alive": KEEP_ALIVE}}
        with unavailable(self.client):
            answers = self.client.msearch(searches=[line for body in bodies for line in (where, held | body)])[
                "responses"
            ]
        error = next((answer["error"] for answer in answers if "error" in answer), None)
        if error is None:
            return results(answers[-1] if query.size else {}, answers[0], query)
        if error["type"] == MISSING:
            return results({}, NOTHING, query)
        if query.moment:
            raise RunOutError("the pages have run out of time - ask for the first one again")
        raise IndexUnavailable(f"Elasticsearch at {address(self.client)} could not search: {error.get('reason')}")

    def hold(self) -> str:
        """A point in time, on which page after page is read as if nothing were written; kept from page to page."""
        with unavailable(self.client):
            opened = self.client.open_point_in_time(index=self.names.alias("articles"), keep_alive=KEEP_ALIVE)
        return str(opened["id"])


NOTHING: dict[str, Any] = {"hits": {"total": {"value": 0}}}
"""The answer of an installation whose index was never made."""
