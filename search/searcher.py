"""Ask Elasticsearch: the one place where questions go out and answers come in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from elasticsearch import Elasticsearch, NotFoundError

from search.bulk import unavailable
from search.client import check_version, connect
from search.lifecycle import Names
from search.query import Query, search_body
from search.results import Results, results
from search.settings import SearchSettings
from search.synonyms import SynonymFile

TIMEOUT = "20s"
"""After which Elasticsearch answers with what it has."""


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
        with unavailable(self.client):
            try:
                answer = self.client.search(index=self.names.alias("articles"), timeout=TIMEOUT, **_arguments(body))
            except NotFoundError:
                return results(NOTHING, query)
        return results(answer.body, query)


NOTHING: dict[str, Any] = {"took": 0, "hits": {"total": {"value": 0}, "hits": []}}
"""The answer of an installation whose index was never made."""


def _arguments(body: dict[str, Any]) -> dict[str, Any]:
    return {{"_source": "source", "from": "from_"}.get(name, name): value for name, value in body.items()}
