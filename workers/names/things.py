"""Leave out what bears the name of a person or a place and is none: ships, storms, saints' churches, diseases."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import compress

from workers.names import features
from workers.names.mention import Mention
from workers.wordlists import words

_OPENING, _CLOSING = "„“”\"»«‚‘'›‹", "“”\"«»‘’'‹›"
_BEFORE = re.compile(r"([\w.-]+)\W{0,2}$")
_SAINTS = frozenset(["St.", "St", "Sankt"])
_THE_LADY = re.compile(r"\b[Tt]he (?:Lady|General|Queen|Princess|Prince|King|Spirit of|Major) $")
_LOOK_BACK = 40
"""Characters before a name in which the word stands that says what it names."""


def without_things(text: str, mentions: Sequence[Mention], language: str) -> list[Mention]:
    """The mentions of people, organisations and places alone; names of things are left out wherever they stand."""
    # told once for each place: to look for each mention among the things takes the square of their number
    are_things = [_is_thing(text, mention, language) for mention in mentions]
    places = {mention.words for mention in mentions if mention.kind == "place"}
    owned = {mention.words[-1] for mention in mentions if mention.kind == "person" and len(mention.words) > 1}
    taken = {mention.words for mention in compress(mentions, are_things)} | {
        (word,) for word in words(language, "eponyms")
    }
    kept = []
    for mention, is_thing in zip(mentions, are_things, strict=True):
        own_name = len(mention.words) == 1 and mention.words[0] in owned
        if is_thing or (mention.kind == "person" and mention.words in taken and not own_name):
            continue
        # "Mieterverein Werrastadt": the town, when it stands as one elsewhere.
        is_place = mention.kind == "organisation" and mention.words in places
        kept.append(replace(mention, kind="place") if is_place else mention)
    return kept


def _is_thing(text: str, mention: Mention, language: str) -> bool:
    if mention.kind == "organisation":
        return False
    if mention.kind == "person" and (_is_quoted(text, mention) or mention.words[0] in _SAINTS):
        return True
    before = text[max(0, mention.start - _LOOK_BACK) : mention.start]
    if language == "en" and len(mention.words) == 1 and _THE_LADY.search(before):
        return True
    found = _BEFORE.search(before)
    if not found or "\n" in before[found.end(1) :] or "." in before[found.end(1) :]:
        return False
    if mention.kind == "person" and len(mention.words) == 1 and found[1] in _SAINTS:
        return True
    return _names_things(found[1], language)


def _is_quoted(text: str, mention: Mention) -> bool:
    """Whether a name and nothing else stands between quotation marks: „Anna Cornelia“."""
    before, behind = text[max(0, mention.start - 1) : mention.start], text[mention.end : mention.end + 1]
    return bool(before and behind) and before in _OPENING and behind in _CLOSING


def _names_things(word: str, language: str) -> bool:
    """Whether what stands behind a word is the name of a ship, a storm, a breed: "Krabbenkutter", "Storm"."""
    low = features.last_part(word) if language == "de" and word[:1].isupper() else word.lower()
    return low in words(language, "things")
