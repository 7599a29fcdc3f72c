"""The archive: every exchange as WARC 1.1, and pages read back from it."""

import asyncio
import gzip
import json
import os
import secrets
import socket
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator

from crawler import warc
from crawler.download import Exchange
from crawler.encodings import decode
from crawler.page import Announcement, Kind, OptOut, Page
from crawler.urls import canonical_url
from crawler.visit import Visit

__all__ = ["Archive", "pages"]

_DROPPED = frozenset({b"transfer-encoding", b"connection", b"keep-alive"})
"""Headers of the connection, untrue of the body as it is kept (whole, unchunked)."""


class Archive:
    """Writes exchanges to files of its own process; one is closed and the next begun when it is full."""

    def __init__(self, folder: Path, largest: int, software: str) -> None:
        self._folder = folder
        self._largest = largest
        self._software = software
        self._file: BinaryIO | None = None
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
        file.write(b"".join(_records(exchange, evidence)))
        file.flush()  # a process that is killed afterwards has left whole records
        return f"{self._path.name}:{offset}"

    def _open_file(self) -> BinaryIO:
        if self._file and self._file.tell() < self._largest:
            return self._file
        self._close_file()
        self._folder.mkdir(parents=True, exist_ok=True)
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        self._path = self._folder / f"newsloom-{moment}-{os.getpid()}-{secrets.token_hex(3)}.warc.gz"
        self._file = self._path.open("xb")
        description = {"software": self._software, "format": "WARC File Format 1.1", "hostname": socket.gethostname()}
        fields = {
            "WARC-Record-ID": warc.record_id(),
            "WARC-Date": _date(datetime.now(UTC)),
            "WARC-Filename": self._path.name,
        }
        self._file.write(warc.member("warcinfo", fields, warc.FIELDS, payload=_lines(description)))
        return self._file

    def _close_file(self) -> None:
        if self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None


def _records(exchange: Exchange, evidence: dict[str, Any]) -> Iterator[bytes]:
    """Response, request and metadata of one exchange, each pointing at the first."""
    first = warc.record_id()
    about = {"WARC-Target-URI": exchange.url, "WARC-Date": _date(exchange.started)}
    address = {"WARC-IP-Address": exchange.address} if exchange.address else {}
    status = f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip()
    head = warc.http_head(status, (row for row in exchange.headers if row[0].lower() not in _DROPPED))
    fields = {"WARC-Record-ID": first, **about, **address}
    yield warc.member("response", fields, warc.RESPONSE, head=head, payload=exchange.raw_body)

    host, _, path = exchange.url.partition("://")[2].partition("/")
    asked = warc.http_head(f"GET /{path} HTTP/1.1", [(b"Host", host.encode()), *exchange.request_headers])
    fields = {"WARC-Record-ID": warc.record_id(), **about, "WARC-Concurrent-To": first}
    yield warc.member("request", fields, warc.REQUEST, head=asked)

    described = {"fetchTimeMs": str(exchange.milliseconds), "protocol": exchange.protocol} | {
        f"newsloom-{key}": json.dumps(value, ensure_ascii=False) for key, value in evidence.items()
    }
    fields = {"WARC-Record-ID": warc.record_id(), **about, "WARC-Refers-To": first}
    yield warc.member("metadata", fields, warc.FIELDS, payload=_lines(described))


def _lines(fields: Mapping[str, str]) -> bytes:
    """A block of type ``application/warc-fields``."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


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
