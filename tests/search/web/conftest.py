"""The web application as it is assembled, over an index with articles to read, and a real browser before it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from search import alerts_web, api, web
from search.article import Entity, OptOut, Quotation, Reading
from search.web import service
from tests.search.factories import NOON, an_article, signed

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SHOTS = Path(__file__).parents[3] / "test-output" / "web"

REPORT = (
    "Der Kreistag hat den Ausbau der Buslinie zwischen Oberau und Talheim beschlossen.\n\n"
    "„Das ist ein guter Tag für das Tal“, sagte Landrätin Anna Umbrecht nach der Sitzung in Oberau. "
    "Die Kosten von vier Millionen Euro tragen Kreis und Land je zur Hälfte.\n\n"
    "Gegner hatten vor zu vielen Halten gewarnt, konnten sich aber nicht durchsetzen. Gefahren wird ab dem Frühjahr."
)
DEPOT = (
    "In Marnitz ist am Morgen die neue Werkstatt der Straßenbahn eröffnet worden, nach sechs Jahren Bauzeit.\n\n"
    "Zwölf Wagen finden unter dem begrünten Dach Platz, gewaschen wird mit aufgefangenem Regenwasser. "
    "Der alte Schuppen am Hafen wird bis zum Herbst geräumt und soll danach Ateliers aufnehmen.\n\n"
    "Über eine zweite Linie zum Klinikum will der Stadtrat erst nach der Sommerpause entscheiden."
)
"""Four sentences; a ticker tells all, a short report leaves out the last."""

HOSTILE = an_article(
    '<img src=x onerror="alert(1)"> \u202eneknirtre',
    '<script>alert("Zaun")</script>\n\n" onmouseover="alert(1)',
    url="javascript:alert(1)",
    id="e" * 16,
    canonical_url="https://hostile.test/1",
    source="<script>alert(1)</script>",
    authors=('"><script>alert(1)</script>',),
)


def bus_line():
    place = REPORT.index("Anna Umbrecht")
    return signed(
        an_article(
            "Kreistag beschließt Ausbau der Buslinie",
            REPORT,
            standfirst="Vier Millionen Euro für zwölf neue Haltestellen.",
            section="Politik",
            authors=("Hanna Lindgruber",),
            agencies=("nordpress",),
            topics=("politics",),
            entities=(
                Entity(kind="person", name="Anna Umbrecht", count=1, salience=0.9, spans=((place, place + 13),)),
                Entity(kind="place", name="Oberau", count=2, salience=0.5),
            ),
            quotations=(
                Quotation(
                    text="Das ist ein guter Tag für das Tal", speaker="Anna Umbrecht", direct=True, start=85, end=118
                ),
            ),
            reading=Reading(words=62, sentences=5, minutes=0.4),
            opt_outs=(OptOut(signal="robots.txt", value="GPTBot: Disallow", verdict="flag"),),
            left_out=("Mehr dazu – Streit um den Fahrplan",),
        )
    )


@pytest.fixture(scope="module")
def story(index):
    """The bus line's id: an article with a reprint and a revision, among others."""
    first = bus_line()
    reprint = signed(
        an_article(
            "Mehr Busse im Tal",
            REPORT[: REPORT.index("Gegner")] + " Der Talbote hat nachgefragt.",
            source="talbote",
        ),
        published=NOON - timedelta(hours=1),
        agencies=("nordpress",),
    )
    others = [
        an_article(
            f"Ein Haus in der Gasse {n}",
            f"Das Haus Nummer {n} wird saniert.",
            published=NOON - timedelta(days=n),
            source="talbote" if n % 5 == 0 else "beispielblatt",
        )
        for n in range(25)
    ]
    index.write([first, reprint, HOSTILE, *others])
    index.write(
        [replace(first, text=REPORT.replace("vier", "fünf"), content_hash="2", fetched_at=NOON + timedelta(hours=1))]
    )
    index.refresh()
    return first.id


@pytest.fixture(scope="module")
def depot(index, story):
    """The id of a ticker's first report, of which another paper printed all but the last sentence."""
    assert story
    first = signed(an_article("Straßenbahn: Werkstatt eröffnet", DEPOT, live=True, published=NOON - timedelta(hours=5)))
    shorter = signed(an_article("Marnitz hat eine Werkstatt", DEPOT[: DEPOT.index("\n\nÜber")], source="talbote"))
    index.write([first])
    index.write([shorter])
    index.refresh()
    return first.id


@pytest.fixture(scope="module")
def site(searcher, story, tmp_path_factory) -> Iterator[str]:
    """The address of the whole application, with its real policy."""
    assert story
    from deploy.settings import StackSettings
    from deploy.web import create_app

    app = create_app(StackSettings(home=tmp_path_factory.mktemp("home")), [web.router, api.router, alerts_web.router])
    service.settings.cache_clear()
    app.dependency_overrides[service.now] = lambda: NOON + timedelta(days=3)
    app.dependency_overrides[service.searcher] = lambda: searcher
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine - apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, site):
    """Opens a path in a browser of a given width, colour scheme and language; scripts that fail fail the test."""
    contexts, errors = [], []

    def opened(path="/", *, width=1280, scheme="light", language="de-DE", scripts=True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 860},
            color_scheme=scheme,
            locale=language,
            java_script_enabled=scripts,
            base_url=site,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_default_timeout(8000)
        page.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
        page.on("console", lambda told: errors.append(told.text) if "Content Security Policy" in told.text else None)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
