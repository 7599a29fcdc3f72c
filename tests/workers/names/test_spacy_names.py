"""Names by a spaCy model that an operator chose: one that is trained here, and one of plain patterns."""

import pytest
import spacy
from spacy.training import Example

from tests.workers.making import an_article
from workers import startup
from workers.names import chosen as chosen_names
from workers.names import spacy_names
from workers.names.borrowed import ModelMissingError
from workers.settings import WorkersSettings, settings
from workers.steps import entities

SENTENCES = (
    ("Jorvik Thaum leitet jetzt Quellmoor.", [(0, 12, "PER"), (26, 35, "LOC")]),
    ("In Quellmoor sprach Jorvik Thaum lange.", [(3, 12, "LOC"), (20, 32, "PER")]),
    ("Dort baut Brevonix eine Halle.", [(10, 18, "ORG")]),
    ("Der Rat lobte Brevonix und Jorvik Thaum.", [(14, 22, "ORG"), (27, 39, "PER")]),
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A folder with a model that learnt the names of a small town."""
    made = spacy.blank("de")
    made.add_pipe("ner")
    examples = [Example.from_dict(made.make_doc(text), {"entities": names}) for text, names in SENTENCES]
    optimiser = made.initialize(lambda: examples)
    for _ in range(40):
        made.update(examples, sgd=optimiser)
    folder = tmp_path_factory.mktemp("model") / "quellmoor"
    made.to_disk(folder)
    return str(folder)


@pytest.fixture(scope="module")
def patterns(tmp_path_factory):
    """A folder with a French model of three patterns."""
    made = spacy.blank("fr")
    ruler = made.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "Odile Exemple"},
            {"label": "GPE", "pattern": "Villexemple"},
            {"label": "MISC", "pattern": "Festival"},
        ]
    )
    folder = tmp_path_factory.mktemp("model") / "villexemple"
    made.to_disk(folder)
    return str(folder)


@pytest.fixture
def chosen(monkeypatch):
    """Say which models are chosen, as the environment does."""

    def choose(models):
        monkeypatch.setenv("NEWSLOOM_NAME_MODELS", models)
        settings.cache_clear()

    yield choose
    settings.cache_clear()


def test_the_chosen_model_finds_the_names_instead_of_ours(trained, chosen):
    chosen(f"de={trained}")
    article = entities.step(an_article(text=SENTENCES[0][0] + "\n\n" + SENTENCES[2][0], language="de"))
    named = {(entity.kind, entity.name) for entity in article.entities}
    assert named == {("person", "Jorvik Thaum"), ("place", "Quellmoor"), ("organisation", "Brevonix")}
    for entity in article.entities:
        assert [article.text[start:end] for start, end in entity.spans] == [entity.name]


def test_a_language_that_has_no_names_of_ours_gets_them(patterns, chosen):
    text = "Le Festival de Villexemple accueille Odile Exemple."
    assert entities.step(an_article(text=text, language="fr")).entities == ()
    chosen(f"fr={patterns}")
    named = {(e.kind, e.name) for e in entities.step(an_article(text=text, language="fr")).entities}
    assert named == {("person", "Odile Exemple"), ("place", "Villexemple")}


def test_other_languages_keep_ours(patterns, chosen):
    chosen(f"fr={patterns}")
    article = entities.step(an_article(text="Die Reise ging nach Hamburg.", language="de"))
    assert [entity.name for entity in article.entities] == ["Hamburg"]


def test_a_title_is_no_part_of_the_name(tmp_path):
    made = spacy.blank("de")
    made.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Dr. Eva Muster"}])
    made.to_disk(tmp_path / "titled")
    (found,) = spacy_names.mentions("Es kam Dr. Eva Muster.", str(tmp_path / "titled"), "de")
    assert found.words == ("Eva", "Muster")


def test_of_a_text_longer_than_spacy_takes_the_beginning_is_read(patterns):
    text = "Odile Exemple parle. " + "oui " * 300_000
    (found,) = chosen_names.mentions(text, patterns, "fr")
    assert found.words == ("Odile", "Exemple")


def test_a_model_that_is_not_there_is_told_with_what_to_do(tmp_path):
    with pytest.raises(ModelMissingError, match="neither an installed package nor a folder"):
        spacy_names.load(str(tmp_path / "nothing"))


def test_workers_do_not_start_with_a_model_that_is_not_there(chosen, tmp_path):
    chosen(f"fr={tmp_path / 'nothing'}")
    with pytest.raises(SystemExit, match="install the package or mend the setting"):
        startup.load_models()


@pytest.mark.parametrize("models", ["german=x", "de", "de=", "de=x;fr=y=z"])
def test_a_setting_that_names_no_language_and_model_is_refused(models):
    with pytest.raises(ValueError, match="name_models"):
        WorkersSettings(name_models=models)


def test_several_models_are_told_apart():
    several = WorkersSettings(name_models="de=de_core_news_lg, fr = /models/fr")
    assert [several.name_model(code) for code in ("de", "fr", "en", None)] == [
        "de_core_news_lg",
        "/models/fr",
        None,
        None,
    ]
