"""Results as plain values, the same for the command line's JSON and for the API."""

from typing import Any

from search.facets import Count
from search.histogram import Histogram
from search.results import Hit, Passage, Results, plain


def as_json(found: Results) -> dict[str, Any]:
    """Results as JSON takes them: ``total``, ``hits``, ``facets`` and what goes with them."""
    return {
        "total": found.total,
        "stories": found.stories,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "milliseconds": found.milliseconds,
        "partial": found.partial,
        "hits": [hit(one) for one in found.hits],
        "facets": {name: [count(one) for one in values] for name, values in found.facets.items()}
        | {"day": [{"value": bar.start.date().isoformat(), "count": bar.count} for bar in found.histogram.days]},
        "histogram": histogram(found.histogram),
    }


def hit(one: Hit) -> dict[str, Any]:
    """One article found; matches in ``highlights`` stand between ``<em>`` and ``</em>``, all else is plain text."""
    told = {"url": one.fields.get("url"), "title": one.fields.get("title"), "source": one.fields.get("source")}
    told |= {name: one.fields.get(name) for name in ("language", "published", "section", "authors", "standfirst")}
    told |= {name: value for name, value in one.fields.items() if name not in told}
    told["score"] = one.score
    told["highlights"] = {part: [marked(passage) for passage in passages] for part, passages in one.highlights.items()}
    told["in_story"] = one.in_story
    told["others"] = [{"id": o.id, "url": o.url, "source": o.source, "title": o.title} for o in one.others]
    return told


def marked(passage: Passage) -> str:
    """A passage with its matches between ``<em>`` and ``</em>``."""
    return plain(passage)


def count(one: Count) -> dict[str, Any]:
    """One value of a facet."""
    return {"value": one.value, "count": one.count} | ({"chosen": True} if one.chosen else {})


def histogram(found: Histogram) -> dict[str, Any]:
    """Counts over time in the step that suits the span; ``end`` is excluded."""
    bars = [{"start": bar.start.isoformat(), "end": bar.end.isoformat(), "count": bar.count} for bar in found.bars]
    return {"step": found.step, "bars": bars}
