from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from search.article import Entity, Joints
from search.related import Rarity, clues, relations, score, shared
from tests.search.factories import NOON, an_article

TRAIN = an_article(
    "Güterzug entgleist", "Bei Mohrbrück ist ein Zug mit Rapsöl verunglückt. Holger Piening leitete die Feuerwehr dort."
)
ACCOUNT = an_article(
    "Stau auf der Schiene", "Rapsöl im Graben, Waggons auf der Seite: Holger Piening hat bei Mohrbrück viel zu tun."
)
OTHERS = [
    an_article(f"Rat berät {number}", f"Die Gemeinde {name} berät am Abend über Radwege, Schulen und Feuerwehr.")
    for number, name in enumerate(("Talheim", "Oberau", "Seedorf", "Niederau", "Sandau"))
]


def test_an_account_in_other_words_is_found_among_articles_of_other_events():
    [relation] = relations(clues(TRAIN), [clues(article) for article in (*OTHERS, ACCOUNT)])
    assert relation.id == ACCOUNT.id
    assert "holger piening" in relation.shared


def test_an_article_is_not_related_to_itself():
    assert relations(clues(TRAIN), [clues(TRAIN)]) == ()


def test_a_compound_meets_its_part():
    """Without the joint "Forschungsschiffe" and "Schiffe" have nothing in common."""
    whole = an_article("Forschungsschiffe bestellt", "Die Forschungsschiffe kommen.")
    jointed = replace(whole, joints=Joints(title=(10,), text=(14,)))
    ships = clues(an_article("Zwei Schiffe", "Die Werft baut zwei Schiffe."))
    rarity = Rarity([ships, clues(whole), *(clues(article) for article in OTHERS)])
    assert "schiffe" in shared(clues(jointed), ships, rarity)
    assert score(clues(jointed), ships, rarity) > score(clues(whole), ships, rarity)


def test_a_name_the_worker_found_speaks_for_a_relation():
    person = Entity(kind="person", name="Anna Umbrecht", count=2, salience=0.5)
    one, other = (replace(an_article(title), entities=(person,)) for title in ("Rede", "Reise"))
    rarity = Rarity([clues(one), clues(other), *(clues(article) for article in OTHERS)])
    assert shared(clues(one), clues(other), rarity)[0] == "name anna umbrecht"


def test_what_happened_long_ago_is_less_related():
    rarity = Rarity([clues(TRAIN), clues(ACCOUNT), *(clues(article) for article in OTHERS)])
    before = replace(ACCOUNT, published=NOON - timedelta(days=400))
    assert score(clues(TRAIN), clues(before), rarity) < score(clues(TRAIN), clues(ACCOUNT), rarity) / 10


@given(st.text(), st.text())
def test_scores_stay_between_none_and_all_for_any_texts(one, other):
    first, second = clues(an_article("a", one)), clues(an_article("b", other))
    assert 0 <= score(first, second, Rarity([first, second])) <= 1.000001
