"""Find reported speech and who is reported: «X sagte, …», «…, so X», «laut X …»."""

import re
from collections.abc import Iterator, Sequence

from search.article import Quotation
from workers.names.tokens import Span
from workers.sentences import sentences
from workers.speech.cast import Cast, within
from workers.wordlists import words

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_MARKS = re.compile(r"[„“”\"»«]")
_REPORTED = re.compile(
    r"^(?:dass|ob)\b|\b(?:sei|seien|habe|hätten|hätte|werde|würde|würden|könne|könnten|könnte|müsse|müssten|müsste|solle|sollten|"
    r"dürfe|dürften|wolle|wollten|gebe|gehe|gelte|brauche|stehe|komme|bleibe|liege|mache|lasse|fehle|bestehe|wisse|sehe|lägen)\b|"
    r"\bzu \w+en\.?$|\w+zu\w+en\.?$"
)
"""German marks what is reported: a conjunction, the subjunctive, or an infinitive."""
_SAID = re.compile(
    r"^that\b|^(?:\S+ ){1,6}?(?:is|are|was|were|had|has|have|would|could|will|can|should|must|might|may|did|does)\b"
)
"""English has the conjunction, or a finite verb soon behind its subject."""
_SHORTEST = 25
"""Characters of content; below it nothing is said."""
_ACCORDING = {
    "de": re.compile(
        r"\b(?:[Ll]aut|[Nn]ach (?:Angaben|Auskunft|Aussage|Einschätzung|Ansicht|Meinung|Darstellung|Worten)"
        r"(?: von| der| des)?) "
    ),
    "en": re.compile(r"\b[Aa]ccording to "),
}
_LATE = re.compile(r" zufolge\b")
_TAGS = (" zufolge", ", so ")
"""What names a source in German without a verb."""
_CONTENT = {
    "de": re.compile(
        r",\s+(?=(?:dass|ob|er|sie|es|man|wer|die|der|das|den|dem|ein|eine|nur|im|in|für|mit|auch|nun|jetzt|noch|niemand|"
        r"alle|viele|ohne|bei|nach|seit|bis)\b)"
    ),
    "en": re.compile(
        r"\s+(?=(?:that|he|she|it|they|the|there|this|his|her|its|their|no|we|a|an|more|some|many|all|if|in|by|about)\b)"
    ),
}
"""Where reported content begins behind verb and speaker."""


def indirect(cast: Cast) -> Iterator[Quotation]:
    """Reported speech, at most one report a sentence; sentences with quotation marks are left to direct speech."""
    if cast.language not in _ACCORDING:
        return
    according = [match.span() for match in _ACCORDING[cast.language].finditer(cast.text)]
    for start, end in sentences(cast.text, cast.language):
        sources, verbs = within(according, start, end), within(cast.reporting, start, end)
        tagged = cast.language == "de" and any(cast.text.find(word, start, end) >= 0 for word in _TAGS)
        if not (sources or verbs or tagged) or _MARKS.search(cast.text, start, end):
            continue
        found = _according(cast, start, end, sources) or _closing(cast, start, end, verbs)
        found = found or _opening(cast, start, end, verbs)
        if found and found[1] - found[0] >= _SHORTEST:
            begin, stop, speaker = found
            yield Quotation(text=cast.text[begin:stop], speaker=speaker, direct=False, start=begin, end=stop)


Found = tuple[int, int, str]


def _according(cast: Cast, start: int, end: int, sources: Sequence[Span]) -> Found | None:
    """The whole sentence is the report: «Laut X …», «… according to X»."""
    if sources:
        behind = sources[0][1]
        name = cast.after_verb(behind, min(end, behind + 70))
        return (start, end, name) if name else None
    if cast.language == "de" and (late := _LATE.search(cast.text, start, end)):
        near = [speaker for speaker in cast.between(start, late.start()) if speaker.end == late.start()]
        return (start, end, near[0].name) if near else None
    return None


def _closing(cast: Cast, start: int, end: int, verbs: Sequence[Span]) -> Found | None:
    """The report comes first: «…, sagte X.», «…, so X.», «…, said X.», «…, X said.»."""
    text = cast.text
    comma = text.rfind(", ", start, end)
    while comma > start:
        first = _WORD.match(text, comma + 2)
        if first and _tags(cast, first):
            name = cast.after_verb(first.end(), _until(text, first.end(), end))
            return (start, comma, name) if name and comma - start > _SHORTEST else None
        if cast.language == "en" and (verb := _verb_at_end(cast, comma + 2, end, verbs)):
            name = cast.before_verb(comma + 2, verb)
            return (start, comma, name) if name else None
        comma = text.rfind(", ", start, comma)
    return None


def _tags(cast: Cast, first: re.Match[str]) -> bool:
    """Whether a word begins the naming of a speaker: «, sagte X», «, so X», «, said X» but not «X, said he knew»."""
    if cast.language == "de":
        return first[0] == "so" or first[0] in words("de", "reporting")
    behind = cast.text[first.end() + 1 : first.end() + 2]
    return first[0] in words(cast.language, "reporting") and behind.isupper()


def _until(text: str, start: int, end: int) -> int:
    comma = text.find(",", start, end)
    return comma if comma > 0 else end


def _verb_at_end(cast: Cast, start: int, end: int, verbs: Sequence[Span]) -> int | None:
    verb, behind = verbs[-1] if verbs else (-1, -1)
    if verb <= start or _WORD.search(cast.text, behind, end):
        return None
    before = len(_WORD.findall(cast.text, start, verb))
    return verb if 0 < before < 8 else None  # noqa: PLR2004 - "X told the paper" is longer


def _opening(cast: Cast, start: int, end: int, verbs: Sequence[Span]) -> Found | None:
    """The speaker comes first: «X sagte, er …», «X said that …»."""
    text = cast.text
    if not verbs:
        return None
    verb, behind = verbs[0]
    content = _CONTENT[cast.language].search(text, behind, min(end, behind + 120))
    if not content:
        return None
    if cast.language == "en" and (content.start() != behind or not _SAID.search(text[content.end() : end])):
        return None
    if "," in text[start:verb] and cast.language == "de" and text[start:verb].count(",") > 2:  # noqa: PLR2004
        return None
    if cast.language == "de" and not _REPORTED.search(text[content.end() : end]):
        return None
    name = cast.before_verb(start, verb)
    if not name and cast.language == "de":
        name = cast.after_verb(behind, content.start() + 1)
    return (content.end(), end, name) if name else None
