"""Which language a page is in: what it declares, unless its text clearly is in another."""

import re
from collections.abc import Sequence

from workers.extraction.known import Known
from workers.identifier import identifier

_CODE = re.compile(r"^([a-z]{2})(?:[-_]|$)")
_SAMPLE = 1200
"""Characters of text that tell the language."""
_LEAST = 80
_SURE = 0.7
"""Probability from which detection is believed."""
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}
"""Codes for what detection and the catalogues call by another."""


def language_of(known: Known, paragraphs: Sequence[str]) -> str | None:
    """ISO 639-1 of the text."""
    declared = _declared(known)
    sample = " ".join(paragraphs)[:_SAMPLE]
    if len(sample) < _LEAST:
        return declared
    shares = _shares(sample)
    best = max(shares, key=lambda language: shares[language])
    if declared is None:
        return best if shares[best] >= _CLEAR_SHARE else _detected(sample)
    if (
        shares[best] >= _CLEAR_SHARE
        and shares[best] > 2 * shares.get(declared, 0.0)
        and best not in _KIN.get(declared, ())
    ):
        return best
    return declared if declared not in _COMMON or shares[declared] >= _LOW_SHARE else _detected(sample)


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
    "cs": "a se na je v že to s z do o i jako za by ale které po si od jsou byl který",
    "da": "og i at er det en til på som med de for den af der ikke et har han var om sig",
    "de": "der die und das nicht ist mit den ein eine auf für von zu im sich auch dem es als an er des hat",
    "en": "the of and to a in is that it for was on are as with he be at by this from has have not",
    "es": "el la los de y que en un una por con para se las del no su al es lo como más",
    "fi": "ja on ei että se oli hän joka ovat mutta kun myös niin sen tai ole kuin",
    "fr": "le la les de des et un une est dans que pour qui sur pas par au du en il ce ne se a",
    "hu": "a az és hogy nem is egy ez de meg volt már csak ha mint el még vagy",
    "it": "il la di che e un una per non in sono con del della i le si da al è a ha",
    "nl": "de het een van en in is dat op te voor niet met zijn die aan er om ook als bij",
    "no": "og i er det en til på som med de for den av ikke et har han var om seg å at",
    "pl": "i w na nie się z że do jest to o jak po co ale za od przez oraz są tym",
    "pt": "o a de e que do da em um para é com não uma os no se na por mais as dos ao",
    "ro": "și de în la a cu nu pe care din o este mai un pentru că au fost se sunt",
    "ru": "и в не на что с он по это как из у к за от о но для его так был",
    "sv": "och i att det som en på är av för med den till har inte om ett han var de",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi en ne kadar sonra",
    "uk": "і в не на що з та до це як за від у по про але його для був",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_KIN = {"no": ("da",), "da": ("no",), "nb": ("da", "no"), "uk": ("ru",)}
"""Languages whose commonest words cannot be told apart by a look."""
_CLEAR_SHARE, _LOW_SHARE = 0.25, 0.08
"""Share of a text's words among a language's commonest from which it is sure, and below which it is not."""


def _shares(sample: str) -> dict[str, float]:
    """A cheap look at the commonest words, so that detection runs on few pages."""
    words = sample.lower().split()
    return {language: sum(map(common.__contains__, words)) / len(words) for language, common in _WORDS.items()}


def _detected(sample: str) -> str | None:
    language, probability = identifier().classify(sample)
    return str(_SAME.get(language, language)) if probability >= _SURE else None
