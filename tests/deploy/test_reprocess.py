"""``newsloom reprocess index`` as a person sees it, in a terminal of its own."""

import json
import os
import pty
import subprocess
import sys
from uuid import uuid4

import pytest

from search.index import Index
from search.settings import SearchSettings
from tests.workers.making import an_article, story
from workers import pipeline


@pytest.fixture
def newsloom(elasticsearch_url, redis_url, tmp_path):
    """Runs the command on three articles, whose reading facts are missing; gives its end and what each stream said."""
    prefix = f"t{os.getpid()}-{uuid4().hex[:8]}-"
    index = Index.open(SearchSettings(elasticsearch_url=elasticsearch_url, prefix=prefix))
    index.setup()
    drafts = (an_article(number, text="\n\n".join(story(number)), language="de") for number in range(3))
    bare = tuple(step for step in pipeline.ENRICHMENT if not step.__module__.endswith("reading"))
    index.write([pipeline.run(draft, bare) for draft in drafts])
    told = {
        **{name: value for name, value in os.environ.items() if not name.startswith("NEWSLOOM_")},
        "NEWSLOOM_ELASTICSEARCH_URL": elasticsearch_url,
        "NEWSLOOM_REDIS_URL": redis_url,
        "NEWSLOOM_PREFIX": prefix,
    }

    def run(*arguments):
        terminal, end = pty.openpty()
        command = [sys.executable, "-m", "deploy", "reprocess", "index", *arguments]
        try:
            with subprocess.Popen(
                command, cwd=tmp_path, env=told, stdout=subprocess.PIPE, stderr=end, text=True
            ) as process:
                os.close(end)
                shown = _read(terminal)
                said = process.stdout.read()
        finally:
            os.close(terminal)
        return process.returncode, said, shown

    yield run
    for name in index.client.indices.get(index=f"{prefix}*"):
        index.client.indices.delete(index=name)
    for alias in ("articles", "revisions", "fetches"):
        index.client.indices.delete_index_template(name=f"{prefix}newsloom-{alias}")


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


def test_a_comparison_names_each_article_and_field_beside_a_bar_and_a_run_leaves_nothing_to_do(newsloom):
    code, said, shown = newsloom("--step", "reading", "--compare", "--list")
    assert code == 0, shown
    assert said.count("https://bote.example/") == 3
    assert "html: reading\n" in said
    assert said.endswith("3 articles would change\n  reading          3\n")
    assert said.count("    reading.words: none -> ") == 3
    assert "3/3" in shown
    assert newsloom("--step", "reading")[1] == "3 articles changed\n  reading          3\n"
    assert newsloom("--step", "reading")[1] == "0 articles changed\n"


def test_a_step_that_is_none_is_told_with_those_that_are(newsloom):
    code, _, shown = newsloom("--step", "nonsense")
    assert code != 0
    assert (
        "there is no step 'nonsense' - the steps are headline_once, related_lines, site_repeats, language"
        in " ".join(shown.split())
    )


def test_for_machines_each_article_is_one_line_and_the_count_stands_aside(newsloom):
    code, said, shown = newsloom("--step", "reading", "--compare", "--json")
    assert code == 0, shown
    told = [json.loads(line) for line in said.splitlines()]
    assert len(told) == 3
    assert told[0]["changed"]["reading"]["before"] is None
    assert told[0]["changed"]["reading"]["after"]["words"] > 0
    assert "3 articles would change" in shown
