"""What questions find, how it is marked, counted and paged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from search.article import Entity, Joints, Quotation
from search.asking import cursor
from search.dates import Span
from search.presenting import as_json
from search.query import Query, Sort
from search.results import plain
from search.searcher import Searcher
from search.since import since
from search.suggesting import complete, did_you_mean
from search.synonyms import SynonymFile
from search.trends import trends
from search.unusual import unusual
from tests.search.factories import NOON, an_article, signed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

SPOKEN = "Die Regierungssprecherin sprach am 3. Oktober vor den Häusern der Uferstraße. Sie nannte keine Gründe."

ARTICLES = [
    an_article(
        "Regierungssprecherin tritt zurück",
        SPOKEN,
        joints=Joints(title=(10,), text=(14, SPOKEN.index("straße"))),
        section="Politik",
        authors=("Hanna Lindgruber",),
        entities=(Entity(kind="person", name="Miriam Solbach", count=2, salience=0.8),),
        quotations=(Quotation(text="Ich gehe ohne Groll", speaker="Miriam Solbach", direct=True, start=0, end=5),),
    ),
    an_article("Häuser am Fluss", "In der Strasse am Fluss stehen drei Häuser.", section="Lokales", source="talbote"),
    an_article(
        "Windpark genehmigt",
        "Sechs Windkraftanlagen entstehen im Wald.",
        joints=Joints(text=(10, 15)),
        section="Politik",
        published=NOON - timedelta(days=40),
    ),
    an_article("Houses on the river", "Three houses were sold to children.", language="en", source="courier"),
    an_article("Дом у реки", "Старый дом у реки продан.", language="ru", source="courier"),
    an_article("河边的房子", "河边的老房子已经卖掉了。", language="zh", source="courier"),
    an_article(
        "Ein Garten",
        "Ein Garten ohne Haus und Hof.",
        paywalled=True,
        live=True,
        url="https://talbote.test/garten",
        source="talbote",
    ),
]


@pytest.fixture(scope="module", autouse=True)
def filled(index):
    index.write(ARTICLES)
    index.refresh()


def ask(searcher, text="", **more):
    return searcher.search(Query(text=text, **more), NOW)


def titles(found):
    return [hit.fields["title"] for hit in found.hits]


def marked(found, part="text"):
    return [plain(passage) for hit in found.hits for passage in hit.highlights.get(part, ())]


def test_haus_finds_haeuser(searcher):
    assert "Häuser am Fluss" in titles(ask(searcher, "Haus"))
    assert "<em>Häuser</em> am Fluss" in marked(ask(searcher, "Haus"), "title")


def test_regierung_finds_the_sprecherin_and_marks_just_its_half(searcher):
    found = ask(searcher, "Regierung")
    assert titles(found) == ["Regierungssprecherin tritt zurück"]
    assert marked(found, "title") == ["<em>Regierungs</em>sprecherin tritt zurück"]


def test_strasse_finds_strasse_with_sharp_s_inside_a_compound(searcher):
    found = ask(searcher, "Strasse")
    assert set(titles(found)) == {"Häuser am Fluss", "Regierungssprecherin tritt zurück"}
    assert any("Ufer<em>straße</em>" in passage for passage in marked(found))


def test_a_compound_inside_a_longer_one_is_found(searcher):
    assert titles(ask(searcher, "Windkraft")) == ["Windpark genehmigt"]


def test_a_phrase_may_run_over_a_compound(searcher):
    found = ask(searcher, '"Regierungssprecherin sprach"')
    assert titles(found) == ["Regierungssprecherin tritt zurück"]
    assert "<em>Regierungssprecherin sprach</em>" in marked(found)[0]


def test_highlights_are_whole_sentences_without_soft_hyphens(searcher):
    assert marked(ask(searcher, "Uferstraße")) == [
        "Die Regierungssprecherin sprach am 3. Oktober vor den Häusern der <em>Uferstraße</em>."
    ]


def test_the_document_keeps_clean_text_alone(index):
    answer = index.client.search(index=index.names.alias("articles"), query={"term": {"id": ARTICLES[0].id}})
    source = answer["hits"]["hits"][0]["_source"]
    assert source["text"] == ARTICLES[0].text
    assert not {"de", "en", "complete"} & source.keys()


def test_english_has_stems_and_irregular_plurals(searcher):
    assert titles(ask(searcher, "house")) == ["Houses on the river"]
    assert titles(ask(searcher, "child")) == ["Houses on the river"]


def test_other_languages_are_found_too(searcher):
    assert titles(ask(searcher, "дом")) == ["Дом у реки"]
    assert titles(ask(searcher, "房子")) == ["河边的房子"]


def test_what_was_said_and_by_whom_is_one_question(searcher):
    assert ask(searcher, "speaker:Solbach quote:Groll").total == 1
    assert ask(searcher, "speaker:Lindgruber quote:Groll").total == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("title:Fluss", 1),
        ("author:Lindgruber", 1),
        ('person:"Miriam Solbach"', 1),
        ("section:politik", 2),
        ("source:tal*", 2),
        ("language:de", 4),
        ("paywall:yes", 1),
        ("ticker:ja", 1),
        ("live:no", 6),
        ("date:2026-11", 6),
        ("date:<2026-11", 1),
        ("date:2026-10-01..2026-10-31", 1),
        ("last:7d", 6),
        ("url:https://talbote.test/garten", 1),
        ("url:talbote.test", 1),
        ("Haus -Garten", 2),
        ("(Garten OR Windpark) Haus", 1),
        ("Häus*", 3),
        ("Regierungsprecherin~", 1),
        ("*", 7),
    ],
)
def test_fields_dates_exclusion_and_wildcards(searcher, text, count):
    assert ask(searcher, text).total == count


def test_a_chosen_value_does_not_hide_the_counts_of_its_alternatives(searcher):
    found = ask(searcher, "", chosen={"source": ("talbote",)})
    assert found.total == 2
    assert {one.value: one.count for one in found.facets["source"]} == {"courier": 3, "beispielblatt": 2, "talbote": 2}
    assert {one.value: one.count for one in found.facets["language"]} == {"de": 2}


def test_values_of_one_facet_widen_and_facets_narrow(searcher):
    assert ask(searcher, "", chosen={"source": ("talbote", "courier")}).total == 5
    assert ask(searcher, "", chosen={"source": ("talbote", "courier"), "language": ("en",)}).total == 1


def test_a_chosen_value_without_results_is_still_shown(searcher):
    found = ask(searcher, "Windpark", chosen={"source": ("courier",)})
    assert ("courier", 0, True) in [(one.value, one.count, one.chosen) for one in found.facets["source"]]


def test_the_histogram_has_sensible_steps_without_gaps(searcher):
    by_day = ask(searcher, "").histogram
    assert (by_day.step, len(by_day.bars), sum(bar.count for bar in by_day.bars)) == ("day", 41, 7)
    period = Span(start=NOON - timedelta(days=1), end=NOON)
    assert ask(searcher, "", period=period).histogram.step == "hour"


def test_newest_and_oldest_first(searcher):
    assert titles(ask(searcher, "", sort=Sort.OLDEST))[0] == "Windpark genehmigt"
    assert titles(ask(searcher, "", sort=Sort.NEWEST))[-1] == "Windpark genehmigt"


def test_pages_follow_each_other_without_loss_to_any_depth(searcher):
    seen, query = [], Query(size=3, sort=Sort.NEWEST)
    while (found := searcher.search(query, NOW)).hits:
        seen += titles(found)
        query = replace(query, after=found.after)
    assert len(seen) == len(set(seen)) == 7
    assert cursor(query.after)


def test_a_count_holds_still_as_of_its_time(index, searcher):
    query = Query(text="Stillstand", as_of=NOON + timedelta(hours=1))
    first = an_article("Stillstand eins", "Nichts bewegt sich beim Stillstand.")
    index.write([first, an_article("Stillstand zwei", "Auch hier.", fetched_at=NOON + timedelta(hours=2))])
    index.write(
        [replace(first, text="Stillstand, geändert.", content_hash="neu", fetched_at=NOON + timedelta(hours=3))]
    )
    index.refresh()
    assert searcher.search(query, NOW).total == 1
    found = since(searcher, query, NOW)
    assert (found.new, found.changed) == (1, 1)
    remove(index, "Stillstand")


def test_one_hit_a_story_with_the_others_beside_it(index, searcher):
    text = "Der Zirkus Fantoni gastiert bis Sonntag auf der Festwiese und zeigt Seiltanz sowie Clowns und Pferde. " * 2
    told = [signed(an_article(f"Zirkus, Fassung {n}", text, source=f"blatt{n}")) for n in range(3)]
    index.write(told)
    index.refresh()
    found = ask(searcher, "Zirkus", per_story=True)
    assert (found.total, found.stories, len(found.hits)) == (3, 1, 1)
    assert (found.hits[0].in_story, len(found.hits[0].others)) == (3, 2)
    assert len(ask(searcher, "Zirkus").hits) == 3
    remove(index, "Zirkus")


def remove(index, word):
    """Leave the module's articles as they were."""
    query = {"match": {"title": word}}
    for hit in index.client.search(index=index.names.alias("articles"), query=query, size=100)["hits"]["hits"]:
        index.client.delete(index=hit["_index"], id=hit["_id"])
    index.refresh()


def test_a_misspelt_word_is_offered_as_the_index_spells_it(searcher):
    query = Query(text="Windprak")
    found = did_you_mean(searcher, query, 0, NOW)
    assert found is not None
    assert (found.query.text, found.total) == ("Windpark", 1)
    assert did_you_mean(searcher, Query(text="Windpark"), 1, NOW) is None


def test_names_and_headlines_are_completed(searcher):
    assert complete(searcher, "miri") == ("Miriam Solbach",)
    assert "Häuser am Fluss" in complete(searcher, "haus")
    assert complete(searcher, "m") == ()


def test_synonyms_of_a_file_work_at_once_and_follow_its_changes(searcher, tmp_path):
    file = tmp_path / "synonyms.txt"
    file.write_text("Domizil, Haus  # where people live\n")
    with_synonyms = Searcher(searcher.client, searcher.names, SynonymFile(file))
    assert ask(with_synonyms, "Domizil").total == ask(searcher, "Haus").total
    file.write_text("Domizil, Windpark, Anlage im Wald\n")
    assert titles(ask(with_synonyms, "Domizil")) == ["Windpark genehmigt"]


def test_a_line_of_synonyms_that_cannot_be_read_is_named(tmp_path):
    file = tmp_path / "synonyms.txt"
    file.write_text("Bahn, Zug\nallein\n")
    with pytest.raises(ValueError, match="line 2"):
        SynonymFile(file).current()


def test_trends_share_their_bars(searcher):
    found = trends(searcher, ["Haus", "Windpark"], Span(), NOW)
    assert [trend.total for trend in found] == [3, 1]
    assert found[0].histogram.bars[0].start == found[1].histogram.bars[0].start
    assert sum(bar.count for bar in found[1].histogram.bars) == 1


def test_what_is_unusual_is_what_stands_here_and_not_elsewhere(index, searcher):
    index.write([an_article(f"Seltsam {n}", "Ein Fund.", keyphrases=("Urnengrab",)) for n in range(3)])
    index.refresh()
    found = unusual(searcher, Query(text="Seltsam"), NOW)
    assert [(one.name, one.value, one.here, one.everywhere) for one in found] == [("phrase", "Urnengrab", 3, 3)]
    remove(index, "Seltsam")


def test_a_value_that_is_a_name_and_a_key_phrase_stands_out_once(index, searcher):
    named = {"keyphrases": ("Urnengrab",), "entities": (Entity(kind="place", name="Urnengrab", count=1, salience=0.5),)}
    index.write([an_article(f"Seltsam {n}", "Ein Fund.", **named) for n in range(3)])
    index.refresh()
    assert [one.value for one in unusual(searcher, Query(text="Seltsam"), NOW)] == ["Urnengrab"]
    remove(index, "Seltsam")


def test_json_has_the_promised_shape(searcher):
    told = as_json(ask(searcher, "Regierung"))
    assert told["total"] == 1
    assert {"url", "title", "source", "language", "published", "highlights"} <= told["hits"][0].keys()
    assert told["hits"][0]["highlights"]["title"] == ["<em>Regierungs</em>sprecherin tritt zurück"]
    assert {"source", "section", "language", "author", "day"} <= told["facets"].keys()


def test_newer_articles_come_first_among_equals(index, searcher):
    for days in (0, 300):
        index.write([an_article(f"Gleichstand {days}", "Gleich.", published=NOON - timedelta(days=days))])
    index.refresh()
    assert titles(ask(searcher, "Gleichstand")) == ["Gleichstand 0", "Gleichstand 300"]
    remove(index, "Gleichstand")


def test_a_very_long_text_without_spaces_is_found_to_its_last_word(index, searcher):
    long = an_article("很长的文章", "河边的房子很旧。" * 15_000 + "最后一只蝴蝶。", language="zh")
    assert index.write([long])[0].outcome == "indexed"
    index.refresh()
    found = ask(searcher, "蝴蝶")
    assert titles(found) == ["很长的文章"]
    assert marked(found) == ["最后一只<em>蝴蝶</em>。"]
    remove(index, "很长")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("correction:yes", ["Damm hält"]),
        ("korrektur:nein Damm", ["Damm bricht"]),
        ('correction:"neun Meter"', ["Damm hält"]),
        ("correction:elf", []),
    ],
)
def test_articles_are_found_by_the_correction_their_publisher_announces(index, searcher, text, found):
    notice = "In einer früheren Version stand eine falsche Höhe. Es sind neun Meter."
    index.write(
        [an_article("Damm hält", "Der Damm.", correction=notice), an_article("Damm bricht", "Der Damm bricht.")]
    )
    index.refresh()
    assert titles(ask(searcher, text)) == found
    remove(index, "Damm")
