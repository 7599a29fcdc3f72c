"""A source is a news site we follow; each is one TOML file."""

import re
import tomllib
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from crawler.urls import Unfit, host_of, site_of, unfit

__all__ = ["PARTS", "MalformedSourceError", "Source", "catalogue", "duration", "load", "parse"]

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)")
_WINDOW = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d-(?:[01]?\d|2[0-3]):[0-5]\d|(?:[01]?\d|2[0-3]):[0-5]\d-24:00")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}

PARTS = frozenset(("title", "standfirst", "section", "authors", "published", "modified", "text", "remove"))
"""What a source can give a selector for; ``remove`` names what is never text."""

Verdict = Literal["ignore", "flag", "refuse"]
Regex = Annotated[str, msgspec.Meta(min_length=1)]


class MalformedSourceError(ValueError):
    """A source file that cannot be used; the message says which, where, and what to do."""


class Delays(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How gently the source's hosts are asked."""

    seconds: Annotated[float, msgspec.Meta(ge=0)] | None = None
    """Between two requests to one host; None: the installation's setting. A longer crawl-delay in robots.txt wins."""
    concurrency: Annotated[int, msgspec.Meta(ge=1, le=16)] = 1
    """Requests in flight to one host."""
    daily_budget: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """Fetches a day (UTC) for the whole source."""


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When feeds, sitemaps and front pages are asked, and when articles are visited again."""

    shortest: str = "5m"
    longest: str = "12h"
    cron: str | None = None
    """Five fields, UTC; replaces the adaptive interval."""
    windows: tuple[str, ...] = ()
    """Hours of the day in UTC, as ``06:00-22:30``; outside them nothing of the source is asked."""
    oldest: str = "90d"
    """Age beyond which a sitemap's pages are left alone; feeds announce only what is new anyway."""
    revisits: tuple[str, ...] = ("1h", "6h", "1d", "3d", "7d")
    """Ages at which an article is fetched again, so that corrections are seen."""


class Links(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which addresses of the source are articles."""

    allow: tuple[Regex, ...] = ()
    """Regular expressions, searched in the URL; empty: what the feeds and the shape of the URL teach."""
    deny: tuple[Regex, ...] = ()


class Overrides(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What opt-outs do for this source, where it differs from the installation's policy: ignore, flag or refuse."""

    robots: Verdict | None = None
    noindex: Verdict | None = None
    noarchive: Verdict | None = None
    noai: Verdict | None = None
    tdm: Verdict | None = None


_SHORTEST_CREDIT = 2


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A news site we follow."""

    slug: str = ""
    """Name of the file without ``.toml``; how commands name the source."""
    name: str
    homepage: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    fronts: tuple[str, ...] = ()
    """Front and section pages whose links are followed."""
    hosts: tuple[str, ...] = ()
    """Hosts that belong to it beside the homepage's site."""
    language: str | None = None
    enabled: bool = True
    render: bool = False
    """Run the page's JavaScript in a browser before it is read."""
    allow_private: tuple[str, ...] = ()
    """Loopback or private addresses that this source alone may be fetched from."""
    politeness: Delays = Delays()
    schedule: Schedule = Schedule()
    links: Links = Links()
    opt_outs: Overrides = Overrides()
    agency: tuple[str, ...] = ()
    """For a news agency, the names by which others credit it: such credits are counted under the source's slug."""
    extraction: dict[str, str] = {}
    """What extraction cannot find by itself: ``title``, ``text``, … -> CSS selector."""

    def owns(self, url: str) -> bool:
        """Whether a URL is one of the source's own."""
        return host_of(url) in self.hosts or site_of(url) == site_of(self.homepage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All sources that can be used, and what is wrong with the others."""

    sources: dict[str, Source]
    errors: tuple[str, ...] = ()

    def owner(self, url: str) -> Source | None:
        """The source whose page a URL is; None when nobody follows it."""
        return next((source for source in self.sources.values() if source.owns(url)), None)


def catalogue(folder: Path) -> Catalogue:
    """Load every ``*.toml`` of a folder; one malformed file leaves the others usable."""
    sources: dict[str, Source] = {}
    errors: list[str] = []
    for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            source = load(file)
        except MalformedSourceError as error:
            errors.append(str(error))
        else:
            sources[source.slug] = source
    return Catalogue(sources=sources, errors=tuple(errors))


def load(file: Path) -> Source:
    """Read one source file; raises ``MalformedSourceError``."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MalformedSourceError(f"{file.name}: cannot be read ({error}) - save it as UTF-8 text") from error
    return parse(text, file.name)


def parse(text: str, filename: str) -> Source:
    """Make a source of the text of its file; raises ``MalformedSourceError``."""
    slug = filename.removesuffix(".toml")
    if not _SLUG.fullmatch(slug):
        raise MalformedSourceError(f"{filename}: the name is no slug - use lower-case letters, digits and hyphens")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedSourceError(f"{filename}: {error} - correct the TOML there") from error
    if "slug" in content:
        raise MalformedSourceError(f'{filename}: "slug" is not set in the file - rename the file instead')
    try:
        source = msgspec.convert(content | {"slug": slug}, Source)
    except msgspec.ValidationError as error:
        raise MalformedSourceError(_explained(error, text, filename)) from error
    _check(source, text, filename)
    return source


def duration(text: str) -> float:
    """Seconds of ``90s``, ``5m``, ``6h``, ``1d``; raises ``ValueError``."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no duration - write 90s, 5m, 6h or 1d")
    return float(found[1]) * _SECONDS[found[2]]


def _check(source: Source, text: str, filename: str) -> None:
    """What types cannot say."""
    if not (source.feeds or source.sitemaps or source.fronts):
        raise MalformedSourceError(f'{filename}: "feeds" is missing - add at least one feed or sitemap')
    for key, values, check in (
        ("homepage", [source.homepage], _check_address),
        ("feeds", source.feeds, _check_address),
        ("sitemaps", source.sitemaps, _check_address),
        ("fronts", source.fronts, _check_address),
        ("allow_private", source.allow_private, _check_network),
        ("shortest", [source.schedule.shortest], duration),
        ("longest", [source.schedule.longest], duration),
        ("oldest", [source.schedule.oldest], duration),
        ("revisits", source.schedule.revisits, duration),
        ("cron", [source.schedule.cron] if source.schedule.cron else [], _check_cron),
        ("windows", source.schedule.windows, _check_window),
        ("allow", source.links.allow, _check_pattern),
        ("deny", source.links.deny, _check_pattern),
        ("agency", source.agency, _check_credit),
        ("extraction", source.extraction, _check_part),
        *((part, [selector], _check_selector) for part, selector in source.extraction.items()),
    ):
        for value in values:
            try:
                check(value)
            except ValueError as error:
                raise MalformedSourceError(f'{_where(filename, text, key)}: "{key}": {error}') from error


def _check_credit(name: str) -> None:
    if len(name.strip()) < _SHORTEST_CREDIT:
        raise ValueError(f"{name!r} would be found everywhere - write the sign or name that stands in bylines")


def _check_address(url: str) -> None:
    reason = unfit(url)
    if reason not in {None, Unfit.NOT_TEXT}:  # sitemaps end in .gz
        raise ValueError(f"{url!r} ({reason}) - write a full http(s) address")


def _check_network(network: str) -> None:
    try:
        ip_network(network, strict=False)
    except ValueError as error:
        raise ValueError(f"{network!r} is no IP address or network - write 127.0.0.11 or 10.0.0.0/24") from error


def _check_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression ({error}) - correct it") from error


def _check_part(part: str) -> None:
    if part not in PARTS:
        raise ValueError(f"{part!r} is no part of an article - it can be {', '.join(sorted(PARTS))}")


def _check_selector(selector: str) -> None:
    from cssselect import SelectorError, parse  # few sources need it, and this module stays light

    path, _, _ = selector.partition("::attr(")
    try:
        parse(path)
    except SelectorError as error:
        raise ValueError(f"{selector!r} is no CSS selector ({error}) - correct it") from error


def _check_window(window: str) -> None:
    if not _WINDOW.fullmatch(window):
        raise ValueError(f"{window!r} is no span of hours - write 06:00-22:30")


def _check_cron(expression: str) -> None:
    from croniter import croniter  # few sources need it, and this module stays light

    if not croniter.is_valid(expression):
        raise ValueError(f"{expression!r} is no cron expression - write five fields, such as 30 6 * * *")


def _explained(error: msgspec.ValidationError, text: str, filename: str) -> str:
    """Msgspec's message with the line, and with what to do."""
    message = str(error)
    missing = re.search(r"missing required field `(\w+)`", message)
    if missing:
        return f'{filename}: "{missing[1]}" is missing - add it'
    unknown = re.search(r"unknown field `(\w+)`", message)
    if unknown:
        place = _where(filename, text, unknown[1])
        return f'{place}: "{unknown[1]}" is not known - remove it, or see docs/adding-a-source.md'
    path = re.search(r"at `\$\.?([\w.]*)", message)
    key = path[1].rpartition(".")[2] if path else ""
    return f'{_where(filename, text, key)}: "{key}": {message.partition(" - at")[0]} - correct the value'


def _where(filename: str, text: str, key: str) -> str:
    """``file:line`` of a key; the file alone when the key cannot be found."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"\s*\[?\s*[\"']?{re.escape(key)}\b", line):
            return f"{filename}:{number}"
    return filename
