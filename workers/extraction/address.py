"""Where a page belongs: its canonical address, and the names its site goes by."""

import re
from urllib.parse import unquote, urljoin, urlsplit

from workers.extraction.characters import folded
from workers.extraction.head import Head
from workers.extraction.structured import Described

_WEB = frozenset(("http", "https"))
_SHORTEST_NAME = 2
_ARCHIVED = re.compile(r"^https?://[^/]*archive[^/]*/.*?(?=https?://)")
_ENDING = re.compile(r"\.\w{2,5}$")
_LETTERS = re.compile(r"[a-z]{2,}")
_AS_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def readable(url: str) -> str:
    """The address itself, or nothing in place of one that cannot be taken apart ("http://[")."""
    try:
        _ = urlsplit(url).hostname
    except ValueError:
        return ""
    return url


def canonical_of(head: Head, url: str) -> str | None:
    """The address the page calls its own, when it is on the web and more than the site's front page."""
    for said in (*head.links.get("canonical", ()), *head.every("og:url")):
        try:
            address = urljoin(url, said.strip())
            parts = urlsplit(address)
        except ValueError:  # "http://[" is no address
            continue
        if parts.scheme in _WEB and parts.hostname and not _front_instead(parts.path, url):
            return address
    return None


def site_names_of(head: Head, described: Described | None, url: str) -> frozenset[str]:
    """Case-folded names of the site: what it calls itself, its publisher, and its host with and without endings."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    stem = labels[-2] if len(labels) > 1 else host
    said = (*head.every("og:site_name", "application-name", "twitter:site"), described.publisher if described else None)
    names = (*said, host, stem, labels[0])
    return frozenset(name.casefold().strip(" @") for name in names if name and len(name.strip()) >= _SHORTEST_NAME)


def is_front(link: str, url: str) -> bool:
    """Whether a link leads to the front page of the page's own site."""
    try:
        there, here = urlsplit(urljoin(url, link.strip())), urlsplit(url)
    except ValueError:
        return False
    return there.hostname == here.hostname and there.path in {"", "/", "/index.html", "/index.php"} and not there.query


def spelt(url: str) -> frozenset[str]:
    """The words of which an address is made at its end: "/2026/der-hafen-waechst-4711.html" says der, hafen, waechst.

    Of an archive's address it is the page's own within it that speaks.
    """
    path = unquote(urlsplit(readable(_ARCHIVED.sub("", url))).path)
    ends = (spelling(_ENDING.sub("", part)) for part in path.split("/")[-2:])
    return max(ends, key=len)


def spelling(text: str) -> frozenset[str]:
    """The words of a text as an address spells them."""
    return frozenset(_LETTERS.findall(folded(text.lower().translate(_AS_SPELT))))


def _front_instead(path: str, url: str) -> bool:
    """Many sites name their front page as every page's canonical address, which would make all articles one."""
    return path in {"", "/"} and urlsplit(url).path not in {"", "/"}
