"""The articles of the demo newspapers, read from their files, with the agency copy that the papers reprint."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from deploy.demo.outlets import NORDPRESS, OUTLETS, Outlet

FOLDER = Path(__file__).parent
_FRONT_MATTER = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
_DATELINE = re.compile(r"\A[^()\n]{2,40}\((?:[^)]{2,20})\)\s*[–—-]\s*")
_CREDIT = re.compile(r"\A\([a-zäöü/]{3,12}\)\Z", re.IGNORECASE)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a newsroom put right after publication."""

    replaces: str
    by: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article of one outlet, as its newsroom wrote it."""

    outlet: Outlet
    slug: str
    number: int
    language: str
    headline: str
    standfirst: str
    section: str
    author: str
    caption: str
    published: datetime
    modified: datetime
    tags: tuple[str, ...]
    paragraphs: tuple[str, ...]
    paywalled: bool = False
    correction: Correction | None = None
    note: str | None = None
    """The correction's announcement, once it is made."""

    @property
    def path(self) -> str:
        """Where the outlet serves it."""
        at = self.published
        return self.outlet.path.format(
            section=slug_of(self.section), slug=self.slug, number=self.number, year=at.year, month=at.month, day=at.day
        )

    def corrected(self) -> "Piece":
        """The same article after its correction; itself when there is none."""
        if (mend := self.correction) is None:
            return self
        paragraphs = tuple(paragraph.replace(mend.replaces, mend.by) for paragraph in self.paragraphs)
        return replace(self, paragraphs=paragraphs, note=mend.note, modified=mend.at)


def slug_of(name: str) -> str:
    """A name as a part of a URL."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_UMLAUTS)).strip("-")


def newsroom(folder: Path = FOLDER) -> tuple[Piece, ...]:
    """Every article of the four outlets, newest first; own copy and reprints."""
    own = {
        (outlet.slug, piece.slug): piece
        for outlet in OUTLETS
        for piece in _own(folder / "articles" / outlet.slug, outlet)
    }
    reprints = tuple(_reprints(folder / "reprints.toml", own))
    return tuple(sorted((*own.values(), *reprints), key=lambda piece: piece.published, reverse=True))


def _own(folder: Path, outlet: Outlet) -> Iterator[Piece]:
    for number, file in enumerate(sorted(folder.glob("*.md")), start=10_001):
        match = _FRONT_MATTER.match(file.read_text(encoding="utf8"))
        if match is None:
            raise ValueError(f'{file}: no front matter - the file starts with "+++", TOML, "+++"')
        front = tomllib.loads(match[1])
        paragraphs = tuple(part.strip() for part in re.split(r"\n\s*\n", match[2]) if part.strip())
        yield Piece(
            outlet=outlet,
            slug=file.stem,
            number=number,
            language=front.get("language", outlet.language),
            headline=front["headline"],
            standfirst=front["standfirst"],
            section=front["section"],
            author=front.get("author", ""),
            caption=front.get("caption", ""),
            published=front["published"],
            modified=front["published"],
            tags=tuple(front.get("tags", ())),
            paragraphs=paragraphs,
            paywalled=front.get("paywalled", False),
            correction=_correction(front),
        )


def _correction(front: Mapping[str, Any]) -> Correction | None:
    if (mend := front.get("correction")) is None:
        return None
    return Correction(replaces=mend["replaces"], by=mend["by"], note=mend["note"], at=front["corrected_published"])


def _reprints(file: Path, own: Mapping[tuple[str, str], Piece]) -> Iterator[Piece]:
    outlets = {outlet.slug: outlet for outlet in OUTLETS}
    entries = tomllib.loads(file.read_text(encoding="utf8"))["reprint"] if file.exists() else []
    for number, entry in enumerate(entries, start=20_001):
        agency = own[NORDPRESS.slug, entry["article"]]
        headline = entry.get("headline", agency.headline)
        yield replace(
            agency,
            outlet=outlets[entry["outlet"]],
            slug=slug_of(headline),
            number=number,
            headline=headline,
            standfirst=entry.get("standfirst", agency.standfirst),
            section=entry["section"],
            author="npd",
            published=entry["published"],
            modified=entry["published"],
            paragraphs=_reprinted(agency.paragraphs, entry.get("keep")),
        )


def _reprinted(paragraphs: tuple[str, ...], keep: int | None) -> tuple[str, ...]:
    """The agency's paragraphs without dateline and credit, cut from the end as a page editor does."""
    body = [paragraph for paragraph in paragraphs if not _CREDIT.match(paragraph)]
    body[0] = _DATELINE.sub("", body[0])
    return tuple(body[:keep])
