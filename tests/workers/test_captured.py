"""A captured page says what its article should be, and is read with the selectors that its source has now."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.workers.extraction.making import GERMAN, NOW, URL, a_page
from workers.captured import Difference, MalformedCaptureError, capture, captured, name_of, read

SOURCE = (
    'name = "Bote"\nhomepage = "https://www.elbtaler-bote.example/"\nfronts = ["https://www.elbtaler-bote.example/"]\n'
)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "bote.toml").write_text(SOURCE, "utf-8")
    return tmp_path


def captured_in(sources: Path, body: bytes, **given):
    told = {"charset": None, "fetched_at": NOW, "overrides": {}} | given
    capture(sources / "bote" / "hafen", body, URL, **told)
    (page,) = captured(sources)
    return page


def correct(page, **fields) -> None:
    (page.folder / "article.json").write_text(json.dumps(dict(page.told) | fields), "utf-8")


def test_a_page_that_was_just_captured_gives_what_its_article_says(sources):
    page = captured_in(sources, a_page().encode())
    assert page.name == "bote/hafen"
    assert page.told["paragraphs"] == list(GERMAN)
    assert list(page.differences()) == []


def test_what_a_person_corrects_is_wrong_until_a_selector_mends_it(sources):
    page = captured_in(sources, a_page(before="<p class=wo>Hafen und Fluss</p>").encode())
    correct(page, section="Hafen und Fluss")
    (page,) = captured(sources, "bote")
    assert list(page.differences()) == [Difference(field="section", expected="Hafen und Fluss", found=None)]
    (sources / "bote.toml").write_text(SOURCE + '[extraction]\nsection = ".wo"\n', "utf-8")
    assert list(page.differences()) == []


def test_a_field_that_is_taken_out_is_not_asked_for(sources):
    page = captured_in(sources, a_page().encode())
    told = {name: value for name, value in page.told.items() if name != "paragraphs"}
    (page.folder / "article.json").write_text(json.dumps(told | {"site_name": "Elbtaler Bote"}), "utf-8")
    (page,) = captured(sources)
    assert "paragraphs" not in page.fields
    assert list(page.differences()) == []


def test_the_charset_and_the_time_of_the_fetch_are_those_of_the_capture(sources):
    html = a_page(before="<p class=date>Vor 3 Stunden</p>").replace('<meta charset="utf-8">', "")
    moment = datetime(2020, 5, 1, 12, 0, tzinfo=UTC)
    page = captured_in(sources, html.encode("cp1250"), charset="cp1250", fetched_at=moment)
    assert "Bürgermeisterin" in page.extracted().text
    assert page.extracted().published.isoformat() == "2020-05-01T09:00:00+00:00"


def test_nothing_is_captured_over_another(sources):
    captured_in(sources, a_page().encode())
    with pytest.raises(FileExistsError):
        captured_in(sources, a_page().encode())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "article.json: .* - correct the JSON there"),
        ("{}", 'article.json: "url" is missing - add the address of the page'),
        ('{"url": "x", "titel": "y"}', 'article.json: "titel" is no field of an article - remove it'),
        ('{"url": "x"}', "page.html is missing - capture the page again"),
    ],
)
def test_an_expectation_that_cannot_be_read_says_what_to_do(tmp_path, text, complaint):
    (tmp_path / "article.json").write_text(text, "utf-8")
    with pytest.raises(MalformedCaptureError, match=complaint):
        read(tmp_path)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (URL, "der-hafen-waechst-4711"),
        ("https://b.example/2026/03/harbour-grows/", "harbour-grows"),
        ("https://b.example/artikel/4711", "artikel"),
        ("https://b.example/%C3%BCber/%2E%2E/x", "ber"),
        ("https://b.example/", "front"),
        ("https://b.example/" + "a-" * 90, "a" + "-a" * 29),
    ],
)
def test_a_folder_is_named_after_what_the_address_says(url, name):
    assert name_of(url) == name
