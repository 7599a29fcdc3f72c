"""JSON-LD is understood in every shape that sites serve."""

import json

import pytest

from workers.extraction.structured import describe, read_json_ld

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Der Hafen wächst",
    "datePublished": "2026-02-20",
    "author": {"@type": "Person", "name": "Anna Beispiel"},
}
PLAIN = json.dumps(ARTICLE, ensure_ascii=False)


def described(script: str, headline: str = "Der Hafen wächst", addresses: frozenset[str] = frozenset()):
    return describe(read_json_ld([script]), addresses, headline)


@pytest.mark.parametrize(
    "script",
    [
        PLAIN,
        f"[{PLAIN}]",
        f'{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite","name":"Bote"}},{PLAIN}]}}',
        f"<!--{PLAIN}-->",
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        PLAIN.replace("}}", "},}"),
        PLAIN.replace("wächst", "wäch\tst").replace("wäch\tst", "wächst\n"),
        PLAIN + ";",
        PLAIN[:-1],
        PLAIN.replace('"NewsArticle"', '["NewsArticle","Thing"]'),
        PLAIN.replace('"NewsArticle"', '"http://schema.org/NewsArticle"'),
        f'{{"@type":"WebPage","mainEntity":{PLAIN}}}',
    ],
)
def test_the_article_is_found_however_it_is_wrapped_or_broken(script):
    found = described(script)
    assert found is not None
    assert found.headline.strip() == "Der Hafen wächst"
    assert found.published == "2026-02-20"
    assert [one.name for one in found.authors] == ["Anna Beispiel"]


def test_of_several_articles_the_pages_own_is_taken():
    other = {**ARTICLE, "headline": "Etwas anderes", "url": "https://x.example/anderes"}
    found = described(json.dumps([other, ARTICLE]), addresses=frozenset(("x.example/hafen",)))
    assert found.headline == "Der Hafen wächst"


def test_an_author_who_is_told_apart_in_the_graph_is_the_articles():
    """Plug-ins for search engines put each person once into the graph and refer to it."""
    article = {**ARTICLE, "author": [{"@id": "https://bote.example/#anna"}]}
    person = {"@type": "Person", "@id": "https://bote.example/#anna", "name": "Anna Beispiel"}
    found = described(json.dumps({"@graph": [article, person]}))
    assert [(one.name, one.kind) for one in found.authors] == [("Anna Beispiel", "Person")]


def test_entities_in_values_are_undone():
    assert described(PLAIN.replace("Der Hafen", "M&uuml;ller &amp; Sohn")).headline == "Müller & Sohn wächst"


def test_accessible_for_free_is_understood_as_word_and_as_truth():
    assert described(json.dumps({**ARTICLE, "isAccessibleForFree": "False"})).free is False
    assert described(json.dumps({**ARTICLE, "isAccessibleForFree": True})).free is True


@pytest.mark.parametrize("script", ["[" * 200_000, '{"@graph":[' * 50_000, "", "null", "42", '"x"', "{}", "[[[[1]]]]"])
def test_nothing_and_bombs_end_in_nothing(script):
    assert described(script) is None
