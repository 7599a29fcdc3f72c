"""Turn values into pages: templates that escape everything, and text that cannot misbehave."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from search.results import Passage
from search.web.words import LANGUAGES, Speech, preferred

HERE = Path(__file__).parent
STATIC = HERE / "static"

LANGUAGE_COOKIE = "newsloom-language"
THEME_COOKIE = "newsloom-theme"
THEMES = ("light", "dark")

_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Characters that turn the direction of what follows, so that one article could garble the page around it."""
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def calm(value: object) -> object:
    """A value as it may be shown: text without characters that turn the direction of writing or control a terminal."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return value.translate(_BIDI).translate(_CONTROLS)
    return value


def safe_address(address: object) -> str | None:
    """The address when it leads to a web page; None for ``javascript:`` and all others."""
    text = str(address or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc else None


def marked(passage: Passage) -> Markup:
    """A passage with its matches in ``<mark>``; all text escaped."""
    pieces = [
        Markup("<mark>{}</mark>").format(calm(piece.text)) if piece.marked else Markup("{}").format(calm(piece.text))
        for piece in passage
    ]
    return Markup("").join(pieces)


def moment(value: str | datetime | None) -> datetime | None:
    """A time as documents hold it."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def paragraphs(text: str) -> Sequence[str]:
    """The paragraphs of a text."""
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]


def code(text: str) -> Markup:
    """A text with what stands between backticks set as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just here


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def environment() -> Environment:
    """The templates, made once."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        finalize=calm,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "address": safe_address,
        "code": code,
        "marked": marked,
        "moment": moment,
        "paragraphs": paragraphs,
        "capitalize_first": _capitalized,
    }
    made.globals |= {"static": static, "languages": LANGUAGES, "one_second": timedelta(seconds=1)}
    return made


@cache
def static(name: str) -> str:
    """The address of a static file; it changes with its content, so browsers may keep it for ever."""
    digest = hashlib.blake2b((STATIC / name).read_bytes(), digest_size=5).hexdigest()
    return f"/static/search/{name}?{digest}"


def speech(request: Request) -> Speech:
    """The interface language of a request."""
    return Speech(preferred(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language")))


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 - a template's
    """A page made of a template; what every page needs is added here."""
    theme = request.cookies.get(THEME_COOKIE)
    told = {
        "t": speech(request),
        "theme": theme if theme in THEMES else None,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "path": request.url.path,
        "text": "",
    }
    html = environment().get_template(template).render(told | values)
    # Pages are made for one person's language and theme, and results change by the minute.
    return HTMLResponse(html, status, {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"})
