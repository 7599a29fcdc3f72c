"""The text of a page that shows none without JavaScript: in its structured data or its application's state."""

import json
import re
from collections.abc import Iterator

from lxml import etree, html

from workers.extraction.blocks import segment
from workers.extraction.structured import Described

_LEAST = 250
"""Characters that are worth taking."""
_STRING = re.compile(r'"((?:[^"\\]|\\.){300,})"')
_MARKUP = re.compile(r"\\u003c/?p\b|<\\?/p>", re.IGNORECASE)
_LONGEST_SCRIPT = 3_000_000
_MOST_STRINGS = 200


def embedded_paragraphs(root: etree._Element, described: Described | None) -> tuple[str, ...]:
    """Paragraphs of ``articleBody`` or of the longest piece of HTML inside the scripts; empty when there is neither."""
    if described is not None and described.body and len(described.body) >= _LEAST:
        return paragraphs_of_body(described.body)
    pieces = [text for script in root.iter("script") for text in _strings(script.text or "")]
    best = max(pieces, key=len, default="")
    paragraphs = _of_markup(best) if best else ()
    return paragraphs if sum(map(len, paragraphs)) >= _LEAST else ()


def paragraphs_of_body(body: str) -> tuple[str, ...]:
    """Paragraphs of what structured data give as the text: HTML, or lines."""
    return _of_markup(body) if "<p" in body else _lines(body)


def _strings(script: str) -> Iterator[str]:
    """String literals with paragraphs in them, unescaped once or twice."""
    if len(script) > _LONGEST_SCRIPT or not _MARKUP.search(script):
        return
    for _, match in zip(range(_MOST_STRINGS), _STRING.finditer(script), strict=False):
        text = _unescaped(match.group(1))
        if text.count("<p") > 1:
            inner = [_unescaped(one.group(1)) for one in _STRING.finditer(text)]  # state inside a script's string
            yield max((one for one in inner if one.count("<p") > 1), key=len, default=text)


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return ""


def _of_markup(text: str) -> tuple[str, ...]:
    try:
        root = html.document_fromstring(f"<html><body>{text}</body></html>")
    except (etree.LxmlError, ValueError):
        return ()
    page = segment(root)
    return tuple(block.text for block in page.blocks if block.linked < len(block.text))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)
