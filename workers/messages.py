"""An article on its way to the index, with the record of the fetch that brought it."""

from dataclasses import dataclass

import msgspec
import zstandard

from crawler.page import LARGEST, Fetch, UnreadableMessageError
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
    """Pack an article for the queue: msgpack, compressed with zstd."""
    return zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode((VERSION, made)))


def from_message(message: bytes) -> Made:
    """Unpack an article, checking version and types once; raises ``UnreadableMessageError``."""
    try:
        if zstandard.frame_content_size(message) > LARGEST:
            raise UnreadableMessageError(f"message unpacks to more than {LARGEST} bytes")
        packed = zstandard.ZstdDecompressor().decompress(message, max_output_size=LARGEST)
        version, _ = msgspec.msgpack.decode(packed, type=tuple[int, msgspec.Raw])
        if version != VERSION:
            raise UnreadableMessageError(
                f"article of version {version}, and this process reads version {VERSION} - "
                "run the same release of all workers"
            )
        return msgspec.msgpack.decode(packed, type=tuple[int, Made])[1]
    except (zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise UnreadableMessageError(f"message is no article: {error}") from error
