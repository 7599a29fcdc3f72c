"""What documents announce."""
# ruff: noqa: E501 - documents stand as sites write them

import gzip
from datetime import UTC, datetime

import pytest

from crawler.candidates import objection
from crawler.discovery import Candidate, Shape, findings, shape
from crawler.page import Kind
from crawler.shapes import looks_like_article, shape_of
from crawler.sources import parse
from tests.crawler.conftest import Live, until
from tests.site import Site
from tests.site.answers import Answer, article, page, redirect, rss, sitemap, soft_404, with_validators

BASE = "https://www.beispielblatt.example/feeds/rss.xml"
ITEM = ("https://www.beispielblatt.example/a/1", "Käse & Brot", datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
FEEDS = {
    "rss 0.91": '<rss version="0.91"><channel><item><title>Käse &amp; Brot</title><link>/a/1</link><pubDate>Mon, 23 Nov 2026 10:30:00 +0100</pubDate></item></channel></rss>',
    "rss 1.0": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="x"><title>Käse &amp; Brot</title><link>https://www.beispielblatt.example/a/1</link><dc:date>2026-11-23T10:30:00+01:00</dc:date></item></rdf:RDF>',
    "rss 2.0": '<?xml version="1.0"?><rss version="2.0"><channel><item><title><![CDATA[Käse &amp; <b>Brot</b>]]></title><guid isPermaLink="true">https://www.beispielblatt.example/a/1</guid><pubDate>Mon, 23 Nov 2026 09:30:00 GMT</pubDate></item></channel></rss>',
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="hub" href="https://hub.example/"/><link rel="self" href="/atom"/><entry><title>Käse &amp; Brot</title><link href="/a/1"/><published>2026-11-23T09:30:00Z</published></entry></feed>',
    "json": '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "/a/1", "title": "Käse & Brot", "date_published": "2026-11-23T10:30:00+01:00"}]}',
}


@pytest.mark.parametrize("kind", FEEDS)
def test_every_kind_of_feed_is_read(kind: str) -> None:
    """RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed say the same of the same article."""
    found = findings(FEEDS[kind].encode(), BASE)
    assert found.shape is Shape.FEED
    assert [(item.url, item.title, item.published) for item in found.candidates] == [ITEM]


def test_a_feed_names_its_hub() -> None:
    found = findings(FEEDS["atom"].encode(), BASE)
    assert (found.hub, found.topic) == ("https://hub.example/", "https://www.beispielblatt.example/atom")


def test_one_article_under_two_addresses_is_one_candidate() -> None:
    """Pain 22: tracking parameters and changed GUIDs make no duplicates."""
    feed = '<rss version="2.0"><channel>{}</channel></rss>'.format(
        "".join(
            f"<item><link>/a/1?utm_source={word}</link><guid>{word}</guid></item>" for word in ("rss", "atom", "mail")
        )
    )
    assert len(findings(feed.encode(), BASE).candidates) == 1


def test_sitemaps_are_read_packed_or_not() -> None:
    """Index, news extension, gzip, wrong namespaces, a broken entity in the middle."""
    news = b"""<urlset xmlns="x" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="i"><url><loc> https://a.example/1 </loc>
    <image:image><image:loc>https://a.example/1.jpg</image:loc><image:title>Bild</image:title></image:image><n:news><n:publication>
    <n:name>A</n:name></n:publication><n:publication_date>2026-11-23T10:30:00+01:00</n:publication_date><n:title>Titel</n:title></n:news></url>
    <url><loc>https://a.example/2?a=1&b=2</loc><lastmod>2026-11-22</lastmod></url></urlset>"""
    for body in (news, gzip.compress(news)):
        first, second = findings(body, BASE).candidates
        assert (first.url, first.title, first.published) == (
            "https://a.example/1",
            "Titel",
            datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        )
        assert second.published == datetime(2026, 11, 22, tzinfo=UTC)
    index = b"<sitemapindex><sitemap><loc>/s1.xml.gz</loc><lastmod>2026-11-22</lastmod></sitemap></sitemapindex>"
    assert [child.url for child in findings(index, BASE).sitemaps] == ["https://www.beispielblatt.example/s1.xml.gz"]


def test_an_entity_bomb_in_a_sitemap_stays_small() -> None:
    """External and nested entities are not resolved."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://a.example/&f;&b;</loc></url></urlset>'
    assert not any("root" in candidate.url for candidate in findings(bomb, BASE).candidates)


def test_front_pages_name_links_and_feeds() -> None:
    front = b"""<html><head><base href="/neu/"><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>
    <a href="politik/ein-langer-artikel-name-1">Ein langer Artikel</a><a href="javascript:x()">x</a><a rel="nofollow" href="/werbung">w</a>
    <a href="/bild.jpg">b</a><a href="https://[">kaputt</a></body></html>"""
    found = findings(front, "https://a.example/")
    assert [(item.url, item.title) for item in found.candidates] == [
        ("https://a.example/neu/politik/ein-langer-artikel-name-1", "Ein langer Artikel")
    ]
    assert found.feeds == ("https://a.example/rss",)


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b"", "other"), (b"\xef\xbb\xbf<rss>", "feed"), (b"{}", "other"), (b"%PDF-1.4", "other"), (b"<!DOCTYPE html><p>", "html"),
     (b"<?xml version='1.0'?>\n<!-- a --><urlset>", "sitemap"), (b"<svg></svg>", "other")],
)  # fmt: skip
def test_shapes_are_told_by_content(body: bytes, expected: str) -> None:
    assert shape(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><chann",
        b'{"version": "https://jsonfeed.org"',
        b"<urlset><url>",
        b"\x00\xff<rss",
        b"<rss/>",
        b"{jsonfeed.org",
    ],
)
def test_broken_documents_raise_nothing(body: bytes) -> None:
    findings(body, BASE)


@pytest.mark.parametrize(
    ("url", "text", "article_"),
    [
        ("/politik/2026/11/23/rat-tagt", None, True),
        ("/politik/gemeinderat-stimmt-dem-umbau-zu-1234567.html", None, True),
        ("/politik/", "Politik", False),
        ("/", None, False),
        ("/impressum", "Impressum", False),
        ("/themen/gemeinderat-stimmt-dem-umbau-zu", None, False),
        ("/a-1345678.html", "Gemeinderat stimmt dem Umbau zu", True),
        ("/a-1345678.html", "Mehr", False),
    ],
)
def test_articles_are_told_from_sections_by_their_address(url: str, text: str | None, article_: object) -> None:
    assert looks_like_article("https://a.example" + url, text) is article_


def test_what_feeds_have_shown_decides_over_rules_of_thumb() -> None:
    """Learned patterns: a site whose articles look unlike others' is understood after five of them."""
    learned = {shape_of(f"https://a.example/x/{number}"): 1 for number in range(10)} | {
        shape_of("https://a.example/x/1"): 9
    }
    assert looks_like_article("https://a.example/x/77", "Mehr", learned)
    assert not looks_like_article("https://a.example/y/ein-sehr-langer-name-von-etwas", None, learned)


def test_a_number_in_the_headline_makes_no_other_form() -> None:
    """Whether a section page or the feed came first must not decide over an article."""
    learned = {shape_of("https://a.example/lokales/ein-sehr-langer-name.html"): 9}
    assert looks_like_article("https://a.example/lokales/bombe-entschaerft-8000-kehren-zurueck.html", None, learned)
    numbered = {shape_of("https://a.example/lokales/ein-sehr-langer-name-123456.html"): 9}
    assert not looks_like_article("https://a.example/lokales/alle-themen-der-stadt.html", None, numbered)


@pytest.mark.parametrize(
    ("url", "kind", "reason"),
    [
        ("/politik/ein-langer-artikel-name", "feed", None),
        ("https://anderswo.example/a", "feed", "foreign"),
        ("/bild.jpg", "feed", "not_text"),
        ("/anzeige/ein-langer-artikel-name", "feed", "denied"),
        ("/", "feed", "front_page"),
        ("/politik", "front", "no_article"),
        ("/alt", "sitemap", "old"),
    ],
)
def test_a_candidate_that_is_not_taken_has_a_reason(url: str, kind: str, reason: str | None) -> None:
    source = parse(
        'name = "a"\nhomepage = "https://a.example/"\nfeeds = ["https://a.example/rss"]\n[links]\ndeny = ["/anzeige/"]',
        "a.toml",
    )
    candidate = Candidate(
        url=url if "://" in url else "https://a.example" + url, published=datetime(2020, 1, 1, tzinfo=UTC)
    )
    assert objection(candidate, source, Kind(kind), datetime(2026, 11, 23, tzinfo=UTC)) == reason


def test_feeds_sitemaps_and_front_pages_lead_to_the_same_articles_once(live: Live) -> None:
    """Each way of discovery finds its own, and what two of them name is fetched once."""
    with Site(addresses=live.addresses()) as site:
        paths = site.announce(4)
        news = site.url("/sitemap-news.xml.gz")
        site.pages["/sitemap.xml"] = page(
            f"<sitemapindex><sitemap><loc>{news}</loc></sitemap></sitemapindex>", kind="text/xml"
        )
        site.pages["/sitemap-news.xml.gz"] = sitemap(
            {site.url(paths[0]): "2026-11-23", site.url("/s/nur-in-der-sitemap-genannt-1"): None}, packed=True
        )
        links = "".join(
            f"<a href='{path}?utm_source=start'>Ein Artikel über das Neueste</a>"
            for path in (paths[1], "/f/nur-auf-der-startseite-zu-finden")
        )
        site.pages["/"] = page(f"<html><body>{links}<a href='/impressum'>Impressum</a></body></html>")
        for path in ("/s/nur-in-der-sitemap-genannt-1", "/f/nur-auf-der-startseite-zu-finden"):
            site.pages[path] = article(path)
        live.crawl(site, feeds=[site.url("/rss.xml")], sitemaps=[site.url("/sitemap.xml")], fronts=[site.url("/")])
        pages = live.wait_for_pages(site, 6)
        assert len({handed_over.url for handed_over in pages}) == len(pages) == 6
        kinds = {handed_over.url.rpartition("/")[2]: handed_over.announcement.kind for handed_over in pages}
        assert kinds["nur-in-der-sitemap-genannt-1"] == "sitemap"
        assert kinds["nur-auf-der-startseite-zu-finden"] == "front"
        assert not site.asked("/impressum")


def test_an_unchanged_feed_costs_a_304(live: Live) -> None:
    """Conditional GET with ETag: counted as not modified, nothing is read twice."""
    with Site(addresses=live.addresses()) as site:
        path = site.announce(1)[0]
        key = f"{site.addresses[0]}/rss.xml"
        site.pages[key] = with_validators(site.pages[key])
        slug = live.crawl(site)
        live.wait_for_pages(site, 1)
        live.crawl(site, slug=slug)
        until(lambda: live.outcomes(site).get("/rss.xml") == "not_modified", what=lambda: str(live.outcomes(site)))
        assert site.asked("/rss.xml")[1].headers["if-none-match"] == '"eins"'
        assert len(site.asked(path)) == 1


def test_a_soft_404_is_found_by_asking_for_nonsense(live: Live) -> None:
    """Pain 19: a server that answers every address with 200 is asked for one that cannot exist."""
    with Site(addresses=live.addresses()) as site:
        good, bad = "/politik/ein-guter-artikel-aus-werrastadt", "/politik/ein-artikel-den-es-nie-gab"

        def anything(asked) -> Answer:
            return soft_404() if asked.path.endswith((".html", bad)) else Answer(status=404)

        site.pages |= {
            good: article("Gut", 20),
            bad: soft_404(),
            "/rss.xml": rss({site.url(good): "g", site.url(bad): "b"}),
        }
        nonsense = site._answer
        site._answer = lambda asked: anything(asked) if "gibt-es-nicht" in asked.path else nonsense(asked)
        live.crawl(site)
        outcomes = live.wait_for_outcomes(site, 3)
        assert outcomes[bad] == "gone:soft_404"
        assert outcomes[good] == "page"


def test_one_body_under_many_addresses_is_refused(live: Live) -> None:
    """Pain 19: one article under 2,162 URLs stops at the fourth."""
    with Site(addresses=live.addresses()) as site:
        paths = [f"/politik/immer-dasselbe-unter-neuer-adresse-{number}" for number in range(8)]
        site.pages |= {path: article("Immer dasselbe", 20) for path in paths} | {
            "/rss.xml": rss({site.url(path): "x" for path in paths})
        }
        live.crawl(site)
        outcomes = live.wait_for_outcomes(site, 9)
        assert sorted(outcomes[path] for path in paths) == ["page"] * 3 + ["refused:same_body_elsewhere"] * 5


def _copy(canonical: str, number: int, *, head: str = "") -> Answer:
    """An article that shows its own number, so that no two copies have the same bytes."""
    return article(f"Der Rat tagt, Fassung {number}", 20, head=f'<link rel="canonical" href="{canonical}">{head}')


def test_one_article_under_many_addresses_has_one_plan(live: Live) -> None:
    """Pain 19: copies name the address they belong to; it alone is visited again, and it is not fetched for a feed."""
    with Site(addresses=live.addresses()) as site:
        canonical = "/politik/der-rat-von-werrastadt-tagt-4711000"
        paths = [f"/drucken/der-rat-von-werrastadt-tagt-4711000/{number}" for number in range(8)]
        site.pages |= {path: _copy(canonical, number) for number, path in enumerate(paths)}
        site.pages |= {canonical: _copy(canonical, 99), "/rss.xml": rss({site.url(path): "x" for path in paths})}
        slug = live.crawl(site, schedule={"revisits": ["2s"]})
        outcomes = live.wait_for_outcomes(site, 9)
        assert sorted(outcomes[path] for path in paths) == ["page"] * 3 + ["refused:copy_of_canonical"] * 5
        site.pages["/rss.xml"] = rss({site.url(canonical): "x", site.url("/politik/etwas-ganz-anderes-4712000"): "y"})
        site.pages["/politik/etwas-ganz-anderes-4712000"] = article("Etwas ganz anderes", 20)
        live.crawl(site, slug=slug, schedule={"revisits": ["2s"]})
        live.wait_for_pages(site, 5)
        site.wait_for("/politik/etwas-ganz-anderes-4712000", 2)
        assert {path: len(site.asked(path)) for path in (canonical, *paths)} == dict.fromkeys((canonical, *paths), 1)


def test_a_template_that_names_one_address_for_all_melts_nothing(live: Live) -> None:
    """``rel=canonical`` is believed only with reason: six articles that name their section stay six."""
    with Site(addresses=live.addresses()) as site:
        paths = [
            f"/politik/{word}-im-stadtrat-{number}00000"
            for number, word in enumerate(("streit", "wahl", "lob", "eid", "ruhe", "jubel"), 1)
        ]
        site.pages |= {path: _copy("/politik/", number) for number, path in enumerate(paths)}
        site.pages["/rss.xml"] = rss({site.url(path): "x" for path in paths})
        live.crawl(site)
        assert {page.url for page in live.wait_for_pages(site, 6)} == {site.url(path) for path in paths}


def test_the_address_that_a_redirect_leads_to_is_not_fetched_again(live: Live) -> None:
    """A feed's own links lead to the article; a sitemap then names it by its address."""
    with Site(addresses=live.addresses()) as site:
        path = "/kultur/die-neue-orgel-von-werrastadt-815000"
        site.pages |= {
            "/go/815000": redirect(path),
            path: article("Die neue Orgel", 20),
            "/rss.xml": rss({site.url("/go/815000"): "x"}),
        }
        slug = live.crawl(site)
        live.wait_for_pages(site, 1)
        site.pages["/rss.xml"] = rss({site.url(path): "x", site.url("/kultur/ein-chor-aus-werrastadt-816000"): "y"})
        site.pages["/kultur/ein-chor-aus-werrastadt-816000"] = article("Ein Chor", 20)
        live.crawl(site, slug=slug)
        live.wait_for_pages(site, 2)
        assert len(site.asked(path)) == 1


def test_an_article_that_moved_to_the_front_page_is_gone(live: Live) -> None:
    """A redirect to the front page is how many sites say 404."""
    with Site(addresses=live.addresses()) as site:
        path = "/politik/ein-artikel-der-zurueckgezogen-wurde"
        site.pages |= {
            path: Answer(status=301, headers={"Location": "/"}),
            "/": article("Start", 20),
            "/rss.xml": rss({site.url(path): "x"}),
        }
        live.crawl(site)
        assert live.wait_for_outcomes(site, 2)[path] == "gone:redirected_to_front"
