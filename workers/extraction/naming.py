"""What class names, ids and roles say of an element; sites repeat the same names on every page, so answers are kept."""

import re
from collections.abc import Callable
from functools import lru_cache

LONGEST = 300
"""Characters of names that are heard; the cache of what they mean must not hold megabytes."""
_MOST = 20_000
_PART = re.compile(r"[A-Za-z][a-z]+|[A-Z]{2,}(?![a-z])|[a-z]+")
_SHORTEST_PART, _LONGEST_PART = 3, 15
_OF_AUTHOR = re.compile(
    "author|autor|byline|vcard|journalist|writer|creator|contributor|submitted|username|verfasser|auteur"
)
_OF_DATE = re.compile(r"date|datum|time|publish|posted|updated|meta|stand\b")
"""Names, in lower case, that say an element speaks of the author or of the date."""
_ASIDE = frozenset(
    "colophon dropdown flyout footer fusszeile hauptnavigation mainmenu mainnav megamenu menu nav navbar navi "
    "navigation sitemap submenu topnav".split()
)
_OF_ARTICLE = frozenset("article artikel author beitrag byline content entry post story".split())


def speaking_of(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """The question whether names, in lower case, hold what a pattern looks for; each answer is kept."""

    @lru_cache(maxsize=_MOST)
    def speak(names: str) -> bool:
        return pattern.search(names.lower()) is not None  # a search that ignores case itself takes five times as long

    return speak


@lru_cache(maxsize=_MOST)
def name_parts(names: str) -> frozenset[str]:
    """The words of which class names and ids are made: "article__bodyText" is article, body and text."""
    return frozenset(part.lower() for part in _PART.findall(names) if _SHORTEST_PART <= len(part) <= _LONGEST_PART)


@lru_cache(maxsize=_MOST)
def marks(names: str) -> tuple[bool, bool]:
    """Whether names speak of an author, of a date."""
    lower = names.lower()  # a search that ignores case itself takes five times as long
    return _OF_AUTHOR.search(lower) is not None, _OF_DATE.search(lower) is not None


@lru_cache(maxsize=_MOST)
def lead_elsewhere(names: str) -> bool:
    """Whether names say that an element leads to other pages, and none that it belongs to an article."""
    return not _ASIDE.isdisjoint(name_parts(names)) and not are_of_article(names)


@lru_cache(maxsize=_MOST)
def are_of_article(names: str) -> bool:
    """Whether names say that an element belongs to an article: "entry-footer" holds who wrote it and when."""
    return not _OF_ARTICLE.isdisjoint(name_parts(names))
