"""When things are due again."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.schedule import adapted, jittered, next_poll, next_revisit, open_at, retry_after, retry_in
from crawler.sources import Schedule

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PLAN = Schedule()


def _minutes(moment: datetime | None) -> float:
    assert moment
    return (moment - NOW).total_seconds() / 60


def test_a_feed_with_many_articles_is_asked_often_and_a_quiet_one_seldom() -> None:
    """The interval follows the feed's own rate, within the source's limits."""
    assert 5 <= _minutes(next_poll(PLAN, 60, NOW)) <= 5.5
    assert 30 <= _minutes(next_poll(PLAN, 2, NOW)) <= 33
    assert 720 <= _minutes(next_poll(PLAN, 0.001, NOW)) <= 792
    assert 720 <= _minutes(next_poll(PLAN, None, NOW)) <= 792


def test_a_rate_is_learned_from_polls() -> None:
    """Newer polls count more, and one quiet hour does not undo a busy day."""
    rate = None
    for _ in range(10):
        rate = adapted(rate, 6, 1.0)
    assert rate == pytest.approx(6)
    assert 4 < adapted(rate, 0, 1.0) < 5


def test_cron_replaces_the_adaptive_interval() -> None:
    assert next_poll(Schedule(cron="30 6 * * *"), 60, NOW) == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def test_nothing_is_due_outside_the_windows() -> None:
    """Also over midnight."""
    day, night = Schedule(windows=("06:00-11:00", "13:30-20:00")), Schedule(windows=("22:00-04:00",))
    assert open_at(day, NOW) == NOW.replace(hour=13, minute=30)
    assert open_at(day, NOW.replace(hour=7)) == NOW.replace(hour=7)
    assert open_at(night, NOW) == NOW.replace(hour=22)
    assert open_at(night, NOW.replace(hour=3)) == NOW.replace(hour=3)
    assert open_at(day, NOW.replace(hour=23)) == (NOW + timedelta(days=1)).replace(hour=6)


def test_articles_are_visited_again_less_and_less_often() -> None:
    """1 h, 6 h, 1 d, 3 d, 7 d after the first fetch; then never again."""
    now, ages = NOW, []
    while (due := next_revisit(PLAN, NOW, now)) is not None:
        now = due
        ages.append(round((due - NOW).total_seconds() / 3600))
    assert len(ages) == 5
    for age, planned in zip(ages, (1, 6, 24, 72, 168), strict=True):
        assert planned <= age <= planned * 1.11 + 1


def test_retry_after_is_read_as_number_and_as_date() -> None:
    """RFC 9110, 10.2.3."""
    assert retry_after("120", NOW) == 120
    assert retry_after("Mon, 23 Nov 2026 12:02:00 GMT", NOW) == 120
    assert retry_after("Mon, 23 Nov 2026 11:00:00 GMT", NOW) == 0
    assert retry_after("99999999", NOW) == 86400
    assert retry_after("bald", NOW) is None
    assert retry_after(None, NOW) is None


def test_retries_wait_longer_each_time() -> None:
    waits = [retry_in(attempts) for attempts in range(1, 7)]
    assert waits[0] < 6 < waits[1] < 70 < waits[2] < 1000 < waits[3]


def test_jitter_only_ever_adds() -> None:
    assert all(10 <= jittered(10) <= 11 for _ in range(100))
