"""Results as files."""

import csv
import io
import json
import tracemalloc
import xml.etree.ElementTree as ET

import pyarrow.parquet as pq
import pytest

from search import export
from search.query import Query
from tests.search.factories import NOON, an_article

ROW = {
    "id": "1" * 16,
    "url": "https://a.test/?a=1&b=2",
    "source": "a",
    "title": '=HYPERLINK("https://evil.test")',
    "authors": ["A & B", "C"],
    "published": "2026-11-20T09:00:00Z",
    "fetched_at": "2026-11-20T12:00:00Z",
    "text": "Zeile eins.\n\nZeile <zwei> \x00\x1b.",
    "revision": 1,
    "paywalled": False,
}


def read_csv(rows):
    return list(csv.DictReader(io.StringIO(b"".join(export.csv_lines(rows)).decode("utf-8-sig"))))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(cell):
    assert export.defused(cell) == f"'{cell}"


def test_csv_keeps_text_as_it_is():
    [row] = read_csv([{**ROW, "text": 'Er sagte: "Ja", und ging.\nDann nichts.'}])
    assert row["text"] == 'Er sagte: "Ja", und ging.\nDann nichts.'
    assert row["authors"] == "A & B; C"
    assert row["title"].startswith("'=")


def test_json_lines_are_one_object_a_line():
    lines = b"".join(export.json_lines([ROW, ROW])).splitlines()
    assert [json.loads(line)["url"] for line in lines] == [ROW["url"]] * 2


def test_parquet_has_typed_columns():
    table = pq.read_table(io.BytesIO(b"".join(export.parquet([ROW] * 2500))))
    assert table.num_rows == 2500
    assert str(table.schema.field("published").type) == "timestamp[us, tz=UTC]"
    assert table.column("authors")[0].as_py() == ["A & B", "C"]


def test_an_empty_result_is_a_whole_file_in_every_form():
    assert read_csv([]) == []
    assert b"".join(export.json_lines([])) == b""
    assert pq.read_table(io.BytesIO(b"".join(export.parquet([])))).num_rows == 0
    for _, feed in export.FEEDS.values():
        ET.fromstring(b"".join(feed([], title="Nichts", link="https://n.test/", now=NOON)))


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feeds_are_well_formed_whatever_the_article_holds(form):
    feed = export.FEEDS[form][1]([ROW], title="A & <B>", link="https://n.test/?a=1&b=2", now=NOON)
    text = b"".join(feed).decode()
    tree = ET.fromstring(text)
    assert ROW["title"] in "".join(tree.itertext())
    assert "<zwei>" not in text


def test_a_hundred_thousand_documents_stream_in_flat_memory():
    tracemalloc.start()
    size = sum(len(part) for part in export.csv_lines(ROW for _ in range(100_000)))
    size += sum(len(part) for part in export.json_lines(ROW for _ in range(100_000)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 20_000_000
    assert peak < 2_000_000


def test_every_article_of_a_result_is_exported_once_across_pages(index, searcher, monkeypatch):
    monkeypatch.setattr("search.scan.PAGE", 7)
    index.write([an_article(f"Ausfuhr {number}") for number in range(30)])
    index.refresh()
    rows = list(export.rows(searcher, Query(text="Ausfuhr"), NOON))
    assert len({row["id"] for row in rows}) == len(rows) == 30
    assert all(row["text"] for row in rows)
