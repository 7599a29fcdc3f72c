"""Who wrote an article: people out of bylines, agencies apart."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from workers.extraction.head import Head
from workers.extraction.structured import Described

_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
    "citation_author",
)
_AGENCIES = re.compile(
    r"^(?:dpa(?:[-/ ]\w+)?|afp|ap|apa|sda|reuters|epd|kna|sid|ots|dts|rtr|ansa|efe|tass|pti|ians|ani|aap|bloomberg|associated press|"
    r"the associated press|agence france[- ]presse|deutsche presse-agentur|keystone[- ]sda|press association|pa media|xinhua|news agency)$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\s*(?:written by|posted by|reported by|by|von|par|por|di|door|av|af|autor(?:in)?|author|text|from|ein \w+ von)\b\s*:?\s+",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:[;|•·/]|,| und | and | & |\sy\s|\set\s|\soch\s| mit | with )\s*")
_MAIL = re.compile(r"\S+@\S+")
_NO_NAME = re.compile(
    r"\d|https?:|www\.|@|\b(?:redaktion|redakteur\w*|editor\w*|staff|team|desk|newsroom|admin|correspondent|korrespondent\w*|reporter\w*|"
    r"autor\w*|author\w*|writer|contributor|news|online|agentur\w*|magazin|zeitung|guest|gast\w*|press|presse|editorial)\b",
    re.IGNORECASE,
)
_LONGEST = 60


class Byline(NamedTuple):
    """Names in their order, each once."""

    people: tuple[str, ...]
    agencies: tuple[str, ...]


def read_byline(text: str, *, not_names: frozenset[str] = frozenset()) -> Byline:
    """Split a byline into people and agencies.

    Args:
        text: Such as "Von Anna Beispiel und B. Muster, Berlin".
        not_names: Case-folded names that are the site's own.
    """
    text = _LEAD.sub("", _MAIL.sub(" ", " ".join(text.split())))
    people: list[str] = []
    agencies: list[str] = []
    for part in _SPLIT.split(text):
        name = re.sub(r"\s*\([^)]*\)", "", _LEAD.sub("", part)).strip(" .,-–—:*\u200b")
        if _AGENCIES.match(name):
            agencies.append(name)
        elif _is_name(name) and name.casefold() not in not_names:
            people.append(name)
    return Byline(_once(people), _once(agencies))


def find_authors(head: Head, described: Described | None, site_names: frozenset[str]) -> Byline:
    """The byline of the best source that names anybody."""
    described_names = [person.name for person in described.authors] if described else []
    for source in (described_names, *(head.every(name) for name in _META)):
        byline = _together(read_byline(text, not_names=site_names) for text in source)
        if byline.people or byline.agencies:
            return byline
    return Byline((), ())


def _is_name(name: str) -> bool:
    words = name.split()
    return 1 < len(words) <= 5 and len(name) <= _LONGEST and not _NO_NAME.search(name) and name[0].isalpha()


def _together(bylines: Iterable[Byline]) -> Byline:
    found = list(bylines)
    return Byline(_once(n for b in found for n in b.people), _once(n for b in found for n in b.agencies))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple({name.casefold(): name for name in reversed(list(names))}.values())[::-1]
