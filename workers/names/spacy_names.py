"""Find names with a spaCy model that the operator chose, instead of the tagger and rules that ship with us."""

from functools import cache
from typing import TYPE_CHECKING

from workers.names.mention import Mention
from workers.wordlists import words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span

_KINDS = {
    "PER": "person",
    "PERSON": "person",
    "ORG": "organisation",
    "LOC": "place",
    "GPE": "place",
    "FAC": "place",
}
"""Labels of spaCy's own models: the short ones of German and most languages, the long ones of English."""
_UNNEEDED = ("tagger", "morphologizer", "parser", "lemmatizer", "attribute_ruler", "senter", "textcat")
"""Parts of a model that names do without; the parser alone takes half of the time."""
_CERTAINTY = 0.9
"""spaCy gives none; it keeps what it finds only when it is sure."""
_POSSESSIVES = frozenset(["'s", "’s", "'", "’"])


class ModelMissingError(RuntimeError):
    """Install spaCy and the model, or take it out of the setting."""


def mentions(text: str, model: str, language: str) -> tuple[Mention, ...]:
    """The mentions in a text, in order, not overlapping.

    Args:
        text: Any text.
        model: Name of an installed package or path of a folder.
        language: ISO 639-1; its titles are no part of a person's name.
    """
    found = (_mention(span, language) for span in load(model)(text).ents if span.label_ in _KINDS)
    return tuple(mention for mention in found if mention is not None)


def _mention(span: "Span", language: str) -> Mention | None:
    kind = _KINDS[span.label_]
    tokens = [token for token in span if not token.is_space]
    while kind == "person" and len(tokens) > 1 and tokens[0].text in words(language, "titles"):
        del tokens[0]
    while tokens and tokens[-1].text in _POSSESSIVES:
        del tokens[-1]
    if not tokens:
        return None
    end = tokens[-1].idx + len(tokens[-1].text)
    written = tuple(token.text for token in tokens)
    return Mention(start=tokens[0].idx, end=end, kind=kind, words=written, certainty=_CERTAINTY)


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
