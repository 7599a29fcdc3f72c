"""The pages that analysts search and read in."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from fastapi.routing import APIRoute

from search.asking import WrongParameter
from search.client import IndexUnavailable
from search.mistakes import Mistake
from search.searcher import RunOutError
from search.synonyms import SynonymsError
from search.web import pages, saved
from search.web.rendering import STATIC, page, speech

__all__ = ["router"]

FOR_EVER = "public, max-age=31536000, immutable"
"""A static file's address changes with its content."""

RUN_OUT = "die Seiten sind abgelaufen - die erste neu aufrufen"
"""What ``RunOutError`` says, in German."""


class Pages(APIRoute):
    """A route whose pages answer mistakes and absent services with pages, too."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """The route's handler, with what a person can mend made into a page."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except Mistake as mistake:
                text = request.query_params.get("q", "")
                said = mistake.said(speech(request).language)
                return page(request, "mistake.html", status=400, text=text, position=mistake.position, said=said)
            except WrongParameter as wrong:
                return page(request, "wrong.html", status=400, wrong=wrong)
            except RunOutError as error:
                old = WrongParameter(name="after", value="…", hint=str(error), german=RUN_OUT)
                return page(request, "wrong.html", status=410, wrong=old)
            except SynonymsError as unreadable:
                return page(request, "unavailable.html", status=503, detail=str(unreadable))
            except IndexUnavailable:
                return page(request, "unavailable.html", status=503)

        return answered


router = APIRouter(route_class=Pages, include_in_schema=False)
for route in [*pages.router.routes, *saved.router.routes]:
    if isinstance(route, APIRoute):
        router.add_api_route(
            route.path, route.endpoint, methods=sorted(route.methods or ()), response_model=route.response_model
        )


@router.get("/static/search/{name}")
def static(request: Request, name: str) -> Response:
    """A style sheet, script or picture."""
    file = STATIC / name
    # The name is one part of a path, so it cannot climb; a dot file or a folder is none of ours.
    if name.startswith(".") or not file.is_file():
        return page(request, "missing.html", status=404)
    return FileResponse(file, headers={"Cache-Control": FOR_EVER})
