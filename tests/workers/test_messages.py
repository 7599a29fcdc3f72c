"""What travels through the queues: packed once, and refused in words when it is not what this code reads."""

from datetime import UTC, datetime

import msgspec
import pytest
import zstandard

from crawler import page
from crawler.page import Announcement, Fetch, Kind, UnreadableMessageError, pack
from search.article import Article
from workers import messages

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FETCH = Fetch(
    url="https://blatt.test/1", source="blatt", at=NOON, outcome="indexed", announcement=Announcement(kind=Kind.FEED)
)
ARTICLE = Article(
    id="0" * 16,
    url="https://blatt.test/1",
    canonical_url="https://blatt.test/1",
    source="blatt",
    title="Brücke gesperrt",
    text="Die Brücke bleibt gesperrt.",
    fetched_at=NOON,
)
MADE = messages.Made(article=ARTICLE, fetch=FETCH)


def test_what_was_packed_comes_out_the_same():
    assert page.fetch_from_message(page.fetch_to_message(FETCH)) == FETCH
    assert messages.from_message(messages.to_message(MADE)) == MADE


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (pack(99, MADE), "article of version 99, and this process reads version 1 - run the same release"),
        (page.fetch_to_message(FETCH), "message is no article: "),
        (b"no frame", "message is no article: "),
        (zstandard.ZstdCompressor().compress(msgspec.msgpack.encode("text")), "message is no article: "),
    ],
    ids=["another version", "something else", "no zstd", "no pair"],
)
def test_what_this_code_does_not_read_is_refused_with_the_reason(message, said):
    with pytest.raises(UnreadableMessageError, match=said):
        messages.from_message(message)


def test_a_forged_message_cannot_fill_the_memory():
    bomb = zstandard.ZstdCompressor().compress(bytes(page.LARGEST + 1))
    with pytest.raises(UnreadableMessageError, match=f"article unpacks to more than {page.LARGEST} bytes"):
        messages.from_message(bomb)
