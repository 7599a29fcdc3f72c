"""Which agencies an article credits, and where its dateline stands."""

import pytest

from tests.workers.catalogue import catalogue_in
from workers.steps.agencies import agencies_in, step

BODY = "Der Stadtrat hat am Montag zugestimmt. " * 20


@pytest.mark.parametrize(
    ("text", "agencies", "dateline"),
    [
        ("Berlin (dpa) - " + BODY, ("dpa",), "Berlin"),
        ("Frankfurt/Main (dpa/lhe) - " + BODY, ("dpa",), "Frankfurt/Main"),
        ("BERLIN, Nov 3 (Reuters) - " + BODY, ("Reuters",), "Berlin"),
        ("New York, 3. Oktober (AFP) – " + BODY, ("AFP",), "New York"),
        ("dpa Berlin. " + BODY, ("dpa",), "Berlin"),
        (BODY + "\n\n(dpa/abc)", ("dpa",), None),
        (BODY + "(APA, Reuters)", ("APA", "Reuters"), None),
        (BODY + "\n\nQuelle: dpa, AFP", ("dpa", "AFP"), None),
        (BODY + "\n\n© dpa-infocom, dpa:261123-99-12/3", ("dpa",), None),
    ],
)
def test_credit_and_dateline_are_read_from_the_text(an_article, text, agencies, dateline):
    article = step(an_article(text))
    assert (article.agencies, article.dateline) == (agencies, dateline)


def test_an_agency_in_the_byline_is_no_author(an_article):
    article = step(an_article(BODY, authors=("dpa/abc", "Anna Muster, dpa", "Bert Beispiel")))
    assert (article.authors, article.agencies) == (("Anna Muster", "Bert Beispiel"), ("dpa",))


@pytest.mark.parametrize(
    "text",
    [
        "Angela Beispiel (58) ist gewählt. " + BODY,
        "Kommentar – " + BODY,
        "Das sagte er der Deutschen Presse-Agentur. " + BODY,
        "UN Women. " + BODY,
        "Der Gipfel (AFP) endete. " + BODY,
        BODY + "Das Bündnis (AP) lehnte ab. Weiteres folgt.",
    ],
)
def test_what_only_looks_like_a_credit_is_none(an_article, text):
    article = step(an_article(text))
    assert (article.agencies, article.dateline) == ((), None)


def test_what_extraction_found_is_kept_under_the_usual_spelling(an_article):
    assert step(an_article(BODY, agencies=("REUTERS", "Musteragentur"))).agencies == ("Reuters", "Musteragentur")


def test_an_agency_that_extraction_found_is_no_author_however_it_is_written(an_article):
    article = step(an_article(BODY, authors=("Musteragentur", "Anna Muster"), agencies=("Musteragentur", "abc/dpa")))
    assert (article.authors, article.agencies) == (("Anna Muster",), ("Musteragentur", "dpa"))


def test_a_credit_may_name_several():
    assert agencies_in("dpa/AFP/Reuters") == ("dpa", "AFP", "Reuters")


AGENCY = """
name = "Musterdienst"
homepage = "https://musterdienst.example"
feeds = ["https://musterdienst.example/feed.xml"]
agency = ["mud", "Musterdienst"]
"""


@pytest.fixture
def own_agency(tmp_path, monkeypatch):
    """A source of the operator's that is an agency."""
    (tmp_path / "musterdienst.toml").write_text(AGENCY)
    with catalogue_in(tmp_path, monkeypatch):
        yield


@pytest.mark.usefixtures("own_agency")
@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("Musterstadt (mud) – " + BODY, "Musterstadt"),
        (BODY + "\n\n(mud/jw)", None),
        (BODY + "\n\nQuelle: Musterdienst", None),
    ],
)
def test_a_source_that_is_an_agency_is_credited_under_its_slug(an_article, text, dateline):
    article = step(an_article(text, authors=("mud/abc",)))
    assert (article.agencies, article.dateline, article.authors) == (("musterdienst",), dateline, ())


def test_a_sign_that_is_no_sources_credits_nobody(an_article):
    assert step(an_article("Musterstadt (mud) – " + BODY)).agencies == ()
