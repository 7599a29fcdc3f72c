"""Write source files: from a look at a site, from OPML, from news-please's sitelist; pure but for the last step."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from crawler.look import Found, Site
from crawler.sources import parse
from crawler.urls import site_of, unfit

__all__ = ["from_opml", "from_sitelist", "slug_of", "toml_of", "write"]

_TEMPLATE = """\
# A source of Newsloom; every key is explained in docs/adding-a-source.md.
name = {name}
homepage = {homepage}
{language}
# Asked as often as they bring new articles, between schedule.shortest and schedule.longest.
{feeds}
{sitemaps}
# Front and section pages whose links are followed; seldom needed beside a feed.
fronts = {fronts}
{private}
[politeness]
# Seconds between two requests to one host; robots.txt may ask for more.{crawl_delay}
# seconds = 2.0
# daily_budget = 5000

[schedule]
# shortest = "5m"
# longest = "12h"
# revisits = ["1h", "6h", "1d", "3d", "7d"]

[links]
# Regular expressions, searched in the URL of a candidate.
# allow = ["/\\\\d{{4}}/"]
# deny = ["/anzeige/"]
"""


def slug_of(url: str) -> str:
    """Name of a source's file: the site's name without its top-level domain."""
    site = site_of(url)
    name = site if re.match(r"[\d\[]", site) else site.partition(".")[0]
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:63] or "source"


def toml_of(site: Site, *, fronts: Sequence[str] = (), private: Sequence[str] = ()) -> str:
    """A commented source file."""
    delay = f" This one asks for {site.crawl_delay:g}." if site.crawl_delay else ""
    return _TEMPLATE.format(
        name=_quoted(site.name),
        homepage=_quoted(site.homepage),
        language=f"language = {_quoted(site.language)}\n" if site.language else "",
        feeds=_list("feeds", site.feeds),
        sitemaps=_list("sitemaps", site.sitemaps),
        fronts=json.dumps(list(fronts), ensure_ascii=False),
        private=f"allow_private = {json.dumps(list(private))}\n" if private else "",
        crawl_delay=delay,
    )


def write(folder: Path, slug: str, text: str) -> Path:
    """Write a source file that is checked first.

    Raises ``FileExistsError`` rather than overwrite, or ``MalformedSourceError``.
    """
    file = folder / f"{slug}.toml"
    parse(text, file.name)
    folder.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8") as target:
        target.write(text)
    return file


def from_opml(content: bytes) -> dict[str, Site]:
    """Sources of an OPML file, the feeds of one site together; raises ``ValueError`` when it is none."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(f"is no OPML: {error}") from error
    feeds: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for outline in root.iter("outline"):
        attributes = {str(key).lower(): str(value) for key, value in outline.attrib.items()}
        url = attributes.get("xmlurl", "")
        if unfit(url) is None:
            home = attributes.get("htmlurl") or f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/"
            feeds[slug_of(url)].append((url, home, attributes.get("title") or attributes.get("text") or slug_of(url)))
    return {slug: _site(rows[0][2], rows[0][1], feeds=[url for url, _, _ in rows]) for slug, rows in feeds.items()}


def from_sitelist(content: bytes) -> dict[str, Site]:
    """Sources of news-please's ``sitelist.hjson``: their front pages, and their feeds where a feed was named."""
    text = re.sub(r"(?m)^\s*(?:#|//).*$", "", content.decode("utf-8", "replace"))
    sites: dict[str, Site] = {}
    for value, rest in re.findall(r'"?url"?\s*:\s*(\[[^\]]*\]|"[^"]*"|[^\s,}]+)([^}]*)', text):
        urls = [url for url in re.findall(r'https?://[^\s",\]]+', value) if unfit(url) is None]
        is_feed = "RssCrawler" not in rest and re.search(r"rss|feed|atom|\.xml", " ".join(urls), re.IGNORECASE)
        if urls:
            sites[slug_of(urls[0])] = _site(slug_of(urls[0]), urls[0], feeds=urls if is_feed else [])
    return sites


def _site(name: str, homepage: str, feeds: Iterable[str]) -> Site:
    from crawler.discovery import Shape

    found = tuple(Found(url=url, shape=Shape.FEED) for url in dict.fromkeys(feeds))
    return Site(homepage=homepage, name=name, language=None, feeds=found, sitemaps=(), crawl_delay=None)


def _list(key: str, found: Sequence[Found]) -> str:
    if not found:
        return f"{key} = []"
    rows = "".join(f"    {_quoted(each.url)},{_remark(each)}\n" for each in found)
    return f"{key} = [\n{rows}]"


def _remark(found: Found) -> str:
    newest = f", the newest of {found.newest:%Y-%m-%d}" if found.newest else ""
    return f"  # {found.articles} articles{newest}" if found.articles else ""


def _quoted(text: str) -> str:
    """A TOML string; JSON's rules are the same for what can occur here."""
    return json.dumps(text, ensure_ascii=False)
