"""Whom the page credits is its author: people first, then desks and agencies, the paper itself where nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.extraction.making import GERMAN, NOW, URL, a_page, json_ld
from workers.extraction import extract
from workers.extraction.credits import read_byline, read_credit, without_degrees


@pytest.mark.parametrize(
    ("line", "people", "agencies"),
    [
        ("Von Anna Beispiel und B. Muster, Berlin", ("Anna Beispiel", "B. Muster"), ()),
        ("By Anna Beispiel and Carl Muster", ("Anna Beispiel", "Carl Muster"), ()),
        ("Anna Beispiel, dpa", ("Anna Beispiel",), ("dpa",)),
        ("dpa/Reuters", (), ("dpa", "Reuters")),
        ("Deutsche Presse-Agentur", (), ("Deutsche Presse-Agentur",)),
        ("Redaktion", (), ()),
        ("redaktion@bote.example", (), ()),
        ("Dr. Anna Beispiel, Redakteurin", ("Anna Beispiel",), ()),
        ("Ein Kommentar von Anna Beispiel", ("Anna Beispiel",), ()),
        ("Ludwig van der Beispiel", ("Ludwig van der Beispiel",), ()),
        ("Written by Anna Beispiel | 3 min read", ("Anna Beispiel",), ()),
        ("Veröffentlicht von Anna Beispiel", ("Anna Beispiel",), ()),
        ("Themen bearbeiten", (), ()),
        ("Von Anna Beispiel am Samstag, 19. Oktober 2019 um 11:14 Uhr", ("Anna Beispiel",), ()),
        ("Anna Beispiel December 17, 2025", ("Anna Beispiel",), ()),
        ("17 Dec 2025 Anna Beispiel", ("Anna Beispiel",), ()),
        ("By Anna Beispiel Senior Autos Reporter", ("Anna Beispiel",), ()),
        ("Text und Fotos: Anna Beispiel", ("Anna Beispiel",), ()),
        ("Bote-Redakteurin Anna Beispiel", ("Anna Beispiel",), ()),
        ("Zeige alle Beiträge von Anna Beispiel »", ("Anna Beispiel",), ()),
        ("Anna Beispiel, Head of Harbours and Rivers", ("Anna Beispiel",), ()),
        ("By Loïc Le Beispiel", ("Loïc Le Beispiel",), ()),
        ("Anna BeispielPublished May 3", ("Anna Beispiel",), ()),
        ("Anna Beispiel on behalf of the harbour group", ("Anna Beispiel",), ()),
        ("Rechtsanwältin Anna Beispiel", ("Anna Beispiel",), ()),
        ("April Beispiel and August Muster", ("April Beispiel", "August Muster"), ()),
        ("Anna Beispiel More posts from this author", ("Anna Beispiel",), ()),
        ("View all posts by Anna Beispiel", ("Anna Beispiel",), ()),
        ("Zuletzt geändert", (), ()),
        ("Von Bote-Experte Bernd Muster", ("Bernd Muster",), ()),
        ("AB Anna Beispiel, Anna Beispiel", ("Anna Beispiel",), ()),
        ("Twitter Facebook", (), ()),
        ("Anna Beispiel Anna Beispiel" * 5, (), ()),
        ("Anna(Elbtal)Beispiel", ("Anna Beispiel",), ()),
        ("", (), ()),
    ],
)
def test_a_byline_is_people_and_agencies(line, people, agencies):
    found = read_byline(line)
    assert (found.people, found.agencies) == (people, agencies)


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("Redaktion elbtaler-bote.example", ("Redaktion elbtaler-bote.example",)),
        ("ELBTALER BOTE", ("ELBTALER BOTE",)),
        ("Anna Beispiel und Bernd Muster, dpa", ("Anna Beispiel", "Bernd Muster", "dpa")),
        ("abc/dpa", ("abc/dpa",)),
        ("Anna & Bernd", ("Anna & Bernd",)),
        ("Center for Harbours and Rivers", ("Center for Harbours and Rivers",)),
        ("Anna Beispiel, MS, RD", ("Anna Beispiel",)),
        ("Anna Beispiel, Lokalredaktion", ("Anna Beispiel", "Lokalredaktion")),
        ("uferlaeufer77", ("uferlaeufer77",)),
        ("Guardian staff reporter", ("Guardian staff reporter",)),
        ("12 minutes", ()),
        ("105092", ()),
        ("https://www.facebook.com/elbtalerbote", ()),
        ("anna@bote.example", ()),
        ("257 Artikel", ()),
        ("Anna Beispiel - Elbtal Editorial Team", ("Anna Beispiel",)),
        ("View more posts", ()),
        ("See all of Anna Beispiel's reviews", ()),
        ("admin", ()),
        ("Geprüft von Anna Beispiel", ()),
    ],
)
def test_what_stands_as_an_authors_name_counts_as_printed(credit, names):
    assert read_credit(credit).names == names


def an_article(authors: str) -> str:
    return json_ld(f'{{"@type":"NewsArticle","headline":"Der Hafen wächst","author":{authors}}}')


def authors_of(page: str) -> tuple[str, ...]:
    return extract(page, URL, fetched_at=NOW).authors


def test_structured_data_name_the_authors_and_the_papers_own_name_is_marked():
    page = a_page(
        head=an_article('[{"@type":"Person","name":"Anna Beispiel"},{"@type":"Organization","name":"Elbtaler Bote"}]')
    )
    article = extract(page, URL, fetched_at=NOW)
    assert (article.authors, article.own_names) == (("Anna Beispiel", "Elbtaler Bote"), ("Elbtaler Bote",))


def test_an_agency_is_author_where_the_page_says_so():
    article = extract(a_page(head=an_article('{"@type":"Person","name":"dpa"}')), URL, fetched_at=NOW)
    assert (article.authors, article.agencies) == (("dpa",), ("dpa",))


def test_the_paper_is_author_where_nobody_else_is_named():
    assert authors_of(a_page(head=an_article('{"@type":"Organization","name":"Elbtaler Bote"}'))) == ("Elbtaler Bote",)


def test_a_person_on_the_page_comes_before_the_paper():
    page = a_page(
        head=an_article('{"@type":"Organization","name":"Elbtaler Bote"}'),
        before='<p class="article__author">Von Anna Beispiel, Lille</p>',
    )
    assert authors_of(page) == ("Anna Beispiel",)


def test_an_agency_beside_the_papers_signature_is_noted():
    page = a_page(
        head=an_article('{"@type":"Organization","name":"Elbtaler Bote"}'),
        before='<p class="article-author">von APA</p>',
    )
    article = extract(page, URL, fetched_at=NOW)
    assert (article.authors, article.agencies) == (("Elbtaler Bote",), ("APA",))


def test_a_line_that_names_the_others_too_is_fuller_than_one_name_for_machines():
    page = a_page(
        head='<meta name="author" content="Anna Beispiel">',
        before='<p class="meta author">von Anna Beispiel und Bernd Muster</p>',
    )
    assert authors_of(page) == ("Anna Beispiel", "Bernd Muster")


def test_meta_that_names_the_others_too_is_fuller_than_one_name_in_structured_data():
    head = an_article('{"@type":"Person","name":"Anna Beispiel"}')
    page = a_page(head=f'{head}<meta name="author" content="Anna Beispiel, Bernd Muster">')
    assert authors_of(page) == ("Anna Beispiel", "Bernd Muster")


@pytest.mark.parametrize(
    "link",
    [
        '<a rel="author" href="/author/anna">Anna Beispiel</a>',
        '<a href="/staff/anna-beispiel/">Anna Beispiel</a>',
        '<span class="username author">Anna Beispiel</span>',
    ],
)
def test_the_only_author_that_the_page_names_is_the_texts_wherever_it_stands(link):
    """Far below the text, or in a sidebar; two of them could be anybody's."""
    far = "".join(f"<div>Zeile {n}</div>" for n in range(30))
    assert authors_of(a_page(after=f'{far}<div class="sidebar">{link}</div>')) == ("Anna Beispiel",)
    other = '<a rel="author" href="/author/bernd">Bernd Muster</a>'
    assert authors_of(a_page(after=f'{far}<div class="sidebar">{link}</div><div>{other}</div>')) == ()


@pytest.mark.parametrize("name", ["contributor", "post-submitted", "username"])
def test_names_of_elements_that_mean_who_wrote_it_are_known(name):
    assert authors_of(a_page(before=f'<div class="{name}">by Anna Beispiel</div>')) == ("Anna Beispiel",)


def test_a_picture_of_another_has_no_say_in_who_wrote_the_text():
    picture = '<figure><figcaption><a rel="author" href="/x">Bernd Bild</a></figcaption></figure>'
    assert authors_of(a_page(after=picture)) == ()


def test_a_person_on_the_page_comes_before_an_account():
    page = a_page(head='<meta name="author" content="a.beispiel">', before='<p class="byline">von Anna Beispiel</p>')
    assert authors_of(page) == ("Anna Beispiel",)


def test_what_holds_the_text_is_no_sidebar():
    page = a_page(before='<p class="author">Anna Beispiel</p>').replace("<main>", '<main class="page with-sidebar">')
    assert authors_of(page) == ("Anna Beispiel",)


@pytest.mark.parametrize(
    "place",
    [
        '<div class="related"><a rel="author" href="/author/laut">Bernd Laut</a></div>',
        '<div class="teaser"><span class="author">Bernd Laut</span></div>',
        '<p class="photo-author">Bernd Laut</p>',
        '<p class="author">Geprüft von Bernd Laut</p>',
    ],
)
def test_who_wrote_something_else_is_not_the_author(place):
    assert authors_of(a_page(after=place)) == ()


def test_a_byline_on_the_page_is_found_and_is_not_text():
    article = extract(a_page(before='<p class="byline">Von Anna Beispiel</p>'), URL, fetched_at=NOW)
    assert article.authors == ("Anna Beispiel",)
    assert "Anna Beispiel" not in article.text


def test_a_single_name_counts_only_where_the_markup_means_a_person():
    page = a_page(
        before='<span class="author vcard"><a class="url fn" rel="author" href="/author/anna">Anna</a></span>'
    )
    assert extract(page, URL, fetched_at=NOW).authors == ("Anna",)


def test_who_reviewed_the_text_in_the_same_line_did_not_write_it():
    link = '<a href="/author/{0}">{0} Beispiel</a>'
    line = f"<div>By {link.format('Anna')}. Reviewed by {link.format('Bernd')}</div>"
    assert authors_of(a_page(before=line)) == ("Anna Beispiel",)


def test_who_comments_is_not_the_author():
    page = a_page(
        after='<section class="comments"><div class="comment-author">Bernd Laut</div><p>Na endlich!</p></section>'
    )
    assert extract(page, URL, fetched_at=NOW).authors == ()


def test_names_in_chinese_and_korean_are_names():
    page = a_page(
        head=json_ld('{"@type":"NewsArticle","headline":"x","author":{"@type":"Person","name":"신현주 기자"}}')
    )
    assert extract(page, URL, fetched_at=NOW).authors == ("신현주",)


@pytest.mark.parametrize(
    "line",
    [
        "Written by:Anna Beispiel",
        "2. März 2026 | Lokales | Von Anna Beispiel",
        "02.03.2026 - Anna Beispiel",
        "02.03.2026 by Anna Beispiel",
        "Anna Beispiel | Reporterin | 2. März 2026",
        "2. März 2026 • Anna Beispiel in Lokales",
        "Published on March 2, 2026 by Anna Beispiel",
        "Ein Gastbeitrag von Anna Beispiel",
    ],
)
def test_a_line_without_a_class_credits_in_words(line):
    assert authors_of(a_page(before=f"<p>{line}</p>")) == ("Anna Beispiel",)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Posted in Lokales by uferblick on March 2, 2026", "uferblick"),
        ("Gespeichert von anna am 2. März 2026 - 18:55", "anna"),
        ("Posted by Anna 02.03.2026", "Anna"),
    ],
)
def test_a_weblogs_line_on_its_entry_names_accounts(line, name):
    assert authors_of(a_page(before=f"<div>{line}</div>")) == (name,)


@pytest.mark.parametrize(
    "line",
    [
        "Products Liability",
        "Hafen Elbtal | 12.000 Tonnen",
        "In dem Rat wurde der Plan gestern von Bernd Laut vorgestellt.",
        "Das Foto wurde veröffentlicht von allen Zeitungen im Elbtal!",
        "Der Hafen | 2. März 2026",
    ],
)
def test_a_line_that_only_looks_like_a_credit_names_nobody(line):
    assert authors_of(a_page(before=f"<p>{line}</p>")) == ()


def test_a_name_with_a_date_beside_it_is_the_authors_unless_it_is_the_topic():
    lines = "<p>2. März 2026</p><p>{}</p>"
    assert authors_of(a_page(before=lines.format("Anna Beispiel"))) == ("Anna Beispiel",)
    assert authors_of(a_page(before=lines.format("Anna Beispiel"), title="Anna Beispiel wird Chefin des Hafens")) == ()


@pytest.mark.parametrize("line", ["Text: Anna Beispiel", "Autorin: Anna Beispiel, Elbtal", "Von Anna Beispiel"])
def test_a_text_may_be_signed_at_its_end(line):
    assert authors_of(a_page(after=f"<p>{line}</p>")) == ("Anna Beispiel",)


def test_who_is_told_of_at_the_end_and_named_over_the_text_wrote_it():
    about = "<p>Anna Beispiel ist freie Autorin und lebt an der Elbe.</p>"
    assert authors_of(a_page(before="<p>Anna Beispiel</p>", after=about)) == ("Anna Beispiel",)
    assert authors_of(a_page(after=about)) == ()
    assert (
        authors_of(a_page(before="<p>Hafen Elbtal</p>", after="<p>Hafen Elbtal ist eine Firma an der Elbe.</p>")) == ()
    )


@pytest.mark.parametrize(("known", "shown"), [("Anna", "Anna Beispiel"), ("anna.beispiel", "Anna C. Beispiel")])
def test_a_first_name_or_an_account_is_spelt_out_as_the_page_does(known, shown):
    page = a_page(head=f'<meta name="author" content="{known}">', after=f"<p>{shown}</p>")
    assert authors_of(page) == (shown,)


def test_whom_readers_see_over_the_text_comes_before_one_name_for_machines():
    head = '<meta name="author" content="Bernd Einsteller">'
    assert authors_of(a_page(head=head, before="<p>Von Anna Beispiel</p>")) == ("Anna Beispiel",)
    assert authors_of(a_page(head=head, before="<p>Von Bernd Einsteller Redakteur</p>")) == ("Bernd Einsteller",)


def test_a_librarys_metadata_are_turned_as_they_are_spoken():
    assert authors_of(a_page(head='<meta name="citation_author" content="Beispiel, Anna">')) == ("Anna Beispiel",)


@pytest.mark.parametrize(
    "lines",
    [
        "<h3>Author</h3><p>Anna Beispiel</p>",
        "<div>Von:</div><div>Anna Beispiel</div>",
        "<h2>Article by</h2><div>Anna Beispiel</div>",
        "<div>Weiteres:</div><div>Autor: Anna Beispiel</div><div>Quelle: Elbtaler Bote</div>",
    ],
)
def test_a_line_behind_the_text_may_announce_who_wrote_it(lines):
    far = "<ul><li>Teilen</li><li>Drucken</li></ul>" * 4
    assert authors_of(a_page(after=far + lines)) == ("Anna Beispiel",)


def test_a_list_behind_such_a_line_ends_where_its_element_does():
    names = "<h3>Authors</h3><ul><li>Anna Beispiel</li><li>Bernd Muster</li></ul><h3>Rubrik</h3><p>Alter Hafen</p>"
    assert authors_of(a_page(after=names)) == ("Anna Beispiel", "Bernd Muster")
    assert authors_of(a_page(after="<p>Autoren Anna Beispiel und Bernd Muster</p>")) == (
        "Anna Beispiel",
        "Bernd Muster",
    )
    assert authors_of(a_page(after="<h3>Author</h3><p>Elbtal 2030</p>")) == ()


def test_who_announces_comments_or_other_articles_did_not_write_the_text():
    assert authors_of(a_page(after='<div class="related"><h3>Von:</h3><p>Bernd Laut</p></div>')) == ()


def test_a_person_who_signs_comes_before_the_papers_desk():
    desk = an_article('{"@type":"Person","name":"Redaktion Elbtaler Bote"}')
    assert authors_of(a_page(head=desk)) == ("Redaktion Elbtaler Bote",)
    assert authors_of(a_page(head=desk, after="<p>Autor: Anna Beispiel</p>")) == ("Anna Beispiel",)
    shown = '<p class="byline"><span itemprop="author">Elbtaler Bote-Redaktion</span></p>'
    assert authors_of(a_page(before=shown, after="<p>Autor: Anna Beispiel</p>")) == ("Anna Beispiel",)
    assert authors_of(a_page(before=shown)) == ("Elbtaler Bote-Redaktion",)


def test_an_account_is_named_by_the_element_that_is_made_for_it():
    line = '<div class="group-author">Von <a class="username" href="/x">anna.beispiel</a> am 2. März 2026</div>'
    assert authors_of(a_page(before=line)) == ("anna.beispiel",)


@pytest.mark.parametrize("line", ["by uferblick", "von hafen.team", "By 7 Kais", "By Marketing Team"])
def test_whoever_a_line_just_over_the_text_names_is_credited_where_nobody_else_is(line):
    name = line.split(" ", 1)[1]
    assert authors_of(a_page(before=f"<p>2. März 2026</p><p>{line}</p>")) == (name,)
    paper = an_article('{"@type":"Organization","name":"Elbtaler Bote"}')
    assert authors_of(a_page(head=paper, before=f"<p>{line}</p>")) == ("Elbtaler Bote",)


@pytest.mark.parametrize("line", ["by the river", "von hier aus sieht man den Hafen", "von", "by 2030"])
def test_words_behind_by_that_name_nobody_credit_nobody(line):
    assert authors_of(a_page(before=f"<p>{line}</p>")) == ()


def test_whose_the_pictures_are_is_not_whose_the_words_are():
    assert authors_of(a_page(before="<p>Text von Anna Beispiel Illustration von Bernd Bild</p>")) == ("Anna Beispiel",)


def test_the_foot_of_an_entry_is_no_footer():
    foot = '<div class="post-footer"><div class="post-footer-line">Eingestellt von {} um 21:11</div></div>'
    assert authors_of(a_page(after=foot.format("der Bernd"))) == ("der Bernd",)
    assert authors_of(a_page(after=foot.format("Unknown"))) == ()
    assert authors_of(a_page(after=foot.format("der Bernd").replace("post-footer", "footer"))) == ()


def test_an_interview_is_by_both_who_talk():
    page = a_page(before='<p class="author">Anna Beispiel im Gespräch mit Bernd Muster</p>')
    assert authors_of(page) == ("Anna Beispiel", "Bernd Muster")


def test_somebody_told_of_by_the_first_name_is_the_one_who_is_named_over_the_text():
    about = "<p>Anna ist freie Autorin und lebt an der Elbe.</p>"
    assert authors_of(a_page(before="<p>Anna Beispiel</p>", after=about)) == ("Anna Beispiel",)


def test_an_account_is_spelt_out_by_who_signs_in_brackets():
    signed = (*GERMAN[:3], f"{GERMAN[3]} (Anna C. Beispiel) +++")
    assert authors_of(a_page(*signed, head='<meta name="author" content="anna.beispiel">')) == ("Anna C. Beispiel",)


NAMES = ((1, "Bernd Laut"), (2, "Carl Leise"), (3, "Emil Still"), (4, "Fritz Stumm"))


def test_of_a_list_of_authors_over_the_text_the_nearest_is_the_texts():
    teaser = '<div><a href="/{0}">Zeile {0}</a></div><div><a href="/autor/{0}/">{1}</a></div><div>vor {0} Stunden</div>'
    others = "".join(teaser.format(*one) for one in NAMES)
    page = a_page(before='<a href="/autor/9/">Dora Vorn</a>').replace("<main>", f"{others}<main>")
    assert authors_of(page) == ("Dora Vorn",)


def test_an_authors_element_between_a_standfirst_and_the_text_far_below_it_is_the_texts():
    between = "".join(f"<div class=thema><a href=/thema/{number}>Thema {number}</a></div>" for number in range(8))
    own = f"<h2 class=vorspann>{GERMAN[3]}</h2>{between}<h6 class=autor>Jana Muster | 20.02.2026</h6>"
    house = "<div class=autor-box>Elbtaler Bote</div>"
    assert authors_of(a_page(before=own, after=house)) == ("Jana Muster",)


def test_a_list_of_authors_behind_the_text_is_of_other_articles():
    place = '<h4><a href="/{0}">Zeile {0}</a></h4><p class="kontext-autor">Pressemitteilung von {1}</p>'
    others = "".join(place.format(*one) for one in NAMES)
    assert authors_of(a_page().replace("</main>", f"<section>{others}</section></main>")) == ()


def test_who_is_announced_over_the_text_comes_before_one_name_for_machines():
    page = a_page(
        head='<meta name="author" content="Bernd Einsteller">', before="<b>Text &amp; Fotos:</b><p>Anna Beispiel</p>"
    )
    assert authors_of(page) == ("Anna Beispiel",)


LINES = st.lists(
    st.sampled_from("Von By Anna Beispiel und and , | - : dpa 2026 (ab) am in Dr. Autor".split()) | st.text(max_size=8)
)


@given(LINES.map(" ".join))
def test_every_word_of_a_credited_name_stands_in_the_line(line):
    seen = line.replace("\u00ad", "").replace("\u200b", "")
    for found in (read_byline(line), read_credit(line), read_byline(line, alone=True)):
        assert all(word in seen for name in found.names for word in name.split())


def test_a_line_longer_than_any_list_of_names_credits_nobody():
    assert read_byline("Von Anna Beispiel, " * 10_000) == read_credit("Anna Beispiel, " * 10_000) == ((), ())


def test_a_byline_beside_the_heading_is_the_texts_whatever_the_box_around_both_is_called():
    others = "<div>Meldung</div>" * 20 + "<p><a class=author-name>Bernd Muster</a></p>"
    page = a_page().replace("</main>", f"{others}</main>").replace("<article>", "<article><div class=sidebar><header>")
    page = page.replace("</h1>", "</h1><p><a class=author-name>Anna Beispiel</a></p></header></div>")
    assert authors_of(page) == ("Anna Beispiel",)


@pytest.mark.parametrize("printed", ["Anna Beispiel, PhD", "Anna Beispiel, MD, MPH", "Anna Beispiel Ph.D."])
def test_a_degree_is_no_part_of_a_name(printed):
    assert without_degrees(printed) == "Anna Beispiel"
    assert without_degrees("Bernd Muster, Jr") == "Bernd Muster, Jr"
    assert without_degrees("Carla MD Anders") == "Carla MD Anders"


def test_what_the_text_tells_of_its_authors_at_its_end_is_not_text():
    byline = "<p class=byline>Von Anna Beispiel</p>"
    for told in ("Anna Beispiel ist freie Autorin.", "Unsere Korrespondentin Anna Beispiel, 41, berichtet aus Wien."):
        found = extract(a_page(*GERMAN, told, before=byline), URL)
        assert (found.paragraphs, found.authors) == (GERMAN, ("Anna Beispiel",))
    for said in ("Bertha Muster ist freie Autorin.", "„Anna Beispiel ist schuld“, sagte der Rat."):
        assert extract(a_page(*GERMAN, said, before=byline), URL).paragraphs == (*GERMAN, said)
