"""Which fields a document may have: strict mappings of articles, revisions and fetches.

A German text is indexed in ``de.*`` with soft hyphens at its compounds' joints, an English one in ``en.*`` stemmed, and
every text in the plain field, unstemmed, for phrases and for all other languages. ``de``, ``en`` and ``complete``
follow from the other fields and are left out of ``_source``, so what people, exports and Kibana see is the clean
article alone.
"""

from typing import Any

Field = dict[str, Any]

KEYWORD: Field = {"type": "keyword", "ignore_above": 1024}
UNCOUNTED: Field = {"type": "keyword", "doc_values": False, "ignore_above": 1024}
DATE: Field = {"type": "date"}
INTEGER: Field = {"type": "integer"}
FLOAT: Field = {"type": "float"}
BOOLEAN: Field = {"type": "boolean"}
KEPT: Field = {"type": "object", "enabled": False}
"""In ``_source`` for whoever reads the document, not searchable."""
NEUTRAL: Field = {"type": "text", "analyzer": "neutral"}
LOWERED: Field = {"type": "keyword", "normalizer": "folded", "ignore_above": 1024}
NAME: Field = {**KEYWORD, "fields": {"words": NEUTRAL}}
"""A name: counted as a whole, found by each of its words."""
GERMAN: Field = {"type": "text", "analyzer": "german", "search_analyzer": "german_query", "store": True}
ENGLISH: Field = {"type": "text", "analyzer": "english", "store": True}


def _strict(properties: dict[str, Field]) -> Field:
    return {"type": "object", "dynamic": "strict", "properties": properties}


def _nested(properties: dict[str, Field]) -> Field:
    return {"type": "nested", "dynamic": "strict", "properties": properties}


def _three(field: Field, **more: Field) -> Field:
    return _strict({"title": field, "standfirst": field, "text": field, **more})


OPT_OUTS = _nested({"signal": KEYWORD, "value": KEYWORD, "verdict": KEYWORD})

SPOKEN: Field = {
    **NEUTRAL,
    "fields": {"de": {"type": "text", "analyzer": "german_query"}, "en": {"type": "text", "analyzer": "english"}},
}

ARTICLE_FIELDS: dict[str, Field] = {
    # identity
    "id": KEYWORD,
    "url": UNCOUNTED,
    "canonical_url": KEYWORD,
    "read_from": UNCOUNTED,
    "host": KEYWORD,
    "source": KEYWORD,
    # what the publisher says
    "title": NEUTRAL,
    "standfirst": NEUTRAL,
    "text": NEUTRAL,
    "de": _three(GERMAN, more={"type": "text", "analyzer": "german_query", "norms": False, "index_options": "docs"}),
    "en": _three(ENGLISH),
    "section": {**KEYWORD, "fields": {"folded": LOWERED}},
    "authors": NAME,
    "agencies": KEYWORD,
    "tags": {**KEYWORD, "fields": {"folded": LOWERED}},
    "published": DATE,
    "published_from": KEYWORD,
    "published_confidence": FLOAT,
    "modified": DATE,
    "paywalled": BOOLEAN,
    "live": BOOLEAN,
    "left_out": KEPT,
    "correction": NEUTRAL,
    # enrichment
    "language": KEYWORD,
    "foreign": KEPT,
    "entities": KEPT,
    "persons": NAME,
    "organisations": NAME,
    "places": NAME,
    "locations": {"type": "geo_point"},
    "topics": {**KEYWORD, "fields": {"folded": LOWERED}},
    "topics_from": KEYWORD,
    "keyphrases": NAME,
    "quotations": _nested(
        {
            "text": SPOKEN,
            "speaker": NAME,
            "direct": BOOLEAN,
            "start": {**INTEGER, "index": False},
            "end": {**INTEGER, "index": False},
        }
    ),
    "dateline": NAME,
    "reading": _strict(
        {"words": INTEGER, "sentences": INTEGER, "minutes": FLOAT, "readability": FLOAT, "quoted": FLOAT}
    ),
    "joints": KEPT,
    "signature": {"type": "binary"},
    "bands": UNCOUNTED,
    "story": KEYWORD,
    # observation
    "date": DATE,
    "fetched_at": DATE,
    "first_seen": DATE,
    "gone_at": DATE,
    "revision": INTEGER,
    "revised": BOOLEAN,
    "last_change": KEPT,
    "opt_outs": OPT_OUTS,
    "opt_out": KEYWORD,
    "found": KEYWORD,
    "archived_in": UNCOUNTED,
    "content_hash": KEYWORD,
    "complete": {"type": "completion", "analyzer": "neutral", "max_input_length": 80},
}

REVISION_FIELDS: dict[str, Field] = {
    "article": KEYWORD,
    "url": UNCOUNTED,
    "source": KEYWORD,
    "language": KEYWORD,
    "revision": INTEGER,
    "at": DATE,
    "seen_before": DATE,
    "title": NEUTRAL,
    "title_before": NEUTRAL,
    "title_changed": BOOLEAN,
    "standfirst_before": NEUTRAL,
    "added": SPOKEN,
    "removed": SPOKEN,
    "changes": KEPT,
    "correction": NEUTRAL,
    "content_hash": KEYWORD,
    "content_hash_before": KEYWORD,
}

FETCH_FIELDS: dict[str, Field] = {
    "url": KEYWORD,
    "host": KEYWORD,
    "source": KEYWORD,
    "at": DATE,
    "outcome": KEYWORD,
    "reason": KEYWORD,
    "status": INTEGER,
    "milliseconds": INTEGER,
    "size": {"type": "long"},
    "found": KEYWORD,
    "found_in": KEYWORD,
    "visit": INTEGER,
    "run": KEYWORD,
    "archived_in": UNCOUNTED,
    "article": KEYWORD,
    "opt_outs": OPT_OUTS,
    "language": KEYWORD,
    "detail": {"type": "text", "index": False},
}

DERIVED = ("de", "en", "complete")
"""Fields of an article's document that follow from its others, and are rebuilt rather than kept."""


def mapping(fields: dict[str, Field], *, derived: tuple[str, ...] = ()) -> dict[str, Any]:
    """A strict mapping of exactly these fields; ``derived`` ones are searchable but not kept in ``_source``."""
    made: dict[str, Any] = {"dynamic": "strict", "date_detection": False, "properties": fields}
    if derived:
        made["_source"] = {"excludes": [path for name in derived for path in (name, f"{name}.*")]}
    return made


MAPPINGS: dict[str, dict[str, Any]] = {
    "articles": mapping(ARTICLE_FIELDS, derived=DERIVED),
    "revisions": mapping(REVISION_FIELDS),
    "fetches": mapping(FETCH_FIELDS),
}
"""One mapping for each alias."""


def leaves(fields: dict[str, Field], inside: str = "") -> dict[str, str]:
    """Every searchable path, multi-fields included, with its type."""
    found: dict[str, str] = {}
    for name, field in fields.items():
        path = inside + name
        if "properties" in field:
            found |= leaves(field["properties"], f"{path}.")
        elif field.get("enabled", True):
            found[path] = field["type"]
            found |= {f"{path}.{sub}": kind["type"] for sub, kind in field.get("fields", {}).items()}
    return found
