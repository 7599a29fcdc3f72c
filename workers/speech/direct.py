"""Find quotations in quotation marks and who says them."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter

from search.article import Quotation
from workers.quotes import quoted
from workers.sentences import sentences
from workers.speech.cast import Cast, within
from workers.wordlists import words

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CLAUSE_END = re.compile(
    r"[;:!?„“”\"»«\n]|, (?:dass|weil|wenn|als|wie|nachdem|bevor|who|which|that|but|und|aber|sondern|ehe|um)\b"
)
Bounds = tuple[tuple[int, int], ...]
_TAG, _LEAD = 140, 220
"""Characters behind and before a quotation in which its speaker is named."""
_SHORTEST = 4
"""Words; fewer between quotation marks are a title, a term or irony unless a verb of saying stands right beside."""
_AFTER_MARK = re.compile(r"[\"”“»«’]?\s?[,.]?[\"”“»«’]?\s?[–-]?\s?")
_SO = {"de": "so", "en": ""}
_SO_NAMED = re.compile(r", so (?=[^,]{3,40}$)")
"""«…, so X: „»; nothing else stands before the colon."""


def direct(cast: Cast) -> Iterator[Quotation]:
    """The quotations of a text, in order."""
    bounds = sentences(cast.text, cast.language)
    last: tuple[int, str | None] = (-1, None)
    for start, end in quoted(cast.text):
        size = len(_WORD.findall(cast.text[start:end]))
        told, speaker = _told(cast, start, end, bounds)
        if not told and size >= _SHORTEST:
            speaker = _continued(cast, start, last) or _around(cast, start, end, bounds) or _alone(cast, start)
        if size >= _SHORTEST or (speaker and size > 1):
            yield Quotation(text=cast.text[start:end], speaker=speaker, direct=True, start=start, end=end)
            last = (end, speaker)


Told = tuple[bool, str | None]
"""Whether the text says right beside a quotation who speaks, and the name when it is clear."""


def _told(cast: Cast, start: int, end: int, bounds: Bounds) -> Told:
    found = _behind(cast, end, bounds)
    return found if found[0] else _before(cast, start)


def _continued(cast: Cast, start: int, last: tuple[int, str | None]) -> str | None:
    """The speaker of the quotation before, when it stands in the same paragraph and nobody else came in."""
    end, speaker = last
    if speaker is None or cast.text.rfind("\n", 0, start) > end:
        return None
    return None if any(other.is_person and other.name != speaker for other in cast.between(end, start)) else speaker


def _alone(cast: Cast, start: int) -> str | None:
    """The only person that the paragraph has named so far."""
    paragraph = cast.text.rfind("\n", 0, start) + 1
    named = {speaker.name for speaker in cast.between(paragraph, start) if speaker.is_person}
    return named.pop() if len(named) == 1 else None


def _clause(text: str, start: int, limit: int) -> int:
    """Where the clause ends that begins here, at the latest with its sentence."""
    match = _CLAUSE_END.search(text, start, min(limit, start + _TAG))
    return match.start() if match else min(limit, start + _TAG)


def _behind(cast: Cast, end: int, bounds: Bounds) -> Told:
    """Speaker in what follows: «“, sagte X», «“, so X», «," said X», «," X said»."""
    text, verbs = cast.text, words(cast.language, "saying")
    begin = end + 1
    lead = _AFTER_MARK.match(text, begin)
    begin = lead.end() if lead else begin
    ended = text[end - 1 : begin].strip('“”"«»’ ')[-1:] in ".!?"
    if "\n" in text[end:begin] or (cast.language == "de" and ended and text[begin : begin + 1].isupper()):
        return False, None
    stop = _clause(text, begin, _sentence(bounds, begin)[1])
    first = _WORD.match(text, begin)
    if not first:
        return False, None
    if first[0] in verbs or first[0] == _SO.get(cast.language):
        return True, cast.after_verb(first.end(), stop)
    if cast.language == "en":
        return _subject_first(cast, begin, stop)
    return False, None


def _subject_first(cast: Cast, begin: int, stop: int) -> Told:
    """«," the mayor of Exampletown, Ann Example, said»: a subject and right behind it the verb."""
    verbs = within(cast.saying, begin, stop)
    if not verbs or cast.text[begin : begin + 1] in '“"':
        return False, None
    return True, cast.before_verb(begin, verbs[0][0])


def _before(cast: Cast, start: int) -> Told:
    """Speaker in what leads in: «X sagte: „», «X said, “»."""
    text = cast.text
    window = max(0, start - _LEAD)
    lead = text[window : start - 1].rstrip(' „“”"»«‘')
    if not lead or lead[-1] not in ":,":
        return False, None
    begin = window + max(lead.rfind("\n"), _last_stop(lead[:-1])) + 1
    stop = window + len(lead) - 1
    if cast.language == "de" and (tag := _SO_NAMED.search(text[:stop], begin)):
        return True, cast.after_verb(tag.end(), stop)
    found = within(cast.saying, begin, stop)
    if not found:
        return (True, cast.before_verb(begin, stop)) if lead[-1] == ":" else (False, None)
    verb, behind = found[-1] if lead[-1] == "," else found[0]
    return True, cast.before_verb(begin, verb) or cast.after_verb(behind, stop)


def _last_stop(lead: str) -> int:
    stops = list(re.finditer(r"[.!?][“”\"»«]? (?=[A-ZÄÖÜ„“\"»])", lead))
    return stops[-1].end() - 1 if stops else -1


def _around(cast: Cast, start: int, end: int, bounds: Bounds) -> str | None:
    """Speaker of the sentence that the quotation is a part of: «X sagte, man habe „…“ gefunden»."""
    first, _ = _sentence(bounds, start)
    _, last = _sentence(bounds, end)
    outside = [verb for verb in within(cast.reporting, first, last) if not start <= verb[0] < end]
    if not outside:
        return None
    verb, after = outside[0]
    behind = cast.after_verb(after, _clause(cast.text, after, last))
    return (cast.before_verb(first, verb) or behind) if verb < start else behind


def _sentence(bounds: Bounds, at: int) -> tuple[int, int]:
    """The sentence that a place stands in; between two of them the place itself, and the end of the next."""
    number = bisect_right(bounds, at, key=itemgetter(1))
    start, end = bounds[number] if number < len(bounds) else (at, at)
    return min(start, at), end
