"""Galleries: pictures with hardly a word are refused as such; where each has its passage, the passages are the text."""

import pytest

from tests.workers.extraction.making import NOW, a_page, json_ld
from workers.extraction import Extraction, extract

URL = "https://www.elbtaler-bote.example/bilder/hafenfest-4712.html"
PLACES = ("Boote am Kai", "Die Kapelle", "Feuerwerk", "Kinder mit Drachen", "Das älteste Schiff")
PASSAGES = tuple(
    f"{place}: Wer am Sonntag kam, sah hier zum {number}. Mal seit dem Krieg, wie das Fest den ganzen Hafen füllt."
    for number, place in enumerate(PLACES, 2)
)
ARTICLE = json_ld('{"@type":"NewsArticle","headline":"Das Hafenfest in Bildern","datePublished":"2026-03-01"}')


def found(pictures: str, *, head: str = "", title: str = "Das Hafenfest in Bildern", url: str = URL) -> Extraction:
    page = a_page("Das Hafenfest hat am Wochenende Tausende angezogen.", title=title, head=head)
    return extract(page.replace("</article>", f"{pictures}</article>"), url, fetched_at=NOW)


def figures(captions: tuple[str, ...]) -> str:
    return "".join(f"<figure><img src=a.jpg><figcaption>{one}</figcaption></figure>" for one in captions)


@pytest.mark.parametrize("head", ["", ARTICLE, json_ld('{"@type":"ImageGallery","name":"Hafenfest"}')])
def test_pictures_with_hardly_a_word_are_a_gallery_whatever_the_page_calls_itself(head):
    assert found(figures(PLACES), head=head).refusal == "gallery"


def test_captions_that_tell_the_story_are_its_text():
    article = found(figures(PASSAGES))
    assert article.refusal is None
    assert article.paragraphs[1:] == PASSAGES


@pytest.mark.parametrize(
    ("over", "under"),
    [("{n}/5", "Foto: B. Muster"), ("Bild {n} von 5", "© B. Muster"), ("Photo {n} of 5", "Image credit: B. Muster")],
)
def test_a_slideshows_numbers_and_credits_are_not_its_text(over, under):
    slides = "".join(
        f"<div class=slide><span>{over.format(n=n)}</span><h2>{place}</h2><p>{passage}</p><p>{under}</p></div>"
        for n, (place, passage) in enumerate(zip(PLACES, PASSAGES, strict=True), 1)
    )
    article = found(slides, title="Fünf Orte am Hafen", url=URL.replace("bilder", "slideshow"))
    assert article.refusal is None
    assert article.paragraphs[1:] == tuple(part for pair in zip(PLACES, PASSAGES, strict=True) for part in pair)


def test_verdicts_and_tables_are_no_numbers_of_pictures():
    verdicts = "".join(f"<h3>5/5</h3><p>{passage}</p>" for passage in PASSAGES)
    assert found(verdicts, title="Fünf Lokale am Hafen").paragraphs.count("5/5") == 5
    rows = "".join(f"<tr><td>{place}</td><td>{n}/5</td></tr>" for n, place in enumerate(PLACES, 1))
    table = found(figures(PASSAGES) + f"<table>{rows}</table>")
    assert "Boote am Kai | 1/5" in table.paragraphs
