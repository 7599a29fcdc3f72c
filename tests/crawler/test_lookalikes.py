"""Pages that say 200 and mean 404, told before a server is asked for them."""

import pytest

from crawler.lookalikes import suspicious

WORDS = " ".join(f"{one}{other}" for one in "abcdefghijkl" for other in ("nder", "lter", "tadt", "erg", "orf") * 3)
MANY = " ".join(f"{one}{other}wort" for one in "abcdefghijkl" for other in "abcdefghijkl")
URL = "https://www.beispielblatt.example/politik/ein-artikel"


def a_page(body: str, title: str = "Ein Artikel") -> bytes:
    """A page with a title and what its body holds."""
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def test_a_page_that_says_much_is_not_suspicious() -> None:
    """Words are counted over all elements, wherever they stand."""
    assert not suspicious(a_page(f"<p>{MANY[:400]}</p><div><b>{MANY[400:]}</b></div>"), URL, URL)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Hier ist nichts</p>",
        f"<script>var menu = '>{MANY}<'</script><p>Hier ist nichts</p>",
        f"<p>Hier</p><style>>{MANY}<</style><p>ist nichts</p>",
        f"<noscript><p>{MANY}</p></noscript>",
        f"<svg><text>{MANY}</text></svg>",
        f"<p>{WORDS}</p>",
        f"<script>>{MANY}",
    ],
)
def test_a_page_that_says_little_is_suspicious(body: str) -> None:
    """What a reader does not see does not count, nor the same words again."""
    assert suspicious(a_page(body), URL, URL)


def test_what_is_missing_by_its_title_and_what_is_elsewhere_is_suspicious() -> None:
    """However much such a page says."""
    assert suspicious(a_page(f"<p>{MANY}</p>", "Seite nicht gefunden"), URL, URL)
    assert suspicious(a_page(f"<p>{MANY}</p>"), URL, "https://www.beispielblatt.example/politik/")
