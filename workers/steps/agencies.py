"""Name the news agencies an article credits, and the place its dateline gives."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from search.article import Article
from workers.sources import own_agencies

_AGENCIES = {
    "AAP": r"AAP",
    "AFP": r"AFP|Agence France[- ]Presse",
    "AP": r"AP|(?:The )?Associated Press",
    "ANSA": r"ANSA",
    "APA": r"APA|Austria Presse Agentur",
    "Belga": r"Belga|BELGA",
    "Bloomberg": r"Bloomberg(?: News)?",
    "CP": r"(?:The )?Canadian Press",
    "dapd": r"dapd",
    "ddp": r"ddp",
    "dpa": r"dpa(?:[-/ ]?(?:AFX|infocom|infografik|tmn|l[a-z]{2}))?|DPA|Deutschen? Presse-Agentur",
    "EFE": r"EFE",
    "epd": r"epd|Evangelischer? Pressedienst",
    "Interfax": r"Interfax",
    "Kathpress": r"Kathpress|KATHPRESS",
    "Keystone-SDA": r"Keystone[-/]SDA|[Ss][Dd][Aa]|SDA-ATS",
    "KNA": r"KNA|Katholische Nachrichten-Agentur",
    "Kyodo": r"Kyodo(?: News)?",
    "PA": r"PA Media|Press Association",
    "Reuters": r"Reuters|REUTERS|rtr|Thomson Reuters",
    "sid": r"sid|SID|Sport-Informations-Dienst",
    "TASS": r"TASS|Tass",
    "Xinhua": r"Xinhua",
}
"""Name under which a credit is counted, and how publishers write it; alphabetical."""

_CREDIT_PART = r"[\w.ÄÖÜäöüß&'-]{1,24}(?: [\w.-]{1,12})?"
_BRACKETS = re.compile(rf"\((?P<credit>{_CREDIT_PART}(?:\s?[/,;+|]\s?{_CREDIT_PART}){{0,5}})\)")
_PLACE = r"(?P<place>[A-ZÄÖÜ][\w'’.-]+(?:[ /][A-ZÄÖÜa-zäöü][\w'’.-]*){0,3}?)"
_DATE = r"(?:, ?(?:\d{1,2}\. ?\w+|\w{3,9}\.? \d{1,2})(?:,? \d{4})?)?"
_DATELINES = (
    re.compile(
        rf"{_PLACE}{_DATE}[,.:]? ?\((?P<credit>[^()\n]{{2,40}})\) ?[-–—:.]"
    ),  # Berlin (dpa) -  BERLIN, Nov 3 (Reuters) -
    re.compile(rf"{_PLACE}{_DATE} [-–—]{{1,2}} (?P<credit>)"),  # WIEN –
    re.compile(
        r"(?P<credit>[a-z]{2,4}|[A-Z]{2,4}) (?P<place>[A-ZÄÖÜ][\w'’-]+(?:[ /-][A-ZÄÖÜ][\w'’-]+){0,2}) ?[.:–—-] "
    ),  # dpa Berlin.
)
_SOURCE_LINE = re.compile(
    r"(?:Quellen?|Sources?|Mit Material (?:der|von)|Mit Agenturmaterial(?: \(|:| von)?|Agentur(?:en)?|Reporting by|"
    r"With (?:files|reporting) from|"
    r"Dieser (?:Beitrag|Artikel|Text)[^.\n]{0,60}(?:mit Material|Nachrichtenagentur)|©|\(c\))[^.\n]{0,80}",
)
_END = 400
"""Characters at the end of the text in which a credit may stand."""
_LINE = 120
"""Characters; a credit line is shorter than a sentence of the text."""


def step(article: Article) -> Article:
    """Fill ``agencies`` and ``dateline``, and take agencies out of ``authors``."""
    dateline = _dateline(article.text)
    printed = (name for credit in article.agencies for name in agencies_in(credit) or (credit,))
    credited = [*printed, *_in_authors(article.authors), *_in_text(article.text, dateline)]
    known, at_end = {name.casefold(): name for name in _known().names}, _known().at_end
    named = [known.get(name.casefold(), name) for name in credited]
    return replace(
        article,
        agencies=tuple(dict.fromkeys(named)),
        authors=tuple(
            at_end.sub("", one) for one in article.authors if one not in article.agencies and not _is_agency(one)
        ),
        dateline=_place(dateline, named),
    )


def agencies_in(credit: str) -> tuple[str, ...]:
    """The agencies that a byline or credit names, such as ``dpa/AFP/abc``."""
    return tuple(dict.fromkeys(_agencies(credit)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The agencies that are recognised: everybody's, and the operator's own sources that are agencies."""

    names: tuple[str, ...]
    alone: re.Pattern[str]
    at_end: re.Pattern[str]


def _known() -> _Known:
    return _compiled(own_agencies())


@lru_cache(maxsize=2)
def _compiled(own: tuple[tuple[str, tuple[str, ...]], ...]) -> _Known:
    written = {slug: "|".join(map(re.escape, names)) for slug, names in own}
    patterns = {**_AGENCIES, **written}
    name = "|".join(f"(?P<a{number}>{pattern})" for number, pattern in enumerate(patterns.values()))
    return _Known(
        names=tuple(patterns),
        alone=re.compile(rf"(?<![\w-])(?:{name})(?![\w])"),
        at_end=re.compile(rf"(?:\s*[,/(|]\s*(?:{name})\)?)+\s*$"),
    )


def _agencies(credit: str) -> Iterator[str]:
    known = _known()
    for match in known.alone.finditer(credit):
        yield known.names[int((match.lastgroup or "a0")[1:])]


def _is_agency(author: str) -> bool:
    alone = _known().alone
    rest = re.sub(r"[\s/,;+&|()-]+|\bund\b|\band\b", "", alone.sub("", author))
    return bool(alone.search(author)) and len(rest) <= 3  # noqa: PLR2004 - a sign such as "abc" after "dpa/"


def _in_authors(authors: tuple[str, ...]) -> Iterator[str]:
    for author in authors:
        yield from _agencies(author)


def _in_text(text: str, dateline: re.Match[str] | None) -> Iterator[str]:
    if dateline:
        yield from _agencies(dateline["credit"])
    end = text[-_END:]
    for brackets in _BRACKETS.finditer(end):
        if not end[brackets.end() :].split("\n")[0].strip(" ."):  # nothing follows it in its line
            yield from _agencies(brackets["credit"])
    lines = [line for line in end.split("\n") if 0 < len(line) <= _LINE]
    for line in lines[-3:]:
        if source := _SOURCE_LINE.match(line.strip(" *–-")):
            yield from _agencies(source[0])
        elif _is_agency(line):
            yield from _agencies(line)


def _dateline(text: str) -> re.Match[str] | None:
    beginning = text[:160].lstrip()
    return next((match for form in _DATELINES if (match := form.match(beginning))), None)


def _place(dateline: re.Match[str] | None, credited: list[str]) -> str | None:
    if not dateline:
        return None
    place, credit = dateline["place"], dateline["credit"]
    if credit and not agencies_in(credit):
        return None  # "Angela Beispiel (58) …", "UN Women. …"
    if not credit and not (place.isupper() and credited):
        return None  # "Kommentar – …" and "Analyse – …" look the same
    return place.title() if place.isupper() else place
