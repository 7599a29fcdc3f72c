"""What publishers reserve, kept as evidence and obeyed as our policy says."""

import pytest

from crawler.optouts import Policy, refused_by, seen_in
from crawler.page import OptOut
from crawler.robots import RobotsFile, judge
from crawler.tdm import reservation
from tests.crawler.conftest import Live
from tests.site import Site
from tests.site.answers import article, page, rss

POLICY = Policy()


def _seen(headers: dict[str, str], body: str = "") -> set[tuple[str, str]]:
    return {(found.signal, found.value) for found in seen_in(tuple(headers.items()), body.encode(), POLICY)}


@pytest.mark.parametrize(
    ("headers", "body", "found"),
    [
        ({"X-Robots-Tag": "noindex, noarchive"}, "", {("x-robots-tag", "noindex"), ("x-robots-tag", "noarchive")}),
        ({"x-robots-tag": "newsloom: noai"}, "", {("x-robots-tag", "noai")}),
        ({"x-robots-tag": "otherbot: noindex"}, "", set()),
        ({"x-robots-tag": "unavailable_after: 25 Jun 2030 15:00:00 PST"}, "", set()),
        ({"TDM-Reservation": "1"}, "", {("tdm-header", "1")}),
        ({"tdm-reservation": "0"}, "", set()),
        ({}, "<meta name='robots' content='NOAI, noimageai'>", {("meta-robots", "noai"), ("meta-robots", "noimageai")}),
        ({}, '<META CONTENT="none" NAME="ROBOTS">', {("meta-robots", "none")}),
        ({}, "<meta name=newsloom content=noindex>", {("meta-robots", "noindex")}),
        ({}, '<meta name="googlebot" content="noindex">', set()),
        ({}, '<meta name="tdm-reservation" content="1">', {("tdm-meta", "1")}),
        ({}, '<meta name="robots" content="index, follow">', set()),
    ],
)
def test_each_signal_is_kept_as_it_was_written(headers: dict[str, str], body: str, found: set[tuple[str, str]]) -> None:
    assert _seen(headers, body) == found


def test_the_policy_says_what_each_signal_does() -> None:
    """ignore, flag or refuse, for each kind."""
    policy = Policy(noindex="refuse", noai="ignore")
    found = seen_in((("x-robots-tag", "noindex, noai, noarchive"),), b"", policy)
    assert [(opt_out.value, opt_out.verdict) for opt_out in found] == [
        ("noindex", "refuse"),
        ("noai", "ignore"),
        ("noarchive", "flag"),
    ]
    assert refused_by(found) == OptOut(signal="x-robots-tag", value="noindex", verdict="refuse")
    assert refused_by(found[1:]) is None


@pytest.mark.parametrize(
    ("file", "url", "verdict"),
    [
        (RobotsFile(200, b"User-agent: *\nDisallow: /a"), "/a/b", (False, "disallowed", None)),
        (RobotsFile(200, b"User-agent: *\nDisallow: /a\nAllow: /a/b"), "/a/b", (True, "allowed", None)),
        (
            RobotsFile(200, b"User-agent: newsloom\nDisallow: /\nUser-agent: *\nAllow: /"),
            "/x",
            (False, "disallowed", None),
        ),
        (RobotsFile(200, b"User-agent: *\nDisallow: /*.pdf$\nCrawl-delay: 7"), "/x", (True, "allowed", 7.0)),
        (RobotsFile(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /"), "/x", (False, "disallowed", None)),
        (RobotsFile(200, b"<html>not a robots.txt</html>"), "/x", (True, "allowed", None)),
        (RobotsFile(404), "/x", (True, "absent", None)),
        (RobotsFile(401), "/x", (True, "absent", None)),
        (RobotsFile(500), "/x", (False, "unreachable", None)),
        (RobotsFile(0), "/x", (False, "unreachable", None)),
    ],
)
def test_robots_txt_is_read_as_rfc_9309_has_it(
    file: RobotsFile, url: str, verdict: tuple[bool, str, float | None]
) -> None:
    judged = judge(file, "https://example.org" + url)
    assert (judged.allowed, judged.reason, judged.delay) == verdict


@pytest.mark.parametrize(
    ("body", "path", "location"),
    [
        (b'[{"location": "/", "tdm-reservation": 1}]', "/a", "/"),
        (b'[{"location": "/*", "tdm-reservation": 1}, {"location": "/frei/*", "tdm-reservation": 0}]', "/frei/a", None),
        (b'[{"location": "/*", "tdm-reservation": 1}, {"location": "/frei/*", "tdm-reservation": 0}]', "/a", "/*"),
        (b'[{"location": "/bilder/*.jpg$", "tdm-reservation": 1}]', "/bilder/a.jpg", "/bilder/*.jpg$"),
        (b'[{"location": "/bilder/*.jpg$", "tdm-reservation": 1}]', "/bilder/a.jpg.html", None),
        (b'[{"nonsense": 1}, {"location": "/", "tdm-reservation": 1}]', "/a", "/"),
        (b"<html>", "/a", None),
        (b"{}", "/a", None),
    ],
)
def test_tdmrep_json_is_read_as_its_report_has_it(body: bytes, path: str, location: str | None) -> None:
    assert reservation(body, "https://example.org" + path) == location


def test_evidence_travels_with_each_page(live: Live) -> None:
    """Robots, headers, meta elements and tdmrep.json: all of it is in the page's message, with our verdict."""
    with Site(addresses=live.addresses()) as site:
        path = "/vorbehalten/ein-artikel-mit-vorbehalt"
        reserved = article("Vorbehalt", head='<meta name="robots" content="noai">')
        site.pages[path] = page(reserved.body.decode(), X_Robots_Tag="noarchive", tdm_reservation="1")
        site.pages["/.well-known/tdmrep.json"] = page(
            '[{"location": "/vorbehalten/*", "tdm-reservation": 1}]', kind="application/json"
        )
        site.pages["/rss.xml"] = rss({site.url(path): "x"})
        live.crawl(site)
        (handed_over,) = live.wait_for_pages(site, 1)
        assert {(found.signal, found.value, found.verdict) for found in handed_over.opt_outs} == {
            ("tdmrep.json", "/vorbehalten/*", "flag"),
            ("x-robots-tag", "noarchive", "flag"),
            ("tdm-header", "1", "flag"),
            ("meta-robots", "noai", "flag"),
        }


def test_a_source_may_be_stricter_than_the_installation(live: Live) -> None:
    """With ``noindex = "refuse"`` the page is fetched, refused, and the reason kept."""
    with Site(addresses=live.addresses()) as site:
        path = "/politik/ein-artikel-der-nicht-will"
        site.pages[path] = article("Nein", head='<meta name="robots" content="noindex">')
        site.pages["/rss.xml"] = rss({site.url(path): "x"})
        live.crawl(site, opt_outs={"noindex": "refuse"})
        assert live.wait_for_outcomes(site, 2)[path] == "refused:opted_out_meta-robots"
