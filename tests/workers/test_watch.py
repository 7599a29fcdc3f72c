"""A redesign and parts that vanish are noticed within a handful of pages; what varies anyway is not."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from crawler.drift import Drift, complete_key, drift_key, from_hash, memory_key, shares_from_hash
from crawler.page import Announcement, Kind, Page, to_message
from tests.workers.making import a_html, a_page, story
from workers.extraction import Extraction
from workers.outcomes import Reason, Rejected
from workers.pages_desk import PagesDesk
from workers.watch import PAGES, Watch

START = datetime(2026, 11, 1, tzinfo=UTC)
OLD, NEW = "00000001aaaaaaaa", "00000002bbbbbbbb"


def an_extraction(**given) -> Extraction:
    told = {
        "title": "Rat berät",
        "authors": ("Anna Beispiel",),
        "published": START,
        "section": "Lokales",
        "paragraphs": ("x" * 3000,),
        "template": OLD,
    }
    return Extraction(**(told | given))


class Outlet:
    """A source whose pages come in one after the other, ten minutes apart."""

    def __init__(self, redis, settings):
        self.watch = Watch(settings)
        self.redis, self.settings = redis, settings
        self.numbers = count()

    def brings(self, found: Extraction | Rejected, *, section: str = "lokales", times: int = 1) -> list[str]:
        """What is noticed because of these pages."""
        new = []
        for _ in range(times):
            number = next(self.numbers)
            page = a_page(
                url=f"https://bote.example/{section}/{number}.html", fetched_at=START + timedelta(minutes=10 * number)
            )
            new += [drift.what for drift in self.saw(page, found)]
        return new

    def saw(self, page: Page, found: Extraction | Rejected) -> tuple[Drift, ...]:
        """What is noticed because of one page, asked and kept as the pages' desk does."""
        ask, keep = self.redis.pipeline(), self.redis.pipeline()
        self.watch.ask(ask, page.source)
        new = self.watch.saw(page, found, ask.execute(), keep)
        keep.execute()
        return new

    def noticed(self) -> dict[str, str]:
        told = from_hash(self.redis.hgetall(drift_key(self.settings.prefix))).get("bote", ())
        return {drift.what: drift.sentence for drift in told}


@pytest.fixture
def outlet(redis, settings):
    return Outlet(redis, settings)


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("template", {"template": NEW}),
        ("authors", {"authors": ()}),
        ("published", {"published": None}),
        ("section", {"section": None}),
        ("title", {"title": ""}),
        ("text", {"paragraphs": ("x" * 400,)}),
    ],
)
def test_what_changes_on_every_page_is_noticed_with_the_fifth(outlet, what, change):
    assert outlet.brings(an_extraction(), times=40) == []
    changed = an_extraction(**change)
    assert outlet.brings(changed, times=4) == []
    assert outlet.brings(changed) == [what]
    assert "since 2026-11-01 06:40 UTC" in outlet.noticed()[what]
    assert outlet.brings(changed, times=200) == []
    assert list(outlet.noticed()) == [what]


def test_pages_that_are_no_articles_any_more_are_noticed(outlet):
    outlet.brings(an_extraction(), times=40)
    assert outlet.brings(Rejected(reason=Reason.CONSENT_WALL), times=5) == ["articles"]
    assert "pages that are articles: 100% before, 0% of the last 5" in outlet.noticed()["articles"]


def test_what_is_as_before_is_no_longer_told(outlet):
    outlet.brings(an_extraction(), times=40)
    outlet.brings(an_extraction(authors=(), template=NEW), times=12)
    assert set(outlet.noticed()) == {"authors", "template"}
    outlet.brings(an_extraction(template=NEW), times=8)
    assert set(outlet.noticed()) == {"template"}
    assert outlet.brings(an_extraction(), times=40) == []
    assert outlet.noticed() == {}


def test_a_new_template_is_the_usual_one_after_two_weeks(outlet):
    outlet.brings(an_extraction(), times=40)
    outlet.brings(an_extraction(template=NEW), times=20)
    assert set(outlet.noticed()) == {"template"}
    outlet.numbers = count(60 + 15 * 24 * 6)
    assert outlet.brings(an_extraction(template=NEW), times=30) == []
    assert outlet.noticed() == {}
    assert outlet.brings(an_extraction(template=OLD), times=5) == ["template"]


def varied(chance: random.Random, authors: float) -> Iterator[Extraction]:
    """Articles of a paper with three templates, some bylines, short reports and long reads."""
    while True:
        yield an_extraction(
            template=chance.choices((OLD, NEW, "00000003cccccccc"), (80, 15, 5))[0],
            authors=("Anna Beispiel",) if chance.random() < authors else (),
            section="Lokales" if chance.random() < 0.9 else None,
            standfirst="Der Rat berät." if chance.random() < 0.5 else None,
            paragraphs=("x" * int(chance.lognormvariate(7.8, 0.7)),),
        )


@pytest.mark.parametrize("authors", [0.3, 0.6, 0.9, 1.0])
def test_ordinary_variation_is_not_noticed(outlet, authors):
    for found, _ in zip(varied(random.Random(authors), authors), range(1500), strict=False):
        assert outlet.brings(found) == []


def test_one_desks_burst_of_short_reports_without_authors_is_nothing_new(outlet):
    chance = random.Random(7)
    result = an_extraction(authors=(), paragraphs=("x" * 500,), template=NEW)
    for _ in range(60):
        sport = chance.random() < 0.15
        assert outlet.brings(result if sport else an_extraction(), section="sport" if sport else "lokales") == []
    assert outlet.brings(result, section="sport", times=12) == []


def test_a_new_source_has_no_usual_yet(outlet):
    outlet.brings(an_extraction(), times=19)
    assert outlet.brings(an_extraction(template=NEW, authors=()), times=5) == []


def test_a_page_that_comes_twice_or_from_the_archive_counts_once(outlet, redis, settings):
    page = a_page()
    for _ in range(30):
        outlet.saw(page, an_extraction())
        outlet.saw(replace(page, announcement=Announcement(kind=Kind.REPROCESS)), an_extraction(authors=()))
        outlet.saw(page, Rejected(reason=Reason.OPTED_OUT))
    assert redis.llen(memory_key(settings.prefix, "bote")) == 1


def test_a_source_costs_less_than_four_kilobytes_and_says_how_complete_it_is(outlet, redis, settings):
    outlet.brings(an_extraction(), times=150)
    outlet.brings(an_extraction(section=None), times=8)
    assert redis.llen(memory_key(settings.prefix, "bote")) == PAGES
    assert redis.memory_usage(memory_key(settings.prefix, "bote")) < 4096
    told = shares_from_hash(redis.hgetall(complete_key(settings.prefix)))["bote"]
    assert (told["articles"], told["authors"], told["section"]) == (1.0, 1.0, 0.75)


def test_pages_of_a_redesigned_site_are_noticed_and_its_old_furniture_is_forgotten(redis, settings):
    """As the workers meet them: whole pages through the desk."""
    desk = PagesDesk(redis=redis, settings=settings, send=lambda *_: None)
    notice = "Unsere Redaktion erreichen Sie werktags von neun bis siebzehn Uhr unter der bekannten Nummer."

    def bring(number, wrap):
        html = a_html(title=f"Bericht {number} aus dem Rat", paragraphs=[*story(number), notice])
        html = html.replace(b"<article>", wrap.encode())
        moment = START + timedelta(minutes=number)
        desk.work(f"t{number}", to_message(a_page(url=f"https://bote.example/{number}", body=html, fetched_at=moment)))

    for number in range(24):
        bring(number, "<article>")
    assert from_hash(redis.hgetall(drift_key(settings.prefix))) == {}
    for number in range(24, 29):
        bring(number, "<div class=grid><article class=story>")
    told = from_hash(redis.hgetall(drift_key(settings.prefix)))["bote"]
    assert [drift.what for drift in told] == ["template"]
    assert int(redis.get(settings.key("site-marks", "bote"))) == 5
