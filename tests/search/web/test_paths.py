"""What people do in the web page, in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from tests.search.web.conftest import HOSTILE, SHOTS

pytestmark = pytest.mark.browser


def test_a_person_finds_narrows_and_opens_an_article(open_page):
    page = open_page("/")
    page.locator("#q").fill("Haus")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_contain_text("25")
    page.get_by_role("link", name=re.compile("beispielblatt 20")).click()
    expect(page.locator(".chips")).to_contain_text("Quelle: beispielblatt")
    page.locator(".hit h2 a").first.click()
    expect(page.locator("h1")).to_contain_text("Ein Haus in der Gasse")


def test_everything_works_without_scripts(open_page):
    page = open_page("/?q=Haus", scripts=False)
    page.get_by_role("link", name=re.compile("beispielblatt 20")).click()
    expect(page.locator(".chips")).to_contain_text("beispielblatt")
    page.get_by_role("link", name=re.compile("Weiter")).click()
    expect(page.locator(".paging")).to_contain_text("2 / 2")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Search")).to_be_visible()


def test_filters_keep_their_place_and_the_back_button_works(open_page):
    page = open_page("/?q=Haus")
    page.evaluate("window.untouched = true")
    page.get_by_role("link", name=re.compile("beispielblatt 20")).click()
    expect(page.locator(".chips")).to_be_visible()
    assert page.evaluate("window.untouched")
    page.go_back()
    expect(page.locator(".chips")).to_have_count(0)
    assert page.evaluate("window.untouched")


def test_dragging_over_the_histogram_chooses_a_period(open_page):
    page = open_page("/?q=Haus")
    box = page.locator(".histogram svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 40, steps=5)
    page.mouse.up()
    expect(page.locator(".chips")).to_contain_text("Zeitraum")
    assert int(page.locator("#count strong").inner_text()) in range(5, 12)


def test_a_person_finds_what_was_taken_out_of_an_article(open_page):
    page = open_page("/changes")
    page.get_by_role("searchbox", name="Suchanfrage", exact=True).fill("Millionen vier")
    page.get_by_label("Wo").select_option("entfernt")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Suchen").last.click()
    expect(page.locator(".revision del")).to_contain_text("Kosten von vier Millionen")
    expect(page.locator(".revision ins")).to_contain_text("Kosten von fünf Millionen")
    page.locator(".revision h2 a").click()
    expect(page.locator("h1")).to_contain_text("Kreistag beschließt")


def test_names_are_completed_by_keyboard(open_page):
    page = open_page("/")
    page.locator("#q").press_sequentially("anna")
    expect(page.get_by_role("option")).to_have_text(["Anna Umbrecht"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value('"Anna Umbrecht"')
    expect(page.locator(".hit")).to_have_count(1)


def test_slash_goes_to_the_search_box_and_j_to_the_next_hit(open_page):
    page = open_page("/?q=Haus")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.locator("#content").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".hit h2 a").nth(1)).to_be_focused()


def test_an_article_shows_names_quotations_opt_outs_and_what_was_changed(open_page, story):
    page = open_page(f"/article/{story}")
    expect(page.locator("#revisions del")).to_contain_text("vier Millionen")
    expect(page.locator("#revisions ins")).to_contain_text("fünf Millionen")
    expect(page.locator(".facts")).to_contain_text("Anna Umbrecht")
    expect(page.locator(".facts")).to_contain_text("GPTBot: Disallow")
    expect(page.get_by_role("link", name="Zum Original")).to_have_attribute("href", re.compile("^https://"))


def test_a_story_shows_who_published_first_and_who_added_what(open_page, story):
    page = open_page(f"/article/{story}")
    page.get_by_role("link", name=re.compile("Wer hat was")).click()
    expect(page.locator(".tellings.long > li")).to_have_count(2)
    expect(page.locator("dl")).to_contain_text("beispielblatt")
    page.get_by_text(re.compile(r"Ergänzte Sätze \(1\)")).click()
    expect(page.locator("ins").first).to_contain_text("Der Talbote hat nachgefragt.")


def test_a_shortened_reprint_says_apart_how_much_it_took_and_how_much_it_kept(open_page, depot):
    page = open_page(f"/story/{depot}", language="en-GB")
    told = page.locator(".tellings.long > li").nth(1)
    expect(told).to_contain_text("100% of this text comes from beispielblatt")
    expect(told).to_contain_text(re.compile(r"keeps 7\d% of that article"))
    expect(told).to_contain_text("Sentences left out (1)")


def test_a_live_ticker_is_marked_in_the_list_and_above_its_text_and_can_be_narrowed_to(open_page, depot):
    page = open_page("/?q=Werkstatt&stories=0")
    expect(page.locator(".badge", has_text="Liveticker")).to_have_count(1)
    page.locator("summary", has_text="Liveticker").click()
    page.locator(".facet", has_text="Liveticker").get_by_role("link", name="ja 1").click()
    expect(page.locator(".chips")).to_contain_text("Liveticker: ja")
    expect(page.locator(".hit")).to_have_count(1)
    page = open_page(f"/article/{depot}", language="en-GB")
    expect(page.locator(".badge", has_text="Live ticker")).to_be_visible()


def test_trends_of_two_queries_stand_side_by_side(open_page):
    page = open_page("/trends")
    fields = page.locator(".compare input[type=search]")
    fields.nth(0).fill("Haus")
    fields.nth(1).fill("Buslinie")
    page.get_by_role("button", name="Vergleichen").click()
    expect(page.locator(".chart polyline")).to_have_count(2)
    expect(page.locator(".legend")).to_contain_text("25")


def test_a_result_is_exported_as_a_file(open_page):
    page = open_page("/?q=Haus")
    page.get_by_text("Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert len(download.value.path().read_text().splitlines()) == 26


def test_a_search_is_saved_previewed_switched_on_and_deleted(open_page):
    page = open_page("/?q=Haus")
    page.get_by_role("link", name="Suche speichern").click()
    expect(page.locator("main")).to_contain_text("hätte sie 25 Geschichten gemeldet")
    page.get_by_label("Name").fill("Häuser „im“ Blick")
    page.get_by_role("button", name="Suche speichern").click()
    expect(page.locator(".card h2")).to_contain_text("Häuser „im“ Blick")
    page.get_by_text("Zustellen an").click()
    page.get_by_label("Webhook").fill("http://unprotected.test/hook")
    page.get_by_role("button", name="Anwenden").click()
    expect(page.get_by_role("alert")).to_contain_text("use https")
    page.goto("/saved")
    page.get_by_role("button", name="Einschalten").click()
    expect(page.locator(".card")).to_contain_text("eingeschaltet")
    assert page.request.get(page.get_by_role("link", name="Als Feed").get_attribute("href")).ok
    page.get_by_role("button", name="Löschen").click()
    expect(page.locator("main")).to_contain_text("Noch keine gespeicherte Suche")


def test_language_and_theme_are_remembered(open_page):
    page = open_page("/")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Dark").click()
    page.goto("/help")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_permalink_says_as_of_when_it_was_counted(open_page):
    page = open_page("/?q=Haus")
    page.get_by_role("link", name="Dauerlink").click()
    expect(page.locator(".notice")).to_contain_text("Gezählt nach dem Stand vom")


def test_the_api_is_explained_with_names_set_as_code(open_page):
    page = open_page("/api/v1/docs")
    expect(page.locator(".card").first.locator("p code")).to_have_text(
        ["GET /api/v1/search", "source", "section", "person", "from", "to", "from=2026-11-01"]
    )


def test_a_mistake_is_shown_with_its_place_and_what_to_do(open_page):
    page = open_page("/?q=titl:Haus")
    expect(page.locator("h1")).to_have_text("Die Anfrage ist nicht lesbar")
    expect(page.locator("main")).to_contain_text("war title: gemeint?")
    expect(page.locator("#q")).to_have_value("titl:Haus")


def test_an_address_that_cannot_be_read_is_explained_in_the_readers_language(open_page):
    expect(open_page("/?from=neulich").locator("main")).to_contain_text("1.11.2026 oder heute schreiben")
    english = open_page("/?from=neulich", language="en-GB").locator("main")
    expect(english).to_contain_text("1.11.2026 or today")
    expect(open_page("/?sort=bunt").locator("main")).to_contain_text("eines nehmen von relevance, newest, oldest")


def test_one_story_is_told_in_the_singular(open_page):
    expect(open_page("/saved?q=Buslinie").locator("main")).to_contain_text("hätte sie 1 Geschichte gemeldet")


def test_changes_that_are_not_found_are_called_changes(open_page):
    expect(open_page("/changes?q=xyzzyxyzzy").locator("main")).to_contain_text("Keine Änderung")


def test_nothing_found_offers_what_was_meant(open_page):
    page = open_page("/?q=Buslinje")
    page.locator(".notice").get_by_role("link").click()
    expect(page.locator(".hit")).to_have_count(1)


def test_hostile_text_stays_text(open_page):
    page = open_page("/?q=Zaun")
    expect(page.locator(".hit")).to_have_count(1)
    page = open_page(f"/article/{HOSTILE.id}")
    expect(page.locator("h1")).to_have_text('<img src=x onerror="alert(1)"> neknirtre')
    expect(page.locator("a[href^='javascript']")).to_have_count(0)
    assert page.locator("main script, main img").count() == 0


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_its_screen(open_page, story, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    SHOTS.mkdir(parents=True, exist_ok=True)
    pages = {
        "results": "/?q=Haus&source=beispielblatt",
        "article": f"/article/{story}",
        "changes": "/changes?q=Euro",
        "story": f"/story/{story}",
        "neighbours": f"/article/{story}/neighbours",
        "unusual": "/unusual?q=Haus",
        "trends": "/trends?q=Haus&q=Buslinie",
        "no trends": "/trends",
        "saved": "/saved?q=Haus",
        "help": "/help",
        "api": "/api/v1/docs",
        "mistake": "/?q=a)",
        "nothing": "/?q=xyzzyxyzzy",
        "missing": "/article/none",
    }
    problems = []
    for name, path in pages.items():
        page = open_page(path, width=width, scheme=scheme)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = Axe().run(page, options={"runOnly": tags}).response["violations"]
        problems += [f"{name}: {one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"][:3]]
        if not page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
            problems.append(f"{name}: wider than the screen")
    assert problems == []
