"""The pages that analysts open: results, an article, a story, trends, help."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from search import asking, export, history, reading, suggesting
from search.facets import FACETS
from search.query import Query
from search.since import since
from search.syntax import NAMES
from search.trends import MOST as MOST_TRENDS
from search.trends import trends
from search.unusual import unusual
from search.web import views
from search.web.rendering import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, page, speech
from search.web.service import Now, Service, parameters

router = APIRouter(include_in_schema=False)

A_YEAR = 365 * 24 * 3600


@router.get("/")
def results(request: Request, searcher: Service, now: Now) -> HTMLResponse:
    """Results, counts and what to narrow by."""
    given = parameters(request)
    # One hit a story unless every article is asked for: ten reprints of one report are one answer.
    query = asking.read({"stories": ["1"], **given}, now)
    found = searcher.search(query, now)
    t = speech(request)
    empty = found.total == 0 and not given and not searcher.search(Query(size=0, facets=()), now).total
    values: dict[str, Any] = {
        "text": query.text,
        "query": query,
        "found": found,
        "columns": views.columns(found, query, t),
        "chips": views.chips(query, t),
        "bars": views.drawn(found.histogram, query, t),
        "paging": views.paging(found, query),
        "sorts": views.sorts(query),
        "hidden": asking.told(replace(query, text="")),
        "other_view": asking.address(
            replace(query, per_story=not query.per_story, offset=0), stories="" if not query.per_story else "0"
        ),
        "permalink": asking.address(replace(query, as_of=query.as_of or now.replace(microsecond=0))),
        "export_tail": asking.address(query, ""),
        "suggestion": suggesting.did_you_mean(searcher, query, found.total, now),
        "since": since(searcher, query, now) if query.as_of else None,
        "empty": empty,
        "address": asking.address,
        "replace": replace,
        "new_query": Query,
    }
    return page(request, "results.html", **values)


@router.get("/unusual")
def stands_out(request: Request, searcher: Service, now: Now) -> HTMLResponse:
    """What is unusual in a result."""
    query = asking.read(parameters(request), now)
    template = "_unusual.html" if request.headers.get("x-part") else "unusual.html"
    return page(
        request, template, found=unusual(searcher, query, now), query=query, text=query.text, address=asking.address
    )


@router.get("/article/{key}")
def article(request: Request, searcher: Service, key: str) -> HTMLResponse:
    """One article: its text with names marked, what it is about, what was changed."""
    document = reading.article(searcher, key)
    if document is None:
        return page(request, "missing.html", status=404)
    return page(
        request,
        "article.html",
        document=document,
        paragraphs=views.marked_paragraphs(document),
        revisions=reading.revisions(searcher, key),
        story=reading.story(searcher, str(document.get("story", key))),
    )


@router.get("/article/{key}/neighbours")
def neighbours(request: Request, searcher: Service, key: str) -> HTMLResponse:
    """Other accounts of the same event, and more like this; a part of the article's page, read when it is reached."""
    document = reading.article(searcher, key)
    if document is None:
        return page(request, "missing.html", status=404)
    template = "_neighbours.html" if request.headers.get("x-part") else "neighbours.html"
    return page(request, template, found=reading.neighbours(searcher, document), document=document)


@router.get("/story/{key}")
def story(request: Request, searcher: Service, key: str) -> Response:
    """One story: who published first, who took over what."""
    found = reading.story(searcher, key)
    if found is None:
        return page(request, "missing.html", status=404)
    if found.id != key:
        return RedirectResponse(f"/story/{found.id}", 301)
    return page(request, "story.html", story=found, **_time_line(found))


def _time_line(found: reading.Story) -> Mapping[str, Any]:
    moments = [datetime.fromisoformat(telling.article["date"]) for telling in found.tellings]
    whole = (max(moments) - min(moments)).total_seconds() or 1.0
    places = [round(940 * (moment - min(moments)).total_seconds() / whole) + 30 for moment in moments]
    return {"places": places, "delays": [moment - min(moments) for moment in moments]}


@router.get("/changes")
def changes(request: Request, searcher: Service, now: Now) -> HTMLResponse:
    """What publishers changed, found by what was removed or added; the newest without a question."""
    asked = asking.changed(parameters(request), now)
    return page(
        request, "changes.html", found=history.search(searcher, **asked), asked=asked, sides=tuple(history.Side)
    )


@router.get("/trends")
def over_time(request: Request, searcher: Service, now: Now) -> HTMLResponse:
    """Several queries' counts over time."""
    given = parameters(request)
    texts = [text for text in given.get("q", ()) if text.strip()][:MOST_TRENDS]
    query = asking.read({**given, "q": [""]}, now)
    found = trends(searcher, texts, query.period, now)
    most = max((bar.count for trend in found for bar in trend.histogram.bars), default=0) or 1
    return page(
        request,
        "trends.html",
        texts=texts,
        found=found,
        most=most,
        query=query,
        places=MOST_TRENDS,
        address=asking.address,
        new_query=Query,
    )


@router.get("/help")
def explained(request: Request) -> HTMLResponse:
    """The query language, with examples."""
    return page(request, "help.html", names=sorted(set(NAMES.values())), facets=FACETS)


@router.get("/api/v1/docs")
def api_explained(request: Request) -> HTMLResponse:
    """The HTTP API, with an example of each call."""
    paths = request.app.openapi()["paths"]
    calls = [(path, found["get"]) for path, found in paths.items() if path.startswith("/api/v1/") and "get" in found]
    return page(request, "api.html", calls=calls, base=str(request.base_url).rstrip("/"))


@router.get("/export/{form}")
def exported(request: Request, searcher: Service, now: Now, form: str) -> Response:
    """The whole result as a file, or its newest as a feed."""
    query = asking.read(parameters(request), now)
    if form in export.TABLES:
        kind, write = export.TABLES[form]
        headers = {"Content-Disposition": f'attachment; filename="newsloom-{now:%Y-%m-%d}.{form}"'}
        return StreamingResponse(write(export.rows(searcher, query, now)), media_type=kind, headers=headers)
    if form in export.FEEDS:
        kind, feed = export.FEEDS[form]
        rows = export.rows(searcher, query, now, most=export.FEED_LENGTH)
        title = f"Newsloom: {query.text or '*'}"
        return StreamingResponse(feed(rows, title=title, link=str(request.url), now=now), media_type=kind)
    return page(request, "missing.html", status=404)


@router.get("/headlines.atom")
def headlines(request: Request, searcher: Service, now: Now) -> Response:
    """A feed of headlines that their publishers have changed."""
    feed = export.atom(
        reading.headline_changes(searcher), title="Newsloom: changed headlines", link=str(request.url), now=now
    )
    return StreamingResponse(feed, media_type=export.FEEDS["atom"][0])


@router.get("/complete")
def complete(searcher: Service, q: str = "") -> list[str]:
    """Completions of what is being typed."""
    return list(suggesting.complete(searcher, q))


@router.post("/settings")
async def choose(request: Request) -> Response:
    """Remember the interface language and the theme, and go back to where one was."""
    form = await request.form()
    back = str(form.get("next", "/"))
    # Only ever back to a page of ours: "//elsewhere" and "/\\elsewhere" would leave.
    local = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if local else "/", 303)
    language, theme = str(form.get("language", "")), str(form.get("theme", ""))
    if language in ("de", "en"):
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, samesite="lax", httponly=True)
    if theme in THEMES:
        answer.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, samesite="lax", httponly=True)
    return answer
