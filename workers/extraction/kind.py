"""Is a page an article at all? If not, the word for what it is instead."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from workers.extraction.known import Known

_LEAST = 250
"""Characters of text below which a page is no article; a CJK character counts for two and a half."""
_SCANT = 900
"""Characters below which what a page says of itself outweighs its text."""
_SMALL = 4000
"""Characters of everything on a page that is only a wall."""
_WIDE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_BOT = re.compile(
    r"checking (?:if the site|your browser)|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:human|"
    r"robot)|not a robot|kein roboter|"
    r"enable javascript and cookies to continue|just a moment\b|attention required|access (?:to this page has been "
    r")?denied|pardon our interruption|"
    r"unusual (?:traffic|activity)|ungewöhnliche[nr]? (?:aktivität|datenverkehr|zugriff)\w*|automated (?:access|"
    r"requests|queries)|automatisierte[nr]? (?:zugriff|anfrage)\w*|"
    r"captcha|request (?:was |has been )?blocked|zugriff (?:wurde )?verweigert|ddos protection|bot[- ](?:schutz|"
    r"protection|detection)|"
    r"sicherheitsüberprüfung|security check|ihre anfrage wurde blockiert|you have been blocked|sie (?:wurden|sind) "
    r"(?:blockiert|gesperrt)|"
    r"please turn (?:javascript|js) on|ray id|robot check|vérifi\w+ que vous (?:êtes|n'êtes)|no eres un robot|"
    r"browser (?:wird )?(?:überprüft|geprüft)",
)
_CONSENT = re.compile(
    r"we (?:value|care about) your privacy|wir (?:und unsere (?:bis zu )?\d* ?partner|benötigen ihre (?:zustimmung|"
    r"einwilligung)|respektieren (?:ihre|deine) privatsphäre)|"
    r"mit werbung (?:weiterlesen|nutzen|und tracking|lesen)|werbefrei (?:lesen|nutzen)|contentpass|pur[- ]abo|"
    r"\bpur(?: |-)?(?:nutzen|abonnieren)|"
    r"(?:ihre|deine) (?:zustimmung|einwilligung|privatsphäre)|accept (?:all )?(?:cookies|and continue)|alle(?:s)? "
    r"akzeptieren|cookies? (?:zustimmen|akzeptieren)|"
    r"zustimmen und weiter|einverstanden und weiter|manage (?:your )?(?:cookie )?preferences|we and our (?:\d+ "
    r")?partners|nous et nos (?:\d+ )?partenaires|"
    r"tout accepter|aceptar (?:todo|y continuar)|accetta (?:tutti|e continua)|personalisierte (?:werbung|anzeigen)|"
    r"before you continue|bevor sie (?:fortfahren|weiterlesen)|stimmen sie der verwendung von cookies|"
    r"(?:uns|wir) und unsere[nr]? (?:bis zu )?\d+ partnern?|werbefreies abo\w*|"
    r"consent choices|your privacy choices|datenschutzeinstellungen|privacy settings|tracking[- ](?:technologien|"
    r"technologies)",
)
_LOST = re.compile(
    r"\b404\b|(?:page|article|site|content|file|url|story) (?:(?:you (?:are|were) looking for|requested) )?(?:was |"
    r"could |can ?|is )?(?:not|n't|no longer) ?(?:be )?(?:found|exist|available)|"
    r"not found|nicht (?:mehr )?(?:gefunden|verfügbar|vorhanden)|existiert (?:leider )?nicht|gibt es (?:leider "
    r")?nicht|(?:seite|artikel|beitrag) (?:wurde )?(?:gelöscht|entfernt|nicht)|"
    r"page introuvable|n['’]existe (?:pas|plus)|página no (?:encontrada|existe)|pagina non trovata|pagina niet "
    r"gevonden|"
    r"oops|hoppla|huch|\bfehler 404|error 404|has (?:been removed|expired|moved)|nie znaleziono|sidan (?:kunde "
    r"inte|hittades)|"
    r"ページが見つかり|找不到|页面不存在|не найдена|찾을 수 없",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"^(?:impressum|imprint|datenschutz\w*|allgemeine geschäftsbedingungen|agb|nutzungsbedingungen|privacy(?: "
    r"(?:policy|notice|statement))?|cookie[- ](?:policy|notice|richtlinie)|"
    r"terms (?:of (?:use|service)|and conditions|& conditions)|legal notice|disclaimer|haftungsausschluss|mentions "
    r"légales|politique de confidentialité|aviso legal|"
    r"política de privacidad|note legali|barrierefreiheit(?:serklärung)?|accessibility statement|widerruf\w*|"
    r"kontakt und impressum|teilnahmebedingungen|cookies?)\b.{0,40}$",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\((?:[mwdfxi]\s?[/|,*]\s?){1,3}[mwdfxi]\)|\bstellenangebot\b|\bjob (?:opening|vacancy|advert)|\bwe are "
    r"hiring\b|\bstellenanzeige\b",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"\bsuchergebnis|\bsearch results?\b|\bergebnisse (?:für|ihrer suche)|\bresults for\b|résultats de (?:la "
    r")?recherche|\btreffer für\b|resultados de (?:la )?búsqueda|^(?:suche|search)\b",
    re.IGNORECASE,
)
_SEARCH_URL = re.compile(
    r"/(?:search|suche|recherche|buscar|ricerca|suchergebnisse?)(?:[/.?]|$)|[?&](?:q|query|s|search|suchbegriff|"
    r"searchterm)=",
    re.IGNORECASE,
)
_VIDEO_URL = re.compile(r"/(?:videos?|mediathek|watch|livestream|clips?|tv)(?:[/?-]|$)", re.IGNORECASE)
_GALLERY_URL = re.compile(
    r"/(?:galler(?:y|ies)|galerien?|bilder(?:galerie|strecke|show)?|fotostrecken?|photos?|pictures|slideshow|"
    r"diashow|fotogalerie)(?:[/?-]|$)",
    re.IGNORECASE,
)
_GALLERY = re.compile(
    r"\b(?:fotostrecke|bildergalerie|bilderstrecke|fotogalerie|photo gallery|slideshow|in bildern|in pictures|die "
    r"(?:besten|schönsten) bilder)\b",
    re.IGNORECASE,
)
_LISTING_URL = re.compile(
    r"/(?:tags?|thema|themen?|topics?|category|kategorie|rubriken?|authors?|autor(?:en)?|archiv\w*|archives?|page|seite|"
    r"label|schlagwort|ressort|newsticker|uebersicht)(?:/|$)",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"(?:nur )?für abonnenten|exklusiv für|jetzt (?:abonnieren|weiterlesen|testen|freischalten)|weiterlesen mit|"
    r"mit (?:\S+ ?\+|plus|abo)|abo[- ]abschließen|bereits abonnent|"
    r"to continue reading|subscribe to (?:read|continue)|already a subscriber|subscribers only|for subscribers|"
    r"réservé aux abonnés|pour lire la suite|"
    r"solo para suscriptores|per (?:leggere|continuare)|artikel freischalten|registrieren (?:und|sie sich)|"
    r"plus-artikel",
    re.IGNORECASE,
)
_CHARS_PER_SIGN = 350
"""Characters of text that one sign of a wall outweighs."""
_HEADLINE = 90
_TEASER, _TEASER_ALONE = 20, 35
"""Characters of a linked heading, and of a link without one, that announce an article."""
_SHALLOW, _WORDS_OF_SLUG = 2, 3
_TEASERS = 8
_PASSAGE, _PASSAGES = 80, 4
"""Characters of a paragraph that tells something, and how many make the pictures beside them an article's."""
_FRONTS = frozenset(("", "index.html", "index.php", "index.htm", "home", "news"))
_CHARS_ON_FRONT, _CHARS_IN_LIST, _CHARS_BETWEEN = 300, 160, 60
"""Characters of text for each teaser below which a page lists: on a front page, one that says so, any other."""
_DATED = re.compile(r"\d{5,}|(?:19|20)\d\d[/-]\d\d")


class _Sight(NamedTuple):
    """What the rules look at."""

    title: str
    text: str
    chars: int
    """Of the text, CJK weighed."""
    everything: str
    """The page's words from the top, at most ``_SMALL`` characters more than a wall has."""
    total: int
    passages: int
    """Paragraphs that tell something."""
    path: str
    url: str
    types: frozenset[str]
    article: bool
    """Whether the page calls itself an article."""


def refusal_of(
    known: Known, title: str, paragraphs: Sequence[str], types: frozenset[str], *, paywalled: bool
) -> str | None:
    """The word for why a page is no article; None when it is one.

    Args:
        known: The page.
        title: Its headline.
        paragraphs: Its text.
        types: All types that its structured data name.
        paywalled: Whether only a part of the text was served.
    """
    sight = _sight(known, title, paragraphs, types)
    for reason, found in (
        ("bot_wall", _is_wall(sight, _BOT, 1)),
        ("soft_404", _is_lost(sight)),
        ("consent_wall", _is_wall(sight, _CONSENT, 2)),
        ("legal_page", _is_legal(sight)),
        ("job_ad", "JobPosting" in types or (bool(_JOB.search(title)) and not sight.article)),
        ("search_page", _is_search(sight)),
        ("section_page", _is_list(known, sight) and not _LISTING_URL.search(sight.path) and _is_shallow(sight.path)),
        ("listing", _is_list(known, sight)),
        ("gallery", _is_gallery(sight)),
        ("video", _is_video(sight)),
        ("paywalled_empty", sight.chars < _LEAST and (paywalled or bool(_PAYWALL.search(sight.everything)))),
        ("empty", sight.total + sight.chars == 0),
        ("too_short", sight.chars < _LEAST),
        (
            "not_an_article",
            bool({"Product", "Recipe", "Event", "SoftwareApplication"} & types)
            and not sight.article
            and sight.chars < _SCANT,
        ),
    ):
        if found:
            return reason
    return None


def is_paywalled(known: Known, paragraphs: Sequence[str]) -> bool:
    """Whether the page says that the rest of the text costs money, or ends in an offer to subscribe."""
    free = next((said.free for said in known.says if said.free is not None), None)
    if free is not None:
        return not free
    tier = known.head.first("article:content_tier", "og:article:content_tier")
    if tier:
        return tier.lower() in {"locked", "metered", "premium", "paid"}
    if not known.kept or sum(map(len, paragraphs)) > _SCANT * 2:
        return False
    # Between the paragraphs, too: on many sites a notice that every page ends with stands below the offer.
    kept = set(known.kept)
    around = range(known.kept[0] + 1, min(known.kept[-1] + 8, len(known.page.blocks)))
    others = (known.page.blocks[number] for number in around if number not in kept)
    return any(_PAYWALL.search(block.text) for block in others if not known.page.nodes[block.node].hidden)


def _sight(known: Known, title: str, paragraphs: Sequence[str], types: frozenset[str]) -> _Sight:
    text = "".join(paragraphs)
    visible = [block.text for block in known.page.blocks if not known.page.nodes[block.node].hidden]
    everything = " ".join((known.head.title, *visible))
    return _Sight(
        title=title or known.head.title,
        text=" ".join(paragraphs),
        chars=len(text) + int(1.5 * len(_WIDE.findall(text))),
        everything=everything[: _SMALL * 2],
        total=sum(map(len, visible)),
        passages=sum(len(paragraph) + int(1.5 * len(_WIDE.findall(paragraph))) >= _PASSAGE for paragraph in paragraphs),
        path=urlsplit(known.url).path,
        url=known.url,
        types=types,
        article=known.described is not None or known.head.first("og:type") == "article",
    )


def _is_wall(sight: _Sight, words: re.Pattern[str], least: int) -> bool:
    """A page that is small and speaks of hardly anything but the wall."""
    if sight.total > _SMALL:
        return False
    scant = sight.chars < _LEAST
    # where there is text, only what it says itself counts: a layer over an article is no wall
    text = sight.everything if scant else sight.text
    found = {match.group() for match in words.finditer(text.lower())}  # a search that ignores case itself is slower
    in_title = bool(found) and words.search(sight.title.lower()) is not None
    if scant or not sight.article:
        return len(found) + in_title >= least and (sight.chars < _SCANT or len(found) * _CHARS_PER_SIGN > sight.chars)
    return len(found) > least and len(found) * _CHARS_PER_SIGN > sight.chars


def _is_lost(sight: _Sight) -> bool:
    if sight.article and sight.chars > _LEAST:
        return False
    if _LOST.search(sight.title) and len(sight.title) < _HEADLINE:
        return sight.chars < _SCANT * 2
    return sight.chars < _SCANT and len(_LOST.findall(sight.everything)) >= (
        1 if sight.chars < _LEAST and sight.total < _SMALL else 2
    )


def _is_legal(sight: _Sight) -> bool:
    return not sight.article and _LEGAL.match(sight.title.strip()) is not None


def _is_search(sight: _Sight) -> bool:
    if sight.article and sight.chars > _SCANT:
        return False
    said, asked = _SEARCH.search(sight.title) is not None, _SEARCH_URL.search(sight.url) is not None
    return (said and asked) or (said and sight.chars < _SCANT) or (asked and sight.chars < _LEAST)


def _is_list(known: Known, sight: _Sight) -> bool:
    """Many headings that lead to other pages, and little text of its own for them."""
    if (sight.article and sight.chars > _SCANT) or ({"NewsArticle", "Article"} & sight.types and sight.chars > _LEAST):
        return False
    teasers = _teasers(known)
    if teasers < _TEASERS:
        return False
    front = sight.path.strip("/") in _FRONTS and "?" not in sight.url  # "?p=12" is an article of its own
    per_teaser = sight.chars / teasers
    if front:
        return per_teaser < _CHARS_ON_FRONT
    last = sight.path.rstrip("/").rsplit("/", 1)[-1]
    named = last.count("-") >= _WORDS_OF_SLUG or _DATED.search(sight.path)  # the address of one article
    if {"CollectionPage", "ItemList", "SearchResultsPage"} & sight.types or _LISTING_URL.search(sight.path):
        return per_teaser < _CHARS_IN_LIST and not named
    return per_teaser < _CHARS_BETWEEN and sight.chars < _SCANT and _is_shallow(sight.path)


def _teasers(known: Known) -> int:
    nodes = known.page.nodes
    return sum(
        1
        for block in known.page.blocks
        if len(block.text) >= _TEASER
        and block.linked >= len(block.text) * 0.9
        and (nodes[block.node].tag in {"h2", "h3", "h4", "h5"} or len(block.text) >= _TEASER_ALONE)
    )


def _is_shallow(path: str) -> bool:
    parts = [part for part in path.split("/") if part]
    return len(parts) <= _SHALLOW and not any(
        _DATED.search(part) or part.count("-") >= _WORDS_OF_SLUG for part in parts
    )


def _is_gallery(sight: _Sight) -> bool:
    """Pictures with hardly a word; where each has its passage of text, they are an article's."""
    if sight.chars >= _SCANT or sight.passages >= _PASSAGES:
        return False
    if "ImageGallery" in sight.types or "MediaGallery" in sight.types:
        return True
    named = bool(_GALLERY_URL.search(sight.path) or _GALLERY.search(sight.title))
    return named and ("NewsArticle" not in sight.types or sight.chars < _LEAST)


def _is_video(sight: _Sight) -> bool:
    if sight.chars >= _SCANT or (
        {"NewsArticle", "Article", "ReportageNewsArticle"} & sight.types and sight.chars >= _LEAST
    ):
        return False
    return (
        "VideoObject" in sight.types
        or _VIDEO_URL.search(sight.path) is not None
        or sight.title.lower().startswith(("video:", "livestream:"))
    )
