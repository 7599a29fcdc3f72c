"""Names that are known beforehand."""

from workers.names.gazetteer import gazetteer


def test_a_word_may_be_several_things():
    names = gazetteer("de")
    assert names.flags("Hamburg") == "t"
    assert names.flags("Österreich") == "c"
    assert set(names.flags("Martin")) >= {"f", "l"}
    assert names.flags("Siemens") == "o"


def test_the_longest_name_is_matched():
    words = "Der FC Bayern München spielt in New York".split()
    assert list(gazetteer("de").matches(words)) == [(1, 4, "ORG"), (6, 8, "LOC")]


def test_the_largest_town_of_a_name_comes_first():
    frankfurt = gazetteer("de").places["Frankfurt"]
    assert (frankfurt[0].country, frankfurt[0].inhabitants > 500_000) == ("DE", True)
