"""A paywalled page gives what is free and says so; an offer to subscribe beside a whole article is no paywall."""

import pytest

from tests.workers.extraction.making import GERMAN, NOW, URL, a_page, json_ld
from workers.extraction import Extraction, extract

FREE = GERMAN[:3]


def found(*paragraphs: str, **more: str) -> Extraction:
    return extract(a_page(*(paragraphs or FREE), **more), URL, fetched_at=NOW)


@pytest.mark.parametrize(
    "head",
    [
        json_ld('{"@type":"NewsArticle","headline":"Der Hafen wächst","isAccessibleForFree":false}'),
        json_ld(
            '{"@type":"NewsArticle","headline":"Der Hafen wächst","isAccessibleForFree":"http://schema.org/False"}'
        ),
        '<meta property="article:content_tier" content="locked">',
        '<meta property="article:content_tier" content="metered">',
    ],
)
def test_a_page_that_tells_machines_so_is_paywalled(head):
    article = found(head=head)
    assert (article.paywalled, article.paragraphs, article.refusal) == (True, FREE, None)


@pytest.mark.parametrize(
    "offer",
    [
        "Jetzt weiterlesen mit Plus für 1 Euro im Monat.",
        "Dieser Artikel ist nur für Abonnenten. Bereits Abonnent? Anmelden.",
        "Subscribe to continue reading. Already a subscriber? Log in.",
        "Cet article est réservé aux abonnés.",
    ],
)
def test_an_offer_under_a_short_text_is_a_paywall_and_no_text(offer):
    article = found(after=f'<div class="paywall"><p>{offer}</p><a href="/abo">Zu den Angeboten</a></div>')
    assert (article.paywalled, article.paragraphs, article.refusal) == (True, FREE, None)


def test_a_wall_before_the_first_sentence_ends_is_refused_with_its_reason():
    offer = "<p>Jetzt weiterlesen mit Plus für 1 Euro.</p>"
    assert found("Der Rat der Stadt hat am Montag …", after=offer).refusal == "paywalled_empty"


def test_a_page_that_says_it_is_free_is_free_whatever_it_offers():
    head = json_ld('{"@type":"NewsArticle","headline":"Der Hafen wächst","isAccessibleForFree":true}')
    assert not found(head=head, after="<p>Exklusiv für Abonnenten: der Newsletter am Morgen.</p>").paywalled
    assert not found(head='<meta property="article:content_tier" content="free">').paywalled


def test_an_offer_beside_a_long_article_is_no_paywall():
    paragraphs = tuple(f"{number}. {GERMAN[number % 4]}" for number in range(24))
    article = found(*paragraphs, after="<aside><p>Jetzt abonnieren: der Bote für 1 Euro.</p></aside>")
    assert not article.paywalled
    assert article.paragraphs == paragraphs


def test_an_article_about_paywalls_is_none():
    assert not found(
        *GERMAN, "Die Zeitung will ihre Texte künftig nur für Abonnenten zeigen, sagte der Verleger."
    ).paywalled
