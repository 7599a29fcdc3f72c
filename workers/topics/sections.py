"""Read a topic off a publisher's own section, tags or address."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

_TABLE = Path(__file__).parent.parent / "steps" / "data" / "topics.toml"
_PARTS = re.compile(r"\s*(?:[>»|›,]|/(?=\s)|\s/|::)\s*")
_FOLDERS = 3
"""Folders of an address that may name sections; later ones are headlines."""


def topics_of_section(section: str | None) -> tuple[str, ...]:
    """Topics of a section such as ``Sport``, ``Wirtschaft > Börse`` or ``Kultur/Kino``; its last clear part decides."""
    if not section:
        return ()
    whole = _topic(section)
    if whole:
        return (whole,)
    parts = [part for piece in _PARTS.split(section) for part in piece.split("/")]
    found = [topic for part in reversed(parts) if (topic := _topic(part))]
    return tuple(dict.fromkeys(found[:1]))


def topics_of_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Topics that tags name outright, at most two, the more often named first."""
    found = [topic for tag in tags if (topic := _topic(tag))]
    return tuple(sorted(dict.fromkeys(found), key=lambda topic: -found.count(topic))[:2])


def topics_of_address(url: str) -> tuple[str, ...]:
    """Topic of the first folder of an address that is a section: ``/sport/fussball/…``."""
    folders = [unquote(folder).replace("-", " ") for folder in urlsplit(url).path.split("/")[1:-1][:_FOLDERS]]
    return tuple(topic for folder in folders if (topic := _topic(folder)))[:1]


@cache
def names() -> tuple[str, ...]:
    """The topics, as IPTC names them."""
    return tuple(tomllib.loads(_TABLE.read_text(encoding="utf-8")))


@cache
def _table() -> dict[str, str]:
    written = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return {
        name.strip(): topic
        for topic, listed in written.items()
        for name in listed.replace("\n", " ").split(";")
        if name.strip()
    }


def _topic(label: str) -> str | None:
    plain = " ".join(label.lower().split())
    return _table().get(plain) or _table().get(_umlauts(plain))


def _umlauts(word: str) -> str:
    """As addresses write them: ``boerse``, ``maerkte``."""
    return word.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")
