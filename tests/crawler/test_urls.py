"""Canonical URLs, fingerprints, and what is no article's address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import believable_canonical, canonical_url, document_id, fingerprint, host_of, site_of, unfit


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Example.ORG:443/a#teil", "https://www.example.org/a"),
        ("http://example.org:80", "http://example.org/"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://user:pass@example.org/a", "https://example.org/a"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/%7Emeier/stra%c3%9fe", "https://example.org/~meier/stra%C3%9Fe"),
        ("https://example.org/straße?q=ä b", "https://example.org/stra%C3%9Fe?q=%C3%A4%20b"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://example.org/a?b=2&a=1&utm_source=rss&fbclid=x", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?wt_mc=rss.ho.beitrag.atom&xtor=RSS-1", "https://example.org/a"),
        ("https://example.org/a?ref=homepage&cid=12345", "https://example.org/a?cid=12345"),
        ("https://example.org/a;jsessionid=1A2B?PHPSESSID=abc", "https://example.org/a"),
        ("https://example.org/a?sid=0123456789abcdef0123&id=7", "https://example.org/a?id=7"),
        ("https://example.org/a?sid=42", "https://example.org/a?sid=42"),
        ("https://example.org/politik/a/amp/", "https://example.org/politik/a"),
        ("https://example.org/politik/a.amp.html", "https://example.org/politik/a.html"),
        ("https://example.org/a?amp=1", "https://example.org/a"),
        ("https://example.org/a?outputType=amp", "https://example.org/a"),
        ("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a.amp.html", "https://www.example.org/a.html"),
        ("https://www.google.com/amp/s/www.example.org/a?utm_medium=x", "https://www.example.org/a"),
        ("https://example.org//a///b", "https://example.org/a/b"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/amp/", "https://example.org/amp/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://[", "https://["),
    ],
)
def test_one_article_has_one_address(url: str, canonical: str) -> None:
    """Pain 22: tracking parameters, AMP twins and session ids make no duplicates."""
    assert canonical_url(url) == canonical


@given(st.text(max_size=60))
def test_a_canonical_url_is_its_own_canonical_url(text: str) -> None:
    """Whatever comes in, a second pass changes nothing, and nothing raises."""
    url = canonical_url("https://example.org/" + text)
    assert canonical_url(url) == url
    unfit(text)
    site_of(text)
    document_id(text)


def test_a_document_id_is_sixteen_hexadecimal_digits_of_the_fingerprint() -> None:
    """The promise that workers and search rely on; http and https are one address."""
    assert document_id("https://example.org/a?utm_source=x") == f"{fingerprint('https://example.org/a'):016x}"
    assert document_id("http://example.org/a") == document_id("https://example.org/a")
    assert document_id("https://example.org/a") != document_id("https://example.org/b")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://example.org/a", None),
        ("https://example.org/a.html", None),
        ("/a", "no_address"),
        ("javascript:void(0)", "not_http"),
        ("ftp://example.org/a", "not_http"),
        ("https://example.org/bild.JPG?w=3", "not_text"),
        ("https://example.org/" + "x" * 3000, "too_long"),
        ("https:///a", "bad_host"),
        ("https://exa mple.org/a", "bad_host"),
        ("https://example.org:99999999/a", "no_address"),
    ],
)
def test_an_unfit_url_has_a_reason(url: str, reason: str | None) -> None:
    """No URL is dropped without a word."""
    assert unfit(url) == reason


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.org/a", "example.org"),
        ("https://news.example.co.uk/a", "example.co.uk"),
        ("http://127.0.0.11:8000/a", "127.0.0.11:8000"),
        ("http://[::1]:8000/a", "[::1]:8000"),
        ("http://localhost/a", "localhost"),
    ],
)
def test_a_site_is_the_registered_domain(url: str, site: str) -> None:
    """Sections on hosts of their own belong to their publisher."""
    assert site_of(url) == site


def test_a_host_keeps_a_port_of_its_own() -> None:
    """Politeness is by authority: two servers on one address are two hosts."""
    assert host_of("http://EXAMPLE.org:8080/a") == "example.org:8080"
    assert host_of("https://example.org:443/a") == "example.org"


@pytest.mark.parametrize(
    ("url", "claimed", "believed"),
    [
        ("https://example.org/p/a-123456.html?print=1", "/p/a-123456.html", "https://example.org/p/a-123456.html"),
        (
            "https://m.example.org/p/a-123456.html",
            "https://www.example.org/p/a-123456.html",
            "https://www.example.org/p/a-123456.html",
        ),
        ("https://example.org/p/der-rat-tagt", "https://example.org/", None),
        ("https://example.org/p/der-rat-tagt", "https://example.org/p/", None),
        ("https://example.org/p/der-rat-tagt", "https://anderswo.example/p/der-rat-tagt", None),
        ("https://example.org/p/a-123456.html", "https://example.org/p/b-987654.html", None),
        ("https://example.org/p/a-123456.html", "javascript:void(0)", None),
        ("https://example.org/p/a-123456.html", None, None),
    ],
)
def test_rel_canonical_is_believed_only_with_reason(url: str, claimed: str | None, believed: str | None) -> None:
    """Pain 19 and 22: a template that points everything at its section does not melt articles into one."""
    assert believable_canonical(url, claimed) == believed
