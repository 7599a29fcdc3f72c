"""People, organisations and places of an article."""

import pytest

from workers.steps.entities import step

TEXT = (
    "Die Landrätin Karoline Umbrecht hat in Hamburg den Vertrag mit Siemens unterschrieben. Umbrecht lobte die SPD.\n\n"
    "Nach Umbrechts Worten zahlt das Bundesamt für Naturschutz die Hälfte. "
    "Der Hersteller Quantorix liefert die Technik.\n\n"
    "Auch der Sprecher Jens B. Petersen war aus Berlin gekommen. Petersen nannte Berlins Haltung klug."
)


def names(article, kind):
    return {entity.name: entity.count for entity in article.entities if entity.kind == kind}


def test_every_form_of_a_persons_name_counts_for_one_person(an_article):
    assert names(step(an_article(TEXT)), "person") == {"Karoline Umbrecht": 3, "Jens B. Petersen": 2}


def test_places_lose_their_genitive(an_article):
    assert names(step(an_article(TEXT)), "place") == {"Hamburg": 1, "Berlin": 2}


def test_institutions_and_firms_are_organisations(an_article):
    assert set(names(step(an_article(TEXT)), "organisation")) == {
        "Siemens",
        "SPD",
        "Bundesamt für Naturschutz",
        "Quantorix",
    }


def test_spans_are_places_in_the_text(an_article):
    article = step(an_article(TEXT))
    umbrecht = next(entity for entity in article.entities if entity.name == "Karoline Umbrecht")
    assert [article.text[a:b] for a, b in umbrecht.spans] == ["Karoline Umbrecht", "Umbrecht", "Umbrechts"]


def test_the_headline_makes_a_name_salient(an_article):
    article = step(an_article(TEXT, title="Petersen reist an"))
    assert article.entities[0].name == "Jens B. Petersen"
    assert sum(entity.salience for entity in article.entities) == pytest.approx(1, abs=0.01)


def test_an_author_is_nobody_of_the_article(an_article):
    article = step(an_article(f"Von Jens B. Petersen\n\n{TEXT}", authors=("Jens B. Petersen",)))
    assert all(len(span) == 2 for entity in article.entities for span in entity.spans)
    assert "Jens B. Petersen" not in [entity.name for entity in article.entities if entity.count > 2]


ENGLISH = (
    "The mayor of Exampletown, Ann Fielding, met Mr. Osborne of the United Nations in London on Monday. Fielding said "
    'the Harbour Commission would pay. "We will see," Osborne said in Berlin.'
)


def test_english_names_are_found_too(an_article):
    article = step(an_article(ENGLISH, language="en", title="Mayor in London"))
    assert set(names(article, "person")) == {"Ann Fielding", "Osborne"}
    assert names(article, "person")["Ann Fielding"] == 2
    assert set(names(article, "place")) == {"London", "Berlin"}
    assert set(names(article, "organisation")) == {"United Nations", "Harbour Commission"}


def test_other_languages_are_left_alone(an_article):
    assert step(an_article("Pedro Sánchez está en Madrid.", language="es")).entities == ()


@pytest.mark.parametrize("text", ["", "…", "A" * 10_000, "Ä. Ö. Ü.\n\n" * 50, "„“", "\x00 \ufffd", "von der von der"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_odd_texts_are_no_trouble(an_article, text, language):
    step(an_article(text, language=language))


def test_a_list_of_twenty_thousand_people_is_read_to_its_end(an_article):
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [
        f"Xq{letters[n // 676 % 26]}{letters[n // 26 % 26]}{letters[n % 26]}{letters[n // 17576]}"
        for n in range(20_000)
    ]
    found = step(an_article(" ".join(f"Herr {name} sagte." for name in names), language="de"))
    assert {entity.name for entity in found.entities} >= set(names[::1000])
    assert len(found.entities) > 19_900


def test_a_surname_that_ends_in_two_s_is_no_genitive(an_article):
    found = step(an_article("Der Tenor Kurt Ross sang. Später dankte Ross dem Publikum.", language="de"))
    assert [(entity.name, entity.count) for entity in found.entities] == [("Kurt Ross", 2)]


THINGS = [
    ("de", "Der Kutter Anna Cornelia lief aus. An Bord der „Anna Cornelia“ war niemand.", "Anna Cornelia"),
    ("de", "Das Sturmtief „Ottilie“ zog ab. Ottilie hatte Dächer abgedeckt.", "Ottilie"),
    ("de", "Die Orgel von St. Marien klingt. Im Pfarrzentrum St. Elisabeth probt der Chor.", "Marien"),
    ("de", "Er leidet an Parkinson und an Alzheimer.", "Parkinson"),
    ("en", "The trawler Mary Fielding sank. Nobody was aboard the Mary Fielding, her owner said.", "Fielding"),
    ("en", "The vessel was the Lady Isolde. Storm Agnes tore at her for days.", "Isolde"),
]


@pytest.mark.parametrize(("language", "text", "name"), THINGS)
def test_ships_storms_churches_and_diseases_are_no_people(an_article, language, text, name):
    people = names(step(an_article(text, language=language)), "person")
    assert not any(name in person for person in people)


def test_who_bears_a_ships_name_is_still_a_person(an_article):
    text = "Die Fähre „Umbrecht“ heißt nach Anna Umbrecht. Umbrecht selbst fuhr nie mit ihr."
    assert names(step(an_article(text)), "person") == {"Anna Umbrecht": 2}


def test_a_town_behind_a_club_is_the_town_when_it_stands_as_one_elsewhere(an_article):
    text = "Beim Unternehmen Seldenau wartet man. Das Werk steht in Hamburg. Der Verein Hamburg hilft."
    found = step(an_article(text))
    assert "Hamburg" not in names(found, "organisation")


def test_titles_before_and_relatives_behind_a_name_are_no_part_of_it(an_article):
    text = "Das sagte Vorsitzender Richter Dr. Ansgar Helmbrecht. Egon Strubes Schwiegermutter sah Egon Strube zu."
    assert set(names(step(an_article(text)), "person")) == {"Ansgar Helmbrecht", "Egon Strube"}


def test_english_roles_with_a_hyphen_and_ages_lead_to_people(an_article):
    text = "Player-manager Stevie Laughton met 11-year-old Ottoline Marsh. The ball was still in Claasen's hand."
    found = step(an_article(text, language="en"))
    assert set(names(found, "person")) == {"Stevie Laughton", "Ottoline Marsh"}
    assert names(found, "place") == {}
