"""Spans of an archive that the crawler's own code wrote."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archive import pages
from crawler.page import Kind
from crawler.span import Span, files_of
from tests.crawler.archiving import MOMENT, archive, visited

URLS = [f"https://bote.example/{number}.html" for number in range(6)]


@pytest.fixture
def whole(tmp_path: Path) -> Span:
    """Six pages in two files, an hour apart, the last of another source."""
    for part in (range(3), range(3, 6)):
        archive(
            tmp_path / f"{part.start}",
            [
                visited(URLS[n], bytes(5000), at=MOMENT + timedelta(hours=n), source="kurier" if n == 5 else "bote")
                for n in part
            ],
        )
    return Span(files=[*files_of(tmp_path / "0"), *files_of(tmp_path / "3")])


def test_the_files_of_an_archive_come_in_the_order_of_their_time(tmp_path: Path) -> None:
    archive(tmp_path, [visited(url) for url in URLS], largest=1)
    assert len(files_of(tmp_path)) == 6
    moments = [file.name.split("-")[1] for file in files_of(tmp_path)]
    assert moments == sorted(moments)


@pytest.mark.parametrize("read", range(6))
def test_reading_goes_on_behind_any_page(whole: Span, read: int) -> None:
    place = list(whole.pages())[read].archived_in or ""
    assert [page.url for page in whole.pages(place)] == URLS[read + 1 :]


@pytest.mark.parametrize("place", ["", "newsloom-gone.warc.gz:17"])
def test_behind_a_place_that_is_unknown_or_gone_everything_is_read(whole: Span, place: str) -> None:
    assert [page.url for page in whole.pages(place)] == URLS
    assert whole.read_to(place) == 0


def test_how_far_one_has_read_grows_with_every_page_up_to_the_files_size(whole: Span) -> None:
    reached = [whole.read_to(page.archived_in or "") for page in whole.pages()]
    assert reached == sorted(set(reached))
    assert reached[3] > whole.files[0].stat().st_size
    assert reached[-1] < whole.size == sum(file.stat().st_size for file in whole.files)


def test_a_span_holds_the_pages_of_its_time_and_source(whole: Span) -> None:
    span = Span(files=whole.files, since=MOMENT + timedelta(hours=1), until=MOMENT + timedelta(hours=3))
    assert [page.url for page in span.pages() if span.holds(page)] == URLS[1:3]
    span = Span(files=whole.files, source="kurier")
    assert [page.url for page in span.pages() if span.holds(page)] == URLS[5:]


def test_what_a_feed_said_of_a_page_is_archived_with_it(tmp_path: Path) -> None:
    """Else extraction would read the page again with less than it had: dates and authors would go."""
    published = datetime(2026, 11, 19, 17, 30, tzinfo=UTC)
    said = {"title": "Ein\u2028Titel", "authors": ("Anna Beispiel",), "tags": ("Rat",), "published": published}
    archive(tmp_path, [visited(URLS[0], found_in="https://bote.example/rss", **said), visited(URLS[1])])
    told, silent = (page.announcement for page in pages(files_of(tmp_path)))
    assert {name: getattr(told, name) for name in said} == said
    assert (told.kind, told.found_in, told.summary) == (Kind.REPROCESS, "https://bote.example/rss", None)
    assert (silent.title, silent.authors, silent.published) == (None, (), None)
