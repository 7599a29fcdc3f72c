"""Errors of the API as RFC 9457 wants them: application/problem+json, each with what to do."""

from typing import Any

import msgspec
from fastapi import Response

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, title: str, detail: str, **more: Any) -> None:  # noqa: ANN401 - whatever JSON takes
        super().__init__(status, title, detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.more = more

    def response(self, headers: dict[str, str] | None = None) -> Response:
        """The answer."""
        kind = self.title.lower().replace(" ", "-")
        body = {
            "type": f"urn:newsloom:problem:{kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        return Response(msgspec.json.encode(body | self.more), self.status, headers, MEDIA_TYPE)
