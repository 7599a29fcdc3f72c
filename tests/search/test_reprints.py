from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.reprints import Printing, compare, copying, printing

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
ORIGIN = (
    "Nach der Entgleisung eines Güterzuges ist die Strecke zur Küste bis Dienstag gesperrt. "
    "Aus zwei Behältern liefen 38.000 Liter Rapsöl in einen Graben. "
    "Einsatzkräfte errichteten drei Ölsperren und pumpten den größten Teil ab. "
    "Den Schaden schätzte der Netzbetreiber auf neun Millionen Euro."
)
OWN = "Am Bahnhof von Ahrenwerder warteten Pendler vergeblich auf Durchsagen. "


def a_printing(key: str, text: str = ORIGIN, *, minutes: int = 0, **given: object) -> Printing:
    return Printing(id=key, source=f"paper {key}", at=NINE + timedelta(minutes=minutes), text=text, **given)


def test_a_reprint_copies_all_and_leaves_nothing_out():
    found = compare(ORIGIN, ORIGIN)
    assert (found.copied, found.taken, found.added, found.left_out, found.edited) == (1.0, 1.0, (), (), ())


def test_a_cut_from_the_end_is_all_copied_and_names_what_is_missing():
    found = compare(ORIGIN, ORIGIN.rpartition(". ")[0] + ".")
    assert found.copied == 1.0
    assert 0.6 < found.taken < 0.9
    assert found.left_out == ("Den Schaden schätzte der Netzbetreiber auf neun Millionen Euro.",)


def test_a_reporters_own_sentence_is_added():
    found = compare(ORIGIN, OWN + ORIGIN)
    assert found.added == (OWN.strip(),)
    assert found.left_out == ()


def test_a_sentence_in_another_order_and_tense_is_edited_and_neither_new_nor_left_out():
    after = "In einen Graben sind aus zwei Behältern 38 000 Liter Rapsöl geflossen."
    before = "Aus zwei Behältern liefen 38.000 Liter Rapsöl in einen Graben."
    found = compare(ORIGIN, ORIGIN.replace(before, after))
    assert (found.added, found.left_out) == ((), ())
    assert [(edited.before, edited.after) for edited in found.edited] == [(before, after)]


def test_the_words_of_an_edited_sentence_are_copied_although_not_verbatim():
    after = "In einen Graben sind aus zwei Behältern 38 000 Liter Rapsöl geflossen."
    found = compare("Aus zwei Behältern liefen 38.000 Liter Rapsöl in einen Graben.", after)
    assert found.copied > 0.8
    assert found.verbatim < 0.7


def test_a_sentence_parted_in_two_is_neither_new_nor_left_out():
    parted = ORIGIN.replace(" und pumpten den", ". Sie pumpten dann den")
    found = compare(ORIGIN, parted)
    assert (found.added, found.left_out) == ((), ())


def test_a_credit_in_brackets_is_no_sentence():
    assert compare(f"{ORIGIN}\n\n(npd/jw)", ORIGIN).left_out == ()


def test_the_first_publisher_is_the_earliest_whoever_is_passed_first():
    found = copying([a_printing("b", minutes=5), a_printing("a"), a_printing("c", minutes=9)])
    assert found.first == "a"
    assert [reprint.id for reprint in found.reprints] == ["b", "c"]


def test_an_agencys_own_article_is_the_origin_although_a_paper_dated_its_copy_earlier():
    found = copying([a_printing("paper"), a_printing("wire", minutes=2, by_agency=True, agencies=("npd",))])
    assert (found.first, found.origin, found.agencies) == ("paper", "wire", ("npd",))
    assert [(reprint.id, reprint.comparison.copied) for reprint in found.reprints] == [("paper", 1.0)]


def test_without_the_agencys_own_the_first_that_credits_one_is_the_origin():
    found = copying([a_printing("a"), a_printing("b", minutes=1, agencies=("dpa",)), a_printing("c", minutes=2)])
    assert found.origin == "b"


def test_what_a_rival_added_and_another_copied_is_owed_to_the_rival():
    found = copying(
        [
            a_printing("wire", by_agency=True),
            a_printing("rival", OWN + ORIGIN, minutes=10),
            a_printing("late", OWN + ORIGIN, minutes=20),
        ]
    )
    late = found.reprints[-1]
    assert [taken.id for taken in late.owed] == ["wire", "rival"]
    assert sum(taken.share for taken in late.owed) == pytest.approx(1.0, abs=0.1)
    assert [taken.id for taken in found.reprints[0].owed] == ["wire"]


def test_a_document_of_the_index_becomes_a_printing():
    document = {"id": "1", "source": "nordpress", "date": "2026-11-20T09:00:00+00:00", "text": ORIGIN}
    assert printing(document, {"nordpress"}) == Printing(
        id="1", source="nordpress", at=NINE, text=ORIGIN, by_agency=True
    )


def test_a_story_without_articles_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        copying([])


def test_a_text_without_spaces_is_compared_by_its_characters():
    origin = "市议会星期二讨论了新桥的建设。居民们等待这座桥已经很久了。"
    found = compare(origin, "居民们等待这座桥已经很久了。")
    assert found.copied == 1.0
    assert found.left_out == ("市议会星期二讨论了新桥的建设。",)


@given(st.text(), st.text())
def test_shares_stay_between_none_and_all_for_any_texts(one, other):
    found = compare(one, other)
    assert 0 <= found.copied <= 1
    assert 0 <= found.taken <= 1


def test_cost_grows_with_the_length_and_not_with_its_square():
    """Ten times the text asks for the place of ten times the sentences, and of no more."""
    long = "\n\n".join(
        f"Im Dorf Nummer {number} wurde am Abend der Brunnen {number * 7} eröffnet." for number in range(2000)
    )
    assert compare(long, long).added == ()
