"""Reads a byline: the people, agencies and desks that it credits, as they are printed."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

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
    r"^\s*(?:(?:written|authored|posted|reported|published|reporting|story|words|opinion|review|article|text|geschrieben|"
    r"verfasst|veröffentlicht|ein \w+|eine \w+|interview|"
    r"protokoll|kommentar|aufgezeichnet|escrito|publicado|scritto|rédigé)\s+(?:by|von|por|da|par)\b|by\b|von\b|"
    r"par\b|por\b|di\b|door\b|av\b|af\b|"
    r"(?:quelle|source|veröffentlicht|publiziert|posted|written|published|geschrieben|erstellt)\b:?|autor(?:en|in|"
    r"innen)?\b|authors?\b|auteur\b|verfasser(?:in)?\b|text\b|redacción\b|od\b|tekst\b|journalist\b)\s*:?\s+",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|•·/،、，\n]|,(?! (?:Jr|Sr|PhD|MD|Ph\.D)\b)| und | and | & |\sy\s|\set\s|\soch\s|\sog\s|\sen\s|\se\s| "
    r"im (?:Gespräch|Interview) mit | mit | with | in | aus )\s*"
)
_MAIL = re.compile(r"\S+@\S+|https?://\S+|\(?@\w+\)?")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_TITLE = re.compile(r"^(?:(?:prof|dr|dipl|ing|mag|med|msc|phil|h\.?\s?c)\.?[-\s]+)+(?=\w)", re.IGNORECASE)
_ROLE = re.compile(r"(?:\s*기자|\s*특파원|記者|記者$|\s+\(?(?:reporter|editor)\)?)$", re.IGNORECASE)
_NO_NAME = re.compile(
    r"\d|https?:|www\.|\.(?:com|de|org|net|at|ch|uk)\b|[<>{}=@#_?!:]|\b(?:redaktion\w*|redakteur\w*|editors?|"
    r"editorial|staff|team|desk|newsroom|newsdesk|admin\w*|"
    r"correspondents?|korrespondent\w*|reporters?|autor\w*|authors?|writers?|contributors?|news|online|agentur\w*|"
    r"magazin\w*|magazine|zeitung|gast\w*|"
    r"officer|attorney|managing|marketing|press|presse|media|verlag|support|posts?|show|view|more|mehr|alle|all|updated?|published|aktualisiert|stand|"
    r"min|minuten|uhr|january|february|"
    r"march|july|september|october|november|december|januar|februar|märz|juni|oktober|"
    r"dezember|follow|share|"
    r"comments?|kommentare?|unknown|unbekannt|anonymous|anonym|gmbh|inc|llc|ltd|e\.v|association|institute|"
    r"university|universität|"
    r"department|ministry|company|group|blog|website|leiter\w*|chef\w*|senior|director|manager|founder|ceo|"
    r"expert\w*|journalist\w*|columnists?|analysts?|strategists?|coordinators?|specialists?|dietitian|attorney|freie[rn]?|"
    r"politik|sport|wirtschaft|panorama|kultur|politics|business|opinion|world|life|style|this|article|our|about|"
    r"über|"
    r"themen|bearbeiten|inhalte?|gesponsert\w*|sponsored|written|posted|publiziert|veröffentlicht|quelle|source|"
    r"admin\w*|wordpress\w*|email|e-mail|user|gast|guest|webmaster|root|editor-in-chief|foto\w*|photo\w*|video\w*|"
    r"getty|images|imago|twitter|facebook|whatsapp|linkedin|instagram|telegram|horticulturalist|educator|grader|journalism)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|der|die|das|le|la|les|el|il|eine?)\s", re.IGNORECASE)
_EAST = re.compile("^[\u3040-\u30ff\u3400-\u9fff]{2,5}$|^[\uac00-\ud7af]{2,4}$")
_SINGLE = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]{2,}(?:-[A-ZÀ-Þ][a-zß-ÿ]+)?$")
_PARTICLES = frozenset(
    "von van der den de la le du da di del della dos das ten ter zu zum zur af bin ibn al el y e und o'".split()
)
_NOBODY = re.compile(
    r"^(?:(?:site |wordpress ?)?admin(?:istrator)?|root|webmaster|user|guest|gast|(?:the )?authors?|autor(?:en|in)?|"
    r"by|von|(?:no|unknown|unbekannter?) author|no byline|unknown|unbekannt|anonym(?:ous)?|none|null|undefined|n/?a|"
    r"see all of .*|"
    r"(?:full |view |show |read |see )?(?:bio|profile?|more|all)|view|name|cc[ -]?by\b.*|"
    r"creative commons.*|public domain|(?:mehr|alle|all|view all)\b.*|(?:log|sign) ?in|"
    r"(?:zuletzt|artikel|article|beitrag)(?: geändert| von| by)?|view .*|more .*|"
    r"website|home(?:page)?|nachrichten|news|follow|folgen|unternehmen|themen bearbeiten|search for more papers.*|"
    r"bestimmte rechte.*|(?:twitter|facebook)[\w ]*|linkedin|instagram|(?:written|posted|published) by)$",
    re.IGNORECASE,
)
"""Words that stand where an author's name would, and name nobody."""
_NO_CREDIT = re.compile(
    r"//|@|\[at\]|^\d+ (?:artikel|articles?|posts?|beiträge)|^\W*[\d.,:/ -]+\W*$|[<>{}=?!]|"
    r"\b(?:min(?:ute[ns]?)?|mins)\b|\b(?:19|20)\d\d\b|\d\d:\d\d|developer$",
    re.IGNORECASE,
)
_OTHER_WORK = re.compile(
    r"^\W*(?:(?:medically )?reviewed|geprüft|edited|fact[- ]checked|übersetzt|translated)\b", re.IGNORECASE
)
"""What somebody did with the text other than write it."""
_LONGEST = 60
_LONGEST_LINE = 10_000
"""Characters of a line of names; the longest is a paper's with five hundred authors."""
_MOST_WORDS = 5
_INTRO = re.compile(
    r"^\W*(?:(?:zeige|alles?|beiträge|beitrag|artikel|posts?|view|all|more|mehr|articles?|zum|profil|eingestellt|"
    r"gespeichert|publié|posted|created|erstellt|geschrieben|verfasst|veröffentlicht|abgelegt|gepostet|submitted|"
    r"written|reported|story|words|text|publicado|interview|this|was|about|über|zur|the)\s+){1,5}"
    r"(?:by|von|vom|par|por|da|di)\b:?\s+|"
    r"^\W*(?:(?:text|wort)\s*(?:und|&|\+)\s*(?:interview|fotos?|bild(?:er)?)|interview|text|texte?|autor(?:in)?|author|"
    r"about the author|von|by|vom|posted by|über|about|reporter|quelle|source)\s*[:–—-]\s+|^vom\s+|^&\s+|"
    r"^[\w-]*(?:experte|expertin|redakteur(?:in)?|autor(?:in)?|reporter(?:in)?|korrespondent(?:in)?|mitarbeiter(?:in)?|rechtsanwalt|rechtsanwältin)"
    r"\s+(?=[A-ZÄÖÜ])",
    re.IGNORECASE,
)
"""What leads up to the name in links to a person's page and in boxes about the author."""
_DAY_BEFORE = re.compile(r"^\W*(?:[^\W\d]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}\.? [^\W\d]{3,9}\.? \d{4}|\d[\d./-]{5,9})\W+")
_GLUED = re.compile(
    r"(?<=[a-zß-ÿ])(?=(?:January|February|March|April|May|June|July|August|September|October|November|December|Published|"
    r"Updated|Posted|Veröffentlicht|Aktualisiert|Erstellt)\b)"
)
"""Where the line goes on without a space, for the layout puts one there."""
_DAY_BEHIND = re.compile(
    r"[\s,|·•–—-]+(?:(?:am|on|at|le|el|den|um)\b(?=.*\d).*|(?-i:am|on|at|le|el|den|um)$|(?:updated?|published|veröffentlicht|aktualisiert|stand|last)\b.*|"
    r"(?:(?:mo|di|mi|do|fr|sa|so|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day|tag|tag)?\b\W+)?"
    r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|o[ck]t|nov|de[cz])[^\W\d]*\.?\s+\d.*|"
    r"(?:mo|di|mi|do|fr|sa|so|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day|tag)?\b[,. ]+\d.*|\d.*)$",
    re.IGNORECASE,
)
"""A date around the names, in the same line."""
_MORE_BEHIND = re.compile(
    r"\s+(?:all|alle|more|mehr|view|weitere|see|show|zeige)(?: all| alle| more)? "
    r"(?:posts?|articles?|artikel|beiträge|stories)\b(?! (?:by|von|from|de|par)\b(?! this)).*$",
    re.IGNORECASE,
)
"""A link to somebody's other work, behind the name."""
_POST = re.compile(
    r"(?<=\w)\s+(?:(?:content|product|digital|marketing|guest|freelance|lead|head)(?= \w)|on behalf of|"
    r"senior|staff|chief|deputy|former|managing|contributing|writer|reporter|editor|correspondent|contributor|"
    r"chef\w+|\w*redakteur\w*|\w*korrespondent\w*|reporterin|journalist\w*)\b.*$",
    re.IGNORECASE,
)
"""Somebody's post behind the name."""
_DESK = re.compile(
    r"\b(?:\w*redaktion\w*|\w*team|staff|desk|news(?:desk|room)|editors?|editorial|reporters?)\b", re.IGNORECASE
)
_DEGREES = re.compile(r"(?:,?\s+(?:Ph\.?\s?D|M\.?D|M\.?P\.?H|M\.?B\.?A|M\.?Sc|J\.?D)\b\.?)+$")
_HARD = re.compile(r"\s*(?:[;|•·、，\n]|,(?! (?:Jr|Sr|PhD|MD|Ph\.D)\b))\s*")
"""What parts names whatever they are; "and" is part of many an institution's name."""
_IS_POST = re.compile(r"(?:(?!and |und )[\w-]+ ){1,3}(?:of|for|at|to|bei|für|des|der) ")
"""A post between commas: "Head of Harbours and Rivers"."""
_SIGNED = re.compile(r"[\w.]{2,12}(?:/[\w.]{2,12})+$")
"""Such as "dpa/lno" or "abc/dpa": an agency's office or an editor's sign beside the agency."""


class Byline(NamedTuple):
    """Who is credited, in their order, each once."""

    names: tuple[str, ...]
    """All of them, as printed."""
    agencies: tuple[str, ...] = ()
    """Those of them that are news agencies."""

    def __bool__(self) -> bool:
        """Whether anybody is named."""
        return bool(self.names)

    @property
    def people(self) -> tuple[str, ...]:
        """All but the agencies."""
        return tuple(name for name in self.names if name not in self.agencies)


def read_byline(text: str, *, alone: bool = False) -> Byline:
    """Take people and agencies out of a line that may hold more: places, roles, dates.

    Args:
        text: Such as "Von Anna Beispiel und B. Muster, Berlin".
        alone: Whether the text is known to be one person's name, so that a single word is one too.
    """
    if len(text) > _LONGEST_LINE:
        return Byline(())
    pieces = [piece for piece in _HARD.split(_bare(text)) if piece and not _is_post(piece)]
    parts = [part for piece in pieces for part in _SPLIT.split(piece) if part]
    return _byline(
        name for name in map(_named, parts) if _AGENCY.match(name) or is_name(name, alone=alone and len(parts) == 1)
    )


def read_credit(text: str) -> Byline:
    """Read what a page gives as its author's name and nothing else: desks, pen names and papers count as well.

    "And" parts names only where each part is a person or an agency by itself; what follows a comma and is neither,
    nor a desk, is a degree, a post or a place.
    """
    if len(text) > _LONGEST_LINE:
        return Byline(())
    text = _bare(text)
    if _SIGNED.match(text) and any(_AGENCY.match(part) for part in text.split("/")):
        return Byline((text,), (text,))
    if not text or _NO_CREDIT.search(text):
        return Byline(())
    first, *others = [part for part in _HARD.split(text) if part] or [""]
    return _byline(name for number, part in enumerate((first, *others)) for name in _credited(part, whole=number == 0))


def _is_post(piece: str) -> bool:
    return _IS_POST.match(piece) is not None and not is_name(_named(piece))


def without_degrees(name: str) -> str:
    """A person's name as it is, so that one who is printed with and without a degree is counted once."""
    return _DEGREES.sub("", name)


def is_desk(text: str) -> bool:
    """Whether a line names an editorial desk or team."""
    return _DESK.search(text) is not None


def is_nobody(name: str) -> bool:
    """Whether a word stands where an author's name would and names nobody: "admin", "Autor", "mehr"."""
    return _NOBODY.match(name) is not None


def _credited(part: str, *, whole: bool) -> Iterator[str]:
    names = [_named(one) for one in _SPLIT.split(part) if one]
    before, dash, _ = part.partition(" - ")
    if names and all(_AGENCY.match(name) or is_name(name) for name in names):
        yield from names
    elif dash and is_name(_named(before)):
        yield _named(before)
    elif (whole or _DESK.search(part)) and len(part) <= _LONGEST and not is_nobody(part):
        yield _without_role(part).strip(" .:*'\"–—-")


def _bare(text: str) -> str:
    """The names of a line without what leads up to them and the dates around them."""
    if _OTHER_WORK.match(text):
        return ""
    text = _BRACKETS.sub(" ", _MAIL.sub(" ", text)).replace("\u200b", "").replace("\u00ad", "")
    text = _DAY_BEFORE.sub("", " ".join(text.split())).lstrip(" ,")
    text = _INTRO.sub("", _LEAD.sub("", _LEAD.sub("", _INTRO.sub("", _GLUED.sub(" ", text)))))
    return _DAY_BEHIND.sub("", _MORE_BEHIND.sub("", text)).strip(" ,;|»-–—")


def _named(part: str) -> str:
    name = _TITLE.sub("", _without_role(_LEAD.sub("", part))).strip(" .,-–—:*'\"")
    bare = _POST.sub("", name)
    name = bare if bare != name and is_name(bare) else name
    return part.strip(" ,") if re.search(r"\b[A-Z]\.$", part) else name


def _without_role(name: str) -> str:
    bare = _ROLE.sub("", name)
    return bare if is_name(bare) or _EAST.match(bare) else name


def _byline(names: Iterable[str]) -> Byline:
    credited = _without_repeats(once(name for name in names if name))
    return Byline(credited, tuple(name for name in credited if _AGENCY.match(name)))


def _without_repeats(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names without those that end in another of them: initials or a post stand before it."""
    return tuple(name for name in names if not any(name.endswith(f" {other}") for other in names))


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
        or is_nobody(name)
    ):
        return False
    if len(words) == 1:
        return alone and _SINGLE.match(name) is not None
    return all(word[0].isupper() or word.lower() in _PARTICLES or not word.isascii() for word in words)


def together(bylines: Iterable[Byline]) -> Byline:
    """Several bylines as one."""
    found = list(bylines)
    return Byline(_without_repeats(once(n for b in found for n in b.names)), once(n for b in found for n in b.agencies))


def once(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in order, whatever its case."""
    return tuple({name.casefold(): name for name in reversed(list(names))}.values())[::-1]
