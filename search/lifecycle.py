"""How indices are named, made and kept: one alias over monthly indices for articles, revisions and fetches."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError

from search.analysis import ANALYSIS
from search.mapping import MAPPINGS

ALIASES = tuple(MAPPINGS)
"""What people and programs ask: ``articles``, ``revisions``, ``fetches``."""

MADE_BY = "newsloom"
"""Written into each index's ``_meta``. Only an index that carries it is ever closed, moved or deleted."""

_CONCRETE = re.compile(r"^(?P<alias>[a-z]+)-(?P<generation>\d{3})-(?P<month>\d{4}\.\d{2})$")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Concrete:
    """One real index behind an alias: what it holds, of which generation of the mapping, from which month."""

    alias: str
    generation: int
    month: str
    """``2026.11``: when its articles were first fetched."""

    def __str__(self) -> str:
        return f"{self.alias}-{self.generation:03d}-{self.month}"


@dataclass(frozen=True, slots=True)
class Names:
    """Turns our short names into those on the cluster, which may carry a prefix."""

    prefix: str = ""

    def alias(self, alias: str) -> str:
        """``articles`` as it is called on the cluster."""
        return self.prefix + alias

    def index(self, concrete: Concrete) -> str:
        """A concrete index as it is called on the cluster."""
        return f"{self.prefix}{concrete}"

    def parse(self, name: str) -> Concrete | None:
        """The concrete index of that name on the cluster; None when the name is not one of ours."""
        if not name.startswith(self.prefix):
            return None
        match = _CONCRETE.match(name[len(self.prefix) :])
        if match is None or match["alias"] not in ALIASES:
            return None
        return Concrete(alias=match["alias"], generation=int(match["generation"]), month=match["month"])


def month_of(moment: datetime) -> str:
    """The month, in UTC as all times are, that decides which index a new document goes to."""
    return f"{moment.year:04d}.{moment.month:02d}"


def template(names: Names, alias: str, *, replicas: str = "0-1", policy: str | None = None) -> dict[str, Any]:
    """The index template of one alias: data, the same on every cluster."""
    settings: dict[str, Any] = {
        "number_of_shards": 1,
        "auto_expand_replicas": replicas,
        # The codec stays the default: best_compression needs a native library that a node from plain jars lacks.
        "mapping.total_fields.limit": 200,
    }
    if alias != "fetches":
        settings["analysis"] = ANALYSIS
    if policy:
        settings["lifecycle.name"] = policy
    return {
        "index_patterns": [f"{names.alias(alias)}-*"],
        "priority": 500,
        "template": {"settings": settings, "mappings": {**MAPPINGS[alias], "_meta": {"made_by": MADE_BY}}},
        "_meta": {"made_by": MADE_BY},
    }


def policy(keep_days: int | None) -> dict[str, Any]:
    """The lifecycle policy for clusters that have ILM: merge when a month is over, delete only when told to."""
    phases: dict[str, Any] = {
        "hot": {"actions": {"set_priority": {"priority": 100}}},
        "warm": {
            "min_age": "45d",
            "actions": {"set_priority": {"priority": 50}, "forcemerge": {"max_num_segments": 1}},
        },
    }
    if keep_days is not None:
        phases["delete"] = {"min_age": f"{keep_days}d", "actions": {"delete": {}}}
    return {"phases": phases, "_meta": {"made_by": MADE_BY}}


def has_lifecycles(client: Elasticsearch) -> bool:
    """Whether this cluster can run lifecycle policies; a plain node cannot."""
    try:
        client.ilm.get_status()
    except ApiError:
        return False
    return True


def put_templates(client: Elasticsearch, names: Names, *, keep_days: int | None, replicas: str) -> None:
    """Write the templates, and the policy where the cluster has lifecycles; doing so twice changes nothing."""
    policy_name = None
    if has_lifecycles(client):
        policy_name = f"{names.prefix}newsloom"
        client.ilm.put_lifecycle(name=policy_name, policy=policy(keep_days))
    for alias in ALIASES:
        body = template(names, alias, replicas=replicas, policy=policy_name)
        client.indices.put_index_template(name=f"{names.prefix}newsloom-{alias}", **_arguments(body))


def _arguments(body: dict[str, Any]) -> dict[str, Any]:
    return {("meta" if key == "_meta" else key): value for key, value in body.items()}


def make(client: Elasticsearch, names: Names, concrete: Concrete, *, behind_alias: bool = True) -> None:
    """Make a concrete index, with its alias in the same call so that no reader sees one without the other."""
    aliases: dict[str, Any] = {names.alias(concrete.alias): {}} if behind_alias else {}
    try:
        client.indices.create(index=names.index(concrete), aliases=aliases)
    except BadRequestError as error:
        # Another process made it at the same moment, which is as good.
        if error.error != "resource_already_exists_exception":
            raise


def behind(client: Elasticsearch, names: Names, alias: str) -> tuple[Concrete, ...]:
    """The concrete indices behind an alias, newest month first; none when there is no such alias."""
    try:
        answer = client.indices.get_alias(name=names.alias(alias))
    except NotFoundError:
        return ()
    return newest_first(found for name in answer if (found := names.parse(name)))


def newest_first(indices: Iterable[Concrete]) -> tuple[Concrete, ...]:
    """In the order in which an article is most likely found."""
    return tuple(sorted(indices, key=lambda concrete: (concrete.month, concrete.generation), reverse=True))


class Months:
    """The concrete indices behind each alias as they were at one moment, and the missing ones made on demand."""

    def __init__(self, client: Elasticsearch, names: Names) -> None:
        self._client = client
        self._names = names
        self._seen: dict[str, tuple[Concrete, ...]] = {}

    def behind(self, alias: str) -> list[str]:
        """Names of the indices behind the alias, newest month first."""
        return [self._names.index(concrete) for concrete in self._concretes(alias)]

    def ready(self, alias: str, moment: datetime) -> str:
        """The index for documents of that moment's month."""
        concretes = self._concretes(alias)
        month = month_of(moment)
        found = next((concrete for concrete in concretes if concrete.month == month), None)
        if found is None:
            generation = max((concrete.generation for concrete in concretes), default=1)
            found = Concrete(alias=alias, generation=generation, month=month)
            make(self._client, self._names, found)
            self._seen[alias] = newest_first((*concretes, found))
        return self._names.index(found)

    def _concretes(self, alias: str) -> tuple[Concrete, ...]:
        if alias not in self._seen:
            self._seen[alias] = behind(self._client, self._names, alias)
        return self._seen[alias]
