"""The headline is what the page shows, without kicker and without the site's name."""

import pytest

from tests.workers.extraction.making import GERMAN, NOW, URL, a_page
from workers.extraction import extract
from workers.extraction.title import without_site


def title_of(page: str) -> str:
    return extract(page, URL, fetched_at=NOW).title


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Der Hafen wächst - Elbtaler Bote", "Der Hafen wächst"),
        ("Elbtaler Bote: Der Hafen wächst", "Elbtaler Bote: Der Hafen wächst"),
        ("Elbtaler Bote | Der Hafen wächst", "Der Hafen wächst"),
        ("Hafen – Bau – Elbtaler Bote", "Hafen – Bau"),
        ("Der Hafen wächst", "Der Hafen wächst"),
        ("", ""),
    ],
)
def test_the_sites_name_leaves_the_title(title, bare):
    assert without_site(title, frozenset(("elbtaler bote",))) == bare


def test_what_the_page_shows_comes_before_what_it_tells_search_engines():
    page = a_page(
        head='<meta property="og:title" content="Hafenausbau: alle Infos, Kosten, Termine">', title="Der Hafen wächst"
    )
    assert title_of(page) == "Der Hafen wächst"


def test_a_logo_in_a_heading_is_no_headline():
    page = (
        a_page()
        .replace("<header>", "<header><h1>Elbtaler Bote</h1>")
        .replace("<main><article><h1>", "<main><article><h2 class=headline>")
        .replace("</h1><div", "</h2><div")
    )
    assert title_of(page) == "Der Hafen wächst"


def test_a_kicker_within_the_heading_is_left_out():
    page = a_page(head='<meta property="og:title" content="Der Hafen wächst">').replace(
        "<h1>", '<h1><span class="kicker">Stadtrat</span> '
    )
    assert title_of(page) == "Der Hafen wächst"


def test_the_headline_is_not_repeated_in_the_text():
    article = extract(a_page(before="<p>Der Hafen wächst</p>"), URL, fetched_at=NOW)
    assert "Der Hafen wächst" not in article.paragraphs


def test_a_heading_that_is_a_part_of_the_pages_title_is_the_headline():
    page = a_page(title="Der alte Hafen wächst weiter").replace(
        " - Elbtaler Bote</title>", " | Notizen von der Elbe</title>"
    )
    assert title_of(page.replace("h1>", "h3>")) == "Der alte Hafen wächst weiter"


def test_a_byline_within_the_heading_is_left_out():
    page = a_page().replace("</h1>", " Veröffentlicht von Anna Beispiel am 20. Februar 2026</h1>")
    assert title_of(page) == "Der Hafen wächst"


def test_a_heading_that_was_escaped_twice_is_read_as_meant():
    assert title_of(a_page(title="Hafen &amp;#x26; Kai wachsen")) == "Hafen & Kai wachsen"


@pytest.mark.parametrize(
    "inner",
    [
        "Der Hafen wächst<br><small>20. Februar 2026</small>",
        "<span>Der Hafen wächst</span> <span>Was der Rat beschlossen hat</span>",
        "<a href='#'>Der Hafen wächst</a> (elbtal.example) <b>87</b>",
    ],
)
def test_a_line_of_its_own_under_the_headline_is_left_out_where_the_pages_title_ends_before_it(inner):
    assert title_of(a_page().replace("<h1>Der Hafen wächst", f"<h1>{inner}")) == "Der Hafen wächst"


def test_a_heading_in_two_elements_stays_whole_where_the_pages_title_has_both():
    page = a_page(title="Der Hafen wächst weiter").replace("<h1>Der Hafen wächst", "<h1><em>Der Hafen</em> wächst")
    assert title_of(page) == "Der Hafen wächst weiter"


def test_a_kicker_that_is_the_pages_title_for_machines_is_not_taken_for_the_headline():
    page = a_page(head='<meta property="og:title" content="Hafen">').replace(
        "<h1>", '<h1><span class="kicker">Hafen</span> '
    )
    assert title_of(page) == "Der Hafen wächst"


def test_a_heading_comes_before_a_title_tag_that_a_whole_section_shares_and_not_before_what_is_told_on_purpose():
    page = a_page().replace("<title>Der Hafen wächst - Elbtaler Bote", "<title>Lokales aus der Gegend")
    page = page.replace("<h1>Der Hafen wächst</h1>", "<h2>Der Hafen wächst</h2>")
    told = '<meta property="og:title" content="Elbtal vertieft zwei Kais"></head>'
    assert title_of(page) == "Der Hafen wächst"
    assert title_of(page.replace("</head>", told)) == "Elbtal vertieft zwei Kais"


def test_a_heading_that_leads_to_the_front_page_names_the_site():
    page = a_page(title="Der Hafen wächst").replace('<meta property="og:site_name" content="Elbtaler Bote">', "")
    page = page.replace("<title>Der Hafen wächst - Elbtaler Bote<", "<title>Notizen von der Elbe » Der Hafen wächst<")
    page = page.replace("<header>", '<header><h1><a href="/">Notizen von der Elbe</a></h1>')
    page = page.replace("<article><h1>Der Hafen wächst</h1>", "<article><h2>Der Hafen wächst</h2>")
    assert title_of(page) == "Der Hafen wächst"


@pytest.mark.parametrize(
    "stated",
    [
        "Elbtaler Bote: Der Hafen wächst",
        "Der Hafen wächst - Lokales - Elbtaler Bote",
        "Der Hafen wächst | Elbtaler Bote Online",
    ],
)
def test_site_and_section_leave_a_title_that_no_heading_shows(stated):
    page = a_page(title="Der Hafen wächst").replace("<h1>Der Hafen wächst</h1>", "")
    assert title_of(page.replace("<title>Der Hafen wächst - Elbtaler Bote<", f"<title>{stated}<")) == "Der Hafen wächst"


def test_parts_of_a_heading_with_elements_of_their_own_do_not_touch():
    page = a_page(title="<span>Neue Kais</span>Der Hafen wächst").replace(
        "<title><span>Neue Kais</span>Der Hafen wächst", "<title>Neue Kais: Der Hafen wächst"
    )
    assert title_of(page) == "Neue Kais Der Hafen wächst"
    assert title_of(a_page(title="Der <em>Elb</em>hafen w<wbr>ächst")) == "Der Elbhafen wächst"


def test_a_section_behind_the_bar_does_not_part_the_kicker_from_the_headline():
    stated = "Neue Kais: Der Hafen wächst | Lokales"
    page = a_page(head=f'<meta property="og:title" content="{stated}">', title=stated).replace(
        f"<h1>{stated}", '<h1><span class="kicker">Neue Kais:</span> Der Hafen wächst'
    )
    assert title_of(page) == "Neue Kais: Der Hafen wächst"


@pytest.mark.parametrize("name", ["sr-only", "visually-hidden", "screen-reader-text", "hide"])
def test_a_heading_for_screen_readers_gives_way_to_the_pages_title(name):
    """It tells what part of the layout begins: "Aktuelle Navigation"."""
    page = a_page().replace("<h1>Der Hafen wächst</h1>", f'<h2 class="{name}">Aktuelle Navigation</h2>')
    assert extract(page, URL, fetched_at=NOW).title == "Der Hafen wächst"


@pytest.mark.parametrize("archive", ["", "https://web.archive.example/web/20140226054445/"])
def test_of_headings_on_a_page_that_states_its_title_tag_alone_it_is_the_one_its_address_spells(archive):
    page = "<html><head><title>Elbtal am Abend » Blog » Der Hafen wächst weiter</title></head><body>"
    page += f"<h1>Elbtal am Abend</h1><h2>Der Hafen wächst weiter</h2>{''.join(f'<p>{text}</p>' for text in GERMAN)}"
    url = f"{archive}http://www.blog-im-tal.example/2026/02/20/der-hafen-waechst-weiter/"
    assert extract(page, url).title == "Der Hafen wächst weiter"


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("港口将扩建，工程将于秋季开始！-河畔网", "港口将扩建，工程将于秋季开始！"),
        ("항구가 커졌다-정치ㅣ강변일보", "항구가 커졌다"),
        ("Der Hafen wächst-und wächst", "Der Hafen wächst-und wächst"),
    ],
)
def test_a_section_or_a_site_leaves_the_end_of_a_headline_that_no_spaces_part_from_it(stated, title):
    body = "".join(f"<p>{text}</p>" for text in GERMAN)
    page = f"<html><head><title>{stated}</title><meta property=og:site_name content=강변일보></head><body>{body}"
    assert extract(page, URL).title == title


def test_an_archives_address_around_none_that_can_be_taken_apart_says_nothing():
    page = f"<html><head><title>Der Hafen wächst</title></head><body><h2>Der Hafen wächst</h2><p>{GERMAN[0]}</p>"
    assert extract(page, "https://web.archive.example/web/2014/http://[/hafen/").title == "Der Hafen wächst"
