"""Find names with the model that an operator chose for a language, whichever library runs it."""

from collections.abc import Sequence

from workers.names import onnx_names, spacy_names
from workers.names.borrowed import LONGEST
from workers.names.mention import Mention


def mentions(text: str, model: str, language: str) -> Sequence[Mention]:
    """The mentions in a text, in order, not overlapping.

    Args:
        text: Any text; of a very long one the beginning is read.
        model: Name of a spaCy package, or path of a folder with a model of spaCy's or a transformer as ONNX.
        language: ISO 639-1; its titles are no part of a person's name.
    """
    find = onnx_names.mentions if onnx_names.is_meant(model) else spacy_names.mentions
    return find(text[:LONGEST], model, language)


def load(model: str) -> None:
    """Load a model, once a process; raises ``ModelMissingError``."""
    if onnx_names.is_meant(model):
        onnx_names.load(model)
    else:
        spacy_names.load(model)
