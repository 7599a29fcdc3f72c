"""What is no article is refused with the word for what it is."""

from collections import Counter

import pytest

from tests.quality.kinds import made_pages
from tests.workers.extraction.making import NOW, URL, a_page
from workers.extraction import extract

KINDS = (
    "bot_wall",
    "consent_wall",
    "gallery",
    "job_ad",
    "legal_page",
    "paywalled_empty",
    "search_page",
    "soft_404",
    "too_short",
    "video",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_made_page_of_a_kind_is_told(kind):
    pages = [page for page in made_pages() if page.kind == kind]
    assert Counter(extract(page.html, page.url, fetched_at=NOW).refusal for page in pages) == {kind: len(pages)}


@pytest.mark.parametrize(
    "title",
    [
        "404 neue Wohnungen am Hafen",
        "Captcha: Wie Roboter Menschen narren",
        "Was die Cookie-Regeln bringen",
        "Impressum-Pflicht beschäftigt die Gerichte",
        "Video zeigt Brand im Hafen",
    ],
)
def test_an_article_about_such_things_is_an_article(title):
    assert extract(a_page(title=title), URL, fetched_at=NOW).refusal is None


def test_an_article_under_a_consent_layer_is_an_article():
    layer = '<div class="cmp-layer"><p>Wir und unsere 214 Partner benötigen Ihre Zustimmung.</p><button>Alle akzeptieren</button></div>'  # noqa: E501
    assert extract(a_page(after=layer), URL, fetched_at=NOW).refusal is None
