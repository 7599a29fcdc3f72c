from dataclasses import replace

import pytest

from workers.quarantine import Case, Quarantine

CASE = Case(
    id="ab12",
    task="newsloom.page_fetched",
    queue="pages",
    url="https://bote.example/1.html",
    source="bote",
    reason="error",
    error="ValueError: no",
    traceback="Traceback",
    at=100.0,
    size=4,
    archived_in="a.warc.gz:17",
)


@pytest.fixture
def quarantine(redis, settings):
    return Quarantine(redis, settings)


def test_a_case_is_kept_whole(quarantine):
    quarantine.put(CASE, b"page")
    assert (quarantine.case("ab12"), quarantine.message("ab12")) == (CASE, b"page")


def test_the_newest_case_is_listed_first(quarantine):
    quarantine.put(replace(CASE, id="new", at=300.0), b"")
    quarantine.put(replace(CASE, id="old", at=200.0), b"")
    assert [case.id for case in quarantine.cases()] == ["new", "old"]


def test_the_same_page_is_in_quarantine_once(quarantine):
    quarantine.put(CASE, b"page")
    quarantine.put(replace(CASE, at=200.0), b"again")
    assert (len(quarantine), quarantine.message("ab12")) == (1, b"again")


def test_beyond_its_limit_the_oldest_messages_go_and_their_reports_stay(redis, settings):
    quarantine = Quarantine(redis, settings.model_copy(update={"quarantine_messages": 2}))
    for number in range(4):
        quarantine.put(replace(CASE, id=str(number), at=number), b"page")
    assert [quarantine.message(case.id) for case in quarantine.cases()] == [b"page", b"page", None, None]
    assert len(quarantine) == 4


def test_a_forgotten_case_leaves_nothing_behind(quarantine, redis):
    quarantine.put(CASE, b"page")
    quarantine.forget("ab12")
    assert redis.keys() == []
