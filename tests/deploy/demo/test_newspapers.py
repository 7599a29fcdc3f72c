"""The demo newspapers: what they write and how they serve it."""

import json
import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from deploy.demo.newsroom import newsroom
from deploy.demo.outlets import ELBTAL, NORDPRESS, OUTLETS, PENHALLOW, WERRASTADT
from deploy.demo.site import CONSENT_WALL, SOFT_404, Site

PIECES = newsroom()
SITES = {outlet.slug: Site(outlet, PIECES, f"http://{outlet.host}:7081") for outlet in OUTLETS}


def of(outlet):
    return [piece for piece in PIECES if piece.outlet == outlet]


def page(piece):
    return SITES[piece.outlet.slug].respond(piece.path).body.decode()


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.slug)
def test_every_outlet_publishes_at_least_forty_articles(outlet):
    assert len(of(outlet)) >= 40


def test_every_article_has_a_realistic_length():
    lengths = {(piece.outlet.slug, piece.slug): sum(len(text.split()) for text in piece.paragraphs) for piece in PIECES}
    assert {name: words for name, words in lengths.items() if not 300 <= words <= 900} == {}


def test_no_two_articles_of_an_outlet_share_an_address_a_headline_or_a_moment():
    for outlet in OUTLETS:
        for what in ("path", "headline", "published"):
            counts = Counter(getattr(piece, what) for piece in of(outlet))
            assert [value for value, count in counts.items() if count > 1] == [], (outlet.slug, what)


def test_only_agency_copy_stands_in_more_than_one_article():
    where = Counter()
    for piece in PIECES:
        if piece.author != "npd":
            body = " ".join(
                text for text in piece.paragraphs if not text.startswith(("Mehr", "Lesen", "Read", "Related"))
            )
            where.update({sentence for sentence in re.split(r"(?<=[.!?])\s+", body) if len(sentence.split()) >= 6})
    assert [sentence for sentence, count in where.items() if count > 1] == []


@pytest.mark.parametrize("outlet", [ELBTAL, PENHALLOW, WERRASTADT], ids=lambda outlet: outlet.slug)
def test_the_papers_reprint_agency_copy_shortened_or_under_a_new_headline(outlet):
    originals = {piece.paragraphs[1]: piece for piece in of(NORDPRESS)}
    reprints = [piece for piece in of(outlet) if piece.author == "npd"]
    assert len(reprints) >= 10
    assert all(piece.paragraphs[1] in originals for piece in reprints)
    assert any(piece.headline != originals[piece.paragraphs[1]].headline for piece in reprints)
    assert any(len(piece.paragraphs) < len(originals[piece.paragraphs[1]].paragraphs) - 1 for piece in reprints)


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.slug)
def test_every_article_can_be_found_from_feed_sitemap_front_page_or_section_pages(outlet):
    site = SITES[outlet.slug]
    pages = ["/", "/feed.xml", *site.sections, *(["/news-sitemap.xml"] if outlet.news_sitemap else [])]
    found = "".join(site.respond(path).body.decode() for path in pages)
    assert [piece.path for piece in of(outlet) if piece.path not in found] == []


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.slug)
def test_the_feed_is_well_formed_and_its_links_carry_tracking_parameters(outlet):
    feed = SITES[outlet.slug].respond("/feed.xml").body.decode()
    ET.fromstring(feed)
    assert ("utm_" in feed or "fbclid" in feed or "wt_mc" in feed) == bool(outlet.tracking)


def test_one_robots_file_asks_for_a_crawl_delay():
    asking = [slug for slug, site in SITES.items() if b"Crawl-delay" in site.respond("/robots.txt").body]
    assert asking == [ELBTAL.slug]


def test_two_outlets_publish_json_ld_one_open_graph_and_one_nothing():
    for outlet in OUTLETS:
        html = page(of(outlet)[0])
        assert ("application/ld+json" in html) == (outlet in (ELBTAL, NORDPRESS))
        assert ("og:title" in html) == (outlet == WERRASTADT)


def test_json_ld_is_valid_and_names_the_article():
    piece = of(ELBTAL)[0]
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page(piece), re.DOTALL)[1])
    assert graph["@graph"][1]["headline"] == piece.headline


def test_a_paywalled_article_shows_only_its_beginning():
    for outlet in (WERRASTADT, PENHALLOW):
        (piece,) = (piece for piece in of(outlet) if piece.paywalled)
        assert piece.paragraphs[1][:40] in page(piece).replace("&#39;", "'")
        assert piece.paragraphs[4][:40] not in page(piece).replace("&#39;", "'")


def test_one_article_is_corrected_after_its_publication():
    (piece,) = (piece for piece in PIECES if piece.correction)
    site = Site(piece.outlet, PIECES, "http://127.0.0.11:7081")
    before = site.respond(piece.path).body.decode()
    site.corrected = True
    after = site.respond(piece.path).body.decode()
    assert piece.correction.replaces in before
    assert piece.correction.replaces not in after
    assert piece.correction.by in after
    assert piece.correction.note in after


def test_one_page_stands_behind_a_consent_wall_and_one_is_a_soft_404():
    assert "143 Partner" in SITES["werrastadt"].respond(CONSENT_WALL).body.decode()
    missing = SITES["elbtal"].respond(SOFT_404)
    assert (missing.status, "nicht gefunden" in missing.body.decode()) == (200, True)


def test_amp_twins_name_the_article_they_belong_to():
    piece = of(ELBTAL)[0]
    twin = SITES["elbtal"].respond(f"/amp{piece.path}").body.decode()
    assert f'rel="canonical" href="http://127.0.0.11:7081{piece.path}"' in twin


def test_some_captions_repeat_the_headline_and_some_texts_carry_related_links_lines():
    own = [piece for piece in of(ELBTAL) if piece.author != "npd"]
    assert any(piece.caption == piece.headline for piece in own)
    assert any(text.startswith(("Mehr", "Lesen")) for piece in own for text in piece.paragraphs)
