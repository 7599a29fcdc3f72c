"""Live tickers: the entries are the text, what stands over each is not, and the dates are those of the coverage."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.workers.extraction.making import GERMAN, NOW, a_page, json_ld
from workers.extraction import Extraction, extract
from workers.extraction.ticker import Update, updates_of

URL = "https://www.elbtaler-bote.de/lokales/hochwasser-im-liveticker-4711.html"
TITLE = "Hochwasser im Liveticker: Das Wasser sinkt"
BERLIN = ZoneInfo("Europe/Berlin")
ENTRIES = (
    ("12.42", "Wasser sinkt", "Der Pegel am alten Hafen ist seit dem Morgen um zwölf Zentimeter gefallen."),
    ("11.05", "Brücke frei", "Die Brücke am Markt ist für Fußgänger wieder offen, sagt ein Sprecher der Stadt."),
    ("10.30", "Schule zu", "Die Schule am Deich bleibt bis morgen geschlossen. Eine Notbetreuung gibt es im Rathaus."),
    (
        "9.55",
        "Keller laufen voll",
        "In der Fischergasse laufen die ersten Keller voll, die Feuerwehr pumpt seit Stunden.",
    ),
    ("8.20", "Warnung am Morgen", "Das Landesamt warnt vor einem Hochwasser. Der Scheitel wird am Mittag erwartet."),
)
SAID = tuple(part for _, headline, text in ENTRIES for part in (headline, text))


def found(inner: str, *, head: str = "", title: str = TITLE, url: str = URL) -> Extraction:
    return extract(a_page(inner, head=head, title=title), url, fetched_at=NOW)


def described(**more: object) -> str:
    updates = [{"@type": "BlogPosting", "headline": one, "articleBody": f"<p>{text}</p>"} for _, one, text in ENTRIES]
    told = {"@type": "LiveBlogPosting", "headline": TITLE, "datePublished": "2026-03-02T08:15:00+01:00"}
    return json_ld(json.dumps(told | {"liveBlogUpdate": updates} | more))


def entries(over: str) -> str:
    """Entries as pages have them; ``over`` is what stands over each."""
    return "</p>" + "".join(
        f'<div class="entry"><div class="info">{over.format(time=time, iso=time.replace(".", ":").zfill(5))}</div>'
        f'<h3>{headline}</h3><div class="entry-text"><p>{text}</p></div><a class="share" href="#">Teilen</a></div>'
        for time, headline, text in ENTRIES
    )


@pytest.mark.parametrize(
    "over",
    [
        "{time} Uhr",
        '<time datetime="2026-03-02T{iso}">{time} Uhr</time> <span class="author">Anna Beispiel</span>',
        "<span>{time}</span><span>Von Anna Beispiel</span>",
        "02.03.2026, {time} Uhr",
        "{iso} | 2. März 2026",
        "vor 12 Minuten",
    ],
)
def test_times_and_names_over_the_entries_are_not_text(over):
    article = found(entries(over))
    assert article.live
    assert article.refusal is None
    assert article.paragraphs == SAID


def test_a_time_that_opens_an_entrys_headline_stays_in_it():
    lines = "".join(f"</p><h3>{time} Uhr: {headline}</h3><p>{text}" for time, headline, text in ENTRIES)
    article = found(lines)
    assert article.live
    assert article.paragraphs[:2] == ("12.42 Uhr: Wasser sinkt", ENTRIES[0][2])


def test_the_minutes_of_a_match_are_not_text():
    match = ("Schluss! Der SV gewinnt mit zwei zu eins.", "Tor! Probe trifft aus der Drehung.", "Los geht es am Deich.")
    goals = "".join(f"<div class=event><span>{90 - 40 * n}'</span><p>{text}</p></div>" for n, text in enumerate(match))
    assert found(f"</p>{goals}", title="Liveticker: SV Beispiel gegen FC Muster").paragraphs == match


def test_entries_that_the_page_loads_by_javascript_are_taken_from_what_it_tells_machines():
    article = found(GERMAN[0], head=described())
    assert article.paragraphs == (GERMAN[0], *SAID)
    assert article.published.isoformat() == "2026-03-02T08:15:00+01:00"


def test_entries_that_the_page_shows_are_not_taken_twice():
    assert found(entries("{time} Uhr"), head=described()).paragraphs == SAID


def test_without_other_dates_the_first_and_the_last_entry_are_those_of_the_ticker():
    article = found(entries('<time datetime="2026-03-02T{iso}">{time}</time>'))
    assert article.published == datetime(2026, 3, 2, 8, 20, tzinfo=BERLIN)
    assert article.modified == datetime(2026, 3, 2, 12, 42, tzinfo=BERLIN)


def test_an_article_about_a_ticker_or_with_times_in_it_is_none():
    assert not found("</p><p>".join(GERMAN), title="Der Liveticker wird zwanzig Jahre alt").live
    programme = "".join(f"</p><h3>{time} Uhr</h3><p>{text}" for time, _, text in ENTRIES)
    article = found(programme, title="Das Programm des Hafenfests", url=URL.replace("liveticker", "ueberblick"))
    assert not article.live
    assert "12.42 Uhr" in article.paragraphs


@pytest.mark.parametrize(
    "listed",
    [None, "x", 7, [], {}, [None, 3, []], [{"headline": 5, "articleBody": []}], {"headline": "", "articleBody": ""}],
)
def test_malformed_updates_are_none(listed):
    assert updates_of([{"@type": "LiveBlogPosting", "liveBlogUpdate": listed}]) == ()


def test_one_update_needs_no_list_and_a_long_day_has_an_end():
    one = {"headline": "Wasser &amp; Wind", "articleBody": "Es st&uuml;rmt."}
    assert updates_of([{"@type": "LiveBlogPosting", "liveBlogUpdate": one}]) == (Update("Wasser & Wind", "Es stürmt."),)
    assert len(updates_of([{"@type": "LiveBlogPosting", "liveBlogUpdate": [one] * 5000}])) == 200
