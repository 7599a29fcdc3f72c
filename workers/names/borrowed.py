"""What models that are not ours have in common: the kinds behind their labels, a name's bounds, one that is missing."""

import re

from workers.names.mention import Mention
from workers.wordlists import words

KINDS = {
    "PER": "person",
    "PERSON": "person",
    "ORG": "organisation",
    "LOC": "place",
    "GPE": "place",
    "FAC": "place",
}
"""Labels of published models: the short ones of German and most languages, the long ones of English."""
LONGEST = 100_000
"""Characters of a text that such a model reads: more than articles have, so only what is none is cut."""
_WORD = re.compile(r"[^\W_]+(?:[-‐.&'’](?!s\b)[^\W_]+)*\.?|[^\w\s]")
"""A word with the stop of an abbreviation and without a possessive s, or a sign."""
_POSSESSIVE = re.compile(r"\s*['’]s?$")


class ModelMissingError(RuntimeError):
    """Install the chosen model and what runs it, or take it out of the setting."""


def mention(text: str, start: int, end: int, label: str, *, language: str, certainty: float) -> Mention | None:
    """The name between two places of a text, without title, possessive and signs around it; None when none is left.

    Args:
        text: What the model read.
        start: Where the name begins, as the model says.
        end: Where it ends, exclusive.
        label: One of ``KINDS``.
        language: ISO 639-1; its titles are no part of a person's name.
        certainty: 0 to 1.
    """
    written = list(_WORD.finditer(_POSSESSIVE.sub("", text[start:end])))
    while written and not written[0][0][0].isalnum():
        del written[0]
    while KINDS[label] == "person" and len(written) > 1 and written[0][0] in words(language, "titles"):
        del written[0]
    while written and not written[-1][0][0].isalnum():
        del written[-1]
    if not written:
        return None
    return Mention(
        start=start + written[0].start(),
        end=start + written[-1].end(),
        kind=KINDS[label],
        words=tuple(word[0] for word in written),
        certainty=certainty,
    )
