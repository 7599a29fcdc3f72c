"""Operators' pages of the workers: who works, what waits, how pages ended, and what is in quarantine."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from crawler.page import ARTICLES_QUEUE, PAGES_QUEUE
from workers import health, replay, tally
from workers.connections import redis
from workers.quarantine import Quarantine
from workers.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.quarantine import Case

router = APIRouter(prefix="/operate", include_in_schema=False)
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)
_SHOWN = 100
"""Cases on one page."""


@router.get("/workers", response_class=HTMLResponse)
def workers() -> str:
    """Heartbeats, queues, outcomes."""
    client, chosen = redis(), settings()
    return _page(
        "workers.html",
        beats=[_seen(beat) for beat in health.beats(client, chosen)],
        queues=[(queue, client.llen(queue)) for queue in (PAGES_QUEUE, ARTICLES_QUEUE)],
        unacknowledged=client.hlen("unacked"),
        outcomes=_shares(tally.counts(client, chosen)),
        quarantined=len(Quarantine(client, chosen)),
    )


@router.get("/quarantine", response_class=HTMLResponse)
def quarantine(start: Annotated[int, Query(ge=0)] = 0, replayed: int | None = None) -> str:
    """The cases, the newest first."""
    kept = Quarantine(redis(), settings())
    cases = list(kept.cases(start, _SHOWN))
    return _page(
        "quarantine.html",
        cases=[(case, _moment(case)) for case in cases],
        total=len(kept),
        start=start,
        later=start + _SHOWN if start + _SHOWN < len(kept) else None,
        replayed=replayed,
    )


@router.get("/quarantine/{case_id}", response_class=HTMLResponse)
def show(case_id: str) -> str:
    """One case with its traceback."""
    kept = Quarantine(redis(), settings())
    if (case := kept.case(case_id)) is None:
        raise HTTPException(404, f"{case_id} is not in quarantine")
    return _page("case.html", case=case, at=_moment(case), kept=kept.message(case_id) is not None)


@router.post("/quarantine/replay")
def send_again(case_id: Annotated[str, Form()] = "") -> RedirectResponse:
    """Send one case to its queue again, or all."""
    kept = Quarantine(redis(), settings())
    chosen = [kept.case(case_id)] if case_id else list(kept.cases())
    count = sum(replay.replayed(kept, case) for case in chosen if case)
    return RedirectResponse(f"/operate/quarantine?replayed={count}", status_code=303)


def _page(template: str, **shown: Any) -> str:  # noqa: ANN401 - whatever the template shows
    return _PAGES.get_template(template).render(shown)


def _seen(beat: health.Beat) -> dict[str, Any]:
    now = time.time()
    return {
        "worker": beat.worker,
        "queues": ", ".join(beat.queues),
        "received": beat.received,
        "quiet": round(now - beat.received_at),
        "since": datetime.fromtimestamp(beat.started, UTC),
    }


def _shares(counts: dict[str, int]) -> "Iterator[tuple[str, str, int, float]]":
    total = sum(counts.values()) or 1
    for word, count in counts.items():
        outcome, _, reason = word.partition(":")
        yield outcome, reason, count, 100 * count / total


def _moment(case: "Case") -> datetime:
    return datetime.fromtimestamp(case.at, UTC)
