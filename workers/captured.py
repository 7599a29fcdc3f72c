"""A captured page is a page of a source with the article it should give: ``page.html`` and ``article.json``."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.sources import load
from workers.extraction import Extraction, extract

FIELDS = (
    "title",
    "standfirst",
    "section",
    "authors",
    "agencies",
    "published",
    "modified",
    "language",
    "canonical_url",
    "paywalled",
    "refusal",
    "paragraphs",
)
"""What a capture writes; any other field of an extraction may be added by hand, and any of these taken out."""
CONDITIONS = frozenset(("url", "charset", "fetched_at", "overrides"))
"""What is no field but says how the page is read; ``overrides`` where no source's file is beside it."""
_PAGE, _ARTICLE = "page.html", "article.json"
_LONGEST_NAME = 60
_NOT_OF_A_NAME = re.compile(r"[^a-z0-9]+")


class MalformedCaptureError(ValueError):
    """An expectation that cannot be read; the message says which, where, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that is not what it should be."""

    field: str
    expected: object
    found: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A folder with a page, and what its ``article.json`` says."""

    folder: Path
    told: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Source and name of the page, as ``source/name``."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are expected to have a certain value."""
        return tuple(sorted(self.told.keys() - CONDITIONS))

    def extracted(self) -> Extraction:
        """The page as extraction reads it now, with the selectors that its source has now."""
        file = self.folder.parent.with_suffix(".toml")
        fetched = self.told.get("fetched_at")
        return extract(
            (self.folder / _PAGE).read_bytes(),
            self.told["url"],
            charset=self.told.get("charset"),
            fetched_at=datetime.fromisoformat(fetched) if fetched else None,
            overrides=load(file).extraction if file.exists() else self.told.get("overrides"),
        )

    def differences(self) -> Iterator[Difference]:
        """The fields that are not what they should be."""
        found = self.extracted()
        for field in self.fields:
            value = plain(getattr(found, field))
            if value != self.told[field]:
                yield Difference(field=field, expected=self.told[field], found=value)


def read(folder: Path) -> Captured:
    """Open a captured page; raises ``MalformedCaptureError``."""
    file = folder / _ARTICLE
    try:
        told = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise MalformedCaptureError(f"{file}: {error} - correct the JSON there") from error
    if not isinstance(told, dict) or not isinstance(told.get("url"), str):
        raise MalformedCaptureError(f'{file}: "url" is missing - add the address of the page')
    unknown = sorted(told.keys() - CONDITIONS - set(Extraction.__dataclass_fields__) - {"text"})
    if unknown:
        raise MalformedCaptureError(f'{file}: "{unknown[0]}" is no field of an article - remove it')
    if not (folder / _PAGE).is_file():
        raise MalformedCaptureError(f"{folder}: {_PAGE} is missing - capture the page again")
    return Captured(folder=folder, told=told)


def captured(sources: Path, slug: str = "*") -> list[Captured]:
    """All captured pages of one source or of every one; they lie beside the sources' files, in a folder for each."""
    return [read(file.parent) for file in sorted(sources.glob(f"{slug}/*/{_ARTICLE}"))]


def capture(
    folder: Path, body: bytes, url: str, *, charset: str | None, fetched_at: datetime, overrides: Mapping[str, str]
) -> Extraction:
    """Write a page and the article it gives now; raises ``FileExistsError`` where there is one already."""
    found = extract(body, url, charset=charset, fetched_at=fetched_at, overrides=overrides)
    told: dict[str, object] = {"url": url, "charset": charset, "fetched_at": fetched_at.isoformat(timespec="seconds")}
    told |= {field: plain(getattr(found, field)) for field in FIELDS}
    folder.mkdir(parents=True)
    (folder / _PAGE).write_bytes(body)
    (folder / _ARTICLE).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return found


def name_of(url: str) -> str:
    """A name for the folder of a page, made of the last part of its address that says something."""
    parts = [_NOT_OF_A_NAME.sub("-", part.lower()).strip("-") for part in unquote(urlsplit(url).path).split("/")]
    telling = [part.removesuffix("-html") for part in parts if part]
    return max(telling, key=lambda part: (part.count("-"), len(part)), default="front")[:_LONGEST_NAME].strip("-")


def plain(value: object) -> object:
    """A field's value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
