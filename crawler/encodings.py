"""Undo a body's content encodings without ever holding more than the limit."""

import zlib
from collections.abc import Callable, Sequence

import brotli  # type: ignore[import-untyped]
import zstandard

__all__ = ["ACCEPTED", "TooLargeError", "UndecodableError", "decode", "gunzip"]

ACCEPTED = "gzip, deflate, br, zstd"
_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"


class TooLargeError(ValueError):
    """The body is larger than the limit; what came so far was dropped."""


class UndecodableError(ValueError):
    """The body is not in the encoding that its headers name."""


def decode(body: bytes, encodings: Sequence[str], limit: int) -> bytes:
    """Undo encodings, the last applied first; raises ``TooLargeError`` or ``UndecodableError``.

    A truncated body gives what it holds: a page without its last line is a page.
    """
    for encoding in reversed(encodings):
        undo = _UNDO.get(encoding)
        if undo is None:
            raise UndecodableError(f"content-encoding {encoding!r}")
        try:
            body = undo(body, limit)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise UndecodableError(f"content-encoding {encoding!r}: {error}") from error
    return body


def gunzip(body: bytes, limit: int) -> bytes:
    """Undo gzip where a file is gzip by itself, such as ``sitemap.xml.gz``; anything else comes back as it is."""
    return decode(body, ["gzip"], limit) if body.startswith(_GZIP) else body


def _collect(step: Callable[[], bytes], limit: int) -> bytes:
    """Gather bounded pieces until one is empty."""
    pieces: list[bytes] = []
    size = 0
    while piece := step():
        size += len(piece)
        if size > limit:
            raise TooLargeError(f"more than {limit} bytes once decompressed")
        pieces.append(piece)
    return b"".join(pieces)


def _un_gzip(body: bytes, limit: int) -> bytes:
    """Also for several members one after the other, which gzip allows."""
    if not body.startswith(_GZIP):  # some servers announce gzip and send plain text
        return body
    rest = body
    engine = zlib.decompressobj(wbits=31)

    def step() -> bytes:
        nonlocal rest, engine
        while rest:
            piece = engine.decompress(rest, _CHUNK)
            rest = engine.unconsumed_tail
            if engine.eof:
                rest = engine.unused_data if engine.unused_data.startswith(_GZIP) else b""
                engine = zlib.decompressobj(wbits=31)
            if piece:
                return piece
        return b""

    return _collect(step, limit)


def _un_deflate(body: bytes, limit: int) -> bytes:
    """Deflate means zlib (RFC 9110); some servers send it raw."""
    try:
        return _inflated(body, limit, zlib.MAX_WBITS)
    except zlib.error:
        return _inflated(body, limit, -zlib.MAX_WBITS)


def _inflated(body: bytes, limit: int, bits: int) -> bytes:
    engine = zlib.decompressobj(wbits=bits)
    rest = body

    def step() -> bytes:
        nonlocal rest
        piece = engine.decompress(rest, _CHUNK) if rest else b""
        rest = engine.unconsumed_tail
        return piece

    return _collect(step, limit)


def _un_brotli(body: bytes, limit: int) -> bytes:
    engine = brotli.Decompressor()
    rest = body

    def step() -> bytes:
        nonlocal rest
        if engine.is_finished():
            return b""
        piece: bytes = engine.process(rest, output_buffer_limit=_CHUNK)
        rest = b""
        return piece

    return _collect(step, limit)


def _un_zstd(body: bytes, limit: int) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(body, read_across_frames=True)
    return _collect(lambda: reader.read(_CHUNK), limit)


_UNDO: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _un_gzip,
    "x-gzip": _un_gzip,
    "deflate": _un_deflate,
    "br": _un_brotli,
    "zstd": _un_zstd,
    "identity": lambda body, _limit: body,
}
