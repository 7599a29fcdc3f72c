"""The address that a page names as its own."""

import pytest

from crawler.canonical import address_of, claimed

URL = "https://www.blatt.example/drucken/der-rat-tagt-4711000"
NAMED = "https://www.blatt.example/politik/der-rat-tagt-4711000"


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (f'<link rel="canonical" href="{NAMED}">', NAMED),
        (f"<LINK HREF='{NAMED}' REL=canonical />", NAMED),
        ('<link rel="canonical" href="/a?b=1&amp;c=2">', "/a?b=1&c=2"),
        (f'<script>var canonical = "/x"</script><link data-n rel="canonical" href="{NAMED}">', NAMED),
        ('<link rel="canonical" href="/a"><link rel="canonical" href="/b">', None),
        ('<link rel="canonical">', None),
        ('<link rel="alternate" href="/canonical">', None),
        ('<link rel="canonical" href="/nie-zu-ende', None),
        ("", None),
    ],
)
def test_the_element_is_read_as_it_is_written(head: str, found: str | None) -> None:
    """In any order and case; two that differ name nothing."""
    assert claimed((), f"<html><head>{head}</head><body>x</body></html>".encode()) == found


def test_the_header_counts_before_the_element() -> None:
    """RFC 8288; other relations and other addresses in the same header do not matter."""
    headers = (("Link", f'</style.css>; rel=preload, <{NAMED}>; rel="canonical"'),)
    assert claimed(headers, b'<link rel="canonical" href="/b">') == NAMED


def test_only_what_is_believed_moves_an_article() -> None:
    """A page's word, else the address that its server sent us to, else what was asked for."""
    body = f'<link rel="canonical" href="{NAMED}">'.encode()
    assert address_of(URL, URL, (), body) == NAMED
    assert address_of(URL, NAMED, (), b"") == NAMED
    assert address_of(URL, "https://www.blatt.example/einwilligung?next=1", (), b"") == URL
    assert address_of(URL, URL, (), b'<link rel="canonical" href="https://anderswo.example/x">') == URL
    assert address_of(NAMED, NAMED, (), body.replace(b"https", b"http")) == NAMED
