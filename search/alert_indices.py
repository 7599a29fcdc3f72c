"""The three small indices behind alerts: saved searches, how far each alert has come, and what it found."""

from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from search.lifecycle import MADE_BY, Names
from search.mapping import BOOLEAN, DATE, INTEGER, KEPT, KEYWORD, UNCOUNTED, Field, mapping

SAVED = "saved-searches"
STATES = "alert-states"
NOTICES = "notices"

PLAIN: Field = {"type": "text", "index": False}
"""Text of any length that is kept and not searched."""

SAVED_FIELDS: dict[str, Field] = {
    "id": KEYWORD,
    "name": KEYWORD,
    "text": PLAIN,
    "chosen": KEPT,
    "start": DATE,
    "end": DATE,
    "webhook": UNCOUNTED,
    "mail": UNCOUNTED,
    "quiet": KEPT,
    "created": DATE,
    "changed": DATE,
    "on_since": DATE,
}

STATE_FIELDS: dict[str, Field] = {
    "kind": KEYWORD,
    "alert": KEYWORD,
    # how far its reading of the articles has come
    "read": KEPT,
    "mistake": PLAIN,
    # how its deliveries by one channel go
    "channel": KEYWORD,
    "batch": UNCOUNTED,
    "attempts": INTEGER,
    "next_attempt": DATE,
    "claimed_until": DATE,
    "last_sent": DATE,
    "last_error": PLAIN,
    # who runs the alerts now
    "holder": UNCOUNTED,
    "held_until": DATE,
}

NOTICE_FIELDS: dict[str, Field] = {
    "id": KEYWORD,
    "alert": KEYWORD,
    "story": KEYWORD,
    "article": KEYWORD,
    "url": UNCOUNTED,
    "title": PLAIN,
    "source": KEYWORD,
    "language": KEYWORD,
    "published": DATE,
    "at": DATE,
    "passages": KEPT,
    "before": BOOLEAN,
    "webhook": KEYWORD,
    "mail": KEYWORD,
    "reason": PLAIN,
}

FIELDS: dict[str, dict[str, Field]] = {SAVED: SAVED_FIELDS, STATES: STATE_FIELDS, NOTICES: NOTICE_FIELDS}


def definition(alias: str, *, replicas: str = "0-1") -> dict[str, Any]:
    """Settings and mapping of one of the indices: data, the same on every cluster."""
    return {
        "settings": {"number_of_shards": 1, "auto_expand_replicas": replicas},
        "mappings": {**mapping(FIELDS[alias]), "_meta": {"made_by": MADE_BY}},
    }


def setup(client: Elasticsearch, names: Names, *, replicas: str = "0-1") -> None:
    """Make the indices where they are missing, and add fields that a newer release has; twice changes nothing."""
    for alias in FIELDS:
        _ready(client, names.alias(alias), definition(alias, replicas=replicas))


def _ready(client: Elasticsearch, alias: str, wanted: dict[str, Any]) -> None:
    if client.indices.exists_alias(name=alias):
        client.indices.put_mapping(index=alias, properties=wanted["mappings"]["properties"])
        return
    try:
        client.indices.create(index=f"{alias}-001", aliases={alias: {}}, **wanted)
    except BadRequestError as error:
        # Another process made it at the same moment, which is as good.
        if error.error != "resource_already_exists_exception":
            raise
