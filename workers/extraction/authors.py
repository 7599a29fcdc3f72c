"""Who wrote an article: people out of bylines, agencies apart."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree

from workers.extraction.blocks import Marked, ancestors
from workers.extraction.known import Known
from workers.extraction.tree import matching

_META = (
    "parsely-author",
    "sailthru.author",
    "author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "article:author_name",
    "cxenseparse:author",
    "citation_author",
    "article:author",
    "dc.creator.name",
    "twitter:data1",
    "vr:author",
    "creator",
    "authors",
    "dc:creator",
)
_AGENCY = re.compile(
    r"^(?:(?:mit (?:material|informationen) (?:von|der) )?(?:dpa|afp|ap|apa|sda|reuters|epd|kna|sid|ots|dts|rtr|"
    r"ansa|efe|tass|pti|ians|ani|aap|upi|"
    r"keystone|ats|belga|anp|ntb|tt|ritzau|lusa|adn|dapd|ddp|cna|kyodo|yonhap|xinhua|bloomberg|pa media|pa)(?:"
    r"[-/ .](?:\w{2,12}|infocom))?|"
    r"(?:the )?associated press|agence france[- ]presse|deutsche presse[- ]agentur(?: gmbh)?|keystone[- ]sda|press "
    r"association|"
    r"thomson reuters|austria presse agentur|news agency|anadolu(?: ajansı| agency)?|(?:evangelischer|"
    r"katholischer) presse\w*|"
    r"europa press|agencia efe|the canadian press|canadian press|press trust of india|news service|wire (?:service|"
    r"report)s?)$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\s*(?:(?:written|posted|reported|published|reporting|story|words|opinion|review|article|text|geschrieben|"
    r"verfasst|veröffentlicht|ein \w+|eine \w+|interview|"
    r"protokoll|kommentar|aufgezeichnet|escrito|publicado|scritto|rédigé)\s+(?:by|von|por|da|par)\b|by\b|von\b|"
    r"par\b|por\b|di\b|door\b|av\b|af\b|"
    r"(?:quelle|source|veröffentlicht|publiziert|posted|written|published|geschrieben|erstellt)\b:?|autor(?:en|in|"
    r"innen)?\b|authors?\b|auteur\b|verfasser(?:in)?\b|text\b|redacción\b|od\b|tekst\b|journalist\b)\s*:?\s+",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|•·/،、，\n]|,(?! (?:Jr|Sr|PhD|MD|Ph\.D)\b)| und | and | & |\sy\s|\set\s|\soch\s|\sog\s|\sen\s|\se\s| "
    r"mit | with | in | aus )\s*"
)
_MAIL = re.compile(r"\S+@\S+|https?://\S+|\(?@\w+\)?")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_TITLE = re.compile(r"^(?:(?:prof|dr|dipl|ing|mag|med|msc|phil|h\.?\s?c)\.?[-\s]+)+(?=\w)", re.IGNORECASE)
_ROLE = re.compile(r"(?:\s*기자|\s*특파원|記者|記者$|\s+\(?(?:reporter|editor)\)?)$", re.IGNORECASE)
_NO_NAME = re.compile(
    r"\d|https?:|www\.|\.(?:com|de|org|net|at|ch|uk)\b|[<>{}=@#_?!]|\b(?:redaktion\w*|redakteur\w*|editors?|"
    r"editorial|staff|team|desk|newsroom|newsdesk|admin\w*|"
    r"correspondents?|korrespondent\w*|reporters?|autor\w*|authors?|writers?|contributors?|news|online|agentur\w*|"
    r"magazin\w*|magazine|zeitung|gast\w*|"
    r"press|presse|media|verlag|support|posts?|show|view|more|mehr|alle|all|updated?|published|aktualisiert|stand|"
    r"min|minuten|uhr|january|february|"
    r"march|april|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|"
    r"dezember|follow|share|"
    r"comments?|kommentare?|unknown|unbekannt|anonymous|anonym|gmbh|inc|llc|ltd|e\.v|association|institute|"
    r"university|universität|"
    r"department|ministry|company|group|blog|website|leiter\w*|chef\w*|senior|director|manager|founder|ceo|"
    r"expert\w*|journalist\w*|freie[rn]?|"
    r"politik|sport|wirtschaft|panorama|kultur|politics|business|opinion|world|life|style|this|article|our|about|"
    r"über|"
    r"themen|bearbeiten|inhalte?|gesponsert\w*|sponsored|written|posted|publiziert|veröffentlicht|quelle|source|"
    r"admin\w*|wordpress\w*|email|e-mail|user|gast|guest|webmaster|root|editor-in-chief|foto\w*|photo\w*|video\w*|"
    r"getty|images|imago)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|der|die|das|le|la|les|el|il|eine?)\s", re.IGNORECASE)
_EAST = re.compile("^[\u3040-\u30ff\u3400-\u9fff]{2,5}$|^[\uac00-\ud7af]{2,4}$")
_NAME_WITHIN = etree.XPath(".//*[@itemprop='name']")
_BYLINE = re.compile(
    r"^\s*(?i:von|by|par|por|di|door|written by|text:|autor(?:in)?:?|author:?|ein \w+ von|eine \w+ von)\s+(?=[A-ZÀ-Þ])"
)
_DATED = re.compile(r"[\s,|·•–—-]+\d.*$")
"""A date behind the names, in the same line."""
_NOT_HERE = re.compile(
    r"comment|kommentar|related|recommend|teaser|sidebar|footer|popular|more-|bio\b|biography|avatar|image|-box\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]{2,}(?:-[A-ZÀ-Þ][a-zß-ÿ]+)?$")
_PARTICLES = frozenset(
    "von van der den de la le du da di del della dos das ten ter zu zum zur af av bin ibn al el y e und o'".split()
)
_LABEL = re.compile(
    r"(?:written by|by|von|autor(?:in)?|author|text|par|por|di|words|redaktion|geschrieben von)\s*:?$", re.IGNORECASE
)
_LONGEST = 60
_MOST_WORDS = 5
_LONGEST_LINE = 120
_LONGEST_PLACE = 150
_MOST_PLACES = 40


class Byline(NamedTuple):
    """Names in their order, each once."""

    people: tuple[str, ...]
    agencies: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anybody is named."""
        return bool(self.people or self.agencies)


def read_byline(text: str, *, not_names: frozenset[str] = frozenset(), alone: bool = False) -> Byline:
    """Split a byline into people and agencies.

    Args:
        text: Such as "Von Anna Beispiel und B. Muster, Berlin".
        not_names: Case-folded names that are the site's own.
        alone: Whether the text is known to be one person's name, so that a single word is one too.
    """
    text = _BRACKETS.sub("", _MAIL.sub(" ", text)).replace("\u200b", "").replace("\u00ad", "")
    text = _LEAD.sub("", _LEAD.sub("", " ".join(text.split())))
    people: list[str] = []
    agencies: list[str] = []
    parts = [part for part in _SPLIT.split(text) if part]
    for part in parts:
        name = _TITLE.sub("", _ROLE.sub("", _LEAD.sub("", part))).strip(" .,-–—:*'\"")
        name = part.strip(" ,") if re.search(r"\b[A-Z]\.$", part) else name
        if _AGENCY.match(name):
            agencies.append(name)
        elif is_name(name, alone=alone and len(parts) == 1) and not _of_site(name, not_names):
            people.append(name)
    return Byline(_once(people), _once(agencies))


def is_name(name: str, *, alone: bool = False) -> bool:
    """Whether a string can be a person's name; a single word only where nothing else is said."""
    words = name.split()
    if _EAST.match(name):
        return alone
    if (
        not words
        or len(words) > _MOST_WORDS
        or len(name) > _LONGEST
        or _NO_NAME.search(name)
        or _ARTICLE.match(name)
        or not name[0].isalpha()
    ):
        return False
    if len(words) == 1:
        return alone and _SINGLE.match(name) is not None
    return all(word[0].isupper() or word.lower() in _PARTICLES or not word.isascii() for word in words)


def find_authors(known: Known) -> Byline:
    """The byline of the best source that names anybody."""
    found = next((byline for byline in _bylines(known) if byline), None)
    return found or Byline((), ())


def _bylines(known: Known) -> Iterator[Byline]:
    names = known.site_names
    described = known.described.authors if known.described else ()
    yield _together(
        read_byline(one.name, not_names=names, alone=one.kind == "Person") for one in described if one.kind != "WebSite"
    )
    for name in _META:
        yield _together(read_byline(text, not_names=names, alone=True) for text in known.head.every(name))
    yield from _on_page(known)
    yield _spoken(known)
    yield _together(read_byline(name, not_names=names) for name in known.hints.authors)


def _on_page(known: Known) -> Iterator[Byline]:
    """What elements named for an author hold, those that say it in their meaning first."""
    marked = (mark.element for mark in known.page.marked if mark.author and not _foreign(known, mark))
    for place in sorted(islice(marked, _MOST_PLACES), key=_formality):
        inner = matching(_NAME_WITHIN, place)
        texts = [_spaced(one) or one.get("content") or "" for one in inner] or [place.get("content") or _spaced(place)]
        if all(len(text) < _LONGEST_PLACE for text in texts):
            alone = _formality(place) < _LOOSE
            byline = _together(read_byline(text, not_names=known.site_names, alone=alone) for text in texts)
            if byline:
                yield byline


def _spaced(place: etree._Element) -> str:
    """An element's text with a space wherever a child begins or ends: labels and names often touch."""
    return " ".join(" ".join(map(str, place.itertext())).split())


_LOOSE = 2
"""Formality from which an element may hold more than a name."""


def _formality(place: etree._Element) -> int:
    if place.get("itemprop") == "author":
        return 0
    names = (place.get("class") or "").split()
    if place.get("rel") == "author" or "fn" in names or "/author/" in (place.get("href") or ""):
        return 1
    return 2 if "vcard" in names else 3


def _foreign(known: Known, mark: Marked) -> bool:
    """Whether an element belongs to comments, teasers or an author's box."""
    around = islice(ancestors(known.page.nodes, mark.node), 5)
    nodes = [known.page.nodes[number] for number in around]
    return bool(_NOT_HERE.search(mark.names)) or any(
        node.tag in {"footer", "nav"} or (node.parent >= 0 and _NOT_HERE.search(node.names)) for node in nodes
    )


def _spoken(known: Known) -> Byline:
    """A line near the headline that opens like a byline."""
    blocks = known.page.blocks[max(0, known.first - 15) : known.first + 3]
    for number, block in enumerate(blocks):
        if len(block.text) < _LONGEST_LINE and _BYLINE.match(block.text):
            line = block.text
        elif _LABEL.match(block.text) and number + 1 < len(blocks):
            line = blocks[number + 1].text
        else:
            continue
        if len(line) < _LONGEST_LINE and (found := read_byline(_DATED.sub("", line), not_names=known.site_names)):
            return found
    return Byline((), ())


def _of_site(name: str, site_names: frozenset[str]) -> bool:
    letters = _letters(name)
    return any(letters == _letters(site) for site in site_names)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _together(bylines: Iterable[Byline]) -> Byline:
    found = list(bylines)
    return Byline(_once(n for b in found for n in b.people), _once(n for b in found for n in b.agencies))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple({name.casefold(): name for name in reversed(list(names))}.values())[::-1]
