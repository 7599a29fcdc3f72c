"""Dates as publishers write them."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest

from workers.extraction import months
from workers.extraction.characters import folded
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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("duminică, 20 septembrie 2020", date(2020, 9, 20)),
        ("الأربعاء، 07 أكتوبر 2020 - 12:09 م", date(2020, 10, 7)),
        ("١٢ كانون الثاني ٢٠٢١", date(2021, 1, 12)),
        ("ב-7 בינואר 2020", date(2020, 1, 7)),
        ("12 जनवरी 2020", date(2020, 1, 12)),
        ("12 ม.ค. 2563", date(2020, 1, 12)),
        ("ngày 12 tháng 3 năm 2020", date(2020, 3, 12)),
        ("2026. március 4.", date(2026, 3, 4)),
        ("2026 m. kovo 4 d. 12:30", date(2026, 3, 4)),
        ("4. maaliskuuta 2020 klo 10.15", date(2020, 3, 4)),
        ("4 ΜΑΡΤΙΟΥ 2020", date(2020, 3, 4)),
        ("12 d'abril de 2020", date(2020, 4, 12)),
        ("3. 7. 2021, středa 3. července 2021", date(2021, 7, 3)),
        ("12 Kas 2020", date(2020, 11, 12)),
        ("26 | 01 | 2022", date(2022, 1, 26)),
        ("Jan 04 09:34 2021", date(2021, 1, 4)),
    ],
)
def test_months_are_read_in_every_language_that_is_told_apart(text, day):
    assert read_date(text).value.date() == day


def test_a_word_between_day_and_year_that_is_no_month_makes_no_date():
    assert read_date("20 Personen 2020") is None
    assert read_date("20 Personen 2020, am 3. Mai 2021").value.date() == date(2021, 5, 3)


def test_each_language_names_twelve_months_and_one_word_alone_means_two():
    meant = defaultdict(set)
    for names in months._NAMES.values():
        forms = names.split()
        assert len(forms) == 12
        for number, form in enumerate(forms):
            for one in form.split("|"):
                meant[folded(one)].add(number)
    assert {word for word, numbers in meant.items() if len(numbers) > 1} == {"listopad", "listopada"}
