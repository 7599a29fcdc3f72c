"""The headline of an article as it stands on the page, without kicker and site's name."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice, pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from workers.extraction import naming
from workers.extraction.address import is_front, spelling, spelt
from workers.extraction.blocks import ancestors
from workers.extraction.known import Known
from workers.extraction.tree import text_of

_BAR = re.compile(r"\s+[|–—\-·•»«:›/∣]+\s+|\s*[|»›∣ㅣ]\s*")
_EAST_ENDING = re.compile(r"(?<=[\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef])-{1,2}[\u4e00-\u9fff\uac00-\ud7a3]{2,6}$")
"""A section or a site behind a Chinese or Korean headline, which no spaces part from it."""
_WORD = re.compile(r"\w+")
_KICKER = re.compile(
    r"kicker|overline|topline|dachzeile|spitzmarke|eyebrow|roofline|super-?title|pre-?title|flag|label|badge|"
    r"sr-only|visually-?hidden"
)
_is_named = naming.speaking_of(re.compile("headline|title|titel|heading|überschrift"))
_is_elsewhere = naming.speaking_of(
    re.compile(
        r"related|teaser|sidebar|recommend|newsletter|comment|footer|\bnav|menu|logo|popular|cookie|modal|promo|widget|"
        r"author|share|login|search|sr-only|visually-?hidden|screen-reader|\bhide\b"
    )
)
_ENDS = re.compile(r"[a-zß-ÿ][\"”“»!?.:]?$|[a-zß-ÿ]{2,}$")
_BEGINS = re.compile(r"[„“»\"]?[A-ZÄÖÜ]")
_MOST_PIECES = 30
_RANK = {"h1": 2.2, "h2": 0.9, "h3": 0.4}
_BYLINE = re.compile(
    r"\s+(?:posted|published|veröffentlicht|geschrieben|erstellt|written)\b(?=.*\b(?:19|20)\d\d\b).*$", re.IGNORECASE
)
"""A byline that some themes set within the heading."""
_BETWEEN = " :|–—-·•/"
"""What stands between the parts of a heading."""
_LONGEST, _LONGEST_STATED, _LONGEST_NAME = 300, 600, 60
_MOST_BRANDS = 5
"""Headings of the first rank of which one may be the site's name."""
_MOST_PARTS, _FEW = 6, 2
"""Parts of a title between bars that are looked at, and words of a part that say nothing: a heading that is one of the
others is no accident."""
_MOST_BLOCKS, _MOST_CHILDREN, _MOST_DESCENDANTS = 4, 20, 100
_MOST_OF_NAME, _TELLING = 4, 6
"""Words of a site's name with what it adds, and letters from which a beginning is no accident."""
_SURE = 1.95
"""Score from which a heading is taken for the headline although the page states others."""
_LIKELY = 0.9
"""The same where only the title tag states one, which may be a whole section's, or nothing but the site's name."""
_SPELT = 2.0
"""What a heading gains that the address spells: as much as two of rank, where the page tells machines nothing."""
_LINKED = 0.9
"""Share of a heading's characters in links from which it leads elsewhere."""


class _Heading(NamedTuple):
    text: str
    score: float
    element: etree._Element


def find_title(known: Known) -> str:
    """Choose the heading that the page shows over its text; what it tells machines decides between several."""
    names = known.site_names | _branded(known)
    stated = [title for text in _stated(known) if not _is_site(title := _bare(known, text, names), names)]
    likes = [_words(text) for text in stated]
    likes += [words for text in stated for part in _BAR.split(text)[:_MOST_PARTS] if len(words := _words(part)) > _FEW]
    surely = stated and any(_told(known))
    found = _headings(known, likes)
    headings = sorted(found if surely else _as_spelt(known, found), key=lambda one: -one.score)
    if not headings or headings[0].score < (_SURE if surely else _LIKELY):
        return stated[0] if stated else next(_stated(known), "")
    return _with_or_without_kicker(without_site(_without_subtitle(headings[0], stated), names), stated)


def _as_spelt(known: Known, headings: Iterable[_Heading]) -> Iterator[_Heading]:
    """The headings, those first of whose words the page's address is made."""
    wanted = spelt(known.url)
    for one in headings:
        share = len(wanted & spelling(one.text)) / len(wanted) if len(wanted) >= _FEW else 0
        yield one._replace(score=one.score + _SPELT * share)


def _branded(known: Known) -> frozenset[str]:
    """What a heading says that leads to the front page: the site's name, which may stand nowhere else."""
    parts = _BAR.split(known.head.title[:_LONGEST_STATED])
    keys = frozenset(map(_letters, parts)) if len(parts) > 1 else frozenset()
    return frozenset(
        text.casefold()
        for heading in known.head.headings[:_MOST_BRANDS]
        if 0 < len(text := text_of(heading)) <= _LONGEST_NAME
        if _letters(text) in keys and _leads_home(heading, known.url)
    )


def _leads_home(heading: etree._Element, url: str) -> bool:
    links = [link.get("href") or "" for link in islice(heading.iter("a"), 2)]
    around = heading.getparent()
    if not links and around is not None and around.tag == "a":
        links = [around.get("href") or ""]
    return len(links) == 1 and is_front(links[0], url)


def _bare(known: Known, title: str, names: frozenset[str]) -> str:
    """A statement without the site's name at either end and without the section before it."""
    bare = _EAST_ENDING.sub("", without_site(title, names))
    prefix, colon, rest = bare.partition(": ")
    if colon and rest and " " in prefix and _is_site(prefix, names):
        return rest
    parts = list(_BAR.finditer(bare))
    if parts and parts[-1].start() and _letters(bare[parts[-1].end() :]) in _sections(known):
        return bare[: parts[-1].start()].rstrip()
    return bare


def _sections(known: Known) -> frozenset[str]:
    """What the article is filed under, by its description and the folders of its address."""
    said = (known.head.first("article:section"), *(one.section for one in known.says))
    folders = urlsplit(known.url).path.rstrip("/").split("/")[:-1]
    return frozenset(_letters(text) for text in (*said, *folders) if text) - {""}


def _without_subtitle(heading: _Heading, stated: list[str]) -> str:
    """The heading before a part with an element of its own, where the page's own statements end there as well."""
    said = {_letters(title) for title in stated}
    for child in islice(heading.element.iterdescendants("*"), _MOST_CHILDREN):
        part = text_of(child)
        if not part or part == heading.text or _is_kicker(child):
            continue
        before = heading.text.removesuffix(part).rstrip(_BETWEEN) if heading.text.endswith(part) else part
        if heading.text.startswith(before) and _letters(before) in said:
            return before
    return heading.text


def _with_or_without_kicker(shown: str, stated: list[str]) -> str:
    """Let the page's own statements decide whether a kicker before the headline belongs to it."""
    letters = _letters(shown)
    kin = [
        title
        for title in stated
        if letters and (_letters(title).endswith(letters) or letters.endswith(_letters(title)))
    ]
    votes: dict[str, float] = {letters: 1.1}
    for weight, title in zip((1, 1, 0.4, 0.4, 0.4), kin, strict=False):
        votes[_letters(title)] = votes.get(_letters(title), 0) + weight
    best = max(votes, key=lambda one: votes[one])
    return shown if best == letters else next(title for title in kin if _letters(title) == best)


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def one_line(text: str) -> str:
    """Text with each run of white space as one space."""
    return " ".join(text.split())


def without_site(title: str, site_names: frozenset[str]) -> str:
    """Take the site's name, and what stands beyond it, off either end of a title."""
    for _ in range(3):
        parts = list(_BAR.finditer(title))
        if not parts:
            return title
        first, last = parts[0], parts[-1]
        if _is_site(title[last.end() :], site_names) or _is_sites_own(title[last.end() :], site_names):
            title = title[: last.start()].rstrip()
        elif _is_site(title[: first.start()], site_names):
            title = title[first.end() :].lstrip()
        else:
            return title
    return title


def _is_site(part: str, site_names: frozenset[str]) -> bool:
    key = _letters(part)
    return bool(key) and any(key == _letters(name) for name in site_names)


def _is_sites_own(part: str, site_names: frozenset[str]) -> bool:
    """Whether a title's last part begins with the site's name: "Elbtal Nachrichten" on elbtal.example."""
    key = _letters(part)
    short = len(part.split()) <= _MOST_OF_NAME
    return short and any(len(name) >= _TELLING and key.startswith(_letters(name)) for name in site_names)


def _stated(known: Known) -> Iterator[str]:
    texts = (*_told(known), known.head.title)
    return (one_line(unescape(text)) for text in texts if len(text) <= _LONGEST_STATED and text.strip())


def _told(known: Known) -> Iterator[str]:
    """What the page or its feed tells machines on purpose; a title tag is on every page, often a whole section's."""
    head, described = known.head, known.described
    item = known.item.says.headline if known.item else None
    said = (described.headline if described else None, head.first("og:title"), head.first("twitter:title"))
    return (text for text in (*said, known.hints.title, item) if text and text.strip())


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _likeness(words: frozenset[str], stated: Iterable[frozenset[str]]) -> float:
    """How much a heading shares with the best of what the page states, 0 to 1."""
    return max((len(words & other) / len(words | other) for other in stated if words or other), default=0.0)


def _headings(known: Known, stated: list[frozenset[str]]) -> Iterator[_Heading]:
    page = known.page
    for index, node in enumerate(page.nodes):
        rank = _RANK.get(node.tag)
        if rank is None and not ("headline" in node.names and node.tag in {"div", "span", "p"}):
            continue
        start, end = page.ends[index]
        if start == end or end - start > _MOST_BLOCKS or _is_long(known, start, end):
            continue
        text = _BYLINE.sub("", unescape(_without_kicker(known, index, start, end)))
        words = _words(text)
        if not words or len(text) > _LONGEST:
            continue
        score = (rank or 0.3) + 3 * _likeness(words, stated) + _place(known, start)
        score += 0.3 if _is_named(node.names) else 0
        score -= 1.0 * any(_is_elsewhere(page.nodes[i].names) for i in ancestors(page.nodes, index) if i > 0)
        score -= (
            (known.is_standfirst(start) and start < known.first)
            + 2.0 * node.hidden
            + 1.5 * _leads_away(known, start, end)
            + 3.0 * (_is_site(text, known.site_names))
            + 0.7 * (len(words) == 1)
        )
        yield _Heading(text, score, page.elements[index])


def _place(known: Known, start: int) -> float:
    """A headline stands above the text or as its first line, not far from it."""
    distance = known.first - start
    if distance < 0:
        return -0.8 - min(1.2, -distance / 20)
    return 0.5 - min(0.8, distance / 50)


def _is_long(known: Known, start: int, end: int) -> bool:
    return sum(len(block.text) for block in known.page.blocks[start:end]) > _LONGEST_STATED


def _leads_away(known: Known, start: int, end: int) -> bool:
    blocks = known.page.blocks[start:end]
    return sum(block.linked for block in blocks) > _LINKED * sum(len(block.text) for block in blocks)


def _is_kicker(element: etree._Element) -> bool:
    names = f"{element.get('class') or ''} {element.get('data-testid') or ''}"
    return _KICKER.search(names.lower()) is not None


def _apart(heading: etree._Element, text: str) -> str:
    """The heading with a space where one part ends like a word and the next begins like one: the layout parts them."""
    if not len(heading):
        return text
    pieces = [piece for piece in map(str, islice(heading.itertext(), _MOST_PIECES)) if piece.strip()]
    glued = ((before.split()[-1], after.split()[0]) for before, after in pairwise(pieces))
    for before, after in glued:
        if _ENDS.search(before) and _BEGINS.match(after):
            text = text.replace(f"{before}{after}", f"{before} {after}", 1)
    return text


def _without_kicker(known: Known, index: int, start: int, end: int) -> str:
    """The heading's text without a kicker that is set within it."""
    element = known.page.elements[index]
    whole = _apart(element, one_line(" ".join(block.text for block in known.page.blocks[start:end])))
    for child in islice(element.iter(), _MOST_DESCENDANTS):
        if child is element or not isinstance(child.tag, str):
            continue
        if _is_kicker(child):
            kicker = text_of(child).replace("\u00ad", "")
            rest = whole.removeprefix(kicker).lstrip(_BETWEEN)
            if kicker and len(kicker) < len(whole) and len(rest) > len(kicker) // 2 and rest != whole:
                return rest
    return whole
