"""What of a page changes without anything being told: counters and time stamps."""

import pytest

from workers.trifles import is_trifle

TRIFLES = [
    "Stand: 08:15 Uhr",
    "Zuletzt aktualisiert: 3. November 2026, 12.30 Uhr",
    "Veröffentlicht am 3.11.2026 um 8 Uhr",
    "12:30 Uhr",
    "Aktualisiert 3. Nov. 2026 12:30",
    "Updated 3 hours ago",
    "Published Nov 3, 2026, 3:15 PM EST",
    "Last updated on Tuesday 3 November",
    "Updated at 15:04 GMT",
    "4 Min. Lesezeit",
    "3 min read",
    "Lesezeit: 4 Minuten",
    "1.204 mal gelesen",
    "Kommentare (57)",
    "57 Kommentare anzeigen",
    "57 Kommentare",
    "Teilen 12",
    "12 shares",
    "Heute, 12:30 Uhr",
    "vor 2 Std.",
    "vor 3 Stunden",
    "2 hrs ago",
    "03.11.2026, 12:30",
    "3. November 2026",
    "3. November 2026, 12:30 Uhr",
    "Nov 3, 2026",
    "1,204 views",
    "Aufrufe: 1204",
    "Comments (12)",
    "Bisher 1.204 Leser",
    "Montag, 3. November 2026, 12:30 Uhr",
    "Update vom 3. November, 12.30 Uhr",
    "Erstellt: 03.11.2026, 12:30 Uhr",
]
TOLD = [
    "Die Zahl stieg auf 12 Kommentare pro Tag.",
    "Veröffentlicht wurde der Bericht am 3. November.",
    "Am 3. November 2026 brannte es.",
    "12 Menschen starben.",
    "Der Stand liegt bei 3,4 Metern.",
    "Updated plans cost 3 million more.",
    "Vor 3 Stunden brannte es noch.",
    "57 Kommentare gingen ein.",
    "3:2",
    "12 Tote",
    "27:26",
    "27:26 (13:12)",
    "412 Mitglieder",
    "Tor in der 47. Minute",
    "12 Minuten",
    "Ja: 12, Nein: 9",
]


@pytest.mark.parametrize("sentence", TRIFLES)
def test_a_counter_or_a_time_stamp_of_the_page_is_a_trifle(sentence):
    assert is_trifle(sentence)


@pytest.mark.parametrize("sentence", TOLD)
def test_what_tells_something_is_none_even_when_it_has_numbers(sentence):
    assert not is_trifle(sentence)
