"""Find names with a spaCy model that the operator chose, instead of the tagger and rules that ship with us."""

from functools import cache
from typing import TYPE_CHECKING

from workers.names.borrowed import KINDS, ModelMissingError, mention
from workers.names.mention import Mention

if TYPE_CHECKING:
    from spacy.language import Language

_UNNEEDED = ("tagger", "morphologizer", "parser", "lemmatizer", "attribute_ruler", "senter", "textcat")
"""Parts of a model that names do without; the parser alone takes half of the time."""
_CERTAINTY = 0.9
"""spaCy gives none; it keeps what it finds only when it is sure."""


def mentions(text: str, model: str, language: str) -> tuple[Mention, ...]:
    """The mentions in a text, in order, not overlapping.

    Args:
        text: Any text.
        model: Name of an installed package or path of a folder.
        language: ISO 639-1; its titles are no part of a person's name.
    """
    found = (
        mention(text, span.start_char, span.end_char, span.label_, language=language, certainty=_CERTAINTY)
        for span in load(model)(text).ents
        if span.label_ in KINDS
    )
    return tuple(one for one in found if one is not None)


@cache
def load(model: str) -> "Language":
    """The model, once a process; raises ``ModelMissingError``."""
    try:
        import spacy  # an extra: most installations do without
    except ImportError as error:
        raise ModelMissingError(
            f'NEWSLOOM_NAME_MODELS names "{model}", and spaCy is not installed - pip install "newsloom[spacy]"'
        ) from error
    try:
        return spacy.load(model, exclude=_UNNEEDED)
    except OSError as error:
        raise ModelMissingError(
            f'NEWSLOOM_NAME_MODELS names "{model}", which is neither an installed package nor a folder with a model - '
            "install the package or mend the setting"
        ) from error
