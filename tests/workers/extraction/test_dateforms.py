"""Dates as publishers write them."""

from datetime import UTC, datetime, timedelta

import pytest

from workers.extraction.dateforms import read_ago, read_date

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("2025-12-20T18:05:33+01:00", "2025-12-20T18:05:33+01:00", "second"),
        ("2025-12-20T17:05:33.123Z", "2025-12-20T17:05:33+00:00", "second"),
        ("2025-12-20 18:05", "2025-12-20T18:05:00+01:00", "minute"),
        ("2025-06-20T18:05:00+0200", "2025-06-20T18:05:00+02:00", "second"),
        ("20. Dez. 2025, 18:05 Uhr", "2025-12-20T18:05:00+01:00", "minute"),
        ("Samstag, 20. Dezember 2025 um 18.05 Uhr", "2025-12-20T18:05:00+01:00", "minute"),
        ("Stand: 20.12.2025, 18:05 Uhr", "2025-12-20T18:05:00+01:00", "minute"),
        ("5. März 2024", "2024-03-05T00:00:00+00:00", "day"),
        ("1. Jänner 2024", "2024-01-01T00:00:00+00:00", "day"),
        ("20.12.25", "2025-12-20T00:00:00+00:00", "day"),
        ("December 20th, 2025 at 6:05 pm EST", "2025-12-20T18:05:00-05:00", "minute"),
        ("20 December 2025", "2025-12-20T00:00:00+00:00", "day"),
        ("Dec. 20, 2025", "2025-12-20T00:00:00+00:00", "day"),
        ("le 20 décembre 2025 à 18:05", "2025-12-20T18:05:00+01:00", "minute"),
        ("20 de diciembre de 2025", "2025-12-20T00:00:00+00:00", "day"),
        ("20 декабря 2025", "2025-12-20T00:00:00+00:00", "day"),
        ("2025年12月20日 18:05", "2025-12-20T18:05:00+01:00", "minute"),
        ("2025년 12월 20일", "2025-12-20T00:00:00+00:00", "day"),
        ("2020. 06. 04. 11:27", "2020-06-04T11:27:00+02:00", "minute"),
        ("20251220", "2025-12-20T00:00:00+00:00", "day"),
        ("1766250333", "2025-12-20T17:05:33+00:00", "second"),
        ("1766250333000", "2025-12-20T17:05:33+00:00", "second"),
    ],
)
def test_a_written_date_is_read_with_its_precision_and_zone(text, expected, precision):
    found = read_date(text, BERLIN)
    assert found is not None
    assert (found.value.isoformat(), found.precision) == (expected, precision)


@pytest.mark.parametrize(
    "text", ["", "gestern", "31.02.2025", "Version 3.4.5", "99.99.2025", "Seite 12 von 20", "2025-13-40"]
)
def test_what_is_no_date_is_none(text):
    assert read_date(text) is None


def test_numbers_between_slashes_follow_the_country():
    assert read_date("3/4/2025", month_first=True).value.date().isoformat() == "2025-03-04"
    assert read_date("3/4/2025").value.date().isoformat() == "2025-04-03"
    assert read_date("13/4/2025", month_first=True).value.date().isoformat() == "2025-04-13"


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("vor 3 Stunden", timedelta(hours=3)),
        ("vor einer Stunde", timedelta(hours=1)),
        ("2 days ago", timedelta(days=2)),
        ("vor 20 Minuten", timedelta(minutes=20)),
    ],
)
def test_a_distance_counts_from_the_fetch(text, ago):
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert read_ago(text, now).value == now - ago
