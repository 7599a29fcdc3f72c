"""Source files: what is wrong is said with file, line and what to do."""

from pathlib import Path

import pytest

from crawler.sources import MalformedSourceError, catalogue, duration, parse

GOOD = 'name = "Beispielblatt"\nhomepage = "https://www.beispielblatt.example/"\nfeeds = ["https://www.beispielblatt.example/rss"]\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", 'beispielblatt.toml: "name" is missing - add it'),
        (
            'name = "B"\nhomepage = "https://b.example/"',
            'beispielblatt.toml: "feeds" is missing - add at least one feed or sitemap',
        ),
        (GOOD + "fedes = []", 'beispielblatt.toml:4: "fedes" is not known - remove it, or see docs/adding-a-source.md'),
        (GOOD + 'feeds = "x"', "Cannot overwrite a value (at end of document) - correct the TOML there"),
        (
            GOOD + "language = 7",
            'beispielblatt.toml:4: "language": Expected `str | null`, got `int` - correct the value',
        ),
        (
            GOOD + '[politeness]\nseconds = "x"',
            'beispielblatt.toml:5: "seconds": Expected `float | null`, got `str` - correct the value',
        ),
        (
            GOOD + '[schedule]\nshortest = "4 parsecs"',
            "beispielblatt.toml:5: \"shortest\": '4 parsecs' is no duration - write 90s, 5m, 6h or 1d",
        ),
        (GOOD + '[schedule]\nrevisits = ["1h", "x"]', "beispielblatt.toml:5: \"revisits\": 'x' is no duration"),
        (GOOD + '[schedule]\ncron = "61 * * * *"', 'beispielblatt.toml:5: "cron"'),
        (GOOD + '[schedule]\nwindows = ["25:00-26:00"]', 'beispielblatt.toml:5: "windows"'),
        (GOOD + '[links]\nallow = ["("]', "beispielblatt.toml:5: \"allow\": '(' is no regular expression"),
        (
            GOOD + '[extraction]\ntitel = "h1"',
            "beispielblatt.toml:4: \"extraction\": 'titel' is no part of an article - it can be authors, modified, ",
        ),
        (GOOD + '[extraction]\ntitle = "h1["', "beispielblatt.toml:5: \"title\": 'h1[' is no CSS selector"),
        (
            GOOD + 'sitemaps = ["/sitemap.xml"]',
            "beispielblatt.toml:4: \"sitemaps\": '/sitemap.xml' (no_address) - write a full http(s) address",
        ),
        (GOOD + 'allow_private = ["intern"]', 'beispielblatt.toml:4: "allow_private"'),
        (GOOD + '[opt_outs]\nnoindex = "vielleicht"', 'beispielblatt.toml:5: "noindex"'),
        (GOOD + 'slug = "x"', '"slug" is not set in the file - rename the file instead'),
        ("name = ", "beispielblatt.toml: Invalid value (at end of document) - correct the TOML there"),
    ],
)
def test_a_malformed_file_is_told_with_line_and_remedy(text: str, complaint: str) -> None:
    """What, where, and what to do."""
    with pytest.raises(MalformedSourceError) as raised:
        parse(text, "beispielblatt.toml")
    assert complaint in str(raised.value)
    assert " - " in str(raised.value)


def test_one_malformed_file_leaves_the_others_usable(tmp_path: Path) -> None:
    """A typing error in one source does not stop a thousand others."""
    (tmp_path / "gut.toml").write_text(GOOD)
    (tmp_path / "schlecht.toml").write_text("name = 1")
    (tmp_path / "Falscher Name.toml").write_text(GOOD)
    (tmp_path / "latin.toml").write_bytes("name = 'Käse'".encode("latin-1"))
    found = catalogue(tmp_path)
    assert list(found.sources) == ["gut"]
    assert len(found.errors) == 3


def test_a_source_owns_its_site_and_its_named_hosts() -> None:
    """Links to others are not followed."""
    source = parse(GOOD + 'hosts = ["blog.anderswo.example"]', "b.toml")
    assert source.owns("https://sport.beispielblatt.example/a")
    assert source.owns("https://blog.anderswo.example/a")
    assert not source.owns("https://www.anderswo.example/a")


def test_durations_are_seconds() -> None:
    assert [duration(text) for text in ("90s", "5m", "1.5h", "2d")] == [90, 300, 5400, 172800]
