"""Pages that say under another address what an article says: AMP twins, print views."""

from dataclasses import replace
from datetime import timedelta

from tests.search.factories import an_article
from tests.search.test_index import found, history, later

TWIN = "https://beispielblatt.example/amp/bruecke"


def test_a_twin_makes_no_revision_of_the_article(index):
    article = an_article("Brücke", "Die Brücke ist gesperrt. Der Umweg führt durch das Tal.")
    index.write([article])
    twin = replace(later(article, "Die Brücke ist gesperrt."), read_from=TWIN)
    assert [report.outcome for report in index.write([twin])] == ["unchanged"]
    assert history(index, article) == []


def test_a_twin_alone_is_better_than_nothing(index):
    twin = replace(an_article("Fähre"), read_from=TWIN)
    assert [report.outcome for report in index.write([twin])] == ["indexed"]


def test_two_twins_make_no_revision_of_each_other(index):
    twin = replace(an_article("Schleuse"), read_from=TWIN)
    other = replace(later(twin, "Nur ein Satz."), read_from=f"{TWIN}?print=1")
    assert [report.outcome for report in index.write([twin])] == ["indexed"]
    assert [report.outcome for report in index.write([other])] == ["unchanged"]


def test_the_articles_own_page_takes_the_place_of_its_twin_without_a_revision(index):
    article = an_article("Tunnel", "Die Brücke ist gesperrt. Der Umweg führt durch das Tal.")
    index.write([replace(article, text="Die Brücke ist gesperrt.", content_hash="1", read_from=TWIN)])
    own = replace(article, fetched_at=article.fetched_at + timedelta(minutes=1))
    assert [(report.outcome, report.revision) for report in index.write([own])] == [("indexed", 1)]
    assert [document["text"] for document in found(index, article)] == [article.text]
    assert history(index, article) == []
