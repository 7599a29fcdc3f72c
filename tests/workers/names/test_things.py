"""What bears a person's name and is none is left out of the names."""

from workers.names.mention import Mention
from workers.names.things import without_things

STORM = "Sturm Anna. "
MANY = 40_000


def test_of_forty_thousand_storms_none_is_a_person():
    starts = range(len("Sturm "), MANY * len(STORM), len(STORM))
    storms = [Mention(start=at, end=at + 4, kind="person", words=("Anna",), certainty=0.9) for at in starts]
    assert without_things(STORM * MANY, storms, "de") == []
