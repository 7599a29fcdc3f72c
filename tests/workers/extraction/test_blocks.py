"""A page is cut into blocks where a reader sees a new line."""

import pytest

from workers.extraction.blocks import MOST_BLOCKS, segment
from workers.extraction.text import paragraphs_of
from workers.extraction.tree import parse


def blocks(body: str):
    return segment(parse(f"<html><body>{body}</body></html>"))


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body).blocks]


def test_inline_elements_do_not_cut():
    assert texts("<p>Der <b>alte</b> <a href=x>Hafen</a> wächst</p>") == ["Der alte Hafen wächst"]


def test_block_elements_and_line_breaks_cut():
    assert texts("<div>Eins<p>Zwei</p>Drei<br>Vier</div>") == ["Eins", "Zwei", "Drei", "Vier"]


def test_scripts_styles_and_buttons_are_skipped():
    assert texts("<p>Text</p><script>x</script><style>y</style><button>z</button><p>mehr</p>") == ["Text", "mehr"]


def test_a_button_that_was_never_closed_does_not_swallow_the_page():
    assert "Absatz 3" in texts("<button>Menü" + "".join(f"<p>Absatz {n}</p>" for n in range(9)))


def test_links_and_bold_are_counted_in_characters():
    block = blocks("<p>Der <a href=x>alte Hafen</a> <strong>wächst</strong></p>").blocks[0]
    assert (block.linked, block.links, block.bold) == (10, 1, 6)


def test_hidden_elements_are_noted_with_all_they_hold():
    page = blocks('<div style="display: none"><div><p>heimlich</p></div></div><p>offen</p>')
    assert [page.nodes[block.node].hidden for block in page.blocks] == [True, False]


def test_each_element_knows_the_blocks_it_holds():
    page = blocks("<div><p>Eins</p><p>Zwei</p></div><p>Drei</p>")
    assert [ends for node, ends in zip(page.nodes, page.ends, strict=True) if node.tag == "div"] == [(0, 2)]


def test_the_cells_of_a_row_make_one_line():
    page = blocks("<table><tr><td>Kai</td><td>8 Mio.</td></tr><tr><td>Becken</td><td>3 Mio.</td></tr></table>")
    assert paragraphs_of(page, range(4)) == ("Kai | 8 Mio.", "Becken | 3 Mio.")


def test_a_sentence_that_a_line_break_cut_is_joined_again():
    page = blocks("<p>Der alte Hafen<br>wächst weiter.<br>Neue Zeile</p>")
    assert paragraphs_of(page, range(3)) == ("Der alte Hafen wächst weiter.", "Neue Zeile")


@pytest.mark.parametrize("end", ["<br>", "</p><p>", "<hr>"])
def test_blocks_are_counted_however_they_are_parted(end):
    page = segment(parse("<html><body><p>" + f"Zeile{end}" * 40_000))
    assert MOST_BLOCKS <= len(page.blocks) <= MOST_BLOCKS + 2


FILLING = "<div>Anzeige</div>" * 300
"""Enough of a page that it is no small one."""


def texts_of(part: str) -> list[str]:
    return [block.text for block in blocks(f"{part}{FILLING}").blocks if block.text != "Anzeige"]


@pytest.mark.parametrize(
    "part",
    [
        "<nav><a href=/a>Lokales</a></nav>",
        "<footer><p>© 2019-2026 Elbtaler Bote</p></footer>",
        '<div class="main-menu"><ul><li>Sport</li></ul></div>',
    ],
)
def test_what_leads_elsewhere_is_not_cut_on_a_large_page(part):
    assert texts_of(part) == []
    assert [block.text for block in blocks(part).blocks] != []


@pytest.mark.parametrize(
    "part",
    [
        "<nav><h1>Der Hafen wächst</h1></nav>",
        "<nav><p>Eins.</p><p>Zwei.</p><p>Drei.</p></nav>",
        '<div class="news-nav">2. März 2026, von Anna Beispiel</div>',
        '<div class="entry-footer">Von Anna Beispiel</div>',
        "<article><footer>Von Anna Beispiel</footer></article>",
    ],
)
def test_what_may_be_the_articles_is_cut_whatever_its_name(part):
    assert texts_of(part) != []


def test_navigation_within_navigation_is_looked_through_a_few_times_only():
    deep = "<div class=menu>" * 1000 + "<span>x</span>" * 100_000 + "<h1>Ende</h1>"
    assert blocks(deep).blocks[-1].text == "Ende"
