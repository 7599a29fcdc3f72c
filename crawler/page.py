"""A page is what a server sent for one URL, as the crawler hands it to the workers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import msgspec
import zstandard

PAGE_FETCHED = "newsloom.page_fetched"
"""Name of the task that takes one page; its only argument is ``to_message(page)``."""
PAGES_QUEUE = "pages"
"""Name of the queue that carries it."""
FETCH_ENDED = "newsloom.fetch_ended"
"""Name of the task that takes the record of a fetch without a page; its argument is ``fetch_to_message(fetch)``."""
ARTICLES_QUEUE = "articles"
"""Name of the queue that carries records and articles to the index."""

VERSION = 1
"""Of the message. A reader refuses a version it does not know, so old and new processes never misread each other."""


LARGEST = 256 * 1024 * 1024
"""Bytes a message may unpack to; no page comes near it, and a forged message cannot fill the memory."""
_LEVEL = 1
"""Of zstd: 0.4 ms for a news page of 270 kB; level 3 takes 0.6 ms for 7 % fewer bytes, which live for seconds."""

_Promise = TypeVar("_Promise")


class UnreadableMessageError(ValueError):
    """The bytes are no message of a version this code knows; sending them again will not help."""


class Kind(StrEnum):
    """How a URL was found."""

    SEED = "seed"
    FEED = "feed"
    SITEMAP = "sitemap"
    FRONT = "front"
    LINK = "link"
    PUSH = "push"
    REVISIT = "revisit"
    REPROCESS = "reprocess"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Where a URL was found, and what a feed or sitemap said of it."""

    kind: Kind
    found_in: str | None = None
    title: str | None = None
    summary: str | None = None
    published: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """One piece of evidence that a publisher reserves a use, as seen at the time of the fetch."""

    signal: str
    """Where: ``robots.txt``, ``x-robots-tag``, ``meta-robots``, ``tdm-header``, ``tdm-meta`` or ``tdmrep.json``."""
    value: str
    """As it was written there."""
    verdict: str
    """What our policy makes of it: ``ignore``, ``flag`` or ``refuse``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One HTTP exchange that ended with a body, and all that is known of the URL at that time."""

    url: str
    """Canonical form of the address asked for; its fingerprint is the document id until extraction knows better."""
    final_url: str
    """The address that answered, after redirects."""
    source: str
    """Slug of the source; for a URL given by hand, its host."""
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """With transfer and content encoding undone; at most the crawler's size limit."""
    fetched_at: datetime
    """UTC, aware."""
    milliseconds: int
    """From the request's first byte to the body's last."""
    announcement: Announcement
    opt_outs: tuple[OptOut, ...] = ()
    visit: int = 1
    """1 for the first fetch of this URL, 2 for its first revisit, and so on."""
    run: str | None = None
    """The crawl command this belongs to; None for scheduled work."""
    reply_to: str | None = None
    """Redis hash in which the outcome is written under the URL's fingerprint; None when nobody waits for it."""
    archived_in: str | None = None
    """``file:offset`` of the response's WARC record; None when the archive is off."""

    def header(self, name: str) -> str | None:
        """Value of the first header of that name, case-insensitively."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """The record of one fetch: what we asked of whom, and how it ended."""

    url: str
    source: str
    at: datetime
    outcome: str
    """That of ``workers.outcomes.Outcome``, or the crawler's ``not_modified``, ``refused``, ``failed``, ``gone``."""
    reason: str | None = None
    status: int | None = None
    milliseconds: int | None = None
    size: int | None = None
    """Of the body, in bytes."""
    announcement: Announcement
    opt_outs: tuple[OptOut, ...] = ()
    visit: int = 1
    run: str | None = None
    archived_in: str | None = None
    detail: str | None = None
    """What a person would want to know beside the reason; shown, never searched."""


def to_message(page: Page) -> bytes:
    """Pack a page for the queue."""
    return pack(VERSION, page)


def from_message(message: bytes) -> Page:
    """Unpack a page; raises ``UnreadableMessageError``."""
    return unpack(message, Page, version=VERSION, what="page")


def fetch_to_message(fetch: Fetch) -> bytes:
    """Pack the record of a fetch for the queue."""
    return pack(VERSION, fetch)


def fetch_from_message(message: bytes) -> Fetch:
    """Unpack the record of a fetch; raises ``UnreadableMessageError``."""
    return unpack(message, Fetch, version=VERSION, what="fetch")


def pack(version: int, promise: object) -> bytes:
    """Pack a value of a version for a queue: msgpack, compressed with zstd."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(msgspec.msgpack.encode((version, promise)))


def unpack(message: bytes, kind: type[_Promise], *, version: int, what: str) -> _Promise:
    """Unpack a value, checking size, version and types once; raises ``UnreadableMessageError`` that says of what."""
    try:
        if zstandard.frame_content_size(message) > LARGEST:
            raise UnreadableMessageError(f"{what} unpacks to more than {LARGEST} bytes")
        packed = zstandard.ZstdDecompressor().decompress(message, max_output_size=LARGEST)
        found, _ = msgspec.msgpack.decode(packed, type=tuple[int, msgspec.Raw])
        if found != version:
            raise UnreadableMessageError(
                f"{what} of version {found}, and this process reads version {version} - "
                "run the same release of crawler and workers"
            )
        return msgspec.msgpack.decode(packed, type=tuple[int, kind])[1]  # type: ignore[valid-type]
    except (zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise UnreadableMessageError(f"message is no {what}: {error}") from error
