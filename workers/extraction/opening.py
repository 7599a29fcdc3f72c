"""What stands over the text and is not text: the headline again, byline, date line, section label, standfirst."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from workers.extraction.credits import read_byline
from workers.extraction.dateforms import read_ago, read_date
from workers.extraction.features import plain
from workers.extraction.known import Known

_NAMED = re.compile(
    r"standfirst|\bdek\b|subhead|sub-?title|subtitel|untertitel|sub-?headline|lead(?!er|ing)\b|lede|vorspann|intro|"
    r"summary|teaser-?text|excerpt|description|deck\b|"
    r"chapo|sommario|entradilla|bajada|abstract|anriss|article__lead|preamble|ingress",
    re.IGNORECASE,
)
_LONG = 12
"""Words from which a block is the text itself and no line above it."""
_REACH = 8
"""Blocks of the choice in which lines over the text are looked for."""
_BEFORE = 12
"""Blocks before the text in which the standfirst is looked for."""
_SHORTEST, _LONGEST = 20, 900
"""Characters of a standfirst."""
_DATE_LINE = 90
_LINE, _TELLING = 120, 40
_FEW = 2
_WORDS_OF_DATES = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)(?:day|sday|nesday|rsday|urday|ntag|enstag|ttwoch|"
    r"nnerstag|eitag|mstag)?\b|"
    r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\b|"
    r"\b(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)\w*|"
    r"\b(?:uhr|stand|am|um|at|on|vor|ago|stunden?|minuten?|tag(?:en)?|hours?|minutes?|days?|published|posted|"
    r"updated|last|first|veröffentlicht|"
    r"aktualisiert|zuletzt|erstellt|lesezeit|lesedauer|min|read|mins|a\.?m|p\.?m|gmt|utc|mez|mesz|cet|cest|est|edt|"
    r"t|z|publié|le|à|mis|jour)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^\s*(?:von|by|par|por|di|door|text:|foto:|autor(?:in)?:?|author:?|written by|protokoll:|interview:)\s",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"^[^.!?]{2,30}(?:\s*[>›»/→|]\s*[^.!?]{2,40}){2,}$")
"""Where the page stands in its site: "Home > Lokales > Elbtal"."""
_ABOUT_READING = re.compile(
    r"\W*(?:geschätzte\s+)?(?:lesezeit|lesedauer|reading time|time to read|temps de lecture|tiempo de lectura|"
    r"tempo di lettura|leestijd)\W+(?:ca\.?\s*)?\d{1,2}\s?\w{0,8}\W*|"
    r"\W*(?:ca\.?\s*)?\d{1,2}[\s-]?min(?:ut)?\w{0,2}\.?[\s-](?:read|lesezeit|zum lesen|lesedauer|de lecture|de lectura|"
    r"di lettura)\W*",
    re.IGNORECASE,
)
_DEEDS = re.compile(
    r"\W*(?:artikel\s+)?(?:teilen|merken|drucken|vorlesen|anhören|kommentieren|kommentare|speichern|verschenken|share|"
    r"save|print|listen|comments?|bookmark|partager|imprimer|compartir|condividi|delen)(?:\s+\d+)?\W*",
    re.IGNORECASE,
)
"""What a reader can do with the article."""


class Opening(NamedTuple):
    """The choice without the lines over it, and the standfirst."""

    kept: tuple[int, ...]
    standfirst: str | None


def open_text(known: Known, title: str, authors: Sequence[str]) -> Opening:
    """Take the lines over the text out of the choice, and find the standfirst among them or before.

    A standfirst that was chosen stays: it is read as the article's first paragraph is.
    """
    blocks = known.page.blocks
    names = {plain(name) for name in authors}
    dropped = _over_the_text(known, {plain(title), *names} - {""}, names)
    kept = tuple(number for number in known.kept if number not in dropped)
    found = _shown_standfirst(known, kept, plain(title))
    if found is None:
        return Opening(kept, _stated_standfirst(known, kept, plain(title)))
    return Opening(kept, blocks[found].text)


def _over_the_text(known: Known, said: set[str], names: set[str]) -> set[int]:
    """Lines that say nothing of their own, over the first paragraph and, for it may be a standfirst, just behind it."""
    labels = said | set(_labels(known)) - {""}
    dropped: set[int] = set()
    first: str | None = None
    for number in known.kept[:_REACH]:
        text = known.page.blocks[number].text
        words = plain(text)
        repeated = words in (labels if first is None else said | {first})
        if repeated or _is_byline(text, names) or _is_date_line(known, text) or _is_of_the_page(text):
            dropped.add(number)
        elif first is not None:
            break
        elif len(text.split()) >= _LONG:
            first = words
    return dropped


def _labels(known: Known) -> Iterator[str]:
    """What the page is filed under: its section, its tags, the folders of its address."""
    head, article = known.head, known.described
    yield plain(head.first("article:section") or (article.section if article else None) or "")
    for tag in (*(article.keywords if article else ()), *head.every("article:tag", "news_keywords")):
        yield from map(plain, tag.split(","))
    yield from map(plain, urlsplit(known.url).path.split("/")[:-1])


def _is_of_the_page(text: str) -> bool:
    """Whether a line says where the page stands, how long it takes to read, or what can be done with it."""
    if len(text) > _LINE:
        return False
    return any(pattern.fullmatch(text) is not None for pattern in (_ABOUT_READING, _DEEDS, _CRUMBS))


def _is_byline(text: str, names: set[str]) -> bool:
    if len(text) > _LINE or text.endswith((".", "!", "?")):
        return False
    if not _BYLINE.match(text) and not any(name in plain(text) for name in names):
        return False
    found = read_byline(text)
    said = sum(map(len, found.names))
    return said > 0 and len(text) < said + 45


def _is_date_line(known: Known, text: str) -> bool:
    if len(text) > _DATE_LINE or not any(map(str.isdigit, text)) or text.endswith((".", "!", "?")):
        return False
    rest = _WORDS_OF_DATES.sub("", text)
    return sum(map(str.isalpha, rest)) <= _FEW and (read_date(text) or read_ago(text, known.now)) is not None


def _shown_standfirst(known: Known, kept: Sequence[int], title: str) -> int | None:
    """The block over or at the start of the text that its class or the page's description says is the standfirst."""
    if not kept:
        return None
    page = known.page
    body = {known.look[number] for number in kept[1:]}
    described = _descriptions(known)
    for number in range(max(0, kept[0] - _BEFORE), kept[0] + 1):
        block = page.blocks[number]
        node = page.nodes[block.node]
        text = plain(block.text)
        if (
            not _SHORTEST <= len(block.text) <= _LONGEST
            or text == title
            or node.hidden
            or block.linked > len(block.text) // 2
        ):
            continue
        named = (
            _NAMED.search(f"{node.names} {page.nodes[node.parent].names if node.parent > 0 else ''} {block.inner}")
            is not None
        )
        apart = known.look[number] not in body
        if (apart and _is_described(text, described)) or (
            apart and named and node.tag in {"p", "div", "h2", "h3", "span", "strong"}
        ):
            return number
    return None


def _descriptions(known: Known) -> tuple[str, ...]:
    said = (
        known.described.description if known.described else None,
        *known.head.every("description", "og:description"),
        known.hints.summary,
    )
    return tuple(plain(text) for text in said if text)


def _is_described(text: str, described: Sequence[str]) -> bool:
    return any(
        text == one or (len(one) > _TELLING and (text.startswith(one[:-5]) or one.startswith(text)))
        for one in described
    )


def _stated_standfirst(known: Known, kept: Sequence[int], title: str) -> str | None:
    """What the page tells machines, unless that is cut, the headline, or the beginning of the text."""
    start = plain(" ".join(known.page.blocks[number].text for number in kept[:3]))
    said = (known.described.description if known.described else None, known.head.first("og:description", "description"))
    for text in (" ".join(text.split()) for text in said if text):
        words = plain(text)
        cut = text.endswith(("...", "…", "[…]"))
        if _SHORTEST <= len(text) <= _LONGEST and not cut and words != title and words[:60] not in start:
            return text
    return None
