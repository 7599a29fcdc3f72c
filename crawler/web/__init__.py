"""The operators' page of sources: how each does, and pause, resume, run now."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, select_autoescape
from redis.exceptions import RedisError

from crawler.overview import Desk, Row, UnknownSourceError, open_desk, pace
from crawler.settings import CrawlerSettings

__all__ = ["router"]

_HERE = Path(__file__).parent
_TEMPLATES = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape(), trim_blocks=True)
_OWN = frozenset({"same-origin", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    """What an operator can do with a source."""

    word: str
    label: str


_DEEDS = {
    "active": (_Deed(word="run", label="Run now"), _Deed(word="pause", label="Pause")),
    "paused": (_Deed(word="resume", label="Resume"),),
    "disabled": (),
}
_ACCEPT = _Deed(word="accept", label="Accept")


def from_this_site(request: Request) -> None:
    """Refuse a form that another site made the operator's browser send; browsers say where it comes from."""
    fetched_from = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    same = (
        fetched_from in _OWN if fetched_from else not origin or urlsplit(origin).netloc == request.headers.get("host")
    )
    if not same:
        raise HTTPException(403, "This form was not sent from Newsloom's own page - open it and try again")


router = APIRouter(prefix="/operate/sources", include_in_schema=False)


@router.get("")
async def overview(request: Request) -> Response:
    """All sources, those that need a person first."""
    settings = CrawlerSettings()
    try:
        async with open_desk(settings) as desk:
            context = await _context(desk)
    except RedisError as error:
        address = settings.redis_url.get_secret_value().rpartition("@")[2]
        return _page("unreachable.html", {"address": address, "error": str(error)}, status=503)
    return _page("sources.html", context | {"done": request.query_params.get("done", "")[:80]})


@router.get("/static/{name}")
def static(name: str) -> Response:
    """The page's style sheet."""
    file = _HERE / "static" / name
    if name.startswith(".") or not file.is_file():
        raise HTTPException(404, "No such file")
    return FileResponse(file)


@router.post("/{slug}/{deed}")
async def steer(slug: str, deed: str, _: Annotated[None, Depends(from_this_site)]) -> Response:
    """Pause, resume or run a source or accept how it changed, and show the page again."""
    if deed not in {"pause", "resume", "run", "accept"}:
        raise HTTPException(404, f"A source cannot be told to {deed} - it can be told to pause, resume, run or accept")
    try:
        async with open_desk(CrawlerSettings()) as desk:
            await getattr(desk, deed)([slug])
    except UnknownSourceError as error:
        raise HTTPException(404, str(error)) from error
    return RedirectResponse(f"/operate/sources?done={deed}+{slug}", status_code=303)


async def _context(desk: Desk) -> dict[str, object]:
    now = datetime.now(UTC)
    return {
        "rows": [(row, _deeds(row)) for row in await desk.rows(now)],
        "counts": await desk.counts(),
        "crawlers": await desk.runs.alive(),
        "errors": desk.known.errors,
        "now": now,
    }


def _deeds(row: Row) -> tuple[_Deed, ...]:
    return (*((_ACCEPT,) if row.noticed else ()), *_DEEDS.get(row.state, _DEEDS["active"]))


def _page(template: str, context: dict[str, object], status: int = 200) -> Response:
    html = _TEMPLATES.get_template(template).render(**context, describe=_describe, pace=pace)
    return Response(html, status_code=status, media_type="text/html; charset=utf-8")


def _describe(row: Row) -> str:
    """Why a source needs a person, in one sentence; empty when it does not."""
    match row.state:
        case "failing":
            return f"its last {row.failures} polls failed ({row.last_reason}) - newsloom sources check {row.slug}"
        case "silent":
            return "nothing new for days - the feed may have moved"
        case _:
            return ""
