"""Any result as a file: CSV, JSON Lines, Parquet, RSS or Atom, written as it is read."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from search.facets import narrowing
from search.query import Query, Sort, asked, order
from search.scan import scan
from search.searcher import Searcher

COLUMNS = (
    "id", "url", "source", "title", "standfirst", "section", "language", "authors", "agencies", "published", "modified",
    "live", "paywalled", "topics", "persons", "organisations", "places", "keyphrases", "story", "revision",
    "fetched_at", "gone_at", "opt_out", "text",
)  # fmt: skip
"""Of a table; the text stands last because it is long."""

LISTS = ("authors", "agencies", "topics", "persons", "organisations", "places", "keyphrases")
TIMES = ("published", "modified", "fetched_at", "gone_at")

FEED_LENGTH = 100
"""Articles in a feed; a feed reader comes back for the next."""

ROWS = 1000
"""Of one row group of a Parquet file."""

Rows = Iterable[Mapping[str, Any]]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
"""Characters that XML 1.0 does not allow."""


def rows(searcher: Searcher, query: Query, now: datetime, *, most: int | None = None) -> Iterator[dict[str, Any]]:
    """The documents of a result, whole, as of one point in time."""
    what = asked(query, now, searcher.synonyms.current())
    sort = query.sort if query.sort is not Sort.RELEVANCE else Sort.NEWEST
    body = {
        "query": {"bool": {"must": [what.query], "filter": narrowing(query.chosen)}},
        "sort": order(sort),
        "source": list(COLUMNS),
    }
    for hit in scan(searcher.client, searcher.names.alias("articles"), body, most=most):
        yield hit["_source"]


def csv_lines(found: Rows) -> Iterator[bytes]:
    """CSV as spreadsheets read it: UTF-8 with its mark, cells that would be a formula defused."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    yield "\ufeff".encode()
    for row in found:
        yield _taken(buffer)
        writer.writerow([defused(_cell(row.get(name))) for name in COLUMNS])
    yield _taken(buffer)


def defused(cell: str) -> str:
    """The cell with an apostrophe in front when a spreadsheet would take it for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def json_lines(found: Rows) -> Iterator[bytes]:
    """One JSON object a line."""
    for row in found:
        yield msgspec.json.encode(row) + b"\n"


def parquet(found: Rows) -> Iterator[bytes]:
    """A Parquet file, row group by row group."""
    # Only here: it costs 0.3 s to import, and few commands export.
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, _arrow(pa, name)) for name in COLUMNS])
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        remaining = iter(found)
        while group := list(islice(remaining, ROWS)):
            writer.write_table(pa.Table.from_pylist([_typed(row) for row in group], schema=schema))
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Where Parquet is written to, emptied while it grows."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:  # noqa: ANN401 - whatever pyarrow hands over
        written = bytes(part)
        self._parts.append(written)
        self._length += len(written)
        return len(written)

    def tell(self) -> int:
        return self._length

    def taken(self) -> bytes:
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole


def _arrow(pa: Any, name: str) -> Any:  # noqa: ANN401 - pyarrow has no type information
    if name in LISTS:
        return pa.list_(pa.string())
    if name in TIMES:
        return pa.timestamp("us", tz="UTC")
    return {"live": pa.bool_(), "paywalled": pa.bool_(), "revision": pa.int32()}.get(name, pa.string())


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _moment(row.get(name)) if name in TIMES else row.get(name) for name in COLUMNS}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def atom(found: Rows, *, title: str, link: str, now: datetime) -> Iterator[bytes]:
    """An Atom feed (RFC 4287)."""
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{_xml(link)}</id><title>{_xml(title)}</title><updated>{now.isoformat()}</updated>"
        f'<link rel="self" href={_quoted(link)}/><generator>Newsloom</generator>\n'
    ).encode()
    for row in found:
        authors = "".join(f"<author><name>{_xml(name)}</name></author>" for name in row.get("authors", ()))
        published = f"<published>{row['published']}</published>" if row.get("published") else ""
        yield (
            f"<entry><id>urn:newsloom:{_xml(row['id'])}</id><title>{_xml(row.get('title', ''))}</title>"
            f"<link href={_quoted(row['url'])}/><updated>{row.get('modified') or row['fetched_at']}</updated>"
            f"{published}"
            f"{authors or '<author><name>' + _xml(row['source']) + '</name></author>'}"
            f"<summary>{_xml(_summary(row))}</summary></entry>\n"
        ).encode()
    yield b"</feed>\n"


def rss(found: Rows, *, title: str, link: str, now: datetime) -> Iterator[bytes]:
    """An RSS 2.0 feed."""
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{_xml(title)}</title><link>{_xml(link)}</link><description>{_xml(title)}</description>"
        f"<lastBuildDate>{_rfc822(now)}</lastBuildDate>\n"
    ).encode()
    for row in found:
        moment = _moment(row.get("published") or row["fetched_at"])
        creators = "".join(f"<dc:creator>{_xml(name)}</dc:creator>" for name in row.get("authors", ()))
        yield (
            f'<item><guid isPermaLink="false">urn:newsloom:{_xml(row["id"])}</guid>'
            f"<title>{_xml(row.get('title', ''))}</title>"
            f"<link>{_xml(row['url'])}</link><pubDate>{_rfc822(moment or now)}</pubDate>{creators}"
            f"<description>{_xml(_summary(row))}</description></item>\n"
        ).encode()
    yield b"</channel></rss>\n"


def _summary(row: Mapping[str, Any]) -> str:
    return str(row.get("standfirst") or str(row.get("text", ""))[:300])


def _rfc822(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def _xml(text: str) -> str:
    return escape(text.translate(_FORBIDDEN))


def _quoted(text: str) -> str:
    return quoteattr(text.translate(_FORBIDDEN))


TABLES: Mapping[str, tuple[str, Callable[[Rows], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", csv_lines),
    "jsonl": ("application/x-ndjson", json_lines),
    "parquet": ("application/vnd.apache.parquet", parquet),
}
"""Forms for whole results, each with its media type."""

FEEDS: Mapping[str, tuple[str, Callable[..., Iterator[bytes]]]] = {
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "rss": ("application/rss+xml; charset=utf-8", rss),
}
"""Forms for feed readers, each with its media type."""
