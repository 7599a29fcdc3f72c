"""The address at which WebSub hubs reach us; open to the world, and believing nothing that is not signed."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response

from crawler.candidates import entry_of, objection
from crawler.discovery import findings
from crawler.opening import open_broker_redis, open_frontier
from crawler.page import Kind
from crawler.settings import CrawlerSettings
from crawler.sources import catalogue
from crawler.websub import Subscription, Subscriptions, genuine

__all__ = ["router"]

_LARGEST = 5_000_000
"""Bytes of what a hub may push; feeds are far below."""

router = APIRouter(prefix="/websub", include_in_schema=False)


@router.get("/{token}")
async def verify(token: str, request: Request) -> Response:
    """A hub asks whether we meant to subscribe."""
    settings = CrawlerSettings()
    redis = open_broker_redis(settings)
    try:
        subscriptions = Subscriptions(redis, settings.prefix)
        known = await subscriptions.of(token)
        challenge = await subscriptions.verified(known, request.url.query) if known else None
    finally:
        await redis.aclose()
    if challenge is None:
        raise HTTPException(404, "No such subscription")
    return PlainTextResponse(challenge)


@router.post("/{token}")
async def push(token: str, request: Request, x_hub_signature: Annotated[str | None, Header()] = None) -> Response:
    """A hub pushes a feed with its news; they go into the frontier as if the feed had been polled."""
    settings = CrawlerSettings()
    body = await _bounded(request)
    redis = open_broker_redis(settings)
    try:
        known = await Subscriptions(redis, settings.prefix).of(token)
        if known is None:
            raise HTTPException(410, "No such subscription")
        # Section 7.1: what is not genuine is ignored, and the hub is not told, lest it help a forger.
        if genuine(known, body, x_hub_signature):
            await _take(settings, redis, known, body, request.headers.get("content-type", ""))
    finally:
        await redis.aclose()
    return Response(status_code=202)


async def _take(settings: CrawlerSettings, redis: object, known: Subscription, body: bytes, content_type: str) -> None:

    source = catalogue(settings.sources).sources.get(known.source)
    if source is None:
        return
    found = findings(body, known.topic, content_type=content_type)
    now = datetime.now(UTC)
    entries = [
        entry_of(candidate, source, Kind.PUSH, known.feed, None)
        for candidate in found.candidates
        if objection(candidate, source, Kind.PUSH, now) is None
    ]
    frontier = open_frontier(settings, redis)
    await frontier.add(entries)
    if frontier.redis is not redis:
        await frontier.redis.aclose()


async def _bounded(request: Request) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > _LARGEST:
            raise HTTPException(413, f"More than {_LARGEST} bytes")
        pieces.append(piece)
    return b"".join(pieces)
