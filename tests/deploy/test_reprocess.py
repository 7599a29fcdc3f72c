"""``newsloom reprocess`` as a person sees it, in a terminal of its own."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from deploy.process import wait_for
from search.article import from_document
from search.settings import SearchSettings
from tests.crawler.archiving import archive, visited
from tests.indices import own_index, own_prefix
from tests.workers.making import a_html, an_article, story
from workers import pipeline

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(elasticsearch_url, redis_url, tmp_path):
    """That of an installation of its own."""
    queues = f"{redis_url.rpartition('/')[0]}/9"  # names of queues have no prefix
    prefix = own_prefix()
    with Redis.from_url(queues) as client:
        client.flushdb()
    yield {
        **{name: value for name, value in os.environ.items() if not name.startswith("NEWSLOOM_")},
        "NEWSLOOM_ELASTICSEARCH_URL": elasticsearch_url,
        "NEWSLOOM_REDIS_URL": queues,
        "NEWSLOOM_PREFIX": prefix,
        "NEWSLOOM_HOME": str(tmp_path / "var"),
        "PYTHONPATH": str(ROOT),
    }
    with Redis.from_url(queues) as client:
        client.flushdb()


@pytest.fixture
def index(environment):
    """An empty index."""
    prefix = environment["NEWSLOOM_PREFIX"]
    with own_index(
        SearchSettings(elasticsearch_url=environment["NEWSLOOM_ELASTICSEARCH_URL"], prefix=prefix)
    ) as opened:
        yield opened


@pytest.fixture
def newsloom(environment, tmp_path):
    """Runs ``newsloom reprocess``; gives its end, what it said, and what it showed on its terminal."""

    def run(*arguments, until=None, **settings):
        terminal, end = pty.openpty()
        command = [sys.executable, "-m", "deploy", "reprocess", *arguments]
        told = environment | settings
        try:
            with subprocess.Popen(
                command, cwd=tmp_path, env=told, stdout=subprocess.PIPE, stderr=end, text=True
            ) as process:
                os.close(end)
                try:
                    if until:
                        wait_for(until, seconds=60, what="the moment to interrupt")
                        process.send_signal(signal.SIGINT)
                    shown = _read(terminal)
                    said = process.stdout.read()
                except BaseException:
                    process.kill()  # else the test waits for a process that waits for it
                    raise
        finally:
            os.close(terminal)
        return process.returncode, said, shown

    return run


@pytest.fixture
def _three_articles(index):
    """Three articles, whose reading facts are missing."""
    drafts = (an_article(number, text="\n\n".join(story(number)), language="de") for number in range(3))
    bare = tuple(step for step in pipeline.ENRICHMENT if not step.__module__.endswith("reading"))
    index.write([pipeline.run(draft, bare) for draft in drafts])


def _read(terminal):
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:  # Linux ends a terminal so
            piece = b""
        if not piece:
            return shown.decode()
        shown += piece


@pytest.mark.usefixtures("_three_articles")
def test_a_comparison_names_each_article_and_field_beside_a_bar_and_a_run_leaves_nothing_to_do(newsloom):
    code, said, shown = newsloom("index", "--step", "reading", "--compare", "--list")
    assert code == 0, shown
    assert said.count("https://bote.example/") == 3
    assert "html: reading\n" in said
    assert said.endswith("3 articles would change\n  reading              3\n")
    assert said.count("    reading.words: none -> ") == 3
    assert "3/3" in shown
    assert newsloom("index", "--step", "reading")[1] == "3 articles changed\n  reading              3\n"
    assert newsloom("index", "--step", "reading")[1] == "0 articles changed\n"


def test_a_step_that_is_none_is_told_with_those_that_are(newsloom):
    code, _, shown = newsloom("index", "--step", "nonsense")
    assert code != 0
    assert (
        "there is no step 'nonsense' - the steps are headline_once, related_lines, site_repeats, language"
        in " ".join(shown.split())
    )


@pytest.mark.usefixtures("_three_articles")
def test_for_machines_each_article_is_one_line_and_the_count_stands_aside(newsloom):
    code, said, shown = newsloom("index", "--step", "reading", "--compare", "--json")
    assert code == 0, shown
    told = [json.loads(line) for line in said.splitlines()]
    assert len(told) == 3
    assert told[0]["changed"]["reading"]["before"] is None
    assert told[0]["changed"]["reading"]["after"]["words"] > 0
    assert "3 articles would change" in shown


@pytest.fixture
def _six_pages(tmp_path):
    """Six pages in the archive, in six files."""
    found = [visited(f"https://bote.example/{number}.html", a_html(paragraphs=story(number))) for number in range(6)]
    archive(tmp_path / "var/archive", found, largest=1)


@pytest.fixture
def queue(environment):
    """The URLs that wait for the workers."""
    with Redis.from_url(environment["NEWSLOOM_REDIS_URL"]) as client:
        yield lambda: [json.loads(message)["headers"]["argsrepr"] for message in client.lrange("pages", 0, -1)]


@pytest.mark.usefixtures("_six_pages")
def test_the_archive_goes_to_the_workers_beside_a_bar_of_its_bytes(newsloom, queue):
    code, said, shown = newsloom("archive")
    assert code == 0, shown
    assert said == "6 pages of 6 files were handed to the workers\n"
    assert len(set(queue())) == 6
    done, total = re.findall(r"([\d.]+)/([\d.]+) (?:[kMGT]?B|bytes)", shown)[-1]
    assert done == total


@pytest.mark.usefixtures("_six_pages")
def test_an_interrupted_run_over_the_archive_goes_on_where_it_was(newsloom, queue):
    code, _, shown = newsloom("archive", until=lambda: len(queue()) >= 2, NEWSLOOM_PAGES_LIMIT="2")
    assert code != 0
    assert "interrupted - the same command goes on here" in shown
    before = len(queue())
    code, said, shown = newsloom("archive")
    assert "going on behind newsloom-" in " ".join(shown.split())
    assert said == f"{6 - before} pages of 6 files were handed to the workers\n"
    assert len(queue()) == len(set(queue())) == 6
    assert "going on" not in newsloom("archive")[2]


@pytest.mark.usefixtures("_six_pages")
def test_a_run_that_was_interrupted_can_begin_anew(newsloom, queue):
    newsloom("archive", until=lambda: len(queue()) >= 2, NEWSLOOM_PAGES_LIMIT="2")
    assert newsloom("archive", "--afresh")[1] == "6 pages of 6 files were handed to the workers\n"


@pytest.mark.usefixtures("_six_pages")
def test_another_span_does_not_go_on_where_the_first_was(newsloom, queue):
    newsloom("archive", until=lambda: len(queue()) >= 2, NEWSLOOM_PAGES_LIMIT="2")
    assert newsloom("archive", "--source", "bote")[1] == "6 pages of 6 files were handed to the workers\n"


def test_a_file_that_is_no_archive_is_told_without_a_trace(newsloom, tmp_path):
    (tmp_path / "notes.txt").write_text("Milk, eggs.")
    code, _, shown = newsloom("archive", "notes.txt")
    assert code == 1
    assert "notes.txt is no WARC file" in shown
    assert "Traceback" not in shown


@pytest.mark.usefixtures("_six_pages", "index")
def test_the_archive_is_compared_with_the_index_here_and_written_only_without_compare(newsloom, queue):
    code, said, shown = newsloom("archive", "--compare", "--list")
    assert code == 0, shown
    assert said.count(".html: new\n") == 6
    assert said.endswith("0 articles would change\n6 articles would be new\n")
    assert newsloom("archive", "--list")[1].endswith("0 articles changed\n6 articles are new\n")
    assert newsloom("archive", "--compare")[1] == "0 articles would change\n6 pages give the article that is indexed\n"
    assert queue() == []


@pytest.mark.usefixtures("_six_pages")
def test_pages_left_alone_are_counted_with_the_reason(newsloom, index):
    newsloom("archive", "--list")
    index.refresh()
    hits = index.client.search(index=index.names.alias("articles"), size=10)["hits"]["hits"]
    found = [from_document(hit["_source"]) for hit in hits]
    index.replace([replace(found[0], fetched_at=found[0].fetched_at + timedelta(hours=1), archived_in=None)])
    index.replace([replace(found[1], title="Menü", reading=None)])
    code, said, shown = newsloom("archive", "--step", "extraction", "--json", "--compare")
    assert code == 0, shown
    (told,) = map(json.loads, said.splitlines())
    assert (told["id"], told["ending"], told["changed"]["title"]["before"]) == (found[1].id, "changed", "Menü")
    assert "1 articles would change" in shown
    assert "1 pages are left alone later 1 a later state of its article is indexed" in " ".join(shown.split())


@pytest.mark.usefixtures("_six_pages")
def test_steps_are_those_of_what_is_read(newsloom):
    assert "extraction reads pages, which the index has not" in newsloom("index", "--step", "extraction")[2]
    said = " ".join(newsloom("archive", "--step", "nonsense")[2].split())
    assert "there is no step 'nonsense' - the steps are extraction, headline_once" in said
