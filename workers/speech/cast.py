"""Who can speak in an article: its people and organisations, under names, roles and pronouns."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from search.article import Article
from workers.names import features
from workers.names.gazetteer import gazetteer
from workers.names.tokens import Span, tokens
from workers.wordlists import words

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DEFINITE = {"de": frozenset("der die".split()), "en": frozenset(["the"])}
_AGED = re.compile(r" (?:\d\d-(?:Jährige|jährige|year-old)|\d\d year old)")
_PRONOUNS = {"de": {"er": "m", "sie": "w"}, "en": {"he": "m", "she": "w"}}
_TITLES = {
    "Herr": "m",
    "Herrn": "m",
    "Frau": "w",
    "Mr": "m",
    "Sir": "m",
    "Lord": "m",
    "Mrs": "w",
    "Ms": "w",
    "Miss": "w",
    "Lady": "w",
}
_BROKEN = re.compile(r"[;:!?„“\"»«]|, |[^\W\d]{4}\.(?!-)|\n")
"""What stands in no single phrase; the stops of "Dr." and "Prof." do."""
_PHRASE = 7
"""Words of a role between a verb and the name."""
_APPOSED = 60
"""Characters before a name in which its role stands."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name that stands somewhere."""

    start: int
    end: int
    name: str
    is_person: bool


def within(places: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of some ordered places that begin within a span."""
    return places[bisect_left(places, (start, 0)) : bisect_left(places, (end, 0))]


class Cast:
    """The article's speakers in order of their places, and the roles they are called by."""

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self.language = article.language or ""
        self.places: Sequence[Speaker] = sorted(
            (
                Speaker(start, end, entity.name, entity.kind == "person")
                for entity in article.entities
                if entity.kind in {"person", "organisation"}
                for start, end in entity.spans
            ),
            key=lambda speaker: speaker.start,
        )
        self._starts = [speaker.start for speaker in self.places]
        self.saying = self._words_of("saying")
        self.reporting = self._words_of("reporting")

    def _words_of(self, name: str) -> tuple[Span, ...]:
        """Where words of a list stand; most sentences hold no verb of saying, and need not be read for one."""
        cut, listed = tokens(self.text, self.language), words(self.language, name)
        return tuple(
            (start, start + len(word)) for word, start in zip(cut.words, cut.starts, strict=True) if word in listed
        )

    def between(self, start: int, end: int) -> Sequence[Speaker]:
        """Names that stand wholly within a span."""
        found = self.places[bisect_left(self._starts, start) : bisect_right(self._starts, end - 1)]
        return [speaker for speaker in found if speaker.end <= end]

    def after_verb(self, start: int, end: int) -> str | None:
        """The subject right behind a verb: a name, a role with or without a name, a pronoun."""
        first = _WORD.search(self.text, start, end)
        if not first:
            return None
        if sex := _PRONOUNS.get(self.language, {}).get(first[0]):
            return self.pronoun(first.start(), sex)
        near = [speaker for speaker in self.between(start, end) if not self._is_genitive(speaker)]
        named = next((speaker for speaker in near if speaker.is_person), None) or (near[0] if near else None)
        if named and (
            self._is_one_phrase(start, named.start) or (named.is_person and self._is_apposed(start, named.start))
        ):
            return named.name
        if any(speaker.is_person for speaker in near):
            return None
        return self.role(start, end)

    def _is_genitive(self, speaker: Speaker) -> bool:
        """Whether a name only says whose somebody is: «meint Umbrechts Kollege»."""
        last = speaker.name.rpartition(" ")[2]
        form = self.text[speaker.start : speaker.end].rpartition(" ")[2]
        behind = self.text[speaker.end : speaker.end + 2]
        return (form != last and form in {f"{last}s", f"{last}'", f"{last}’"}) or behind in {"'s", "’s"}

    def _is_apposed(self, start: int, end: int) -> bool:
        """Whether a role and a comma stand before the name: «sagte ihre Sprecherin, die Ärztin Eva Muster»."""
        phrase, comma, apposition = self.text[start:end].partition(", ")
        found = _WORD.findall(phrase)
        return (
            bool(comma)
            and any(self._role_of(word) for word in found)
            and len(_WORD.findall(apposition)) <= 4  # noqa: PLR2004
            and not any(word.lower() in words(self.language, "subject_blockers") for word in _WORD.findall(apposition))
        )

    def before_verb(self, start: int, end: int) -> str | None:
        """The subject in front of a verb that stands second in its clause."""
        first = _WORD.search(self.text, start, end)
        if not first:
            return None
        if sex := _PRONOUNS.get(self.language, {}).get(self.text[start:end].strip().lower()):
            return self.pronoun(first.start(), sex)
        near = self.between(start, end)
        people = [speaker for speaker in near if speaker.is_person]
        if len({speaker.name for speaker in people}) == 1 and not self._is_object(start, people[0]):
            return people[0].name
        if not people and len(near) == 1 and not self._is_object(start, near[0]):
            return near[0].name
        return self.role(start, end) if not near else None

    def role(self, start: int, end: int) -> str | None:
        """The person whom a role or an age means: "die Landrätin" when only one is, "der 49-Jährige" as a pronoun."""
        found = list(_WORD.finditer(self.text, start, min(end, start + _APPOSED)))[:4]
        if not found or found[0][0].lower() not in _DEFINITE.get(self.language, ()):
            return None
        if _AGED.match(self.text, found[0].end()):
            return self.pronoun(start)
        for match in found[1:]:
            if role := self._role_of(match[0]):
                owners = self.roles.get(role, set())
                return next(iter(owners)) if len(owners) == 1 else self.pronoun(start) if not owners else None
        return None

    def pronoun(self, at: int, sex: str | None = None) -> str | None:
        """The one person whom a pronoun may mean, in the same paragraph before it or else in the one before."""
        start = max(0, self.text.rfind("\n\n", 0, at))
        before = max(0, self.text.rfind("\n\n", 0, start))
        for begin, end in ((start, at), (before, start)):
            named = dict.fromkeys(speaker.name for speaker in self.between(begin, end) if speaker.is_person)
            meant = [name for name in named if sex is None or self.sexes.get(name, sex) == sex]
            if len(meant) == 1:
                return meant[0]
            if meant:
                return None
        return None

    @cached_property
    def sexes(self) -> dict[str, str]:
        """Of the people whose first name or title tells."""
        found: dict[str, str] = {}
        names = gazetteer("de")
        for speaker in self.places:
            before = _WORD.findall(self.text[max(0, speaker.start - 8) : speaker.start])
            first = speaker.name.partition(" ")[0]
            told = _TITLES.get(before[-1]) if before else None
            told = told or ("w" if first in names.women else "m" if first in names.men else None)
            if speaker.is_person and told:
                found.setdefault(speaker.name, told)
        return found

    def _is_one_phrase(self, start: int, end: int) -> bool:
        """Whether nothing stands between verb and name but the name's own role and title."""
        between = self.text[start:end]
        found = _WORD.findall(between)
        return (
            len(found) <= _PHRASE
            and not _BROKEN.search(between)
            and not any(word.lower() in words(self.language, "subject_blockers") for word in found)
        )

    def _is_object(self, start: int, speaker: Speaker) -> bool:
        found = _WORD.findall(self.text[start : speaker.start])
        return any(word.lower() in words(self.language, "subject_blockers") for word in found)

    @cached_property
    def roles(self) -> dict[str, set[str]]:
        """Roles that stand right before a name: "Landrätin Karoline Musterfrau", "mayor Ann Example"."""
        found: dict[str, set[str]] = {}
        for speaker in self.places:
            if not speaker.is_person:
                continue
            before = _WORD.findall(
                self.text[max(0, speaker.start - _APPOSED) : speaker.start].rpartition(".")[2].rpartition("\n")[2]
            )
            behind = _WORD.findall(self.text[speaker.end : speaker.end + _APPOSED].partition(".")[0])
            apposed = behind[:3] if self.text[speaker.end : speaker.end + 2] == ", " else ()
            for word in (*before[-2:], *apposed):
                if role := self._role_of(word):
                    found.setdefault(role, set()).add(speaker.name)
        return found

    def _role_of(self, word: str) -> str | None:
        return _role(word, self.language)


@cache
def _role(word: str, language: str) -> str | None:
    if language == "de":
        last = features.last_part(word) if word[:1].isupper() else ""
        return last if last in words("de", "roles") else None
    low = word.lower()
    return low if low in words("en", "roles") else None
