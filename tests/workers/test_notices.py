"""Corrections that a page announces beside its text."""

import pytest

from search.article import Article
from tests.workers.making import a_html, a_page, story
from workers import notices, pipeline

FEW = 10
NOTICE = "In einer früheren Version dieses Artikels hieß es, die Brücke sei neun Meter lang. Es sind elf."


def with_beside(furniture: str) -> Article:
    """An article as its page has it, with something beside the text."""
    body = a_html(paragraphs=story(0)).replace(b"</main>", f"</main>{furniture}".encode())
    page = a_page(body=body)
    return pipeline.draft(page, pipeline.extracted(page, largest=10**7))


def correction_of(furniture: str) -> str | None:
    return pipeline.finished(with_beside(furniture)).correction


@pytest.mark.parametrize(
    "furniture",
    [f"<footer><p>{NOTICE}</p></footer>", f"<div class=box><h3>Zum Text</h3><div><em>{NOTICE}</em></div></div>"],
)
def test_a_notice_in_a_footer_or_a_box_is_the_articles(furniture):
    assert correction_of(furniture) == NOTICE


@pytest.mark.parametrize(
    "furniture",
    [
        f"<section class=comments><p>{NOTICE}</p></section>",
        "<nav><ul><li>Korrekturen</li><li>Korrektur: der Börse droht eine</li></ul></nav>",
        "<aside><p>In einer früheren Version der App wurde die Karte korrigiert.</p></aside>",
    ],
)
def test_what_readers_write_and_other_news_say_is_none(furniture):
    assert correction_of(furniture) is None


def test_a_notice_of_the_text_stands_there_once():
    page = a_page(body=a_html(paragraphs=[*story(0), NOTICE]))
    article = pipeline.draft(page, pipeline.extracted(page, largest=10**7))
    assert [*article.text.split("\n\n"), *article.left_out].count(NOTICE) == 1


def test_of_a_hundred_thousand_notices_a_few_are_told():
    assert 0 < len(notices.beside((NOTICE.replace("elf", str(n)) for n in range(100_000)), "de")) <= FEW


def test_a_notice_far_from_the_text_is_found_too():
    assert correction_of(f"<nav>Mehr</nav><footer><p>{NOTICE}</p></footer>") == NOTICE
