"""Read RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed."""

import calendar
import html
import io
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser
import msgspec

from crawler.urls import join

__all__ = ["Feed", "read_feed"]

_SUMMARY = 300
"""Characters kept of a summary; it travels with every entry of the frontier."""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed announces."""

    items: tuple[dict[str, Any], ...] = ()
    """Fields of ``discovery.Candidate``."""
    hub: str | None = None
    topic: str | None = None
    problem: str | None = None


def read_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """Read a feed of any kind; ``problem`` says what is wrong when nothing could be read."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(body, url)
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    parsed = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    items = tuple(item for entry in parsed.entries if (item := _xml_item(entry, url)))
    links = parsed.feed.get("links", ())
    problem = str(parsed.get("bozo_exception") or "no entries") if not items and parsed.get("bozo") else None
    return Feed(items=items, hub=_link(links, "hub", url), topic=_link(links, "self", url), problem=problem)


def _xml_item(entry: Mapping[str, Any], base: str) -> dict[str, Any] | None:
    address = entry.get("feedburner_origlink") or entry.get("link") or _permalink(entry)
    url = join(base, address) if address else None
    if not url:
        return None
    return {
        "url": url,
        "title": _plain(entry.get("title")),
        "summary": _plain(entry.get("summary")),
        "published": _moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        "authors": tuple(name for author in entry.get("authors", ()) if (name := _plain(author.get("name")))),
        "tags": tuple(term for tag in entry.get("tags", ()) if (term := _plain(tag.get("term")))),
    }


def _permalink(entry: Mapping[str, Any]) -> str | None:
    guid = str(entry.get("id") or "")
    return guid if guid.startswith(("http://", "https://")) else None


def _json_feed(body: bytes, url: str) -> Feed:
    """JSON Feed 1.0 and 1.1, https://www.jsonfeed.org/version/1.1/."""
    try:
        feed = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])
        items = tuple(item for entry in feed.get("items", ()) if (item := _json_item(entry, url)))
    except (msgspec.MsgspecError, AttributeError, TypeError) as error:
        return Feed(problem=f"malformed JSON Feed: {error}")
    hub = next((hub.get("url") for hub in feed.get("hubs", ()) if hub.get("type", "").lower() == "websub"), None)
    return Feed(items=items, hub=hub, topic=feed.get("feed_url"))


def _json_item(entry: Mapping[str, Any], base: str) -> dict[str, Any] | None:
    url = join(base, str(entry.get("url") or entry.get("external_url") or ""))
    if not url or url == base:
        return None
    authors = entry.get("authors") or ([entry["author"]] if entry.get("author") else [])
    return {
        "url": url,
        "title": _plain(entry.get("title")),
        "summary": _plain(entry.get("summary")),
        "published": _iso(entry.get("date_published") or entry.get("date_modified")),
        "authors": tuple(name for author in authors if (name := _plain(author.get("name")))),
        "tags": tuple(str(tag) for tag in entry.get("tags", ())),
    }


def _link(links: Any, relation: str, base: str) -> str | None:  # noqa: ANN401 - feedparser's own
    found = next((link.get("href") for link in links if link.get("rel") == relation), None)
    return join(base, found) if found else None


def _plain(text: object) -> str | None:
    """Text without markup and with single spaces, cut to a length worth keeping."""
    if not isinstance(text, str):
        return None
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())[:_SUMMARY] or None


def _moment(parsed: time.struct_time | None) -> datetime | None:
    """Feedparser gives UTC."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError):
        return None


def _iso(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
