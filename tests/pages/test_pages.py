"""Every folder here, and beside the sources' files, is a page with what it should give: one test for each field."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from workers.captured import Captured, captured, plain
from workers.extraction import Extraction

HERE = Path(__file__).parent
SOURCES = Path(os.environ.get("NEWSLOOM_SOURCES", HERE.parents[1] / "sources"))
"""Where `newsloom sources capture` puts an operator's own pages."""


@cache
def found_in(folder: Path) -> Extraction:
    return next(page for page in (*captured(HERE), *captured(SOURCES)) if page.folder == folder).extracted()


def fields() -> Iterator[Any]:
    for page in (*captured(HERE), *captured(SOURCES)):
        for field in page.fields:
            yield pytest.param(page, field, id=f"{page.name}-{field}")


@pytest.mark.parametrize(("page", "field"), list(fields()))
def test_the_page_gives_what_its_article_says(page: Captured, field: str) -> None:
    assert plain(getattr(found_in(page.folder), field)) == page.told[field]
