"""An article on its way to the index, with the record of the fetch that brought it."""

from dataclasses import dataclass

from crawler.page import Fetch, pack, unpack
from search.article import VERSION, Article

ARTICLE_MADE = "newsloom.article_made"
"""Name of the task that takes one article; its only argument is ``to_message(made)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What the task for a page hands to the task for a batch of articles."""

    article: Article
    fetch: Fetch
    """As it will be recorded; the outcome is not known yet and says ``indexed``."""
    reply_to: str | None = None
    """Redis hash in which somebody waits for the outcome of ``fetch.url``."""


def to_message(made: Made) -> bytes:
    """Pack an article for the queue."""
    return pack(VERSION, made)


def from_message(message: bytes) -> Made:
    """Unpack an article; raises ``crawler.page.UnreadableMessageError``."""
    return unpack(message, Made, version=VERSION, what="article")
