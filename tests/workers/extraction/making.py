"""Pages in our own words, as small as a test needs them."""

from datetime import UTC, datetime

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
URL = "https://www.elbtaler-bote.example/lokales/der-hafen-waechst-4711.html"

GERMAN = (
    "Der Rat der Stadt hat am Montagabend beschlossen, den alten Hafen zu vertiefen und zwei Kais neu zu bauen.",
    "Die Arbeiten sollen im Herbst beginnen und drei Jahre dauern, sagte die Bürgermeisterin nach der langen Sitzung.",
    "Gegen den Plan stimmten vier Mitglieder, die um die Auen am Ufer fürchten und eine neue Prüfung verlangen.",
    "Das Land zahlt die Hälfte der Kosten, den Rest nimmt die Stadt als Kredit auf, der bis 2040 zurückgezahlt wird.",
)


def a_page(
    *paragraphs: str,
    head: str = "",
    before: str = "",
    after: str = "",
    title: str = "Der Hafen wächst",
    language: str = "de",
) -> str:
    """A whole page around some paragraphs, with navigation and a foot as sites have them."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or GERMAN)
    links = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("politik", "sport", "kultur", "wissen"))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title} - Elbtaler Bote</title>'
        f'<meta property="og:site_name" content="Elbtaler Bote"><meta property="og:type" '
        f'content="article">{head}</head>'
        f"<body><header><nav><ul>{links}</ul></nav></header><main><article><h1>{title}</h1>{before}"
        f'<div class="article-body">{text}</div>{after}</article></main>'
        f"<footer><p>© 2026 Elbtaler Bote</p><a href=/impressum>Impressum</a></footer></body></html>"
    )


def json_ld(content: str) -> str:
    """A script of structured data."""
    return f'<script type="application/ld+json">{content}</script>'
