"""Pages that are no articles, in our own words, for the question whether a page is one at all."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple


class Made(NamedTuple):
    """One made page and the word for what it is."""

    kind: str
    url: str
    html: str


_LINKS = ("Politik", "Wirtschaft", "Sport", "Kultur", "Panorama", "Wissen", "Reise", "Meinung")
_TEASERS = tuple(
    f"{who} {what}"
    for who, what in product(
        ("Stadtrat", "Verein", "Landesregierung", "Feuerwehr", "Universität"),
        (
            "beschließt neue Regeln für den Hafen",
            "sammelt für die alte Mühle am Fluss",
            "stellt Plan für das Jahr 2026 vor",
        ),
    )
)


def _plain(title: str, body: str) -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


def _framed(title: str, body: str) -> str:
    links = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in _LINKS)
    return (
        f'<!doctype html><html lang="de"><head><title>{title} - Elbtaler Bote</title><meta property="og:site_name" '
        f'content="Elbtaler Bote"></head>'
        f"<body><header><nav><ul>{links}</ul></nav></header><main><h1>{title}</h1>{body}</main>"
        f"<footer><a href=/impressum>Impressum</a> <a href=/datenschutz>Datenschutz</a> © Elbtaler "
        f"Bote</footer></body></html>"
    )


def _layered(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta name="robots" '
        f'content="noindex"></head><body class="page">'
        f'<div id="app"><div class="wrap"><div class="box modal" role="dialog"><div '
        f'class="head"><h2>{title}</h2></div>'
        f'<div class="content">{body}</div></div></div></div><script>var a=1;</script></body></html>'
    )


_LAYOUTS = (_plain, _framed, _layered)

_TOLD: dict[str, tuple[tuple[str, str, str], ...]] = {
    "bot_wall": (
        (
            "/artikel/hafen-12345.html",
            "Just a moment...",
            "<p>Checking your browser before you can read this site. This takes a few seconds.</p><p>Ray ID: 7f3a</p>",
        ),
        (
            "/news/2025/mill",
            "Access denied",
            (
                "<p>You have been blocked. Our system saw unusual traffic from your network.</p><p>Please solve the "
                "captcha to go on.</p>"
            ),
        ),
        (
            "/politik/rat",
            "Sicherheitsüberprüfung",
            (
                "<p>Bitte bestätigen Sie, dass Sie kein Roboter sind. Ihre Anfrage wurde blockiert, weil "
                "automatisierte Zugriffe erkannt wurden.</p>"
            ),
        ),
        (
            "/story/9",
            "Are you a robot?",
            "<p>We need to verify that you are human. Please turn JavaScript on and reload the page.</p>",
        ),
        (
            "/a/b",
            "Attention Required!",
            "<p>Enable JavaScript and cookies to continue. Request blocked. Contact the owner of the site.</p>",
        ),
        (
            "/lokales/7",
            "Zugriff verweigert",
            "<p>Ungewöhnliche Aktivität in Ihrem Netz. Lösen Sie das Captcha, um weiterzulesen.</p>",
        ),
    ),
    "consent_wall": (
        (
            "/artikel/1",
            "Bevor Sie weiterlesen",
            (
                "<p>Wir und unsere 214 Partner verarbeiten Daten. Mit Werbung weiterlesen oder werbefrei lesen im "
                "Pur-Abo für 2,99 Euro im Monat.</p><button>Alle akzeptieren</button><p>Ihre Zustimmung können Sie "
                "jederzeit ändern.</p>"
            ),
        ),
        (
            "/news/2",
            "We value your privacy",
            (
                "<p>We and our 300 partners store information on a device. You can accept all cookies or manage your "
                "preferences.</p><p>Accept all and continue</p><p>Your privacy choices apply to this site only.</p>"
            ),
        ),
        (
            "/sport/3",
            "Datenschutzeinstellungen",
            (
                "<p>Wir benötigen Ihre Zustimmung für personalisierte Anzeigen und Tracking-Technologien. Zustimmen "
                "und weiter.</p>"
            ),
        ),
        (
            "/kultur/4",
            "Ihre Privatsphäre",
            (
                "<p>Wir respektieren Ihre Privatsphäre. Einverstanden und weiter. Personalisierte Werbung erlaubt uns, "
                "das Angebot zu zahlen. Ihre Einwilligung gilt ein Jahr.</p>"
            ),
        ),
        (
            "/une/5",
            "Votre vie privée",
            (
                "<p>Nous et nos 120 partenaires utilisons des traceurs. Tout accepter ou continuer sans accepter. Nous "
                "et nos partenaires mesurons l'audience.</p>"
            ),
        ),
        (
            "/pur/6",
            "Weiterlesen mit Werbung oder Pur-Abo",
            "<p>Mit Werbung und Tracking nutzen, oder im Pur-Abo werbefrei lesen.</p><p>Alles akzeptieren</p>",
        ),
    ),
    "soft_404": (
        (
            "/artikel/weg-99",
            "Seite nicht gefunden",
            "<p>Die Seite wurde gelöscht oder verschoben. Versuchen Sie es über die Suche.</p>",
        ),
        (
            "/news/gone",
            "Page not found",
            "<p>The page you are looking for could not be found. It may have been removed.</p>",
        ),
        ("/x/1", "404", "<p>Hoppla! Diesen Artikel gibt es leider nicht mehr.</p>"),
        ("/y/2", "Oops, something is missing", "<p>This story is no longer available. Go back to the front page.</p>"),
        ("/z/3", "Page introuvable", "<p>La page demandée n'existe plus.</p>"),
        (
            "/q/4",
            "Artikel nicht verfügbar",
            "<p>Der Artikel ist nicht mehr verfügbar, weil die Lizenz abgelaufen ist.</p>",
        ),
    ),
    "legal_page": (
        (
            "/impressum",
            "Impressum",
            "<p>Elbtaler Bote Verlagsgesellschaft, Am Markt 1, Beispielstadt. Vertreten durch die "
            "Geschäftsführung.</p>" * 4,
        ),
        (
            "/datenschutz",
            "Datenschutzerklärung",
            "<p>Wir verarbeiten Daten nur, soweit es nötig ist, und nennen hier Zweck und Dauer jeder "
            "Verarbeitung.</p>" * 8,
        ),
        (
            "/agb",
            "Allgemeine Geschäftsbedingungen",
            "<p>Diese Bedingungen gelten für alle Verträge zwischen Verlag und Leserschaft über Abonnements.</p>" * 8,
        ),
        (
            "/privacy",
            "Privacy Policy",
            "<p>This page tells which data we keep when you read our newspaper, for how long, and whom you may "
            "ask.</p>" * 8,
        ),
        (
            "/terms",
            "Terms of Use",
            "<p>By reading this site you agree to these terms, which we may change with notice on this page.</p>" * 8,
        ),
        (
            "/cookies",
            "Cookie Policy",
            "<p>Small files keep your choices on this site. Below is what each of them does.</p>" * 8,
        ),
    ),
    "job_ad": (
        (
            "/jobs/1",
            "Redakteur (m/w/d) für das Ressort Lokales",
            "<p>Wir suchen zum nächsten Monat Verstärkung. Sie schreiben gern, arbeiten genau und kennen die "
            "Region.</p>" * 4,
        ),
        (
            "/jobs/2",
            "Volontär (w/m/d) gesucht",
            "<p>Zwei Jahre Ausbildung in allen Ressorts, dazu Kurse und eine Stelle in Aussicht.</p>" * 5,
        ),
        (
            "/karriere/3",
            "Anzeigenberaterin (m/w/x)",
            "<p>Sie beraten Kundschaft am Telefon und vor Ort, wir zahlen nach Tarif und geben dreißig Tage "
            "Urlaub.</p>" * 4,
        ),
        (
            "/jobs/4",
            "Stellenangebot: Fahrer für die Frühzustellung",
            "<p>Früh aufstehen fällt Ihnen leicht, und ein Fahrrad haben Sie auch. Melden Sie sich bei uns.</p>" * 4,
        ),
        (
            "/careers/5",
            "We are hiring: night editor",
            "<p>You work when others sleep and keep the site accurate. We pay fairly and give time off.</p>" * 5,
        ),
        (
            "/jobs/6",
            "Systemadministratorin (f/m/d)",
            "<p>Unsere Rechner brauchen Pflege, unsere Redaktion braucht Hilfe, und wir brauchen Sie.</p>" * 5,
        ),
    ),
    "video": (
        (
            "/video/hafenfest",
            "Video: Hafenfest zieht Tausende an",
            "<div class=player></div><p>Bunte Boote, viel Musik und ein Feuerwerk zum Schluss.</p>",
        ),
        (
            "/videos/2025/flood",
            "Watch: river floods the old town",
            "<div class=player></div><p>Pictures from the morning after the storm.</p>",
        ),
        (
            "/mediathek/rat",
            "Ratssitzung vom Montag",
            "<div class=player></div><p>Die ganze Sitzung zum Nachsehen, zwei Stunden und zehn Minuten.</p>",
        ),
        ("/tv/abend", "Nachrichten am Abend", "<div class=player></div><p>Die Themen des Tages in vier Minuten.</p>"),
    ),
    "gallery": (
        (
            "/bilder/hafenfest",
            "Das Hafenfest in Bildern",
            "<figure><img src=a.jpg><figcaption>Boote am Kai</figcaption></figure>" * 12,
        ),
        (
            "/galerie/winter",
            "Bildergalerie: Winter im Tal",
            "<figure><img src=a.jpg><figcaption>Schnee am Tor</figcaption></figure>" * 12,
        ),
        (
            "/gallery/mill",
            "Photo gallery: the old mill",
            "<figure><img src=a.jpg><figcaption>The wheel</figcaption></figure>" * 12,
        ),
        (
            "/fotostrecke/7",
            "Fotostrecke: Alte Bäume",
            "<figure><img src=a.jpg><figcaption>Eine Linde</figcaption></figure>" * 12,
        ),
    ),
    "paywalled_empty": (
        (
            "/plus/1",
            "Warum der Hafen wächst",
            (
                "<p>Der Hafen wächst, und mit ihm die Sorgen der Nachbarn.</p><div class=offer><p>Nur für Abonnenten. "
                "Jetzt weiterlesen mit Plus für 1 Euro.</p></div>"
            ),
        ),
        (
            "/premium/2",
            "What the mill hides",
            (
                "<p>Behind the wheel lies a room.</p><div class=offer><p>Subscribe to continue. Already a subscriber? "
                "Log in.</p></div>"
            ),
        ),
        (
            "/abo/3",
            "Streit um die Brücke",
            (
                "<p>Seit Jahren wird gestritten.</p><div class=offer><p>Jetzt abonnieren. Bereits Abonnent? "
                "Anmelden.</p></div>"
            ),
        ),
        (
            "/plus/4",
            "Das Rätsel vom Turm",
            "<p>Wer hat die Uhr gestohlen?</p><div class=offer><p>Artikel freischalten, vier Wochen testen.</p></div>",
        ),
    ),
    "too_short": (
        ("/meldung/1", "Kurz gemeldet", "<p>Der Markt beginnt morgen um acht.</p>"),
        ("/brief/2", "In brief", "<p>The bridge is open again.</p>"),
        ("/notiz/3", "Notiz", "<p>Die Uhr am Turm geht wieder.</p>"),
        ("/kurz/4", "Wetter", "<p>Es bleibt kühl.</p>"),
    ),
}


def made_pages() -> Iterator[Made]:
    """All made pages: walls in three layouts, lists of teasers in two."""
    for kind, pages in _TOLD.items():
        for path, title, body in pages:
            for layout in _LAYOUTS:
                yield Made(kind, f"https://www.elbtaler-bote.example{path}", layout(title, body))
    for kind, path, title in (
        ("section_page", "/", "Nachrichten aus dem Elbtal"),
        ("section_page", "/politik/", "Politik"),
        ("section_page", "/sport", "Sport aus der Region"),
        ("listing", "/thema/hafen/", "Thema: Hafen"),
        ("listing", "/autor/anna-beispiel/", "Artikel von Anna Beispiel"),
        ("listing", "/archiv/seite/3/", "Archiv"),
        ("search_page", "/suche?q=hafen", "Suchergebnisse für hafen"),
        ("search_page", "/search/?query=mill", "Search results for mill"),
    ):
        for summary in ("", "<p>Mehr dazu im Bericht.</p>"):
            teasers = "".join(
                f'<article class=teaser><h3><a href="/a/{n}">{line}</a></h3>{summary}</article>'
                for n, line in enumerate(_TEASERS)
            )
            yield Made(kind, f"https://www.elbtaler-bote.example{path}", _framed(title, teasers))
