"""Reads lines that credit somebody in words alone: over the text, where it ends, and in what is told of its author."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, pairwise, takewhile

from workers.extraction import naming
from workers.extraction.blocks import ancestors
from workers.extraction.credits import Byline, is_name, is_nobody, read_byline, read_credit, together
from workers.extraction.dateforms import read_date
from workers.extraction.known import Known
from workers.extraction.tree import spaced, text_of

_LEAD = re.compile(
    r"(?:(?i:(?:(?:this|dieser) (?:post|article|story|artikel|beitrag) (?:was|wurde) |eine? \w+ |[-–—]+ *)?"
    r"(?:(?:written|posted|published|reported|authored|geschrieben|verfasst|veröffentlicht|gastbeitrag|interview|text|"
    r"story|words|beitrag|blog beitrag|rezept) (?:by|von|par|por)|von|by|par|por|di|door|escribe)\b:? *|"
    r"(?:text(?: (?:und|&|\+) (?:fotos?|interview|bild(?:er)?))?|autor(?:in|en|innen)?|authors?|auteurs?|words|"
    r"redaktion|contributors?|verfasser(?:in)?) *: *))(?=[A-ZÀ-Þ])"
)
"""What opens a line that names who wrote the text."""
_PASSING = re.compile(
    r"\b(?i:posted|published|submitted|written|filed|veröffentlicht|gespeichert|eingestellt|erstellt|geschrieben|verfasst|"
    r"gepostet|publié|publicado|enviado)\b[^.!?]{0,60}?\b(?:by|von|par|por)\b:? *"
    r"(?P<name>[^\W\d_][\w.'’-]*(?: [A-ZÀ-Þ(][\w.'’)-]*| (?:von|van|de|der|la|di)\b){0,4})"
    r"(?=\s+(?:on|am|um|at|in|under|en|le|à|den|—|–|-|»)\b|\s*[|@—–·•,]|\s*\d|$)"
)
"""Somebody in the midst of a weblog's line on its entry: "Posted in Harbours by bernd on May 3"."""
_ACCOUNT = re.compile(r"(?i:by|von|par|por) +(?P<name>[^\W_][\w.-]*|[A-ZÀ-Þ\d][\w.-]*(?: [A-ZÀ-Þ\d&][\w.-]*){1,2})$")
"""A line that credits whoever it is in a few words: an account, a desk, a firm."""
_IN_BRACKETS = re.compile(r"[.!?]\s*\((?P<name>[^()\d]{5,60})\)\W*$")
"""Whoever signs behind the last sentence."""
_BARS = re.compile(r"\s*[|•·⋅●]\s*|\s+[–—-]\s+|\s*,\s+(?=\d)")
_WITHIN = re.compile(r" (?:in|under|unter|on behalf of) ")
"""What a name in such a line may be followed by: the section."""
_DAY_BEFORE = re.compile(r"^\W*\d[\d./-]{5,9}\W+")
_PICTURED = re.compile(
    r"\s(?:illustration(?:en|s)?|fotos?|fotografien?|photos?|photography|bilder) (?:von|by)\s.*$", re.IGNORECASE
)
"""Whose the pictures are, behind whose the words are."""
_DIGIT = re.compile(r"\d")
_PERSON = re.compile(
    r"(?!(?:By|Von|Par|Por|Text|Mit|With|In|Im|Am|An|Zum|Zur|Alle|Neue|Read|More)\b)[A-ZÀ-Þ][\w.'’-]*"
    r"(?: (?:[A-ZÀ-Þ][\w.'’-]*|von|van|de|der|la|di|del|da|ten)){1,3}"
)
"""Two to four words that are a name where one is expected."""
_ABBREVIATED = re.compile(r"\b[A-Z]{3,4}\b(?=.)")
"""An abbreviation, which is no first name."""
_DOES = (
    r"(?:is|was|has|writes|works|worked|joined|lives|covers|leads|reports|contributed|specializes|"
    r"ist|war|hat|schreibt|arbeitet|leitet|lebt|studierte?|berichtet|verantwortet|forscht|lehrt|"
    r"est|es|è|travaille|escribe)"
)
_TOLD = re.compile(
    r"(?:Dr\.? |Prof\.? )?(?P<name>[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*| (?:von|van|de|der|la|di|del|da)(?= )){0,4})"
    rf",? {_DOES}\b"
)
"""The opening of a line about a person."""
_CALLED = re.compile(r"[(*\s]*(?:[\w.]+ ){0,3}")
_SAID_OF = re.compile(rf"(?: \(\d+\))?,? (?:[^.!?]{{1,60}}, )?{_DOES}\b")
"""What stands before and behind the name of somebody of whom is told: "Our correspondent Anna Beispiel, 41, lives"."""
_COMPANY = re.compile(
    r"\b(?:firm|company|organi[sz]ation|platform|agency|provider|brand|fund|unternehmen|firma|agentur|verein|verlag|magazin)\b"
)
_names_another = naming.speaking_of(
    re.compile(
        r"comment|kommentar|related|recommend|teaser|sidebar|popular|\bnav|menu|caption|(?<!post-)(?<!entry-)(?<!article-)footer|testimonial|media(?!-body|\b)|audio|video|"
        r"player"
    )
)
_LABEL = re.compile(
    r"(?:(?:(?:written|posted|published|words|story|article|text|geschrieben|verfasst|artikel|beitrag) (?:by|von)|by|"
    r"von|par|por|di|(?:about )?(?:the )?(?:author|contributor)(?:s|\(s\))?|autor(?:in|en|innen)?|auteurs?|"
    r"verfasser(?:in)?|über (?:den autor|die autorin|die autoren)|words|redaktion|"
    r"text(?: (?:und|&|\+) (?:fotos?|bild(?:er)?|interview))?)\s*:?|\w+ von:)$",
    re.IGNORECASE,
)
"""A line that does nothing but announce who is named in the next."""
_ANNOUNCED = re.compile(
    r"(?i:autor(?:in|en|innen)?|verfasser(?:in)?|authors?|(?:text|artikel|beitrag|article|story) (?:von|by)|written by)"
    r"\s*:?\s+(?=[A-ZÀ-Þ])"
)
"""The same with the names behind it."""
_DATED = re.compile(r"[\s,|·•–—-]+\d.*$")
"""A date behind the names, in the same line."""
_JOINTS = re.compile(r"[\s._-]+")
_LONGEST_LINE, _LONGEST_DAY, _LONGEST_NAME, _LONGEST_TOLD, _LONGEST_LABEL = 140, 40, 40, 1_200, 40
_OVER, _RIGHT_OVER, _INTO, _JUST_INTO = 15, 6, 3, 2
"""Blocks over the text's first, and from it on, in which its byline stands; and those in which it is beyond doubt."""
_BEFORE_END, _AFTER_END, _TOLD_AFTER, _ABOVE_TOLD = 3, 6, 16, 3
"""Blocks around the text's end in which it is signed, those behind it in which somebody is told of, and over these."""
_FEW, _LAST, _LONGEST_BIOGRAPHY, _MOST_AUTHORS = 4, 3, 700, 20
"""Blocks of a text that loses none, those at its end that may tell of its authors, their characters, and authors."""
_START = 120
_AROUND = 3
"""Elements around a line whose names say what it is."""


def over_the_text(known: Known) -> Byline:
    """The line near the headline that opens like a byline, or names somebody beside a date."""
    opened = _best(known, _numbers(known, known.first, _OVER, _INTO), (_opened, _between_bars, _passing))
    return opened or _unless_topic(known, _beside_a_date(known))


def right_over_the_text(known: Known) -> Byline:
    """The line just over the text that does nothing but credit somebody: readers see it, whatever machines are told."""
    return _best(known, _numbers(known, known.first, _RIGHT_OVER, _JUST_INTO), (_opened_by_people, _passing))


def at_the_end(known: Known) -> Byline:
    """The line with which the text is signed."""
    return _best(known, _numbers(known, _end(known), _BEFORE_END, _AFTER_END), (_opened, _passing))


def labelled(known: Known) -> Byline:
    """What follows a line near the headline that says "Text:" or "Autor" and no more."""
    lines = (known.page.blocks[number].text for number in _numbers(known, known.first, _OVER, _INTO))
    for label, line in pairwise(lines):
        announced = len(label) <= _LONGEST_LABEL and len(line) <= _LONGEST_LINE and _LABEL.match(label)
        if announced and (found := read_byline(_DATED.sub("", line))):
            return found
    return Byline(())


def account_over_the_text(known: Known) -> Byline:
    """Whoever a line just over the text names and is no person: "by uferblick"."""
    numbers = range(_headline(known) + 1, min(len(known.page.blocks), known.first + _JUST_INTO))
    leads = (_ACCOUNT.match(_line(known, number)) for number in numbers if _may_credit(known, number))
    return next((one for lead in leads if lead and (one := read_credit(lead["name"]))), Byline(()))


def announced_at_the_end(known: Known) -> Byline:
    """The people that a line behind the text announces, in that line or in those that follow."""
    numbers = [number for number in _numbers(known, _end(known), 1, _TOLD_AFTER) if _may_credit(known, number)]
    for at, number in enumerate(numbers):
        line = known.page.blocks[number].text
        lead = _ANNOUNCED.match(line)
        if lead and (found := _people(_BARS.split(line[lead.end() :], maxsplit=1)[0])):
            return found
        if len(line) <= _LONGEST_LABEL and _LABEL.match(line) and (found := _listed(known, numbers[at + 1 :])):
            return found
    return Byline(())


def told_of(known: Known) -> Byline:
    """Somebody of whom the page tells at the end, and whose name stands alone over the text or over what is told."""
    blocks = known.page.blocks
    alone = {blocks[number].text for number in _numbers(known, known.first, _OVER, _INTO)}
    alone_of = {one.split()[0]: one for one in alone if _is_person(one)}
    found = []
    for number in _numbers(known, _end(known), _BEFORE_END, _TOLD_AFTER):
        name = _subject(blocks[number].text)
        above = {blocks[one].text for one in range(max(0, number - _ABOVE_TOLD), number)}
        full = name if name in alone or (" " in name and name in above) else alone_of.get(name)
        if full:
            found.append(Byline((full,)))
    return together(found)


def without_biographies(known: Known, kept: tuple[int, ...], names: Iterable[str]) -> tuple[int, ...]:
    """The choice without what it tells of the article's own authors at its end."""
    full = [name for name in islice(names, _MOST_AUTHORS) if " " in name]
    if not full or len(kept) <= _FEW:
        return kept
    told = {number for number in kept[-_LAST:] if _tells_of(known.page.blocks[number].text, full)}
    return tuple(number for number in kept if number not in told)


def _tells_of(text: str, names: Iterable[str]) -> bool:
    """Whether a line begins with one of the names, or with few words before it, and says who that is."""
    if len(text) > _LONGEST_BIOGRAPHY:
        return False
    found = ((text.find(name, 0, _START), len(name)) for name in names)
    return any(_CALLED.fullmatch(text, 0, at) and _SAID_OF.match(text, at + size) for at, size in found if at >= 0)


def in_full(known: Known, name: str) -> str | None:
    """The full name, near the text, of somebody of whom a first name or an account is all that is given."""
    parts = [part for part in _JOINTS.split(name.lower()) if part]
    for number in (*_numbers(known, known.first, _OVER, _INTO), *_numbers(known, _end(known), 1, _TOLD_AFTER)):
        text = known.page.blocks[number].text
        signed = _IN_BRACKETS.search(text[-_LONGEST_LINE:])
        if signed and len(parts) > 1 and set(parts) <= set(signed["name"].lower().split()):
            return signed["name"]
        if len(text) > _LONGEST_TOLD or _is_elsewhere(known, number):
            continue
        for one in (*_opened(text[:_LONGEST_LINE]).names, _BARS.split(text, maxsplit=1)[0], _subject(text)):
            words = one.lower().split()
            if _is_person(one) and (words[:1] == parts if len(parts) == 1 else set(parts) <= set(words)):
                return one
    return None


def _listed(known: Known, numbers: Sequence[int]) -> Byline:
    """Those whom the first line names, and the lines after it in the same list."""
    blocks, nodes = known.page.blocks, known.page.nodes
    around = [nodes[blocks[number].node].parent for number in numbers]
    beside = (blocks[number].text for number, one in zip(numbers, around, strict=True) if one == around[0])
    return together(takewhile(bool, map(_people, beside)))


def _people(text: str) -> Byline:
    """Whom a line names, if it names persons and nobody else."""
    found = read_byline(_DATED.sub("", text))
    return found if found and all(map(is_name, found.names)) else Byline(())


def _numbers(known: Known, middle: int, before: int, after: int) -> range:
    return range(max(0, middle - before), min(len(known.page.blocks), middle + after))


def _end(known: Known) -> int:
    """The index behind the text's last block."""
    return known.kept[-1] + 1 if known.kept else len(known.page.blocks)


def _best(known: Known, numbers: Iterable[int], readers: tuple[Callable[[str], Byline], ...]) -> Byline:
    """The first line that the first of the readers understands."""
    lines = [_line(known, number) for number in numbers if _may_credit(known, number)]
    return next((found for read in readers for line in lines if (found := read(line))), Byline(()))


def _line(known: Known, number: int) -> str:
    """A block's text, with a space between its parts where it is all that its element holds."""
    block = known.page.blocks[number]
    start, end = known.page.ends[block.node]
    apart = spaced(known.page.elements[block.node]) if end - start == 1 else block.text
    return apart if "".join(apart.split()) == "".join(block.text.split()) else block.text


def _opened(text: str) -> Byline:
    text = _PICTURED.sub("", _DAY_BEFORE.sub("", text))
    lead = _LEAD.match(text)
    return read_byline(_BARS.split(text[lead.end() :], maxsplit=1)[0]) if lead else Byline(())


def _opened_by_people(text: str) -> Byline:
    found = _opened(text)
    return found if any(map(is_name, found.people)) else Byline(())


def _between_bars(text: str) -> Byline:
    """A byline among other things: "Lokales | Von Anna Beispiel | 3. Mai"."""
    return next((found for part in _BARS.split(text)[1:] if (found := _opened(part))), Byline(()))


def _passing(text: str) -> Byline:
    sentence = text.endswith((".", "!", "?")) and not _DIGIT.search(text)
    found = None if sentence else _PASSING.search(text)
    if found is None or is_nobody(found["name"]):
        return Byline(())
    return read_byline(found["name"], alone=True) or Byline((found["name"],))


def _beside_a_date(known: Known) -> Byline:
    """A name between headline and text that stands alone with a date, in one line or in two."""
    numbers = range(_headline(known) + 1, min(len(known.page.blocks), known.first + _JUST_INTO))
    lines = [_line(known, number) if _may_credit(known, number) else "" for number in numbers]
    for at, line in enumerate(lines):
        if found := _dated(line):
            return found
        if _is_person(line) and any(map(_is_day, lines[max(0, at - 1) : at + 2])):
            return read_byline(line)
    return Byline(())


def _dated(text: str) -> Byline:
    """Who is named in a line of which another part is a date."""
    parts = _BARS.split(text)
    people = [name for part in parts if _is_person(name := _WITHIN.split(part)[0])] if len(parts) > 1 else []
    if len(people) != 1 or not _DIGIT.search(text) or read_date(text) is None:
        return Byline(())
    return read_byline(people[0])


def _headline(known: Known) -> int:
    """The heading over the text, or a block as far over it as a byline stands."""
    farthest = max(0, known.first - _OVER)
    return known.heading if known.heading >= farthest else max(farthest, known.first - _RIGHT_OVER)


def _unless_topic(known: Known, found: Byline) -> Byline:
    """What the address or the headline names as well is what the article is about, or is filed under."""
    headline = known.head.first("og:title") or (text_of(known.head.headings[0]) if known.head.headings else "")
    topics = _letters(f"{known.url} {headline}")
    return Byline(()) if any(_letters(name) in topics for name in found.names) else found


def _subject(text: str) -> str:
    """The person that a line is about, or nothing."""
    told = _TOLD.match(text) if len(text) < _LONGEST_TOLD else None
    if told is None or _COMPANY.search(text[:_START].lower()):
        return ""
    return told["name"] if is_name(told["name"], alone=True) else ""


def _is_person(text: str) -> bool:
    short = len(text) <= _LONGEST_NAME and _PERSON.fullmatch(text) is not None
    return short and is_name(text) and not _ABBREVIATED.search(text)


def _is_day(text: str) -> bool:
    return len(text) <= _LONGEST_DAY and _DIGIT.search(text) is not None and read_date(text) is not None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _may_credit(known: Known, number: int) -> bool:
    short = len(known.page.blocks[number].text) <= _LONGEST_LINE
    return short and not _is_heading(known, number) and not _is_elsewhere(known, number)


def _is_heading(known: Known, number: int) -> bool:
    return known.node_of(known.page.blocks[number]).tag == "h1"


def _is_elsewhere(known: Known, number: int) -> bool:
    """Whether a line belongs to a teaser, a comment or the like; what holds the text itself is none of them."""
    page = known.page
    for one in islice(ancestors(page.nodes, page.blocks[number].node), _AROUND):
        start, end = page.ends[one]
        if known.holds_article(one) and end - start > 1:
            return False
        if _names_another(page.nodes[one].names):
            return True
    return False
