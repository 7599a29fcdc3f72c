"""Content encodings, within bounds."""

import gzip
import zlib

import brotli
import pytest
import zstandard

from crawler.encodings import TooLargeError, UndecodableError, decode, gunzip

TEXT = b"Der Gemeinderat tagt. " * 500
PACKED = {
    "gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstandard.compress(TEXT),
    "identity": TEXT,
}


@pytest.mark.parametrize("encoding", PACKED)
def test_every_accepted_encoding_is_undone(encoding: str) -> None:
    assert decode(PACKED[encoding], [encoding], 1_000_000) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_refused_before_it_fills_the_memory(encoding: str) -> None:
    """The limit holds on what comes out, piece by piece."""
    zeros = bytes(50 << 20)
    bomb = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda body: brotli.compress(body, quality=5),
        "zstd": zstandard.compress,
    }
    with pytest.raises(TooLargeError):
        decode(bomb[encoding](zeros), [encoding], 1_000_000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_truncated_body_gives_what_it_holds(encoding: str) -> None:
    assert TEXT.startswith(decode(PACKED[encoding][:-20], [encoding], 1_000_000)[:100])


def test_odd_servers_are_understood() -> None:
    """Raw deflate, gzip that is none, several members, two encodings one over the other."""
    raw = zlib.compressobj(wbits=-15)
    assert decode(raw.compress(TEXT) + raw.flush(), ["deflate"], 1_000_000) == TEXT
    assert decode(TEXT, ["gzip"], 1_000_000) == TEXT
    assert decode(PACKED["gzip"] * 2, ["gzip"], 1_000_000) == TEXT * 2
    assert decode(gzip.compress(PACKED["br"]), ["br", "gzip"], 1_000_000) == TEXT
    assert gunzip(TEXT, 10) == TEXT


def test_what_cannot_be_undone_says_so() -> None:
    for body, encoding in ((b"\x1f\x8bxxxx", "gzip"), (b"nonsense", "br"), (b"nonsense", "zstd"), (TEXT, "rot13")):
        with pytest.raises(UndecodableError, match=encoding):
            decode(body, [encoding], 1_000_000)
