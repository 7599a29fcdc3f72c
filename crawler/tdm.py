"""Reservations of text and data mining in ``/.well-known/tdmrep.json``; pure."""

import re
from urllib.parse import urlsplit

import msgspec

__all__ = ["PATH", "reservation"]

PATH = "/.well-known/tdmrep.json"


class _Rule(msgspec.Struct, frozen=True):
    location: str
    reservation: int = msgspec.field(name="tdm-reservation", default=0)


def reservation(body: bytes, url: str) -> str | None:
    """The location whose rule reserves mining of a URL; None when none does.

    TDM Reservation Protocol, section 6.1 of https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/:
    locations are patterns as in robots.txt; the longest that matches decides.
    """
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    matching = [rule for rule in _rules(body) if _pattern(rule.location).match(path)]
    deciding = max(matching, key=lambda rule: len(rule.location), default=None)
    return deciding.location if deciding and deciding.reservation == 1 else None


def _rules(body: bytes) -> list[_Rule]:
    try:
        rows = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=list[msgspec.Raw])
    except msgspec.MsgspecError:
        return []
    rules: list[_Rule] = []
    for row in rows:
        try:
            rules.append(msgspec.json.decode(row, type=_Rule, strict=False))
        except msgspec.MsgspecError:  # one malformed rule leaves the others in force
            continue
    return rules


def _pattern(location: str) -> re.Pattern[str]:
    ends = location.endswith("$")
    body = ".*".join(re.escape(part) for part in location.removesuffix("$").split("*"))
    return re.compile(body + ("$" if ends else ""))
