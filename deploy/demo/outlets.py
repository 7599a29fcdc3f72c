"""The four demo newspapers as data: who they are, and how each serves its pages."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Markup(StrEnum):
    """What an outlet tells machines about an article."""

    JSON_LD = "json-ld"
    OPEN_GRAPH = "open-graph"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One newspaper or agency."""

    slug: str
    name: str
    claim: str
    host: str
    """A loopback address of its own, so that politeness per host can be seen at work."""
    language: str
    markup: Markup
    feed: Literal["rss", "atom"]
    news_sitemap: bool
    crawl_delay: float | None
    """Seconds between two requests that its robots.txt asks for."""
    tracking: str
    """Query string that its feed appends to every link; empty for none."""
    amp: bool
    """Whether every article has an AMP twin."""
    path: str
    """Of an article: a format of section, slug, number, year, month and day."""
    closing: str
    """The notice at the end of every page's text."""
    words: dict[str, str]
    """The furniture of its pages: labels and banners."""


_GERMAN = {
    "home": "Startseite",
    "most_read": "Meistgelesen",
    "more": "Weitere Artikel",
    "by": "Von",
    "updated": "Aktualisiert",
    "share": "Teilen",
    "cookie": "Wir verwenden Cookies, um unser Angebot zu verbessern und Anzeigen auszuspielen. "
    "Mit „Einverstanden“ stimmen Sie allem zu.",
    "cookie_yes": "Einverstanden",
    "cookie_no": "Einstellungen",
    "newsletter": "Der Morgen in fünf Minuten: Bestellen Sie unseren kostenlosen Newsletter.",
    "newsletter_button": "Jetzt bestellen",
    "comments": "Kommentare zu diesem Artikel",
    "picture": "Foto",
    "search": "Suche",
    "contact": "Impressum und Datenschutz",
    "special": "Machen Sie mit bei unserer großen Leseraktion im Herbst",
    "paywall": "Weiterlesen mit unserem Digitalabo: Testen Sie vier Wochen für einen Euro, jederzeit kündbar.",
    "missing_title": "Seite nicht gefunden",
    "missing": "Die gewünschte Seite gibt es nicht oder nicht mehr. Vielleicht hilft die Startseite weiter.",
    "wall_title": "Bevor Sie weiterlesen",
    "wall": "Um unser Angebot zu nutzen, stimmen Sie der Verwendung von Cookies durch uns und unsere 143 Partner zu "
    "oder schließen Sie ein werbefreies Abonnement ab. Ihre Einwilligung können Sie jederzeit widerrufen.",
}
_ENGLISH = {
    "home": "Home",
    "most_read": "Most read",
    "more": "More stories",
    "by": "By",
    "updated": "Updated",
    "share": "Share",
    "cookie": "We and our partners use cookies to run this site and to show you advertising. "
    "Choose what you are happy with.",
    "cookie_yes": "Accept all",
    "cookie_no": "Manage choices",
    "newsletter": "Penhallow in your inbox at seven: sign up for the morning briefing.",
    "newsletter_button": "Sign up",
    "comments": "Join the conversation",
    "picture": "Picture",
    "search": "Search",
    "contact": "Contact and privacy",
    "special": "Take part in our readers' survey this autumn",
    "paywall": "Subscribe to read on: the first month costs one pound, and you can cancel at any time.",
    "missing_title": "Page not found",
    "missing": "We looked everywhere, but the page you asked for is not here any more. Try the front page instead.",
    "wall_title": "Before you continue",
    "wall": "We value your privacy. Accept cookies from us and our 143 partners, or subscribe, to continue.",
}

ELBTAL = Outlet(
    slug="elbtal",
    name="Elbtaler Anzeiger",
    claim="Unabhängige Tageszeitung für das Elbtal und die Kieferheide",
    host="127.0.0.11",
    language="de",
    markup=Markup.JSON_LD,
    feed="rss",
    news_sitemap=False,
    crawl_delay=0.25,
    tracking="utm_source=rss&utm_medium=feed&utm_campaign=anzeiger",
    amp=True,
    path="/{section}/{slug}.html",
    closing="Der Elbtaler Anzeiger lebt vom Vertrauen seiner Leserinnen und Leser: "
    "Hinweise nimmt die Redaktion unter der Rufnummer 0555 77 10 entgegen.",
    words=_GERMAN,
)
NORDPRESS = Outlet(
    slug="nordpress",
    name="Nordpress-Dienst",
    claim="npd – Nachrichten für Redaktionen",
    host="127.0.0.14",
    language="de",
    markup=Markup.JSON_LD,
    feed="rss",
    news_sitemap=True,
    crawl_delay=None,
    tracking="",
    amp=False,
    path="/meldungen/{year}/{month:02}/{day:02}/{slug}",
    closing="Alle Meldungen des Nordpress-Dienstes sind urheberrechtlich geschützt, "
    "ihre Weiterverwendung bedarf eines Bezugsvertrages.",
    words=_GERMAN,
)
PENHALLOW = Outlet(
    slug="penhallow",
    name="The Penhallow Courier",
    claim="News from the harbour to the moor since 1871",
    host="127.0.0.13",
    language="en",
    markup=Markup.NOTHING,
    feed="rss",
    news_sitemap=False,
    crawl_delay=None,
    tracking="fbclid=PnhLw0c4TEr&cmp=rss",
    amp=False,
    path="/{section}/{year}/{month:02}/{day:02}/{slug}/",
    closing="Got a story for the Courier? Ring the newsdesk on 01555 771 020 or drop in at our office on Fish Street.",
    words=_ENGLISH,
)
WERRASTADT = Outlet(
    slug="werrastadt",
    name="Werrastädter Rundschau",
    claim="Die Zeitung für Stadt und Land an der Werra",
    host="127.0.0.12",
    language="de",
    markup=Markup.OPEN_GRAPH,
    feed="atom",
    news_sitemap=True,
    crawl_delay=None,
    tracking="wt_mc=rss.red.rundschau&xing_share=news",
    amp=True,
    path="/{section}/{slug}-{number}.html",
    closing="Sie haben einen Fehler entdeckt? Schreiben Sie der Werrastädter Rundschau, "
    "wir gehen jedem Hinweis nach und berichtigen Falsches offen.",
    words=_GERMAN,
)

OUTLETS = (ELBTAL, NORDPRESS, PENHALLOW, WERRASTADT)
