"""The archive, read by other people's readers."""

import dataclasses
import json
from pathlib import Path

import pytest
import redis as redis_client
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.archive import NoArchiveError, pages
from crawler.crawling import crawl
from crawler.settings import CrawlerSettings
from crawler.span import files_of
from tests.crawler.archiving import archive, visited
from tests.crawler.conftest import a_source, crawling, log_of, until
from tests.site import Site
from tests.site.answers import article, page, redirect, robots


def test_every_exchange_is_a_valid_warc_record_for_two_readers(
    settings: CrawlerSettings, client: redis_client.Redis
) -> None:
    """Request, response and metadata with the opt-out evidence; rotated by size; robots.txt, redirects and 404
    included."""
    small = settings.model_copy(update={"archive_file_bytes": 4000})
    with Site({"/robots.txt": robots("User-agent: *\nAllow: /")}, addresses=["127.0.0.51"]) as site:
        paths = site.announce(5)
        site.pages[paths[0]] = redirect("/verschoben/ein-artikel-der-umgezogen-ist")
        site.pages["/verschoben/ein-artikel-der-umgezogen-ist"] = page(
            article("Neu").body.decode(), X_Robots_Tag="noarchive"
        )
        a_source(small, feeds=[site.url("/rss.xml")])
        with crawling(small):
            crawl(["probeblatt"], small)
            until(lambda: client.llen("pages") == 5, what=lambda: log_of(small))
        asked = sorted(site.url(entry.path) for entry in site.log)
    files = sorted((small.home / "archive").glob("*.warc.gz"))
    assert len(files) > 1
    assert sorted(_responses_by_warcio(files)) == asked
    assert sorted(_responses_by_fastwarc(files)) == asked
    assert _digests_hold(files)
    evidence = [fields for file in files for fields in _metadata(file)]
    assert {tuple(found) for fields in evidence for found in fields["opt_outs"]} == {
        ("x-robots-tag", "noarchive", "flag")
    }
    assert {fields["asked_for"] for fields in evidence} == {"robots", "feed", "page", "probe"} - (
        {"probe"} - {f["asked_for"] for f in evidence}
    )


def test_a_page_read_back_is_the_page_that_was_served(settings: CrawlerSettings, client: redis_client.Redis) -> None:
    """``archived_in`` names file and offset of the response's record."""
    with Site(addresses=["127.0.0.52"]) as site:
        path = site.announce(1)[0]
        a_source(settings, feeds=[site.url("/rss.xml")])
        with crawling(settings):
            crawl(["probeblatt"], settings)
            until(lambda: client.llen("pages") == 1, what=lambda: log_of(settings))
        expected = site.pages[path].body  # type: ignore[union-attr]
    folder = settings.home / "archive"
    (read,) = pages(sorted(folder.glob("*")))
    assert read.body == expected
    name, _, offset = (read.archived_in or "").partition(":")
    with (folder / name).open("rb") as stream:
        stream.seek(int(offset))
        record = next(iter(ArchiveIterator(stream)))
        assert record.rec_type == "response"
        assert record.rec_headers.get_header("WARC-Target-URI") == site.url(path)


def test_an_archive_cut_anywhere_gives_all_but_its_last_page(tmp_path: Path) -> None:
    """A process that was killed leaves whole records and perhaps half of one, of which nothing is believed."""
    archive(tmp_path / "whole", [visited(f"https://bote.example/{n}.html", title="Rat berät") for n in range(2)])
    (file,) = files_of(tmp_path / "whole")
    written, cut = file.read_bytes(), tmp_path / "cut.warc.gz"
    first, last = (dataclasses.replace(page, archived_in=None) for page in pages([file]))
    counts = set()
    for size in range(len(written) * 2 // 3, len(written)):
        cut.write_bytes(written[:size])
        found = [dataclasses.replace(page, archived_in=None) for page in pages([cut])]
        assert found in ([first], [first, last])
        counts.add(len(found))
    assert counts == {1, 2}  # whole without its last bytes, which are a checksum


def test_a_file_that_is_no_archive_is_told_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Milk, eggs.")
    with pytest.raises(NoArchiveError, match=r"notes\.txt is no WARC file"):
        list(pages([file]))


def _responses_by_warcio(files: list[Path]) -> list[str]:
    urls = []
    for file in files:
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                assert record.rec_headers.protocol == "WARC/1.1"
                record.content_stream().read()
                if record.rec_type == "response":
                    urls.append(record.rec_headers.get_header("WARC-Target-URI"))
    return urls


def _responses_by_fastwarc(files: list[Path]) -> list[str]:
    urls = []
    for file in files:
        with file.open("rb") as stream:
            records = FastIterator(stream, record_types=WarcRecordType.response, verify_digests=True)
            urls += [record.headers["WARC-Target-URI"] for record in records]
    return urls


def _digests_hold(files: list[Path]) -> bool:
    checker = Checker(type("Arguments", (), {"inputs": [str(file) for file in files], "verbose": False})())
    checker.process_all()
    return not checker.exit_value


def _metadata(file: Path) -> list[dict[str, object]]:
    found = []
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "metadata":
                lines = record.content_stream().read().decode().splitlines()
                pairs = (line.partition(": ") for line in lines if line.startswith("newsloom-"))
                found.append({key.removeprefix("newsloom-"): json.loads(value) for key, _, value in pairs})
    return found
