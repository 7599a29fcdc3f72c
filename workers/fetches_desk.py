"""What is done with the records of fetches that brought no article."""

import logging
from collections.abc import Sequence

from crawler.page import Fetch, UnreadableMessageError, fetch_from_message
from crawler.urls import document_id
from search.index import Index, IndexUnavailable
from workers import records
from workers.articles_desk import LATER
from workers.outcomes import Outcome, Reason, in_one_word

log = logging.getLogger("newsloom.fetches")

GONE = "gone"
"""The crawler's word for a page that answers 404 or 410."""


def write(index: Index, messages: Sequence[bytes]) -> list[str]:
    """Record fetches in bulk, mark articles that are gone; one outcome for each message, empty for later."""
    fetches = [_read(message) for message in messages]
    known = [fetch for fetch in fetches if fetch]
    try:
        for fetch in filter(_is_gone, known):
            index.gone([document_id(fetch.url)], fetch.at)
        if known:
            index.record([records.document(fetch, detail=fetch.detail) for fetch in known])
    except IndexUnavailable as error:
        log.warning("%d records of fetches wait: %s", len(messages), error)
        return [LATER] * len(messages)
    return [in_one_word(fetch.outcome, fetch.reason) if fetch else Reason.UNREADABLE.value for fetch in fetches]


def _read(message: bytes) -> Fetch | None:
    try:
        return fetch_from_message(message)
    except UnreadableMessageError as error:
        log.error("the record of a fetch is dropped: %s", error)  # noqa: TRY400 - the message says all there is to say
        return None


def _is_gone(fetch: Fetch) -> bool:
    """Whether an address that once held an article holds none any more."""
    if fetch.outcome == GONE:
        return True
    return fetch.visit > 1 and fetch.outcome == Outcome.REJECTED and fetch.reason == Reason.SOFT_404
