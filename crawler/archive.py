"""The archive: every exchange as WARC 1.1, and pages read back from it."""

import asyncio
import gzip
import json
import os
import secrets
import socket
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.download import Exchange
from crawler.encodings import decode
from crawler.page import Announcement, Kind, OptOut, Page
from crawler.urls import canonical_url
from crawler.visit import Visit

__all__ = ["Archive", "pages"]

_DROPPED = frozenset({b"transfer-encoding", b"connection", b"keep-alive"})
"""Headers of the connection, untrue of the body as it is kept (whole, unchunked)."""


class _Members:
    """A file in which each record is a gzip member of its own, as the standard asks; warcio flushes after each.

    Its own compression is the strongest, 9 ms for a news page of 270 kB; this level takes 2.5 ms for 13 % more bytes.
    """

    LEVEL = 3

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._member = zlib.compressobj(self.LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)

    def write(self, content: bytes) -> None:
        """Add to the record."""
        self._file.write(self._member.compress(content))

    def flush(self) -> None:
        """End the record."""
        self._file.write(self._member.flush())
        self._member = zlib.compressobj(self.LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)


class Archive:
    """Writes exchanges to files of its own process; one is closed and the next begun when it is full."""

    def __init__(self, folder: Path, largest: int, software: str) -> None:
        self._folder = folder
        self._largest = largest
        self._software = software
        self._file: BinaryIO | None = None
        self._writer: Any = None
        self._path = folder
        # One thread: compressing a page takes milliseconds that the reactor should not spend, and records stay whole.
        self._thread = ThreadPoolExecutor(1, "archive")

    async def write(self, exchange: Exchange, visit: Visit, role: str) -> str:
        """Write request, response and metadata; return ``file:offset`` of the response."""
        evidence = {
            "asked_for": visit.entry.role if role == "visit" else role,
            "source": visit.source.slug,
            "url": visit.entry.url,
            "visit": visit.entry.visit,
            "found": visit.entry.kind,
            "found_in": visit.entry.found_in,
            "opt_outs": [[opt_out.signal, opt_out.value, opt_out.verdict] for opt_out in visit.opt_outs],
        }
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, exchange, evidence)

    def close(self) -> None:
        """Finish the file."""
        self._thread.shutdown(wait=True)
        self._close_file()

    def _write(self, exchange: Exchange, evidence: dict[str, Any]) -> str:
        file = self._open_file()
        offset = file.tell()
        date = exchange.started.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        response = self._response(exchange, date)
        self._writer.write_record(response)
        self._writer.write_record(self._request(exchange, date, response))
        self._writer.write_record(self._metadata(exchange, date, response, evidence))
        file.flush()  # a process that is killed afterwards has left whole records
        return f"{self._path.name}:{offset}"

    def _response(self, exchange: Exchange, date: str) -> Any:  # noqa: ANN401 - warcio has no types
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in exchange.headers
            if name.lower() not in _DROPPED
        ]
        status = StatusAndHeaders(f"{exchange.status} {exchange.reason}".strip(), headers, protocol="HTTP/1.1")
        fields = {"WARC-Date": date}
        if exchange.address:
            fields["WARC-IP-Address"] = exchange.address
        return self._writer.create_warc_record(
            exchange.url, "response", payload=BytesIO(exchange.raw_body), http_headers=status, warc_headers_dict=fields
        )

    def _request(self, exchange: Exchange, date: str, response: Any) -> Any:  # noqa: ANN401
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in exchange.request_headers]
        path = "/" + exchange.url.partition("://")[2].partition("/")[2]
        host = exchange.url.partition("://")[2].partition("/")[0]
        line = StatusAndHeaders(f"GET {path} HTTP/1.1", [("Host", host), *headers], is_http_request=True)
        fields = {"WARC-Date": date, "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
        return self._writer.create_warc_record(exchange.url, "request", http_headers=line, warc_headers_dict=fields)

    def _metadata(self, exchange: Exchange, date: str, response: Any, evidence: dict[str, Any]) -> Any:  # noqa: ANN401
        lines = [f"fetchTimeMs: {exchange.milliseconds}", f"protocol: {exchange.protocol}"]
        lines += [f"newsloom-{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in evidence.items()]
        fields = {"WARC-Date": date, "WARC-Refers-To": response.rec_headers.get_header("WARC-Record-ID")}
        return self._writer.create_warc_record(
            exchange.url,
            "metadata",
            payload=BytesIO(("\r\n".join(lines) + "\r\n").encode()),
            warc_content_type="application/warc-fields",
            warc_headers_dict=fields,
        )

    def _open_file(self) -> BinaryIO:
        if self._file and self._file.tell() < self._largest:
            return self._file
        self._close_file()
        self._folder.mkdir(parents=True, exist_ok=True)
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        self._path = self._folder / f"newsloom-{moment}-{os.getpid()}-{secrets.token_hex(3)}.warc.gz"
        self._file = self._path.open("xb")
        self._writer = WARCWriter(_Members(self._file), gzip=False, warc_version="WARC/1.1")
        description = {"software": self._software, "format": "WARC File Format 1.1", "hostname": socket.gethostname()}
        self._writer.write_record(self._writer.create_warcinfo_record(self._path.name, description))
        return self._file

    def _close_file(self) -> None:
        if self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None


def pages(files: Sequence[Path]) -> Iterator[Page]:
    """Read pages back.

    Every answer with a body and status 200 that was asked for as a page, in the order of the archive.
    """
    for file in files:
        with file.open("rb") as stream:
            yield from _pages_of(stream, file.name)


def _pages_of(stream: BinaryIO, name: str) -> Iterator[Page]:
    records = ArchiveIterator(stream, arc2warc=False)
    answer: tuple[Any, bytes, int] | None = None
    try:
        for record in records:
            if record.rec_type == "response":
                answer = (record, record.raw_stream.read(), records.get_record_offset())
            elif record.rec_type == "metadata" and answer:
                page = _page(answer, _fields(record.content_stream().read()), name)
                answer = None
                if page:
                    yield page
    except (EOFError, gzip.BadGzipFile):  # the last record of a process that was killed
        return


def _fields(text: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for line in text.decode().splitlines():
        key, colon, value = line.partition(": ")
        if colon:
            fields[key.removeprefix("newsloom-")] = json.loads(value) if key.startswith("newsloom-") else value
    return fields


def _page(answer: tuple[Any, bytes, int], fields: dict[str, Any], name: str) -> Page | None:
    record, raw, offset = answer
    status = int(record.http_headers.get_statuscode())
    if status != 200 or not raw or fields.get("asked_for") != "page":  # noqa: PLR2004
        return None
    headers = tuple(record.http_headers.headers)
    encodings = [
        part.strip().lower() for key, value in headers if key.lower() == "content-encoding" for part in value.split(",")
    ]
    final = record.rec_headers.get_header("WARC-Target-URI")
    return Page(
        url=fields.get("url") or canonical_url(final),
        final_url=final,
        source=fields.get("source", ""),
        status=status,
        headers=headers,
        body=decode(raw, [part for part in encodings if part], 10 * len(raw) + 50_000_000),
        fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
        milliseconds=int(fields.get("fetchTimeMs", 0)),
        announcement=Announcement(kind=Kind.REPROCESS, found_in=fields.get("found_in")),
        opt_outs=tuple(
            OptOut(signal=signal, value=value, verdict=verdict) for signal, value, verdict in fields.get("opt_outs", ())
        ),
        visit=int(fields.get("visit", 1)),
        archived_in=f"{name}:{offset}",
    )
