"""What people are shown of two values of a field."""

from dataclasses import replace
from datetime import UTC, datetime

from deploy.differences import lines
from search.article import Entity, Quotation, Reading
from tests.workers.making import an_article
from workers.differences import as_json, differences

MAYOR = Entity(kind="person", name="Anna Beispiel", count=2, salience=0.5, spans=((4, 17), (80, 93)))
TOWN = Entity(kind="place", name="Seldenau", count=1, salience=0.2)


def shown(before, after):
    """Lines for the fields given, of articles that are alike in everything else."""
    found = differences(replace(an_article(), **before), replace(an_article(), **after))
    return [line for one in found for line in lines(one)]


def test_equal_states_differ_in_nothing():
    assert differences(an_article(), an_article()) == ()


def test_short_values_stand_side_by_side():
    moment = datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert shown(
        {"title": "Alt", "published": None, "paywalled": False},
        {"title": "Neu", "published": moment, "paywalled": True},
    ) == ['title: "Alt" -> "Neu"', "published: none -> 2026-11-20T08:00:00+00:00", "paywalled: no -> yes"]


def test_of_a_long_text_the_first_differing_place_is_shown_with_the_words_before_it():
    same, rest = "Der Rat tagte lange und stritt. " * 20, " Danach ging man heim." * 20
    line, old, new = shown({"text": f"{same}Er nahm an.{rest}"}, {"text": f"{same}Er lehnte ab.{rest}"})
    assert line == "text, from character 643 of 1093:"
    assert old.startswith("  - …Rat tagte lange und stritt. Er nahm an. Danach")
    assert new.startswith("  + …Rat tagte lange und stritt. Er lehnte ab. Danach")
    assert old.endswith("…")
    assert len(old) < 120


def test_a_text_that_appears_or_goes_is_shown_from_its_beginning():
    text = "Satz um Satz. " * 20
    assert shown({"standfirst": None}, {"standfirst": text})[1:] == ["  - none", f"  + {text[:110]}…"]


def test_of_lists_it_is_shown_what_went_and_what_came():
    assert shown({"authors": ("Anna", "Bernd")}, {"authors": ("Anna", "Clara")}) == [
        "authors:",
        "  - Bernd",
        "  + Clara",
    ]


def test_of_many_parts_a_few_are_shown_and_the_others_counted():
    assert shown({}, {"tags": tuple("abcdefgh")})[1:] == [*(f"  + {one}" for one in "abcde"), "  + 3 more"]


def test_a_list_in_another_order_is_told_as_such():
    assert shown({"tags": ("a", "b")}, {"tags": ("b", "a")}) == ["tags:", "  in another order"]


def test_entities_and_quotations_are_told_by_name_and_words():
    quotation = Quotation(text="Nein.", speaker=None, direct=True, start=3, end=8)
    assert shown({"entities": (MAYOR,)}, {"entities": (TOWN,), "quotations": (quotation,)}) == [
        "entities:",
        "  - person Anna Beispiel",
        "  + place Seldenau",
        "quotations:",
        "  + “Nein.” – nobody known",
    ]


def test_the_same_entities_are_told_by_what_else_differs():
    moved = replace(MAYOR, spans=((5, 18),), count=1)
    assert shown({"entities": (MAYOR, TOWN)}, {"entities": (moved, TOWN)}) == [
        "entities:",
        "  1 of 2 differ in count, spans",
    ]


def test_a_value_with_fields_of_its_own_is_told_by_those_that_differ():
    before, after = Reading(words=120, sentences=9, minutes=0.5), Reading(words=130, sentences=9, minutes=0.5)
    assert shown({"reading": before}, {"reading": after}) == ["reading.words: 120 -> 130"]
    assert "reading.words: none -> 130" in shown({"reading": None}, {"reading": after})


def test_hashes_are_not_spelt_out():
    assert shown({"signature": b"a", "bands": ("a",)}, {"signature": b"b", "bands": ("b",)}) == []


def test_machines_get_both_values_whole():
    before, after = an_article(), an_article(text="x" * 1000, signature=b"\x00")
    told = as_json(differences(before, after))
    assert told["text"] == {"before": before.text, "after": "x" * 1000}
    assert told["signature"] == {"before": "", "after": "AA=="}
