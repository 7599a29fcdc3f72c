"""Ask Elasticsearch: the one place where questions go out and answers come in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.bulk import unavailable
from search.client import check_version, connect
from search.lifecycle import Names
from search.query import Query, search_body
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
        body = search_body(query, now or datetime.now(UTC), self.synonyms.current())
        where: dict[str, Any] = {"index": self.names.alias("articles")}
        if query.moment:
            where = {"pit": {"id": query.moment, "keep_alive": KEEP_ALIVE}}
        with unavailable(self.client):
            try:
                answer = self.client.search(timeout=TIMEOUT, **where, **_arguments(body))
            except NotFoundError as error:
                if query.moment:
                    raise RunOutError("the pages have run out of time - ask for the first one again") from error
                return results(NOTHING, query)
            except BadRequestError as error:
                if query.moment:
                    raise RunOutError("this is no cursor of ours - ask for the first page again") from error
                raise
        return results(answer.body, query)

    def hold(self) -> str:
        """A point in time, on which page after page is read as if nothing were written; kept from page to page."""
        with unavailable(self.client):
            opened = self.client.open_point_in_time(index=self.names.alias("articles"), keep_alive=KEEP_ALIVE)
        return str(opened["id"])


NOTHING: dict[str, Any] = {"took": 0, "hits": {"total": {"value": 0}, "hits": []}}
"""The answer of an installation whose index was never made."""


def _arguments(body: dict[str, Any]) -> dict[str, Any]:
    return {{"_source": "source", "from": "from_"}.get(name, name): value for name, value in body.items()}
