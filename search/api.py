"""The HTTP API: the same questions as the web page's, answered in JSON."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from functools import cache
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute

from search import asking, export, history, presenting, reading, suggesting
from search.asking import WrongParameter
from search.client import IndexUnavailable
from search.facets import FACETS
from search.keys import Keys
from search.limits import Buckets
from search.mistakes import Mistake
from search.problems import Problem
from search.searcher import RunOutError
from search.settings import SearchSettings
from search.synonyms import SynonymsError
from search.trends import trends
from search.unusual import unusual
from search.web.service import Now, Service, parameters, searcher

__all__ = ["router"]

TAGS: list[str | Enum] = ["search"]


class Answers(APIRoute):
    """A route whose errors are problems, and whose answers say whether they have changed."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """The route's handler, with errors and ETag seen to."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                answer: Response = await handle(request)
            except EXPECTED as error:
                return _problem(error)
            return _tagged(request, answer)

        return answered


EXPECTED = (Problem, Mistake, WrongParameter, RunOutError, SynonymsError, IndexUnavailable)


def _problem(error: Exception) -> Response:
    """What a caller can mend or wait for, as a problem."""
    match error:
        case Problem():
            return error.response(error.more.pop("headers", None))
        case Mistake():
            told = f"{error.message} - {error.hint}"
            return Problem(400, "Unreadable query", told, position=error.position).response()
        case WrongParameter():
            return Problem(400, "Wrong parameter", str(error), parameter=error.name).response()
        case RunOutError():
            return Problem(410, "Cursor run out", str(error)).response()
    title = "Unreadable synonyms" if isinstance(error, SynonymsError) else "Search unavailable"
    return Problem(503, title, str(error)).response({"Retry-After": "5"})


def _tagged(request: Request, answer: Response) -> Response:
    """The answer with an ETag, or 304 without a body when the caller has it already (RFC 9110)."""
    if isinstance(answer, StreamingResponse) or answer.status_code != 200:  # noqa: PLR2004 - HTTP's own number
        return answer
    tag = f'"{hashlib.blake2b(bytes(answer.body), digest_size=10).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


@cache
def _settings() -> SearchSettings:
    return SearchSettings()


@cache
def _buckets() -> Buckets:
    return Buckets(_settings().api_rate)


@cache
def _keys() -> Keys:
    asked = searcher()
    return Keys(asked.client, asked.names)


def caller(request: Request) -> str:
    """Who asks: the name of the key, or the address where keys are not demanded; raises ``Problem``."""
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and key:
        name = _keys().owner(key.strip())
        if name is None:
            raise Problem(401, "Unknown key", "this key is not known - make one with: newsloom keys add NAME")
        who = f"key {name}"
    elif _settings().api_keys_required:
        detail = "send a key as: Authorization: Bearer KEY - make one with: newsloom keys add NAME"
        raise Problem(401, "Key needed", detail, headers={"WWW-Authenticate": "Bearer"})
    else:
        who = request.client.host if request.client else "?"
    wait = _buckets().take(who)
    if wait:
        seconds = str(int(wait) + 1)
        detail = f"more than {_settings().api_rate} questions a minute - ask again in {seconds} s"
        raise Problem(429, "Too many questions", detail, headers={"Retry-After": seconds})
    return who


router = APIRouter(prefix="/api/v1", route_class=Answers, dependencies=[Depends(caller)])

Text = Annotated[str, Query(description="In the query language; empty asks for everything.")]
Id = Annotated[str, Path(description="The field `id` of an article found.")]
StoryId = Annotated[str, Path(description="The field `story` of an article found.")]
Form = Annotated[str, Path(description=f"One of {', '.join(export.TABLES)}.")]
Beginning = Annotated[str, Query(description="The letters typed so far.")]
Several = Annotated[list[str], Query(description="In the query language; given once for each query.")]


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


@router.get("/search", tags=TAGS, summary="Find articles, with counts and highlights")
def search(  # noqa: PLR0917 - FastAPI passes them by name, and each is described in the docs
    request: Request,
    searcher: Service,
    now: Now,
    q: Text = "",
    sort: Annotated[str, Query(description="relevance, newest or oldest.")] = "relevance",
    size: Annotated[str, Query(description="Articles on one page, at most 200.")] = "10",
    page: Annotated[str, Query(description="Number of the page, from 1 on.")] = "1",
    after: Annotated[str | None, Query(description="The cursor `next` of the page before, for any depth.")] = None,
    stories: Annotated[str | None, Query(description="1: one article a story.")] = None,
    as_of: Annotated[str | None, Query(description="Count only what was there at this time.")] = None,
    hold: Annotated[str | None, Query(description="1: all pages that follow are read as of this moment.")] = None,
) -> Response:
    """Every facet is a parameter, too, and may be given several times: `source`, `section`, `person` and others.

    `from` and `to` narrow to a period, as in `from=2026-11-01`.
    """
    del q, sort, size, page, after, stories, as_of  # read with the facets, as the web page reads them
    query = asking.read(parameters(request), now)
    if hold and not query.moment:
        query = replace(query, moment=searcher.hold())
    found = searcher.search(query, now)
    told = presenting.as_json(found)
    # The time taken differs each time, and would make every answer a new one.
    took = told.pop("milliseconds")
    full = len(found.hits) == query.size and not query.per_story
    told["next"] = asking.cursor(found.after, query.moment) if full else None
    answer = _json(told)
    answer.headers["Server-Timing"] = f"search;dur={took}"
    return answer


@router.get("/articles/{id}", tags=TAGS, summary="One article, whole")
def article(searcher: Service, id: Id) -> Response:  # noqa: A002 - the name in the address
    """The document as it is indexed."""
    document = reading.article(searcher, id)
    if document is None:
        raise Problem(404, "No such article", f"there is no article {id[:40]} - ids come from /api/v1/search")
    return _json(document)


@router.get("/articles/{id}/revisions", tags=TAGS, summary="What was changed in an article")
def revisions(searcher: Service, id: Id) -> Response:  # noqa: A002 - the name in the address
    """Newest first, sentence by sentence."""
    return _json({"revisions": reading.revisions(searcher, id)})


@router.get("/revisions", tags=TAGS, summary="Find changes by what was removed or added")
def history_of_all(  # noqa: PLR0917 - FastAPI passes them by name, and each is described in the docs
    request: Request,
    searcher: Service,
    now: Now,
    q: Annotated[str, Query(description="Words, phrases, -exclusions; empty asks for the newest changes.")] = "",
    side: Annotated[str, Query(description="either, removed or added.")] = "either",
    size: Annotated[str, Query(description="Changes in the answer, at most 100.")] = "20",
) -> Response:
    """Newest first; `source`, `from` and `to` narrow as they do in a search. A headline counts with its text."""
    del q, side, size  # read with the others, as the web page reads them
    return _json(history.search(searcher, **asking.changed(parameters(request), now)))


@router.get("/stories/{id}", tags=TAGS, summary="Who told a story first, and who took over what")
def story(searcher: Service, id: StoryId) -> Response:  # noqa: A002 - the name in the address
    """Of each reprint, the sentences added, left out and rewritten, and two shares.

    `copied` is the share of its words that comes from the origin, `taken` the share of the origin that it keeps.
    """
    found = reading.story(searcher, id)
    if found is None:
        raise Problem(404, "No such story", f"there is no story {id[:40]} - ids are in the field story of an article")
    articles = [
        {name: t.article.get(name) for name in ("id", "url", "source", "title", "published")} for t in found.tellings
    ]
    return _json({"id": found.id, "articles": articles, "copying": found.copying})


@router.get("/trends", tags=TAGS, summary="Counts over time of up to five queries")
def over_time(request: Request, searcher: Service, now: Now, q: Several) -> Response:
    """All with the same bars; `from` and `to` narrow to a period."""
    period = asking.read({**parameters(request), "q": [""]}, now).period
    found = trends(searcher, q, period, now)
    return _json({"trends": [{"q": t.text, "total": t.total, **presenting.histogram(t.histogram)} for t in found]})


@router.get("/unusual", tags=TAGS, summary="What stands out in a result")
def stands_out(request: Request, searcher: Service, now: Now, q: Text = "") -> Response:
    """Names, places and phrases that are more frequent here than elsewhere."""
    del q
    return _json({"unusual": unusual(searcher, asking.read(parameters(request), now), now)})


@router.get("/complete", tags=TAGS, summary="Names and headlines that begin so")
def complete(searcher: Service, q: Beginning = "") -> Response:
    """At most eight."""
    return _json({"completions": suggesting.complete(searcher, q)})


@router.get("/facets", tags=TAGS, summary="What can be counted and narrowed by")
def facets() -> Response:
    """Their names are parameters of search."""
    return _json({"facets": [{"name": f.name, "field": f.field, "en": f.english, "de": f.german} for f in FACETS]})


@router.get("/export/{form}", tags=TAGS, summary="A whole result as csv, jsonl or parquet")
def exported(request: Request, searcher: Service, now: Now, form: Form, q: Text = "") -> Response:
    """Streamed, as of one point in time."""
    del q
    if form not in export.TABLES:
        raise Problem(404, "No such form", f"{form[:40]} is not offered - use one of {', '.join(export.TABLES)}")
    kind, write = export.TABLES[form]
    rows = export.rows(searcher, asking.read(parameters(request), now), now)
    return StreamingResponse(write(rows), media_type=kind)
