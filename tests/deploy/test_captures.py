"""An operator captures pages of his sources, corrects what is wrong, and mends selectors until all is right."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.captures import sources
from tests.site import Site
from tests.site.answers import page, robots
from tests.workers.making import a_html

ADDRESS = "127.0.0.61"


@pytest.fixture
def site(tmp_path: Path):
    """A paper whose author stands where nobody would look."""
    head = '<meta property="article:published_time" content="2026-11-20T08:00:00Z">'
    html = a_html(head=head).decode().replace("</h1>", "</h1><p class=wer>Lisa Probe</p>")
    pages = {"/lokales/rat-tagt.html": page(html), "/robots.txt": robots("User-agent: *\nDisallow: /intern")}
    with Site(pages, addresses=[ADDRESS]) as served:
        lines = ('name = "Bote"', f'homepage = "{served.url("/")}"', f'fronts = ["{served.url("/")}"]')
        more = (f'allow_private = ["{ADDRESS}"]', "[politeness]", "seconds = 0.05")
        (tmp_path / "bote.toml").write_text("\n".join((*lines, *more, "")), "utf-8")
        yield served


def newsloom(folder: Path, *words: str) -> Result:
    environment = {"NEWSLOOM_SOURCES": str(folder), "NEWSLOOM_HOME": str(folder / "var"), "NEWSLOOM_TIMEOUT": "5"}
    return CliRunner().invoke(sources, words, env=environment)


def test_a_captured_page_tests_the_selectors_of_its_source(site: Site, tmp_path: Path) -> None:
    captured = newsloom(tmp_path, "capture", "bote", site.url("/lokales/rat-tagt.html"))
    assert captured.exit_code == 0, captured.output
    assert "headline    Rat berät über die Brücke" in captured.output
    folder = tmp_path / "bote" / "rat-tagt"
    assert (folder / "page.html").read_bytes() == site.pages["/lokales/rat-tagt.html"].body
    told = newsloom(tmp_path, "test")
    assert (told.exit_code, told.output) == (0, "bote/rat-tagt: 12 of 12 fields are right\n")

    article = json.loads((folder / "article.json").read_text("utf-8"))
    right = article | {"section": "Rathaus", "paragraphs": ["Eins", *article["paragraphs"][1:]]}
    (folder / "article.json").write_text(json.dumps(right), "utf-8")
    wrong = newsloom(tmp_path, "test", "bote")
    assert wrong.exit_code == 1
    assert "10 of 12 fields are right" in wrong.output
    assert "section: expected 'Rathaus', found None" in wrong.output
    assert "    - Eins\n    + Schon 1 mal" in wrong.output
    assert "1 of 1 pages are not read as they should be" in wrong.output

    (folder / "article.json").write_text(json.dumps(article | {"section": "Lisa Probe"}), "utf-8")
    with (tmp_path / "bote.toml").open("a", encoding="utf-8") as file:
        file.write('[extraction]\nsection = ".wer"\n')
    assert newsloom(tmp_path, "test", "bote").exit_code == 0


def test_a_page_saved_in_a_browser_is_captured_too(site: Site, tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_bytes(a_html(title="Aus dem Browser"))
    url = site.url("/lokales/rat-tagt.html")
    captured = newsloom(tmp_path, "capture", "bote", url, "--name", "browser", "--html", str(tmp_path / "saved.html"))
    assert captured.exit_code == 0, captured.output
    assert json.loads((tmp_path / "bote" / "browser" / "article.json").read_text())["title"] == "Aus dem Browser"
    assert site.log == []


@pytest.mark.parametrize(
    ("slug", "path", "complaint"),
    [
        ("nixda", "/x", 'no source is called "nixda"'),
        ("bote", "/weg.html", "answers 404 - try it in a browser, and give --html"),
        ("bote", "/intern/x.html", "its robots.txt forbids it"),
        ("bote", "https://www.example.org/x", "is no page of bote"),
        ("bote", "gopher://x", "give a full http(s) address"),
    ],
)
def test_what_cannot_be_captured_says_why(site: Site, tmp_path: Path, slug: str, path: str, complaint: str) -> None:
    told = newsloom(tmp_path, "capture", slug, site.url(path) if path.startswith("/") else path)
    assert told.exit_code == 1
    assert complaint in told.output
    assert not (tmp_path / "bote").exists()


def test_a_page_is_not_captured_twice_and_without_pages_there_is_nothing_to_test(site: Site, tmp_path: Path) -> None:
    url = site.url("/lokales/rat-tagt.html")
    assert "no page was captured" in newsloom(tmp_path, "test").output
    assert newsloom(tmp_path, "capture", "bote", url).exit_code == 0
    again = newsloom(tmp_path, "capture", "bote", url)
    assert again.exit_code == 1
    assert "is there already - give another --name" in again.output
