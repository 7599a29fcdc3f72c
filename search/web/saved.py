"""The page of saved searches: keep one, see what it would have found, switch its alert on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from search import alerts, asking
from search.alerts import Preview, Status
from search.quiet import read as quiet_hours
from search.saved import Saved, SavedSearches, UnfitSavedSearchError
from search.searcher import Searcher
from search.web import views
from search.web.rendering import page, speech
from search.web.service import Now, Service, parameters, settings
from search.web.words import Speech

router = APIRouter(include_in_schema=False)


async def filled_in(request: Request) -> Mapping[str, str]:
    """The fields of a form; read here, so that the handlers may wait for Elasticsearch in threads of their own."""
    return {name: str(value) for name, value in (await request.form()).items()}


Form = Annotated[Mapping[str, str], Depends(filled_in)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One saved search as the page shows it."""

    status: Status
    preview: Preview | None
    """What it would have found; only of one that is off, to decide by."""
    href: str
    """Where it is asked."""
    chips: tuple[views.Chip, ...]


@router.get("/saved")
def listed(request: Request, searcher: Service, now: Now) -> HTMLResponse:
    """All saved searches, and a form for one that is about to be saved."""
    return _page(request, searcher, now)


@router.post("/saved")
def save(request: Request, searcher: Service, now: Now, form: Form) -> Response:
    """Keep a search under a name."""
    query = asking.read(parse_qs(form.get("tail", "").lstrip("?")), now)
    kept = Saved(
        name=form.get("name", "").strip() or query.text[:80] or "Newsloom",
        text=query.text,
        chosen=query.chosen,
        start=query.period.start,
        end=query.period.end,
    )
    return _done(request, searcher, now, lambda: SavedSearches(searcher, settings()).save(kept, now))


@router.post("/saved/{key}/delivery")
def deliver(request: Request, searcher: Service, now: Now, form: Form, key: str) -> Response:
    """Where an alert goes, and when it is quiet."""
    searches = SavedSearches(searcher, settings())
    saved = searches.get(key)
    if saved is None:
        return page(request, "missing.html", status=404)

    def change() -> object:
        hours = form.get("quiet", "").strip()
        mail = tuple(part for part in form.get("mail", "").replace(",", " ").split() if part)
        quiet = quiet_hours(hours, (), form.get("zone", "").strip() or "UTC") if hours else None
        return searches.save(
            replace(saved, webhook=form.get("webhook", "").strip() or None, mail=mail, quiet=quiet), now
        )

    return _done(request, searcher, now, change)


@router.post("/saved/{key}/on")
def switch_on(request: Request, searcher: Service, now: Now, key: str) -> Response:
    """Let an alert tell every new story."""
    switched = alerts.switch_on(searcher, key, now, settings())
    if switched is None:
        return page(request, "missing.html", status=404)
    if isinstance(switched, alerts.TooWide):
        told = speech(request)("too_wide", n=switched.stories, most=switched.most)
        return _page(request, searcher, now, problem=told, status=409)
    return RedirectResponse("/saved", 303)


@router.post("/saved/{key}/off")
def switch_off(searcher: Service, key: str) -> Response:
    """Let an alert tell nothing more."""
    alerts.switch_off(searcher, key, settings())
    return RedirectResponse("/saved", 303)


@router.post("/saved/{key}/delete")
def delete(searcher: Service, key: str) -> Response:
    """Forget a saved search."""
    SavedSearches(searcher, settings()).remove(key)
    return RedirectResponse("/saved", 303)


def _page(request: Request, searcher: Searcher, now: datetime, *, problem: str = "", status: int = 200) -> HTMLResponse:
    t = speech(request)
    asked_now = parameters(request) if request.method == "GET" else {}
    coming = asking.read(asked_now, now) if asked_now else None
    cards = [_card(searcher, one, now, t) for one in alerts.status(searcher, settings())]
    return page(
        request,
        "saved.html",
        status=status,
        cards=cards,
        problem=problem,
        coming=coming,
        tail=asking.address(coming, "") if coming else "",
        coming_preview=alerts.preview(searcher, coming, now) if coming else None,
        base=settings().web_url.rstrip("/"),
    )


def _card(searcher: Searcher, status: Status, now: datetime, t: Speech) -> Card:
    query = status.saved.query
    seen = None if status.saved.on_since else alerts.preview(searcher, query, now)
    return Card(status=status, preview=seen, href=asking.address(query), chips=views.chips(query, t))


def _done(request: Request, searcher: Searcher, now: datetime, change: Callable[[], object]) -> Response:
    try:
        change()
    except (UnfitSavedSearchError, ValueError) as unfit:
        return _page(request, searcher, now, problem=str(unfit), status=400)
    return RedirectResponse("/saved", 303)
