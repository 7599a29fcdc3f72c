"""Pages of one template share a fingerprint, a redesign changes it."""

from tests.workers.extraction.making import GERMAN, NOW, URL, a_page
from workers.extraction import extract


def template(page: str) -> str | None:
    return extract(page, URL, fetched_at=NOW).template


def test_articles_of_one_template_share_it_whatever_they_say():
    other = a_page(
        *GERMAN[::-1], *GERMAN[1:], title="Etwas ganz anderes", before="<p class=byline>Von Anna Beispiel</p>"
    )
    assert template(a_page()) == template(other)


def test_classes_that_name_the_article_do_not_count():
    one = a_page().replace("<article>", '<article class="post-4711 category-politik tag-hafen">')
    other = a_page().replace("<article>", '<article class="post-9 category-sport">')
    assert template(one) == template(other)


def test_what_follows_an_elements_first_name_does_not_count():
    one = a_page().replace("<article>", '<article class="story wide has-video">')
    assert template(one) == template(a_page().replace("<article>", '<article class="story opinion">'))


def test_an_article_in_sections_shares_it_with_one_in_a_piece():
    long = "".join(f"<p>{number}. {GERMAN[number % 4]}</p>" for number in range(16))
    sections = a_page("</p>" + f"<section class=chapter>{long}</section>" + "".join(f"<p>{one}</p>" for one in GERMAN))
    assert template(sections) == template(a_page())


def test_a_redesign_changes_it():
    assert template(a_page()) != template(
        a_page().replace("article-body", "story__content").replace("<main>", "<main><div class=grid>")
    )


def test_a_page_without_text_has_none():
    assert template("<html><body></body></html>") is None
