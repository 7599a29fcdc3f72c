"""Read what a publisher reserves.

Robots directives and text-and-data-mining reservations, with where each stood; pure.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from crawler.page import OptOut
from crawler.robots import AGENT
from crawler.settings import CrawlerSettings
from crawler.sources import Overrides

__all__ = ["Policy", "attributes", "policy_of", "refused_by", "seen_in"]

_HEAD = 200_000
"""Bytes in which meta elements are looked for."""
_META = re.compile(rb"<meta\s[^>]*>", re.IGNORECASE)
_OURS = re.compile(rb"robots|tdm-|" + AGENT.encode(), re.IGNORECASE)
"""What a meta element holds when its name is one that we read; most pages have dozens of others."""
_ATTRIBUTE = re.compile(rb"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_WORDS = {
    "noindex": "noindex",
    "none": "noindex",
    "noarchive": "noarchive",
    "nocache": "noarchive",
    "noai": "noai",
    "noimageai": "noai",
}
"""Directive -> the policy that decides on it. ``none`` means noindex and nofollow."""


class Policy(msgspec.Struct, frozen=True):
    """What each kind of opt-out does: ``ignore``, ``flag`` or ``refuse``."""

    robots: str = "refuse"
    noindex: str = "flag"
    noarchive: str = "flag"
    noai: str = "flag"
    tdm: str = "flag"


def policy_of(settings: CrawlerSettings, overrides: Overrides) -> Policy:
    """The installation's policy with a source's overrides."""
    general = {
        "robots": settings.opt_out_robots,
        "noindex": settings.opt_out_noindex,
        "noarchive": settings.opt_out_noarchive,
        "noai": settings.opt_out_noai,
        "tdm": settings.opt_out_tdm,
    }
    own = {name: verdict for name, verdict in msgspec.structs.asdict(overrides).items() if verdict}
    return Policy(**(general | own))


def seen_in(headers: Sequence[tuple[str, str]], body: bytes, policy: Policy) -> tuple[OptOut, ...]:
    """All opt-outs in a response's headers and in its HTML."""
    found: list[OptOut] = []
    for name, value in headers:
        match name.lower():
            case "x-robots-tag":
                found += _directives("x-robots-tag", value, policy)
            case "tdm-reservation":
                found += _reservation("tdm-header", value, policy)
            case _:
                pass
    for name, content in _metas(body[:_HEAD]):
        if name in {"robots", AGENT.lower()}:
            found += _directives("meta-robots", content, policy)
        elif name == "tdm-reservation":
            found += _reservation("tdm-meta", content, policy)
    return tuple(dict.fromkeys(found))


def refused_by(opt_outs: Iterable[OptOut]) -> OptOut | None:
    """The first opt-out that our policy obeys by not taking the page."""
    return next((opt_out for opt_out in opt_outs if opt_out.verdict == "refuse"), None)


def _directives(signal: str, value: str, policy: Policy) -> list[OptOut]:
    """``noindex, noarchive`` for all, or ``newsloom: noai`` for one agent; directives for other agents are not ours."""
    agent, colon, rest = value.partition(":")
    if (
        colon
        and re.fullmatch(r"\s*[A-Za-z][\w.-]*\s*", agent)
        and agent.strip().lower() not in {"unavailable_after", "max-snippet"}
    ):
        if agent.strip().lower() != AGENT.lower():
            return []
        value = rest
    words = [word.strip().lower() for word in value.split(",")]
    return [
        OptOut(signal=signal, value=word, verdict=getattr(policy, _WORDS[word])) for word in words if word in _WORDS
    ]


def _reservation(signal: str, value: str, policy: Policy) -> list[OptOut]:
    """TDM Reservation Protocol, https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/: 1 reserves."""
    return [OptOut(signal=signal, value=value.strip(), verdict=policy.tdm)] if value.strip() == "1" else []


def _metas(head: bytes) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for element in _META.finditer(head):
        if not _OURS.search(element[0]):
            continue
        found = attributes(element[0])
        if b"name" in found and b"content" in found:
            pairs.append((found[b"name"].decode("latin-1").lower(), found[b"content"].decode("latin-1")))
    return pairs


def attributes(element: bytes) -> dict[bytes, bytes]:
    """The attributes of one start tag, names in lower case."""
    return {
        found[1].lower(): next(value for value in (*found.groups()[1:], b"") if value is not None)
        for found in _ATTRIBUTE.finditer(element)
    }
