"""The archive: every exchange as WARC 1.1, and pages read back from it."""

import asyncio
import json
import os
import re
import secrets
import socket
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
from warcio.archiveiterator import ArchiveIterator

from crawler import warc
from crawler.download import Exchange
from crawler.encodings import decode
from crawler.page import Announcement, Kind, OptOut, Page
from crawler.urls import canonical_url
from crawler.visit import Visit

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

__all__ = ["Archive", "NoArchiveError", "pages", "pages_of"]

_DROPPED = frozenset({b"transfer-encoding", b"connection", b"keep-alive"})
"""Headers of the connection, untrue of the body as it is kept (whole, unchunked)."""

_ANNOUNCED = ("title", "summary", "published", "authors", "tags")


class NoArchiveError(Exception):
    """Name another file: this one holds no WARC records."""


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
            "announced": _announced(visit.entry.announcement),
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


def _announced(announcement: Announcement) -> dict[str, Any]:
    """What a feed or sitemap said of the page, without which extraction would read it with less than it had."""
    told = ((name, getattr(announcement, name)) for name in _ANNOUNCED)
    return {name: msgspec.to_builtins(value) for name, value in told if value}


def _lines(fields: Mapping[str, str]) -> bytes:
    """A block of type ``application/warc-fields``."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def pages(files: Sequence[Path]) -> Iterator[Page]:
    """Read pages back.

    Every answer with a body and status 200 that was asked for as a page, in the order of the archive. Raises
    ``NoArchiveError``.
    """
    for file in files:
        yield from pages_of(file)


def pages_of(file: Path, offset: int = 0) -> Iterator[Page]:
    """Read the pages of one file back, from the record that begins at ``offset`` bytes on.

    Raises ``NoArchiveError``.
    """
    with file.open("rb") as stream:
        stream.seek(offset)
        for record, raw, place, told in _answers(stream, file.name):
            page = _page((record, raw, place), _fields(told), file.name)
            if page:
                yield page


def _answers(stream: BinaryIO, name: str) -> Iterator[tuple["ArcWarcRecord", bytes, int, bytes]]:
    """Each response with its body, its offset and the block of its metadata."""
    records = ArchiveIterator(stream, arc2warc=False)
    answer: tuple[ArcWarcRecord, bytes, int] | None = None
    begun = False
    try:
        for record in records:
            begun = True
            if record.rec_type == "response":
                answer = (record, record.raw_stream.read(), records.get_record_offset())
            elif record.rec_type == "metadata" and answer:
                told = record.content_stream().read()
                if len(told) == record.length:  # else half a record, which unpacks to half its lines
                    yield (*answer, told)
                answer = None
    except Exception as error:
        # A process that was killed leaves half a record at the end, and warcio has many ways of saying so.
        if not begun:
            raise NoArchiveError(f"{name} is no WARC file ({error}) - name files of NEWSLOOM_HOME/archive") from error
        if stream.read(1):
            raise


def _fields(text: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for line in re.split("\r?\n", text.decode()):  # a headline may hold other characters that end a line
        key, colon, value = line.partition(": ")
        if colon:
            fields[key.removeprefix("newsloom-")] = json.loads(value) if key.startswith("newsloom-") else value
    return fields


def _page(answer: tuple["ArcWarcRecord", bytes, int], fields: dict[str, Any], name: str) -> Page | None:
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
        announcement=msgspec.convert(
            {**fields.get("announced", {}), "kind": Kind.REPROCESS, "found_in": fields.get("found_in")}, Announcement
        ),
        opt_outs=tuple(
            OptOut(signal=signal, value=value, verdict=verdict) for signal, value, verdict in fields.get("opt_outs", ())
        ),
        visit=int(fields.get("visit", 1)),
        archived_in=f"{name}:{offset}",
    )
