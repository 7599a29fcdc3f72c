"""Who is credited as an article's author: people first, then desks, agencies and the paper itself."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from lxml import etree

from workers.extraction.blocks import Marked, ancestors
from workers.extraction.credits import Byline, is_desk, is_name, read_byline, read_credit, together
from workers.extraction.known import Known
from workers.extraction.microdata import is_of_another
from workers.extraction.signatures import (
    account_over_the_text,
    announced_at_the_end,
    at_the_end,
    in_full,
    labelled,
    over_the_text,
    right_over_the_text,
    told_of,
)
from workers.extraction.structured import Described, Person
from workers.extraction.tree import spaced

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
_ACCOUNT_OF = "username"
"""The class of an element that holds an account's name and nothing else."""
_ACCOUNT = re.compile(r"[^\W\d_]+[._-][^\W\d_]+")
_DESK = re.compile(
    r"^(?:die |the )?(?:redaktion|team)\b|"
    r"[\W_]*\b(?:die )?(?:redaktion|(?:editorial )?team|editorial(?: staff)?)\W*$",
    re.IGNORECASE,
)
"""What makes a paper's name that of its editors."""
_CATALOGUED = frozenset(("citation_author", "dc.creator", "dcterms.creator", "dc:creator"))
"""Metadata of libraries, which put the family's name first."""
_READERS = "comment|kommentar|testimonial|reviewer|related|recommend|popular"
_PICTURE = "bild|foto|photo|caption|licen[cs]e|copyright"
_ANNOUNCING = "teaser|card|listing|latest|next|prev"
"""Names of what follows an article and announces others; over the text they name the article's own head."""
_NOT_HERE = re.compile(rf"{_READERS}|{_PICTURE}|sidebar|more-|modal|\bnav\b|navbar|menu", re.IGNORECASE)
_TEASER = re.compile(_ANNOUNCING, re.IGNORECASE)
_OF_OTHERS = re.compile(rf"{_READERS}|{_ANNOUNCING}|widget|{_PICTURE}|image|picture|credit|source", re.IGNORECASE)
"""Names of what readers wrote, of what announces other articles, and of pictures, which have authors of their own."""
_OTHER_WORK = re.compile(
    r"\b(?:(?:reviewed|edited|fact[- ]checked|translated|illustrated) by|"
    r"(?:geprüft|übersetzt|redigiert|illustriert) von):?\s*$",
    re.IGNORECASE,
)
"""What somebody did with the text other than write it, just before the name."""
_PICTURES = frozenset(("figure", "figcaption"))
_NAMED = re.compile(r"(?:author|byline|autor)[-_]*name", re.IGNORECASE)
_TOKENS = frozenset(
    ("author", "authors", "byline-author", "byline__author", "entry-author", "post-author", "article-author")
)
_PERSON = frozenset(("Person", ""))
_LONGEST_LINE = 120
_LONGEST_PLACE = 150
_MOST_PLACES, _MOST_INNER, _MOST_ANYWHERE = 60, 200, 200
_HEIGHT = 8
"""Elements around one whose names can say that it is another's."""
_LONGEST_DESK = 40
_BEFORE, _WITHIN, _AFTER = 40, 5, 12
"""Blocks before the text, within it and after its end in which an element can name its author."""
_OVER = 15
"""Blocks over the text's first in which its own byline stands."""
_BESIDE = 4
"""Blocks in which several authors stand beside each other."""
_LIST = 4
"""Places of the same names that are a list, where they stand apart."""
_MEANT, _NAMING, _NEAR, _LOOSE = range(4)
"""How surely an element holds a name: its markup says so, its class or link does, or it may hold more, less or much."""


class _Place(NamedTuple):
    """An element near the text that its names make an author's."""

    formality: int
    behind: bool
    """Whether it stands after the text."""
    block: int
    names: str
    element: etree._Element


def find_authors(known: Known) -> Byline:
    """The best source that names a person, a desk or an agency; the paper itself only where nobody else is named."""
    said = [byline for byline in _stated(known) if byline]
    lists = (one for one in said if len(one.names) > 1 and said[0].names[0] in one.names)
    if several := next(lists, None):  # JSON-LD has room for one alone on some sites, and meta names all
        return several
    places = _places(known)
    if said:
        return _fuller(known, places, said[0])
    shown = _best_shown(known, places)
    if shown.people:
        return _spelt_out(known, shown)
    house = next((byline for byline in _houses(known, places) if byline), None)
    # a paper that signs for an agency's text is its author to machines; who wrote it is noted all the same
    if house is None:
        return shown or account_over_the_text(known)
    account = _ACCOUNT.fullmatch(house.names[0]) is not None
    return Byline((_spelt_out(known, house) if account else house).names, shown.agencies or house.agencies)


def _best_shown(known: Known, places: Sequence[_Place]) -> Byline:
    """Whom the page shows first; a person who signs comes before the paper's desk."""
    shown = next((byline for byline in _shown(known, places) if byline), Byline(()))
    if not shown or not all(_is_house(known, name) for name in shown.names):
        return shown
    signed = (words(known) for words in (right_over_the_text, at_the_end, announced_at_the_end))
    return next((one for one in signed if any(map(is_name, one.people))), shown)


def _fuller(known: Known, places: Sequence[_Place], stated: Byline) -> Byline:
    """The line over the text where it names others beside the one, or a person where machines know an account."""
    name = stated.names[0]
    account = name.islower() and " " not in name
    for place in places:
        text = spaced(place.element)
        if place.behind or known.first - place.block > _OVER or len(text) > _LONGEST_LINE:
            continue
        shown = read_byline(text)
        people = [one for one in shown.people if is_name(one)]
        if people and (account or (len(people) > 1 and people[0] == name)):
            return shown
    full = _spelt_out(known, stated)
    if full is not stated:
        return full
    spoken = right_over_the_text(known) or labelled(known)
    people = [one for one in spoken.people if is_name(one, alone=True)]
    return spoken if people and not any(_letters(name) in _letters(one) for one in spoken.names) else stated


def _spelt_out(known: Known, byline: Byline) -> Byline:
    """The same with the full name of somebody whose first name or account is all that is given."""
    name = byline.names[0]
    people = bool(byline.people) and not byline.agencies
    full = in_full(known, name) if people and len(byline.names) == 1 and " " not in name else None
    return Byline((full,)) if full else byline


def is_of_site(name: str, site_names: frozenset[str]) -> bool:
    """Whether a name is the site's own, with or without its ending."""
    letters = _letters(name)
    return bool(letters) and any(letters == _letters(site) for site in site_names)


def _is_house(known: Known, name: str) -> bool:
    """Whether a name is the site's, or its desk's: "Redaktion Elbtaler Bote"."""
    return is_of_site(_DESK.sub("", name), known.site_names)


def _stated(known: Known) -> Iterator[Byline]:
    """What the page tells machines of anybody but the paper itself."""
    for described in known.says:
        authors = _besides_the_house(described)
        people = [one for one in authors if one.kind in _PERSON or read_byline(one.name).agencies]
        if any(not _is_house(known, one.name) for one in people):
            credited = together(_credit(one.name, one.kind) for one in authors if one.kind != "WebSite")
            if any(not is_of_site(name, known.site_names) for name in credited.names):
                yield credited
    for name in _META:
        yield _others(known, together(read_byline(_turned(name, text), alone=True) for text in known.head.every(name)))


def _turned(source: str, text: str) -> str:
    """A catalogue's "Beispiel, Anna" as it is spoken."""
    family, comma, first = text.partition(", ")
    return (
        f"{first} {family}"
        if source in _CATALOGUED and comma and "," not in first and is_name(f"{first} {family}")
        else text
    )


def _besides_the_house(described: Described) -> tuple[Person, ...]:
    """Those named as authors without the publisher, where there are others."""
    others = tuple(one for one in described.authors if one.name != described.publisher)
    return others or described.authors


def _credit(name: str, kind: str) -> Byline:
    """An organisation's name is one name whatever is in it."""
    found = read_credit(name)
    whole = Byline((name,), found.agencies and (name,))
    return found if kind in _PERSON or not found else whole


def _others(known: Known, byline: Byline) -> Byline:
    """The byline without the paper itself."""
    return Byline(tuple(name for name in byline.names if not is_of_site(name, known.site_names)), byline.agencies)


def _shown(known: Known, places: Sequence[_Place]) -> Iterator[Byline]:
    """What the page shows its readers near the text, elements that mean an author first."""
    texts_of = cache(_texts)
    for place in places:
        texts = [text for one in places if _are_beside(place, one) for text in texts_of(one.element)]
        if all(len(text) < _LONGEST_PLACE for text in texts):
            reader = read_credit if place.formality < _NEAR else read_byline
            yield _others(known, together(map(reader, texts)))
    for words in (over_the_text, labelled, at_the_end, announced_at_the_end, told_of):
        yield _others(known, words(known))
    for place in places:
        text = spaced(place.element)
        if place.formality >= _NEAR and len(text) <= _LONGEST_DESK and (is_desk(text) or _is_account(known, place)):
            yield _others(known, read_credit(text))
    yield _others(known, _all_over(known))


def _is_account(known: Known, place: _Place) -> bool:
    """Whether an element over the text holds the name of an account."""
    return 0 < known.first - place.block <= _OVER and _ACCOUNT_OF in place.element.get("class", "").split()


def _all_over(known: Known) -> Byline:
    """Whom every element that is an author's names, wherever on the page it stands, if it is one and the same."""
    found = Byline(())
    for mark in islice((mark for mark in known.page.marked if mark.author), _MOST_ANYWHERE):
        if _formality(mark) > _NEAR or _is_of_others(known, mark):
            continue
        text = spaced(mark.element)
        credit = read_credit(text) if len(text) < _LONGEST_PLACE else Byline(())
        if credit and found and credit.names != found.names:
            return Byline(())
        found = credit or found
    return found


def _is_of_others(known: Known, mark: Marked) -> bool:
    """Whether an element is of a comment, a picture or another article."""
    page = known.page
    if _is_anothers(mark.names):
        return True
    for number in islice(ancestors(page.nodes, mark.node), _HEIGHT):
        if known.holds_article(number):
            return False
        if page.nodes[number].tag in _PICTURES or _is_anothers(page.nodes[number].names):
            return True
    return False


@lru_cache(maxsize=20_000)
def _is_anothers(names: str) -> bool:
    return _OF_OTHERS.search(names) is not None


def _houses(known: Known, places: Sequence[_Place]) -> Iterator[Byline]:
    """Who signs where nobody else is named: the paper or another organisation, and pen names that only meta give."""
    described = known.described.authors if known.described else ()
    yield together(_credit(one.name, one.kind) for one in described if one.kind != "WebSite")
    for name in _META:
        yield together(map(read_credit, known.head.every(name)))
    for place in places:
        if place.formality < _LOOSE:
            yield together(map(read_credit, _texts(place.element)))
    yield together(map(read_credit, known.hints.authors))


def _places(known: Known) -> list[_Place]:
    end = known.kept[-1] + 1 if known.kept else 0
    found = []
    for mark in known.page.marked:
        before, after = mark.block - known.first, mark.block - end
        near = -_BEFORE <= before <= _WITHIN or 0 <= after <= _AFTER
        behind = before > 0 and after >= 0
        if not (mark.author and near) or is_of_another(mark.element, known.item):
            continue
        if not _foreign(known, mark, behind=behind) and not _OTHER_WORK.search(_text_before(mark.element)):
            found.append(_Place(_formality(mark), behind, mark.block, mark.names, mark.element))
    return sorted(_without_lists(known, found[:_MOST_PLACES]), key=lambda place: place[:2])


def _without_lists(known: Known, places: Sequence[_Place]) -> Iterator[_Place]:
    """The places without those of the same names that name many, one here and one there: teasers' authors."""
    alike: dict[tuple[bool, str], list[_Place]] = {}
    for place in places:
        alike.setdefault((place.behind, place.names), []).append(place)
    for (behind, _), several in alike.items():
        apart = len(several) >= _LIST and all(b.block - a.block > 1 for a, b in pairwise(several))
        if not apart or len({spaced(one.element) for one in several}) < _LIST - 1:
            yield from several
        elif not behind:
            yield min(several, key=lambda one: abs(one.block - known.first))


def _text_before(element: etree._Element) -> str:
    """What stands just before an element within the same one."""
    before, around = element.getprevious(), element.getparent()
    text = before.tail if before is not None else around.text if around is not None else ""
    return (text or "")[-_LONGEST_DESK:]


def _are_beside(one: _Place, other: _Place) -> bool:
    return one[:2] == other[:2] and one.names == other.names and 0 <= other.block - one.block <= _BESIDE


def _texts(place: etree._Element) -> list[str]:
    inner = [one for one in islice(place.iter("*"), 1, _MOST_INNER) if one.get("itemprop") == "name"]
    return [spaced(one) or one.get("content") or "" for one in inner] or [place.get("content") or spaced(place)]


def _formality(mark: Marked) -> int:
    place = mark.element
    if place.get("itemprop") == "author":
        return _MEANT
    names = (place.get("class") or "").split()
    link = place.tag == "a" and mark.names.endswith("author")  # the walk adds the word to links to authors' pages
    if link or place.get("rel") == "author" or "fn" in names or _NAMED.search(mark.names):
        return _NAMING
    return _NEAR if _TOKENS.intersection(names) else _LOOSE


def _foreign(known: Known, mark: Marked, *, behind: bool) -> bool:
    """Whether an element belongs to comments, teasers or the like; what holds the text itself is none of them."""
    page = known.page
    if _is_elsewhere(mark.names, behind):
        return True
    for number in islice(ancestors(page.nodes, mark.node), 5):
        if known.holds_article(number):
            return False
        node = page.nodes[number]
        if node.tag == "nav" or node.tag in _PICTURES or _is_elsewhere(node.names, behind):
            return True
    return False


@lru_cache(maxsize=20_000)
def _is_elsewhere(names: str, behind: bool) -> bool:  # noqa: FBT001 - the cache wants it by position
    return _NOT_HERE.search(names) is not None or (behind and _TEASER.search(names) is not None)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
