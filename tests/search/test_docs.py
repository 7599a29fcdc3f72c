"""What analysts are told of fields and facets is what there is."""

from pathlib import Path

from search.facets import FACETS, Facet, counting, narrowing
from search.mapping import ARTICLE_FIELDS, leaves
from search.syntax import NAMES

DOCS = Path(__file__).parents[2] / "docs"


def test_every_field_of_the_query_language_is_explained():
    told = (DOCS / "querying.md").read_text()
    assert [name for name in sorted(set(NAMES.values())) if f"`{name}`" not in told] == []


def test_every_facet_counts_a_field_that_can_be_counted():
    types = leaves(ARTICLE_FIELDS)
    assert [facet.name for facet in FACETS if types[facet.field] not in ("keyword", "boolean")] == []


def test_a_facet_is_one_line():
    found = Facet(name="found", field="found", english="Found by", german="Gefunden durch")
    assert counting({}, [found])["found"]["terms"]["field"] == "found"
    assert narrowing({"source": ("a", "b")}) == [{"terms": {"source": ["a", "b"]}}]
