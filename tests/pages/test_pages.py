"""Every folder here is a page with what it should give: ``page.html`` and ``article.json``, one test for each field."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from workers.extraction import Extraction, extract

HERE = Path(__file__).parent
FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
NO_FIELDS = frozenset(("url", "overrides"))


@cache
def expected_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "article.json").read_text("utf-8"))


@cache
def found_in(folder: Path) -> Extraction:
    told = expected_of(folder)
    html = (folder / "page.html").read_bytes()
    return extract(html, told["url"], fetched_at=FETCHED, overrides=told.get("overrides"))


def fields() -> Iterator[Any]:
    for file in sorted(HERE.glob("*/*/article.json")):
        for field in sorted(expected_of(file.parent).keys() - NO_FIELDS):
            yield pytest.param(file.parent, field, id=f"{file.parent.relative_to(HERE)}-{field}")


@pytest.mark.parametrize(("folder", "field"), list(fields()))
def test_the_page_gives_what_its_article_says(folder, field):
    found = getattr(found_in(folder), field)
    if isinstance(found, datetime):
        found = found.isoformat()
    assert (list(found) if isinstance(found, tuple) else found) == expected_of(folder)[field]
