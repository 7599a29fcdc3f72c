"""Which language a page is in: what it declares, unless its text clearly is in another."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from workers.extraction.known import Known

_CODE = re.compile(r"^([a-z]{2})(?:[-_]|$)")
_SAMPLE = 1200
"""Characters of text that tell the language."""
_LEAST = 80
_CLEAR = 0.97
"""Probability from which the text's own language outweighs what the page declares."""
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}
"""Codes for what detection and the catalogues call by another."""


def language_of(known: Known, paragraphs: Sequence[str]) -> str | None:
    """ISO 639-1 of the text."""
    declared = _declared(known)
    sample = " ".join(paragraphs)[:_SAMPLE]
    if len(sample) < _LEAST:
        return declared
    if declared and _fits(declared, sample):
        return declared
    detected, probability = _detector().classify(sample)
    if declared is None or (probability >= _CLEAR and _SAME.get(detected, detected) != declared):
        return str(_SAME.get(detected, detected))
    return declared


def _declared(known: Known) -> str | None:
    """``html lang`` first, for browsers and screen readers act on it."""
    described = known.described.language if known.described else None
    for said in (
        known.head.language,
        described,
        known.head.first("og:locale", "content-language", "dc.language", "language"),
    ):
        if said and (match := _CODE.match(said.strip().lower())):
            return _SAME.get(match.group(1), match.group(1))
    return None


_COMMON = {
    "de": frozenset("der die und das nicht ist mit den ein eine auf für von zu im sich auch dem".split()),
    "en": frozenset("the of and to a in is that it for was on are as with he be at by this".split()),
    "fr": frozenset("le la les de des et un une est dans que pour qui sur pas par au du".split()),
    "es": frozenset("el la los de y que en un una por con para se las del no su al".split()),
    "it": frozenset("il la di che e un una per non in sono con del della i le si".split()),
    "nl": frozenset("de het een van en in is dat op te voor niet met zijn die aan er".split()),
}
_SHARE = 0.2


def _fits(language: str, sample: str) -> bool:
    """A cheap look at the commonest words, so that detection runs on few pages."""
    common = _COMMON.get(language)
    words = sample.lower().split()
    return common is not None and sum(word in common for word in words) >= _SHARE * len(words)


@cache
def _detector() -> Any:  # noqa: ANN401 - py3langid ships no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a tenth of a second and 50 MB, needed for some pages

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
