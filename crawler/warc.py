"""One record of a WARC 1.1 file as its bytes; pure."""

from base64 import b32encode
from collections.abc import Iterable, Mapping
from hashlib import sha1
from uuid import uuid4

from isal import isal_zlib

__all__ = ["FIELDS", "REQUEST", "RESPONSE", "http_head", "member", "record_id"]

REQUEST = "application/http; msgtype=request"
RESPONSE = "application/http; msgtype=response"
FIELDS = "application/warc-fields"
"""Content types of a record's block."""

_LEVEL = 2
"""Of Intel's deflate: 0.3 ms for a news page of 270 kB; zlib takes 1.6 ms for 4 % fewer bytes, 3.6 ms for 14 %."""
_GZIP = 31


def record_id() -> str:
    """A new name for a record."""
    return f"<urn:uuid:{uuid4()}>"


def http_head(line: str, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Start line and headers as they stand on the wire, up to the empty line that ends them."""
    rows = [line.encode("latin-1", "replace"), *(b": ".join(row) for row in headers)]
    return b"\r\n".join([*rows, b"", b""])


def member(
    kind: str, fields: Mapping[str, str], content_type: str, *, head: bytes = b"", payload: bytes = b""
) -> bytes:
    """A whole record, compressed as a gzip member of its own, as the standard's annex D asks.

    ``head`` and ``payload`` together are the block: HTTP's head and body, or the payload alone.
    """
    block = head + payload if head else payload
    rows = {"WARC-Type": kind, **fields, "WARC-Block-Digest": _digest(block)}
    if head and payload:
        rows["WARC-Payload-Digest"] = _digest(payload)
    rows |= {"Content-Type": content_type, "Content-Length": str(len(block))}
    top = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in rows.items()) + "\r\n"
    return isal_zlib.compress(b"".join((top.encode(), block, b"\r\n\r\n")), _LEVEL, _GZIP)


def _digest(content: bytes) -> str:
    """SHA-1 because readers expect it; nothing here depends on its strength."""
    return "sha1:" + b32encode(sha1(content, usedforsecurity=False).digest()).decode()
