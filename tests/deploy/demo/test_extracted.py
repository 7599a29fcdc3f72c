"""What extraction makes of the demo newspapers' pages, whose words are known."""

import pytest

from deploy.demo.newsroom import newsroom
from deploy.demo.outlets import ELBTAL, NORDPRESS, OUTLETS, PENHALLOW, WERRASTADT
from deploy.demo.site import CONSENT_WALL, SOFT_404, Site
from deploy.demo.sources import write_sources
from tests.workers.catalogue import catalogue_in
from tests.workers.making import an_article
from workers.extraction import extract
from workers.steps import agencies

PIECES = newsroom()


def extracted(outlet, path):
    base = f"http://{outlet.host}:7081"
    return extract(Site(outlet, PIECES, base).respond(path).body, base + path)


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.slug)
def test_every_article_keeps_its_headline_and_loses_no_paragraph(outlet):
    for piece in PIECES:
        if piece.outlet == outlet and not piece.paywalled:
            found = extracted(outlet, piece.path)
            assert (found.refusal, found.title) == (None, piece.headline)
            pointers = ("Mehr dazu", "Mehr zum", "Lesen Sie", "Read more", "Related")
            told = [text.removeprefix("## ") for text in piece.paragraphs if not text.startswith(pointers)]
            assert [text for text in told if text not in found.paragraphs] == []


@pytest.mark.parametrize("outlet", [ELBTAL, PENHALLOW, WERRASTADT], ids=lambda outlet: outlet.slug)
def test_every_byline_gives_its_people(outlet):
    own = [piece for piece in PIECES if piece.outlet == outlet and piece.author != "npd"]
    right = [
        piece
        for piece in own
        if list(extracted(outlet, piece.path).authors) == piece.author.replace(" and ", " und ").split(" und ")
    ]
    assert len(right) >= 0.95 * len(own)


@pytest.fixture
def demo_sources(tmp_path, monkeypatch):
    """The catalogue as the demo writes it."""
    write_sources(tmp_path, {outlet.slug: Site(outlet, PIECES, f"http://{outlet.host}:7081") for outlet in OUTLETS})
    with catalogue_in(tmp_path, monkeypatch):
        yield


@pytest.mark.usefixtures("demo_sources")
def test_the_demos_own_agency_is_credited_by_the_papers_that_reprint_it():
    """Its sign is written in its source's file: no table of ours knows it."""
    origin = next(piece for piece in PIECES if piece.outlet == NORDPRESS and "npd/" in piece.paragraphs[-1])
    text = "\n\n".join(origin.paragraphs)
    article = an_article(text=text, authors=("npd",))
    assert (agencies.step(article).agencies, agencies.step(article).authors) == (("nordpress",), ())


def test_a_consent_wall_and_a_soft_404_are_refused_by_name():
    assert extracted(WERRASTADT, CONSENT_WALL).refusal == "consent_wall"
    assert extracted(ELBTAL, SOFT_404).refusal == "soft_404"


@pytest.mark.parametrize("outlet", [PENHALLOW, WERRASTADT], ids=lambda outlet: outlet.slug)
def test_a_paywalled_article_says_so(outlet):
    (piece,) = (piece for piece in PIECES if piece.outlet == outlet and piece.paywalled)
    assert extracted(outlet, piece.path).paywalled
