"""Pages and articles for tests; a test names only what matters to it."""

from datetime import UTC, datetime
from typing import Any

from redis import Redis

from crawler.page import Announcement, Kind, Page
from search.article import Article
from workers.sites import Sites

SUBJECTS = (
    ("Brücke", "Gemeinderat", "Seldenau", "Neubau", "Anwohner"),
    ("Hafen", "Kran", "Ostmolen", "Fracht", "Reederei"),
    ("Orgel", "Kirche", "Thalbach", "Pfeifen", "Kantorin"),
    ("Wolf", "Herde", "Kaltenried", "Schäfer", "Zaun"),
    ("Fußballplatz", "Verein", "Rodenfels", "Rasen", "Trainerin"),
    ("Bibliothek", "Lesesaal", "Wiesenbrunn", "Bücherbus", "Leihgebühr"),
    ("Mühle", "Stauwehr", "Gronau", "Turbine", "Wasserrecht"),
    ("Krankenhaus", "Station", "Marienheide", "Pflege", "Chefärztin"),
)
"""Things that eight articles are about; no two share a word."""


def story(number: int, *, sentences: int = 12) -> list[str]:
    """Paragraphs about one subject, different in every number."""
    words = SUBJECTS[number % len(SUBJECTS)]
    return [
        f"Schon {place + 1} mal sprach man über {words[place % 5]} und {words[(place + 1) % 5]}, doch was nun aus "
        f"{words[(place + 2) % 5]} wird, ist noch offen: {place * 7 + number} waren dafür, {place + number} dagegen."
        for place in range(sentences)
    ]


def a_html(*, title: str = "Rat berät über die Brücke", paragraphs: list[str] | None = None, head: str = "") -> bytes:
    """A page such as a small newspaper serves."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (story(0) if paragraphs is None else paragraphs))
    return (
        f"<!doctype html><html lang=de><head><meta charset=utf-8><title>{title} - Seldenauer Bote</title>{head}</head>"
        f"<body><nav><a href=/>Start</a></nav><main><article><h1>{title}</h1>{text}</article></main></body></html>"
    ).encode()


def a_page(**given: Any) -> Page:
    """A page of the Seldenauer Bote."""
    url = given.pop("url", "https://bote.example/lokales/bruecke-17.html")
    told: dict[str, Any] = {
        "url": url,
        "final_url": url,
        "source": "bote",
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=utf-8"),),
        "body": a_html(),
        "fetched_at": datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
        "milliseconds": 40,
        "announcement": Announcement(kind=Kind.FEED, found_in="https://bote.example/feed.xml"),
    }
    return Page(**(told | given))


def an_article(number: int = 0, **given: Any) -> Article:
    """An article of the Seldenauer Bote about the subject of that number."""
    url = f"https://bote.example/{number}.html"
    told: dict[str, Any] = {
        "id": f"{number + 1:016x}",
        "url": url,
        "canonical_url": url,
        "source": "bote",
        "title": f"Streit um {SUBJECTS[number % len(SUBJECTS)][0]} dauert an",
        "text": "\n\n".join(story(number)),
        "fetched_at": datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    }
    return Article(**(told | given))


def furniture_of(sites: Sites, redis: Redis, article: Article) -> frozenset[int]:
    """What its site repeats in an article, which is remembered, as the pages' desk asks and keeps it."""
    ask, keep = redis.pipeline(), redis.pipeline()
    sites.ask(ask, article.source)
    repeated = sites.furniture(article, ask.execute()[0], keep)
    keep.execute()
    return repeated
