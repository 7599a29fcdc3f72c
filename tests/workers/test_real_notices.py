"""Which labelled real pages announce a correction: two of 3,039 do, and these come nearest to it among the others."""

import tarfile

import pytest

from workers.preview import preview

PAGES = {
    "trafilatura": {
        "correctiv.org.zusage.html": True,
        "reitschuster.de-Hass-Demo.html": False,
        "netzpolitik.org.abmahnungen.html": False,
        "hpd.de-Homosexuellenhass.html": False,
        "publishedreporter.com-Hottest.html": False,
        "oekonomenstimme.org.keynes.html": False,
        "bbc.com.52241221.html": False,
    },
    "wcxb_dev": {"4370.html": True, "4560.html": False, "4457.html": False, "4043.html": False, "0406.html": False},
}
"""Whether a page announces a correction of itself, by set and name."""


@pytest.mark.shared
@pytest.mark.parametrize("name", PAGES)
def test_a_real_page_announces_a_correction_or_none(shared, name):
    told = {}
    with tarfile.open(shared / "quality" / "data" / name / "html.tar.xz") as pages:
        for member in pages:
            wanted = next((page for page in PAGES[name] if member.name.endswith(page)), None)
            if wanted and member.isfile():
                seen = preview(pages.extractfile(member).read(), "https://example.org/page")
                told[wanted] = bool(seen.article and seen.article.correction)
    assert told == PAGES[name]
