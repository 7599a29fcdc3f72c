"""The command's root: one clear line for what goes wrong, quick help, no needless imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.ports import free_port


def newsloom(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The command in a folder of its own, with nothing set but what is given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSLOOM_")}
    command = [sys.executable, "-m", "deploy", *arguments]
    return subprocess.run(
        command, cwd=folder, env={**clean, **environment}, capture_output=True, text=True, check=False, timeout=60
    )


def test_help_lists_the_commands_of_every_package(tmp_path: Path) -> None:
    """A newcomer finds everything from one place."""
    said = newsloom(tmp_path, "--help").stdout
    for command in (
        "up",
        "down",
        "status",
        "logs",
        "demo",
        "crawl",
        "extract",
        "search",
        "index",
        "quarantine",
    ):
        assert f"\n  {command} " in said


def test_a_setting_that_cannot_be_is_named(tmp_path: Path) -> None:
    """With its variable and what is wrong, not as a stack trace."""
    said = newsloom(tmp_path, "status", NEWSLOOM_WEB_PORT="a hundred")
    assert said.returncode == 1
    assert said.stderr.startswith("newsloom: NEWSLOOM_WEB_PORT: Input should be a valid integer")
    assert "Traceback" not in said.stderr


def test_a_setting_of_the_env_file_holds(tmp_path: Path) -> None:
    """.env is read from the folder in which the command runs; what is empty there counts as not set."""
    (tmp_path / ".env").write_text("NEWSLOOM_HOME=elsewhere\nNEWSLOOM_REDIS_URL=\n")
    assert str(tmp_path / "elsewhere") in newsloom(tmp_path, "status").stderr


@pytest.mark.parametrize(
    ("arguments", "server", "variable"),
    [
        (("quarantine", "list"), "Redis", "NEWSLOOM_REDIS_PORT"),
        (("search", "bahn"), "Elasticsearch", "NEWSLOOM_ELASTICSEARCH_PORT"),
        (("index", "setup"), "Elasticsearch", "NEWSLOOM_ELASTICSEARCH_PORT"),
    ],
)
def test_a_server_that_is_away_is_named_with_how_to_start_it(
    tmp_path: Path, arguments: tuple[str, ...], server: str, variable: str
) -> None:
    """Every command says which address it tried, the chosen port included, and that `newsloom up` starts one."""
    (tmp_path / "sources").mkdir()
    port = free_port()
    said = newsloom(tmp_path, *arguments, **{variable: str(port)})
    assert said.returncode == 1, said.stdout
    assert server in said.stderr
    assert str(port) in said.stderr
    assert "newsloom up" in said.stderr
    assert "Traceback" not in said.stderr


def test_an_unknown_command_is_a_usage_error(tmp_path: Path) -> None:
    """With status 2, as everywhere."""
    said = newsloom(tmp_path, "serach")
    assert said.returncode == 2
    assert "No such command 'serach'" in said.stderr


def test_the_stack_s_own_commands_import_no_search_client(tmp_path: Path) -> None:
    """`newsloom status` answers at once: Elasticsearch's client and Scrapy cost half a second each."""
    script = (
        "import sys, deploy.cli; print(sorted({'scrapy', 'elasticsearch', 'celery', 'lightgbm'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
