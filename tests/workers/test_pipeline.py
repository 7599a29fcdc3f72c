"""What becomes of a page on its way through the steps."""

import pytest

from crawler.page import OptOut
from tests.workers.making import a_html, a_page, an_article, story
from workers import pipeline
from workers.outcomes import Reason, Rejected
from workers.sites import hash_of

LARGEST = 1_000_000


def made(page):
    found = pipeline.extracted(page, largest=LARGEST)
    return found if isinstance(found, Rejected) else pipeline.finished(pipeline.draft(page, found))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\0\0 ", Reason.EMPTY),
        (b"<p>" + b"x" * LARGEST, Reason.TOO_LARGE),
        (b"<html><body><p>Kurz.</p></body></html>", Reason.TOO_SHORT),
        (b"<div>" * 100_000 + b"Text", Reason.TOO_DEEP),
    ],
)
def test_a_page_that_cannot_be_an_article_is_rejected_with_its_reason(body, reason):
    assert made(a_page(body=body)).reason is reason


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg", "application/json"])
def test_what_is_not_html_is_rejected(kind):
    assert made(a_page(headers=(("content-type", kind),))).reason is Reason.NOT_HTML


def test_bytes_that_only_claim_to_be_html_are_rejected():
    assert isinstance(made(a_page(body=b"%PDF-1.7\n" + bytes(range(256)) * 400)), Rejected)


def test_a_page_of_nul_bytes_and_text_is_read_all_the_same():
    article = made(a_page(body=a_html().replace(b"<p>", b"<p>\0")))
    assert "Schon 1 mal sprach man über Brücke" in article.text


def test_a_page_cut_off_in_the_middle_gives_what_arrived():
    whole = a_html(paragraphs=story(1))
    article = made(a_page(body=whole[: len(whole) * 3 // 4]))
    assert "Hafen" in article.text


def test_a_wrongly_declared_encoding_breaks_no_umlaut():
    page = a_page(headers=(("Content-Type", "text/html; charset=iso-8859-1"),))
    assert "über" in made(page).text


def test_a_publisher_who_opted_out_is_heard_before_anything_is_read():
    page = a_page(opt_outs=(OptOut(signal="tdm-header", value="1", verdict="refuse"),))
    assert made(page) == Rejected(reason=Reason.OPTED_OUT, detail="tdm-header")


def test_an_opt_out_that_is_only_flagged_travels_with_the_article():
    page = a_page(opt_outs=(OptOut(signal="tdm-header", value="1", verdict="flag"),))
    assert made(page).opt_outs[0].verdict == "flag"


def test_an_address_that_leads_to_the_front_page_is_a_soft_404():
    assert made(a_page(final_url="https://bote.example/")).reason is Reason.SOFT_404


def test_an_article_is_known_by_its_canonical_address():
    head = '<link rel=canonical href="https://bote.example/lokales/bruecke-17.html">'
    twin = a_page(url="https://bote.example/amp/lokales/bruecke-17.html?utm_source=feed", body=a_html(head=head))
    assert made(twin).id == made(a_page()).id


def test_the_content_hash_follows_what_a_reader_reads():
    first, again, other = (made(a_page(body=a_html(paragraphs=story(n)))) for n in (1, 1, 2))
    assert first.content_hash == again.content_hash != other.content_hash


def test_what_furniture_leaves_too_little_of_is_no_article():
    sentence = (
        "Dieser Text ist nur für Abonnentinnen und Abonnenten, die sich angemeldet haben und deren Abo noch läuft."
    )
    article = an_article(text=sentence)
    assert pipeline.finished(article, frozenset({hash_of(sentence)})).reason is Reason.TOO_SHORT


def test_an_articles_authors_are_people_and_desks_without_agencies_and_the_sites_own_name():
    credited = '{"@type":"%s","name":"%s"}'
    authors = (
        ("Person", "Anna Muster"),
        ("Person", "Lokalredaktion"),
        ("Organization", "dpa"),
        ("Organization", "Bote"),
    )
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Rat berät über die Brücke","author":['
        + ",".join(credited % one for one in authors)
        + ']}</script><meta property="og:site_name" content="Bote">'
    )
    article = made(a_page(body=a_html(head=head)))
    assert (article.authors, article.agencies) == (("Anna Muster", "Lokalredaktion"), ("dpa",))


def test_a_text_far_longer_than_any_article_stays_whole_and_its_beginning_is_enriched():
    text = "\n\n".join(["Anna Umbrecht sprach in Hamburg über die neue Schleuse."] * 88_000)
    article = pipeline.finished(an_article(text=text, language="de", title="Schleuse"))
    assert article.text == text
    assert {entity.name for entity in article.entities} == {"Anna Umbrecht", "Hamburg"}
    last = max(end for entity in article.entities for _, end in entity.spans)
    assert pipeline.READ - 100 < last <= pipeline.READ
    assert text[:last].endswith(("Anna Umbrecht", "Hamburg"))


def test_a_single_word_of_five_million_letters_is_no_trouble():
    text = "A" * 5_000_000
    assert pipeline.finished(an_article(text=text, language="de")).text == text


def test_an_author_printed_with_a_degree_is_counted_without():
    article = made(a_page(body=a_html(head='<meta name="author" content="Anna Beispiel, PhD">')))
    assert article.authors == ("Anna Beispiel",)
