"""The whole stack as a person runs it: up, status, logs, down, with every process real."""

import base64
import os
import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest
from celery import Celery

from deploy import health, leftovers, process, stack, state
from deploy.password import operator_password
from deploy.ports import free_port
from deploy.settings import StackSettings

pytestmark = pytest.mark.slow
PARTS = {"redis", "elasticsearch", "setup", "crawler", "pages", "articles", "beat", "flower", "web"}


def settings_in(home: Path, **more: object) -> StackSettings:
    """Settings of a stack of its own: own folder, own ports, own names."""
    sources = home / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    ports = {f"{name}_port": free_port() for name in ("redis", "elasticsearch", "web", "flower")}
    return StackSettings(
        **{
            "home": home / "var",
            "sources": sources,
            "prefix": f"stack-{uuid.uuid4().hex[:8]}-",
            "elasticsearch_heap": "512m",
            **ports,
            **more,
        }
    )


def newsloom(settings: StackSettings, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "deploy", *arguments]
    return subprocess.run(command, env=settings.environment(), capture_output=True, text=True, check=False, timeout=120)


def part_of(settings: StackSettings, name: str) -> state.Running:
    current = state.supervisor(settings.folder)
    assert current is not None
    return next(part for part in current.parts if part.name == name)


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    process.wait_for(lambda: bool(condition()), seconds=seconds, what="the stack")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackSettings]:
    """A whole stack with a Redis and an Elasticsearch of its own, in a folder with a space in its name."""
    settings = settings_in(tmp_path_factory.mktemp("a home with spaces"))
    with stack.Stack(settings) as started:
        started.wait_until_healthy()
        yield settings
    assert leftovers.of(settings.folder) == []


@pytest.fixture
def small(tmp_path: Path, redis_url: str, elasticsearch_url: str) -> Iterator[StackSettings]:
    """A stack on servers that run already."""
    settings = settings_in(tmp_path, redis_url=redis_url, elasticsearch_url=elasticsearch_url)
    yield settings
    stack.down(settings)


def test_every_part_is_well_and_status_says_so(running: StackSettings) -> None:
    """Each answers a question of its own kind, and the command ends with status 0."""
    said = newsloom(running, "status")
    assert said.returncode == 0, said.stdout + said.stderr
    assert set(re.findall(r"^(\w+) +well", said.stdout, re.MULTILINE)) == PARTS
    assert running.web_address in said.stdout


def test_a_shell_with_other_ports_set_asks_the_stack_that_runs(running: StackSettings) -> None:
    """The ports are those that `up` was given, for status and for every command that asks a server."""
    others = running.model_copy(update={name: free_port() for name in running.ports})
    said = newsloom(others, "status")
    assert said.returncode == 0, said.stdout + said.stderr
    assert running.web_address in said.stdout
    assert newsloom(others, "index", "stats").returncode == 0


def test_all_state_is_in_the_home_folder(running: StackSettings) -> None:
    """Logs, data, schedule, password: one folder to keep or to throw away."""
    there = {entry.name for entry in running.folder.iterdir()}
    assert {"beat", "elasticsearch", "flower", "logs", "operator-password", "redis", "run"} <= there
    assert {f"{name}.log" for name in PARTS} <= {file.name for file in (running.folder / "logs").iterdir()}


def test_all_listen_on_loopback_only(running: StackSettings) -> None:
    """Nothing is offered to the network."""
    pids = {child.pid for child in leftovers.of(running.folder)}
    listening = [
        connection.laddr.ip
        for connection in psutil.net_connections("inet")
        if connection.pid in pids and connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 4
    assert all(address.startswith("127.") or address.endswith(("::1", ":127.0.0.1")) for address in listening), (
        listening
    )


def test_a_second_up_says_that_one_is_running(running: StackSettings) -> None:
    """And does no harm to the first."""
    said = newsloom(running, "up")
    assert said.returncode == 1
    assert re.search(r"a stack is running already in .* \(supervisor \d+.*newsloom down", said.stderr)
    assert newsloom(running, "status").returncode == 0


def test_a_taken_port_is_named_with_its_holder_and_its_setting(running: StackSettings, tmp_path: Path) -> None:
    """The message is enough to act upon."""
    other = settings_in(tmp_path, web_port=running.web_port, redis_port=running.redis_port)
    said = newsloom(other, "up")
    assert said.returncode == 1
    assert re.search(rf"port {running.web_port} for web is taken by .*\(\d+\).* NEWSLOOM_WEB_PORT", said.stderr)
    assert re.search(rf"port {running.redis_port} for redis is taken by .* NEWSLOOM_REDIS_PORT", said.stderr)


def test_logs_can_be_read_by_name(running: StackSettings) -> None:
    """One log alone, several with their names, an unknown one with the names that there are."""
    assert "Ready to accept connections" in newsloom(running, "logs", "redis", "-n", "50").stdout
    assert re.search(r"^elasticsearch \|", newsloom(running, "logs").stdout, re.MULTILINE)
    unknown = newsloom(running, "logs", "rediss")
    assert unknown.returncode == 2
    assert "there are: articles, beat, crawler" in unknown.stderr


def test_logs_can_be_followed(running: StackSettings, tmp_path: Path) -> None:
    """New lines appear as they are written."""
    shown, mark = tmp_path / "shown", uuid.uuid4().hex
    command = [sys.executable, "-m", "deploy", "logs", "web", "-f", "-n", "0"]
    with shown.open("wb") as output:
        following = process.start(command, log=output, environment=running.environment())
    try:
        wait_until(lambda: _asked(running, mark) and mark in shown.read_text())
    finally:
        process.stop(following)


def _asked(running: StackSettings, mark: str) -> bool:
    """Leave a line in the web page's log: again and again, as the follower may still be starting."""
    with pytest.raises(HTTPError):
        urlopen(f"{running.web_address}/healthz/{mark}")
    return True


def test_flower_asks_for_a_password_shows_a_page_by_its_url_and_remembers_it(running: StackSettings) -> None:
    """A real task in the real Flower, seen by who has the password alone, and still there after a restart."""
    url = "https://beispielblatt.example/politik/haushalt"
    with Celery(broker=running.redis_address, set_as_current=False) as app:
        app.conf.update(task_serializer="msgpack")
        app.send_task("newsloom.page_fetched", args=[b"no page"], argsrepr=f"({url!r},)", queue="pages")
    for page in ("tasks", "api/tasks"):
        with pytest.raises(HTTPError, match="401"):
            urlopen(f"{running.flower_address}/{page}")
    token = base64.b64encode(f"operator:{operator_password(running)}".encode()).decode()
    request = Request(f"{running.flower_address}/api/tasks", headers={"Authorization": f"Basic {token}"})
    wait_until(lambda: url in urlopen(request).read().decode())
    before = part_of(running, "flower")
    os.kill(before.pid, signal.SIGTERM)
    wait_until(lambda: part_of(running, "flower").restarts > before.restarts)
    wait_until(lambda: health.http_health(f"{running.flower_address}/healthcheck").ok)
    assert url in urlopen(request).read().decode(), "pain 11: what Flower knew is gone after a restart"


def test_a_killed_part_comes_again_and_is_well(running: StackSettings) -> None:
    """SIGKILL to a worker, and to the servers under everything."""
    for name in ("pages", "elasticsearch", "redis"):
        before = part_of(running, name)
        os.kill(before.pid, signal.SIGKILL)
        wait_until(lambda name=name, before=before: part_of(running, name).restarts > before.restarts)
    wait_until(lambda: all(answer.health.ok for answer in stack.check(running)), 90)


def test_a_killed_supervisor_leaves_nothing_after_down(small: StackSettings) -> None:
    """SIGKILL lets it end nothing itself; what lives on is found by down."""
    started = stack.Stack(small)
    started.start()
    wait_until(lambda: leftovers.of(small.folder))
    current = state.supervisor(small.folder)
    os.kill(current.supervisor, signal.SIGKILL)
    wait_until(lambda: state.supervisor(small.folder) is None)
    said = newsloom(small, "down")
    assert said.returncode == 0
    assert leftovers.of(small.folder) == []
    assert newsloom(small, "status").returncode == 1


def test_a_new_up_after_a_killed_supervisor_ends_what_was_left(small: StackSettings) -> None:
    """The second stack has the ports to itself, and SIGTERM ends it without a trace."""
    first = stack.Stack(small)
    first.start()
    wait_until(lambda: leftovers.of(small.folder))
    os.kill(state.supervisor(small.folder).supervisor, signal.SIGKILL)
    said = newsloom(small, "up", "--detach")
    assert said.returncode == 0, said.stdout + said.stderr
    os.kill(state.supervisor(small.folder).supervisor, signal.SIGTERM)
    wait_until(lambda: state.supervisor(small.folder) is None)
    assert leftovers.of(small.folder) == []


def test_down_without_a_stack_says_so(small: StackSettings) -> None:
    """And is no error."""
    said = newsloom(small, "down")
    assert (said.returncode, said.stdout) == (0, "nothing was running\n")


def test_an_unreachable_server_that_was_given_stops_up_at_once(tmp_path: Path) -> None:
    """The address and what to do, before anything is started."""
    settings = settings_in(tmp_path, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    said = newsloom(settings, "up")
    assert said.returncode == 1
    assert re.search(r"Redis at redis://127.0.0.1:\d+/0 does not answer .*unset NEWSLOOM_REDIS_URL", said.stderr)
    assert leftovers.of(settings.folder) == []
