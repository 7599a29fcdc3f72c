"""Corrections that a page announces beside its text."""

import pytest

from tests.workers.making import a_html, a_page, story
from workers import notices, pipeline

NOTICE = "In einer früheren Version dieses Artikels hieß es, die Brücke sei neun Meter lang. Es sind elf."


def correction_of(furniture: str) -> str | None:
    body = a_html(paragraphs=story(0)).replace(b"</main>", f"</main>{furniture}".encode())
    page = a_page(body=body)
    return pipeline.finished(pipeline.draft(page, pipeline.extracted(page, largest=10**7))).correction


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
    assert (
        notices.beside(f"<html><body><main>{story(0)[0]}</main>{furniture}</body></html>".encode(), "utf-8", "de") == ()
    )


def test_a_notice_of_the_text_stands_there_once():
    page = a_page(body=a_html(paragraphs=[*story(0), NOTICE]))
    article = pipeline.draft(page, pipeline.extracted(page, largest=10**7))
    assert [*article.text.split("\n\n"), *article.left_out].count(NOTICE) == 1


def test_a_page_of_a_hundred_thousand_notices_tells_a_few():
    body = "<div>" * 200 + "".join(f"<p>{NOTICE.replace('elf', str(n))}</p>" for n in range(100_000)) + "</div>" * 200
    assert 0 < len(notices.beside(f"<html><body>{body}</body></html>".encode(), "utf-8", "de")) <= 10


def test_a_notice_far_from_the_text_is_found_too():
    body = a_html(paragraphs=story(0)).replace(
        b"</main>", f"</main><nav>Mehr</nav><footer><p>{NOTICE}</p></footer>".encode()
    )
    assert notices.beside(body, "utf-8", "de") == (NOTICE,)
