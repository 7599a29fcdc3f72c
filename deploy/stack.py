"""The local stack as others use it: start it, wait until all of it is well, stop it."""

import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import psutil

from deploy import leftovers, logs, parts, process, state
from deploy.health import Health
from deploy.settings import PORTS, StackSettings

if TYPE_CHECKING:
    import subprocess

START_SECONDS = 300.0  # the first start downloads Elasticsearch and prepares it
STOP_SECONDS = 120.0
POLL = 0.2


class NotStarted(RuntimeError):
    """The stack did not come up; the message holds the supervisor's last words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHealth:
    """One part with what it answered."""

    name: str
    running: state.Running | None
    health: Health


def as_running(settings: StackSettings) -> StackSettings:
    """The settings with the ports of the stack that runs in their home folder, whatever is set where we are called."""
    current = state.supervisor(settings.folder)
    known = {name: port for name, port in current.ports.items() if name in PORTS} if current else {}
    return settings.model_copy(update=known)


def check(settings: StackSettings) -> tuple[PartHealth, ...]:
    """Ask every part of the stack, all at once; what is not running is not well, whoever else answers on its port."""
    current = state.supervisor(settings.folder)
    known = {running.name: running for running in current.parts} if current else {}
    wanted = parts.parts(settings)
    with ThreadPoolExecutor(max_workers=len(wanted)) as pool:
        return tuple(pool.map(lambda part: _check(part, known.get(part.name)), wanted))


def down(settings: StackSettings) -> int:
    """End the stack of that home folder, however it was left: returns how many processes were ended."""
    current = state.supervisor(settings.folder)
    count = sum(part.pid is not None for part in current.parts) if current else 0
    if current:
        _end_supervisor(settings.folder, current.supervisor)
    return count + leftovers.end(settings.folder)


class Stack:
    """The stack of some settings, run by a supervisor of its own process; a context manager that stops it at the end.

    Args:
        settings: What to run and where.
        outlives: Whether it stays when the caller ends; else the kernel ends it with the caller.
    """

    def __init__(self, settings: StackSettings, *, outlives: bool = False) -> None:
        self.settings = settings
        self._outlives = outlives
        self._supervisor: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the supervisor; returns at once.

        Raises:
            AlreadyRunning: There is one for this home folder.
        """
        home = self.settings.folder
        if current := state.supervisor(home):
            raise state.AlreadyRunning(
                f"a stack is running already in {home} (supervisor {current.supervisor}) - end it with `newsloom down`"
            )
        (home / "logs").mkdir(parents=True, exist_ok=True)
        command = (sys.executable, "-P", "-m", "deploy", "up", "--foreground")
        with logs.file_of(home, "supervisor").open("ab") as log:
            self._supervisor = process.start(
                command, log=log, environment=self.settings.environment(), dies_with_us=not self._outlives
            )

    def wait_until_healthy(
        self, seconds: float = START_SECONDS, *, progress: Callable[[tuple[PartHealth, ...]], None] = lambda _: None
    ) -> None:
        """Return once every part is well.

        Args:
            seconds: How long to wait.
            progress: Told what each part said, whenever all were asked.

        Raises:
            NotStarted: The supervisor ended, or something is not well in time.
        """
        end = time.monotonic() + seconds
        while True:
            if self._supervisor is not None and self._supervisor.poll() is not None:
                raise NotStarted(self._last_words())
            answers = check(self.settings)
            progress(answers)
            unwell = [answer for answer in answers if not answer.health.ok]
            if not unwell:
                return
            if time.monotonic() > end:
                raise NotStarted("; ".join(f"{answer.name}: {answer.health.detail}" for answer in unwell))
            time.sleep(POLL)

    def stop(self) -> None:
        """End all of it; fine when it is not running."""
        down(self.settings)
        if self._supervisor is not None:
            process.stop(self._supervisor)
            self._supervisor = None

    def _last_words(self) -> str:
        lines = logs.tail(logs.file_of(self.settings.folder, "supervisor"), 12)
        return "\n".join(lines) or "the supervisor ended without a word"


def _check(part: parts.Part, running: state.Running | None) -> PartHealth:
    if running is None:
        return PartHealth(name=part.name, running=None, health=Health(ok=False, detail="not running"))
    return PartHealth(name=part.name, running=running, health=_health(part, running))


def _health(part: parts.Part, running: state.Running) -> Health:
    if part.once:
        return Health(ok=running.state == "done", detail=running.detail or running.state)
    if running.state != "running":
        return Health(ok=False, detail=running.detail or running.state)
    if part.check is None:
        return Health(ok=running.pid is not None and psutil.pid_exists(running.pid), detail="")
    return part.check()


def _end_supervisor(home: Path, pid: int) -> None:
    """Ask it, and kill it when it has not let go of its lock in time: what it leaves is ended by its mark."""
    for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, POLL * 50)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if state.supervisor(home) is None:
                return
            time.sleep(POLL / 4)
