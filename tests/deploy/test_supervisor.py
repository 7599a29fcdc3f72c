"""The supervisor starts, restarts and ends real processes, and leaves none behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy import leftovers, process, state

SCRIPT = """
import logging, signal, sys
from pathlib import Path
from deploy import state
from deploy.parts import Part
from deploy.supervisor import Child, Supervisor

home = Path(sys.argv[1])
children = tuple(
    Child(part=Part(name=name, prepare=lambda: ()), command=tuple(command))
    for name, command in ((word.split("=", 1)[0], ("sh", "-c", word.split("=", 1)[1])) for word in sys.argv[2:])
)
import os
logging.basicConfig(level=logging.INFO, format="%(message)s")
with state.held(home):
    supervisor = Supervisor(home, children, environment=dict(os.environ), log_bytes=100_000)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, supervisor.stop)
    supervisor.run()
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "a home"


@pytest.fixture
def supervise(home: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Run a supervisor of shell commands; whatever a failed test leaves is ended."""
    started: list[subprocess.Popen[str]] = []

    def start(*commands: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", SCRIPT, str(home), *commands]
        started.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for supervisor in started:
        supervisor.kill()
        supervisor.wait()
        supervisor.stderr.close()
    leftovers.end(home)


def pid_of(home: Path, name: str) -> int | None:
    current = state.supervisor(home)
    return next((part.pid for part in current.parts if part.name == name), None) if current else None


def wait_until(condition: Callable[[], object]) -> None:
    process.wait_for(lambda: bool(condition()), seconds=20, what="the supervisor")


def test_a_killed_process_is_started_again(home: Path, supervise: Callable[..., object]) -> None:
    """SIGKILL to one process costs its work, not the stack."""
    supervise("sleeper=exec sleep 1000")
    wait_until(lambda: pid_of(home, "sleeper"))
    first = pid_of(home, "sleeper")
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: pid_of(home, "sleeper") not in {None, first})
    assert [part.restarts for part in state.read(home).parts] == [1]


def test_a_process_that_keeps_dying_is_tried_less_and_less_often(
    home: Path, supervise: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """Each pause is twice the one before, and the log says why it died."""
    supervisor = supervise("faulty=exit 3")
    wait_until(lambda: (current := state.supervisor(home)) and current.parts and current.parts[0].restarts >= 3)
    supervisor.terminate()
    _, said = supervisor.communicate()
    assert "faulty ended with status 3" in said
    assert said.index("again in 0.5 s") < said.index("again in 1 s") < said.index("again in 2 s")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_and_leaves_nothing(
    home: Path, supervise: Callable[..., "subprocess.Popen[str]"], how: signal.Signals
) -> None:
    """Also what the processes themselves started, and what will not go when asked."""
    supervisor = supervise("family=sleep 1000 & wait", "plain=exec sleep 1000")
    wait_until(lambda: len(leftovers.of(home)) == 3)
    supervisor.send_signal(how)
    supervisor.communicate(timeout=60)
    assert supervisor.returncode == 0
    assert leftovers.of(home) == []
    assert state.supervisor(home) is None


def test_what_a_killed_supervisor_leaves_is_found_and_ended(
    home: Path, supervise: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """A grandchild in a session of its own, deaf to SIGTERM, is the worst that can be left."""
    supervisor = supervise(
        "stubborn=trap '' TERM; setsid sh -c \"trap '' TERM; while :; do sleep 1; done\" & wait; sleep 1000"
    )
    wait_until(lambda: len(leftovers.of(home)) >= 3)
    supervisor.kill()
    supervisor.wait()
    assert leftovers.of(home)
    assert leftovers.end(home, grace=1) >= 2
    assert leftovers.of(home) == []


def test_an_innocent_process_with_a_reused_pid_is_left_alone(home: Path) -> None:
    """Only the mark in its environment makes a process ours, not a number in a file."""
    with state.held(home):
        innocent = state.Running(name="web", state="running", pid=os.getppid())
        state.write(home, state.StackState(supervisor=os.getpid(), since=0, parts=(innocent,)))
        assert leftovers.end(home) == 0
        assert psutil.pid_exists(os.getppid())


def test_a_second_supervisor_is_told_of_the_first(home: Path) -> None:
    """Two in one folder would fight for ports and files."""
    with (
        state.held(home),
        pytest.raises(state.AlreadyRunning, match=rf"running already .*supervisor {os.getpid()}"),
        state.held(home),
    ):
        pass


def test_a_dead_supervisor_does_not_hold_the_folder(
    home: Path, supervise: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """The lock goes with the process, whatever the files say."""
    supervisor = supervise("sleeper=exec sleep 1000")
    wait_until(lambda: state.supervisor(home))
    supervisor.kill()
    supervisor.wait()
    assert state.read(home) is not None
    assert state.supervisor(home) is None
