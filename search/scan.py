"""Read any number of articles of one result, page after page of a point in time, in flat memory."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from elasticsearch import ApiError, Elasticsearch

KEEP_ALIVE = "2m"
"""How long Elasticsearch keeps the point in time for the next page."""

PAGE = 500
"""Articles read at once: some 3 MB."""


@contextmanager
def point_in_time(client: Elasticsearch, index: str) -> Iterator[str]:
    """A view of the index that does not change while it is open."""
    opened = client.open_point_in_time(index=index, keep_alive=KEEP_ALIVE)["id"]
    try:
        yield opened
    finally:
        with suppress(ApiError):  # it may have run out, which closes it as well
            client.close_point_in_time(id=opened)


def scan(
    client: Elasticsearch,
    index: str,
    body: dict[str, Any],
    *,
    most: int | None = None,
    page: int = PAGE,
) -> Iterator[dict[str, Any]]:
    """The hits of a search to any depth, in its order, or in the quickest one when it has none."""
    left = most
    with point_in_time(client, index) as pit:
        asked: dict[str, Any] = {"sort": [{"_shard_doc": "asc"}], "track_total_hits": False} | body | {"size": page}
        while left is None or left > 0:
            answer = client.search(pit={"id": pit, "keep_alive": KEEP_ALIVE}, **asked)
            hits = answer["hits"]["hits"]
            yield from hits if left is None else hits[:left]
            if len(hits) < page:
                return
            left = None if left is None else left - len(hits)
            asked["search_after"] = hits[-1]["sort"]
