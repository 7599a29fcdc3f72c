"""A source's own selectors win over what was found without them."""

import pytest

from tests.workers.extraction.making import GERMAN, NOW, URL, a_page
from workers.extraction import extract
from workers.extraction.overrides import UnreadableSelectorError

PAGE = a_page(
    before='<div id=kopf data-date="2026-02-20 08:00">Anders genannt</div><p class=wer>Anna Beispiel</p>',
    after="<p class=quiz>Rätseln Sie mit uns über den Hafen und gewinnen Sie ein Boot!</p>",
)


@pytest.mark.parametrize(
    ("overrides", "field", "value"),
    [
        ({"title": "#kopf"}, "title", "Anders genannt"),
        ({"authors": ".wer"}, "authors", ("Anna Beispiel",)),
        ({"section": "nav li:nth-child(2)"}, "section", "sport"),
        ({"text": ".article-body"}, "paragraphs", GERMAN),
        ({"title": ".nowhere"}, "title", "Der Hafen wächst"),
    ],
)
def test_a_selector_overrides_its_field(overrides, field, value):
    assert getattr(extract(PAGE, URL, fetched_at=NOW, overrides=overrides), field) == value


def test_what_a_selector_removes_is_never_text():
    article = extract(a_page(), URL, fetched_at=NOW, overrides={"remove": ".article-body p:first-child"})
    assert article.paragraphs == GERMAN[1:]


def test_a_selector_can_name_an_attribute():
    article = extract(PAGE, URL, fetched_at=NOW, overrides={"published": "#kopf::attr(data-date)"})
    assert article.published.isoformat() == "2026-02-20T08:00:00+00:00"
    assert article.published_evidence.source == "selector"


def test_a_selector_that_is_no_css_says_where_to_correct_it():
    with pytest.raises(UnreadableSelectorError, match="source's TOML"):
        extract(PAGE, URL, fetched_at=NOW, overrides={"title": "h1["})
