"""The analysis filters of the local node answer to Elasticsearch's names and do what Elasticsearch's do."""

from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import BadRequestError, Elasticsearch

JOINT = "\u00ad"
INDEX = "analysis-of-the-local-node"


@pytest.fixture(scope="module")
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with Elasticsearch(elasticsearch_url) as client:
        client.options(ignore_status=404).indices.delete(index=INDEX)
        yield client
        client.options(ignore_status=404).indices.delete(index=INDEX)


def terms(client: Elasticsearch, text: str, *filters: Any, tokenizer: Any = "standard", **more: Any) -> list[str]:
    answer = client.indices.analyze(text=text, tokenizer=tokenizer, filter=list(filters), **more)
    return [token["token"] for token in answer["tokens"]]


@pytest.mark.parametrize(
    ("language", "word", "stem"),
    [
        ("light_german", "häuser", "haus"),
        ("minimal_german", "frauen", "frau"),
        ("german", "aufeinanderfolgenden", "aufeinanderfolg"),
        ("english", "running", "run"),
        ("light_english", "ponies", "pony"),
        ("minimal_english", "ponies", "pony"),
        ("possessive_english", "minister's", "minister"),
        ("light_french", "nationaux", "national"),
        ("italian", "cittadini", "cittadin"),
        ("light_spanish", "chicas", "chic"),
        ("dutch", "lichamen", "licham"),
        ("light_nynorsk", "gutar", "gut"),
        ("porter2", "skies", "sky"),
    ],
)
def test_stemmers_bear_elasticsearch_s_names(client: Elasticsearch, language: str, word: str, stem: str) -> None:
    """Each name of a stemmer leads to the stemmer that Elasticsearch means by it."""
    assert terms(client, word, {"type": "stemmer", "language": language}) == [stem]


def test_an_unknown_stemmer_is_refused_when_it_is_asked_for(client: Elasticsearch) -> None:
    """A misspelt language must not surface with the first article."""
    with pytest.raises(BadRequestError, match="unknown language"):
        terms(client, "wort", {"type": "stemmer", "language": "light_germn"})


def test_a_compound_is_found_by_its_parts_at_their_true_offsets(client: Elasticsearch) -> None:
    """The joint splits a compound; the whole word stays, and each part says where it stands."""
    answer = client.indices.analyze(
        text=f"Die Regierungs{JOINT}sprecherin sprach",
        tokenizer="standard",
        filter=[
            {
                "type": "word_delimiter_graph",
                "catenate_all": True,
                "split_on_case_change": False,
                "split_on_numerics": False,
                "stem_english_possessive": False,
            },
            "lowercase",
            "german_normalization",
            {"type": "stemmer", "language": "light_german"},
            "flatten_graph",
        ],
    )
    found = {(token["token"], token["start_offset"], token["end_offset"]) for token in answer["tokens"]}
    assert {("regierungssprecherin", 4, 25), ("regierung", 4, 14), ("sprecherin", 15, 25)} <= found


@pytest.mark.parametrize(
    ("filter_", "text", "expected"),
    [
        ("asciifolding", "Überlänge", ["Uberlange"]),
        ({"type": "asciifolding", "preserve_original": True}, "Über", ["Uber", "Über"]),
        ("german_normalization", "Straße Haeuser", ["Strasse", "Hauser"]),
        ({"type": "stop", "stopwords": "_german_"}, "die Bahn und der Zug", ["Bahn", "Zug"]),
        ({"type": "edge_ngram", "min_gram": 2, "max_gram": 4}, "Hamburg", ["Ha", "Ham", "Hamb"]),
        ({"type": "edge_ngram", "min_gram": 2, "max_gram": 3, "side": "back"}, "Hamburg", ["rg", "urg"]),
        ({"type": "ngram", "min_gram": 3, "max_gram": 3}, "Bonn", ["Bon", "onn"]),
        ({"type": "shingle", "output_unigrams": False}, "eins zwei drei", ["eins zwei", "zwei drei"]),
        ("unique", "rot blau rot", ["rot", "blau"]),
        ({"type": "length", "min": 3}, "ab abc", ["abc"]),
        ({"type": "truncate", "length": 3}, "Hamburg", ["Ham"]),
        ({"type": "elision", "articles": ["l", "d"]}, "l'avion d'or", ["avion", "or"]),
        ("cjk_bigram", "東京都", ["東京", "京都"]),
        ({"type": "keep", "keep_words": ["bahn"], "keep_words_case": True}, "Bahn Bus", ["Bahn"]),
        ({"type": "pattern_replace", "pattern": "ß", "replacement": "ss"}, "Gruß", ["Gruss"]),
        ({"type": "pattern_capture", "patterns": ["(\\d+)"]}, "a12", ["a12", "12"]),
        ({"type": "synonym_graph", "synonyms": ["bahn, zug", "sz => zeitung"]}, "sz bahn", ["zeitung", "zug", "bahn"]),
        ({"type": "synonym", "synonyms": ["usa, us"]}, "usa", ["usa", "us"]),
        ({"type": "limit", "max_token_count": 2}, "a b c", ["a", "b"]),
        ("reverse", "abc", ["cba"]),
        ("fingerprint", "b a b", ["a b"]),
        ("arabic_normalization", "أحمد", ["احمد"]),
        ({"type": "lowercase", "language": "turkish"}, "IĞDIR", ["ığdır"]),
        (
            {"type": "dictionary_decompounder", "word_list": ["donau", "dampf"]},
            "donaudampf",
            ["donaudampf", "donau", "dampf"],
        ),
    ],
)
def test_token_filters(client: Elasticsearch, filter_: Any, text: str, expected: list[str]) -> None:
    """A filter with Elasticsearch's settings gives the tokens that Elasticsearch gives."""
    assert terms(client, text, filter_) == expected


@pytest.mark.parametrize(
    ("settings", "text", "expected"),
    [
        ({}, "WiFi-Netz4", ["Wi", "Fi", "Netz", "4"]),
        ({"preserve_original": True, "split_on_case_change": False}, "WiFi-Netz", ["WiFi-Netz", "WiFi", "Netz"]),
        ({"type_table": ["- => ALPHA", "\\u0046 => LOWER"]}, "WiFi-Netz", ["WiFi-Netz"]),
        ({"protected_words": ["E-Auto"]}, "E-Auto E-Bus", ["E-Auto", "E", "Bus"]),
        ({"catenate_words": True, "generate_word_parts": False}, "E-Auto", ["EAuto"]),
    ],
)
def test_words_are_split_as_told(
    client: Elasticsearch, settings: dict[str, Any], text: str, expected: list[str]
) -> None:
    """Every setting of word_delimiter_graph does what it does in Elasticsearch."""
    assert terms(client, text, {"type": "word_delimiter_graph", **settings}, tokenizer="whitespace") == expected


def test_keywords_are_not_stemmed(client: Elasticsearch) -> None:
    """What a marker protects, or an override decides, the stemmer leaves alone."""
    marker = {"type": "keyword_marker", "keywords": ["häuser"]}
    override = {"type": "stemmer_override", "rules": ["mäuse, maus => nager"]}
    stemmer = {"type": "stemmer", "language": "light_german"}
    assert terms(client, "häuser mäuse frauen", marker, override, stemmer) == ["häuser", "nager", "frau"]


def test_stemmed_and_original_stand_side_by_side_once(client: Elasticsearch) -> None:
    """keyword_repeat with remove_duplicates keeps both forms where they differ."""
    stemmer = {"type": "stemmer", "language": "english"}
    assert terms(client, "running run", "keyword_repeat", stemmer, "remove_duplicates") == ["running", "run", "run"]


@pytest.mark.parametrize(
    ("tokenizer", "text", "expected"),
    [
        ("keyword", "a b", ["a b"]),
        ("whitespace", "a-b c", ["a-b", "c"]),
        ("letter", "a1b", ["a", "b"]),
        ({"type": "pattern", "pattern": ", *"}, "rot, blau", ["rot", "blau"]),
        ({"type": "path_hierarchy", "delimiter": "/"}, "sport/fussball", ["sport", "sport/fussball"]),
        ({"type": "edge_ngram", "min_gram": 1, "max_gram": 3, "token_chars": ["letter"]}, "ab 1c", ["a", "ab", "c"]),
        ("uax_url_email", "an a@b.de", ["an", "a@b.de"]),
    ],
)
def test_tokenizers(client: Elasticsearch, tokenizer: Any, text: str, expected: list[str]) -> None:
    """A tokenizer with Elasticsearch's settings gives the tokens that Elasticsearch gives."""
    assert terms(client, text, tokenizer=tokenizer) == expected


@pytest.mark.parametrize(
    ("char_filter", "text", "expected"),
    [
        ("html_strip", "<p>rot</p>", ["rot"]),
        ({"type": "mapping", "mappings": ["\\u00AD => ", "ph => f"]}, f"Pho{JOINT}to photo", ["Photo", "foto"]),
        ({"type": "pattern_replace", "pattern": "(\\d+)-(\\d+)", "replacement": "$1$2"}, "12-34", ["1234"]),
    ],
)
def test_character_filters(client: Elasticsearch, char_filter: Any, text: str, expected: list[str]) -> None:
    """A character filter with Elasticsearch's settings changes the text as Elasticsearch's does."""
    assert terms(client, text, char_filter=[char_filter]) == expected


@pytest.mark.parametrize(
    ("analyzer", "text", "expected"),
    [
        ("german", "Die Häuser der Straßen", ["haus", "strass"]),
        ("english", "the running minister's", ["run", "minist"]),
        ("french", "les chevaux", ["cheval"]),
        ("cjk", "東京都", ["東京", "京都"]),
        ("simple", "A1 B", ["a", "b"]),
        ("stop", "the bus", ["bus"]),
    ],
)
def test_stock_analyzers(client: Elasticsearch, analyzer: str, text: str, expected: list[str]) -> None:
    """The analyzers of Elasticsearch's own languages are there by name."""
    answer = client.indices.analyze(analyzer=analyzer, text=text)
    assert [token["token"] for token in answer["tokens"]] == expected


def test_a_normalizer_makes_spellings_of_a_keyword_equal(client: Elasticsearch) -> None:
    """Normalizing filters serve keyword fields, and a wildcard goes through them as well."""
    client.indices.create(
        index=INDEX,
        settings={"analysis": {"normalizer": {"plain": {"type": "custom", "filter": ["lowercase", "asciifolding"]}}}},
        mappings={"properties": {"name": {"type": "keyword", "normalizer": "plain"}}},
    )
    client.index(index=INDEX, document={"name": "Jörg Müller"}, refresh=True)
    for query in ({"term": {"name": "JORG MULLER"}}, {"wildcard": {"name": "JÖRG*"}}):
        assert client.count(index=INDEX, query=query)["count"] == 1


def test_a_wide_ngram_is_refused_as_elasticsearch_refuses_it(client: Elasticsearch) -> None:
    """A template that works here must work there, so limits are the same."""
    with pytest.raises(BadRequestError, match="max_ngram_diff"):
        terms(client, "Hamburg", {"type": "ngram", "min_gram": 1, "max_gram": 5})


def test_synonym_rules_cannot_run_through_a_filter_that_stacks_tokens(client: Elasticsearch) -> None:
    """The order that Elasticsearch refuses is refused here too."""
    with pytest.raises(BadRequestError, match="cannot be used to parse synonyms"):
        terms(client, "a", {"type": "edge_ngram"}, {"type": "synonym", "synonyms": ["a, b"]})
