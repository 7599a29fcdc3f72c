"""Find the address that a page names as the one of its article; pure."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from crawler.optouts import attributes
from crawler.urls import believable_canonical, fingerprint

__all__ = ["address_of", "claimed"]

_HEAD = 300_000
"""Bytes in which the element is looked for; large outlets put their scripts and styles before it."""
_LINK = re.compile(r'<([^>]+)>\s*;[^,<]*\brel\s*=\s*"?canonical"?', re.IGNORECASE)


def address_of(url: str, final_url: str, headers: Sequence[tuple[str, str]], body: bytes) -> str:
    """The canonical address of what was served for ``url``: ``url`` itself where nothing else is believed.

    A page's own word counts first, then the address to which its server sent us.
    """
    named = claimed(headers, body)
    believed = believable_canonical(final_url, named) if named else None
    if believed is None and final_url != url:
        believed = believable_canonical(url, final_url)
    return believed if believed and fingerprint(believed) != fingerprint(url) else url


def claimed(headers: Sequence[tuple[str, str]], body: bytes) -> str | None:
    """The one ``rel=canonical`` of a page, by its ``Link`` header (RFC 8288) or its head; None when it names two."""
    found = {address for name, value in headers if name.lower() == "link" for address in _LINK.findall(value)} or set(
        _in_head(body[:_HEAD])
    )
    return found.pop() if len(found) == 1 else None


def _in_head(head: bytes) -> Iterator[str]:
    at = head.find(b"canonical")
    while at >= 0:
        start, end = head.rfind(b"<", 0, at), head.find(b">", at)
        if head[start : start + 5].lower() == b"<link" and end > 0:
            named = attributes(head[start : end + 1])
            if named.get(b"rel", b"").lower() == b"canonical" and named.get(b"href"):
                yield unescape(named[b"href"].decode("utf-8", "replace")).strip()
        at = head.find(b"canonical", at + 1)
