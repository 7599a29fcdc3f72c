"""The identifier of languages, loaded once for extraction and steps: it takes a second and a hundred megabytes."""

from functools import cache
from typing import Any

LANGUAGES = tuple(
    "ar bg ca cs da de el en es et fa fi fr he hi hr hu hy id is it ja ka ko "
    "lt lv mk nl no pl pt ro ru sk sl sq sr sv sw th tr uk ur vi xh zh zu".split()
)
"""What the identifier chooses from. Rare neighbours of big languages (Luxembourgish, Frisian, Bosnian) are left out:
they would take more short German, Dutch and Croatian texts than they would ever be right about."""


@cache
def identifier() -> Any:  # noqa: ANN401 - py3langid ships no types
    """py3langid's model, limited to ``LANGUAGES``, with chances that add up to one."""
    # Imported when first needed: numpy and the model take a second, and many commands never get here.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    loaded = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    loaded.set_languages(LANGUAGES)
    return loaded
