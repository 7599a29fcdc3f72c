"""An entry of the frontier: one URL that waits for its time, and its compact form in Redis."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec

from crawler.page import Announcement, Kind
from crawler.urls import fingerprint, host_of

_KINDS = tuple(Kind)


class Role(StrEnum):
    """What an entry is fetched for."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"
    FRONT = "front"


_ROLES = tuple(Role)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One URL, why we want it, and what former fetches left; its fields stand in the order in which they are packed."""

    url: str
    """Canonical for pages; recurring entries keep the address as their source gives it."""
    source: str
    kind: Kind
    found_in: str | None = None
    published: datetime | None = None
    title: str | None = None
    visit: int = 1
    attempts: int = 0
    """Fetches in a row that failed for a passing reason."""
    run: str | None = None
    """The crawl command this belongs to."""
    first_fetched: int | None = None
    """Seconds since 1970 of the first successful fetch; the revisit plan counts from it."""
    etag: str | None = None
    last_modified: str | None = None
    role: Role = Role.PAGE
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str | None = None
    digest: int | None = None
    """Hash of the last body."""
    rate: float | None = None
    """New articles an hour of a recurring entry, smoothed."""
    last_success: int | None = None
    """Seconds since 1970."""
    failures: int = 0
    """Fetches in a row that failed, of a recurring entry."""
    last_reason: str | None = None
    found: int = 0
    """Articles that a recurring entry has announced so far."""
    last_new: int | None = None
    """Seconds since 1970 at which it last announced a new one."""

    @property
    def host(self) -> str:
        """Whose turn it takes."""
        return host_of(self.url)

    @property
    def fingerprint(self) -> int:
        """64 bits that stand for the URL."""
        return fingerprint(self.url)

    @property
    def announcement(self) -> Announcement:
        """What the page's message says of how it was found."""
        return Announcement(
            kind=self.kind,
            found_in=self.found_in,
            title=self.title,
            summary=self.summary,
            published=self.published,
            authors=self.authors,
            tags=self.tags,
        )


_FIELDS = tuple(field.name for field in msgspec.structs.fields(Entry))
_URL, _SOURCE, _KIND, _FOUND_IN, _PUBLISHED, _ROLE = map(
    _FIELDS.index, ("url", "source", "kind", "found_in", "published", "role")
)
_DEFAULTS = tuple(field.default for field in msgspec.structs.fields(Entry))
_packer = msgspec.msgpack.Encoder()


def pack(entry: Entry, *, whole: bool = False) -> bytes:
    """Compact form: msgpack array in the order of likelihood, without the defaults at its end.

    The address is without its host, which the queue's name tells; source and ``found_in``, which thousands of entries
    share, are the six bytes of ``name_id``. ``whole`` keeps all as it is, for entries that are read without
    their queue.
    """
    values: list[Any] = list(msgspec.structs.astuple(entry))
    while values[-1] == _DEFAULTS[len(values) - 1]:
        values.pop()
    values[_KIND] = _KINDS.index(entry.kind)
    if len(values) > _PUBLISHED and entry.published:
        values[_PUBLISHED] = int(entry.published.timestamp())
    if len(values) > _ROLE:
        values[_ROLE] = _ROLES.index(entry.role)
    if not whole:
        values[_URL] = _short(entry.url, entry.host)
        values[_SOURCE] = name_id(entry.source)
        if len(values) > _FOUND_IN and entry.found_in:
            values[_FOUND_IN] = name_id(entry.found_in)
    return _packer.encode(values)


def names_of(entry: Entry) -> dict[bytes, str]:
    """What ``pack`` shortens to an id: the ids with what they stand for."""
    return {name_id(text): text for text in (entry.source, entry.found_in) if text}


@lru_cache(maxsize=16384)
def name_id(text: str) -> bytes:
    """Six bytes that stand for a slug or for the address of a feed: 48 bits are enough for millions of them."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).digest()


def ids_in(packed: bytes) -> set[bytes]:
    """The ids that must be resolved to ``unpack``."""
    values = msgspec.msgpack.decode(packed)
    return {values[place] for place in (_SOURCE, _FOUND_IN) if len(values) > place and isinstance(values[place], bytes)}


def unpack(packed: bytes, host: str, names: Mapping[bytes, str]) -> Entry:
    """Undo ``pack``; ``names`` resolves its ids, and an id that is lost leaves an unnamed source."""
    values = dict(zip(_FIELDS, msgspec.msgpack.decode(packed), strict=False))
    values["url"] = _long(values["url"], host)
    values["kind"] = _KINDS[values["kind"]]
    if isinstance(values["source"], bytes):
        values["source"] = names.get(values["source"], "")
    if isinstance(values.get("found_in"), bytes):
        values["found_in"] = names.get(values["found_in"])
    if values.get("published") is not None:
        values["published"] = datetime.fromtimestamp(values["published"], UTC)
    if "role" in values:
        values["role"] = _ROLES[values["role"]]
    for name in ("authors", "tags"):
        if name in values:
            values[name] = tuple(values[name])
    return Entry(**values)


def _short(url: str, host: str) -> str:
    """``/path`` of an https address on the host itself, ``:/path`` of an http one; others whole."""
    for scheme, mark in (("https://", ""), ("http://", ":")):
        start = scheme + host
        if url.startswith(start + "/"):
            return mark + url[len(start) :]
    return url


def _long(short: str, host: str) -> str:
    if short.startswith("/"):
        return f"https://{host}{short}"
    return f"http://{host}{short[1:]}" if short.startswith(":/") else short
