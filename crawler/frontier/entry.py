"""An entry of the frontier: one URL that waits for its time, and its compact form in Redis."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec

from crawler.page import Announcement, Kind
from crawler.urls import canonical_url, fingerprint, host_of

_KINDS = tuple(Kind)


class Role(StrEnum):
    """What an entry is fetched for."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"
    FRONT = "front"


_ROLES = tuple(Role)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One URL, why we want it, and what former fetches left."""

    url: str
    """Canonical for pages; recurring entries keep the address as their source gives it."""
    source: str
    kind: Kind
    role: Role = Role.PAGE
    found_in: str | None = None
    title: str | None = None
    summary: str | None = None
    published: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    visit: int = 1
    attempts: int = 0
    """Fetches in a row that failed for a passing reason."""
    run: str | None = None
    """The crawl command this belongs to."""
    first_fetched: int | None = None
    """Seconds since 1970 of the first successful fetch; the revisit plan counts from it."""
    etag: str | None = None
    last_modified: str | None = None
    digest: int | None = None
    """Hash of the last body."""
    interval: float | None = None
    """Seconds between two fetches of a recurring entry, as learned."""
    rate: float | None = None
    """New articles an hour of a recurring entry, smoothed."""
    last_success: int | None = None
    failures: int = 0
    """Fetches in a row that failed, of a recurring entry."""
    last_reason: str | None = None
    found: int = 0
    """Articles that a recurring entry has announced so far."""

    @property
    def host(self) -> str:
        """Whose turn it takes."""
        return host_of(self.url)

    @property
    def fingerprint(self) -> int:
        """64 bits that stand for the URL."""
        return fingerprint(canonical_url(self.url))

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


_FIELDS = (
    "url source kind found_in published title visit attempts run first_fetched etag last_modified role authors tags summary digest "
    "interval rate last_success failures last_reason found"
).split()
_DEFAULTS = {field.name: field.default for field in msgspec.structs.fields(Entry)}
_packer = msgspec.msgpack.Encoder()


def pack(entry: Entry, *, whole: bool = False) -> bytes:
    """Compact form: msgpack array in the order of likelihood, without the defaults at its end, addresses without their host.

    ``whole`` keeps addresses as they are, for entries that are read without knowing their host.
    """
    host = "?" if whole else entry.host
    values: list[Any] = [getattr(entry, name) for name in _FIELDS]
    while values[-1] == _DEFAULTS[_FIELDS[len(values) - 1]]:
        values.pop()
    values[0] = _short(entry.url, host)
    values[2] = _KINDS.index(entry.kind)
    for position, value in enumerate(values[3:], 3):
        match _FIELDS[position], value:
            case "found_in", str():
                values[position] = _short(value, host)
            case "published", datetime():
                values[position] = int(value.timestamp())
            case "role", _:
                values[position] = _ROLES.index(value)
            case _:
                pass
    return _packer.encode(values)


def unpack(packed: bytes, host: str) -> Entry:
    """Undo ``pack``."""
    values = dict(zip(_FIELDS, msgspec.msgpack.decode(packed), strict=False))
    values["url"] = _long(values["url"], host)
    values["kind"] = _KINDS[values["kind"]]
    if values.get("found_in"):
        values["found_in"] = _long(values["found_in"], host)
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
