"""Quiet hours, over midnight, over weekends and over the nights when clocks change."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.quiet import DAYS, read, until

NIGHT = read("22:00-07:00", zone="Europe/Berlin")


def berlin_winter(day, hour, minute=0):
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


def test_by_day_it_is_not_quiet():
    assert until(NIGHT, berlin_winter(20, 12)) is None


def test_before_midnight_it_is_quiet_until_the_next_morning():
    assert until(NIGHT, berlin_winter(20, 23)) == berlin_winter(21, 7)


def test_after_midnight_it_is_quiet_until_the_same_morning():
    assert until(NIGHT, berlin_winter(20, 3)) == berlin_winter(20, 7)


def test_the_first_moment_after_the_quiet_hours_is_not_quiet():
    assert until(NIGHT, berlin_winter(20, 7)) is None


def test_a_quiet_weekend_lasts_until_monday_morning():
    weekend = read("22:00-07:00", ["sat", "sun"], "Europe/Berlin")
    friday_night = berlin_winter(20, 23)
    assert until(weekend, friday_night) == berlin_winter(23, 7)


def test_hours_within_a_day_are_quiet_too():
    assert until(read("09:00-17:00"), datetime(2026, 11, 20, 10, tzinfo=UTC)) == datetime(2026, 11, 20, 17, tzinfo=UTC)


def test_without_quiet_hours_it_never_is():
    assert until(None, berlin_winter(20, 23)) is None


def test_the_night_when_an_hour_comes_twice_ends_once():
    quiet = read("23:00-02:30", zone="Europe/Berlin")
    second_two_fifteen = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    assert until(quiet, second_two_fifteen) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_night_when_an_hour_is_missing_ends_all_the_same():
    quiet = read("23:00-02:30", zone="Europe/Berlin")
    assert until(quiet, datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@given(
    seconds=st.integers(0, 3 * 366 * 86_400),
    start=st.times(),
    end=st.times(),
    days=st.sets(st.sampled_from(DAYS), max_size=6),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]),
)
def test_after_the_quiet_time_it_is_not_quiet(seconds, start, end, days, zone):
    hours = f"{start:%H:%M}-{end:%H:%M}" if f"{start:%H:%M}" != f"{end:%H:%M}" else ""
    quiet = read(hours, sorted(days), zone)
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    over = until(quiet, moment)
    assert over is None or (over > moment and until(quiet, over) is None)


@pytest.mark.parametrize(
    ("hours", "days", "zone", "hint"),
    [
        ("night", (), "UTC", "write 22:00-07:00"),
        ("25:00-07:00", (), "UTC", "write 22:00-07:00"),
        ("07:00-07:00", (), "UTC", "name whole days"),
        ("", ("someday",), "UTC", "write some of mon"),
        ("", DAYS, "UTC", "leave one out"),
        ("22:00-07:00", (), "Berlin", "write one like Europe/Berlin"),
        ("22:00-07:00", (), "../etc/passwd", "write one like Europe/Berlin"),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_to_write(hours, days, zone, hint):
    with pytest.raises(ValueError, match=hint):
        read(hours, days, zone)
