"""Keeps the parts running: starts each when what it needs is well, again when it dies, and ends them in order."""

import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from deploy import logs, process, state
from deploy.leftovers import mark
from deploy.parts import Part

if TYPE_CHECKING:
    import subprocess

TICK = 0.1
ROTATE_EVERY = 5.0
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY = 60.0  # seconds after which a death counts as the first again

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Child:
    """One part and what has become of it so far: the only value here that changes."""

    part: Part
    command: tuple[str, ...]
    process: "subprocess.Popen[bytes] | None" = None
    since: float = 0.0
    restarts: int = 0
    in_a_row: int = 0
    due: float = 0.0
    well: bool = False
    done: bool = False
    detail: str = ""

    @property
    def running(self) -> bool:
        """Whether its process was started and its end was not seen yet."""
        return self.process is not None

    def described(self) -> state.Running:
        """What others may know of it."""
        return state.Running(
            name=self.part.name,
            state=self._state(),
            pid=self.process.pid if self.process else None,
            since=self.since or None,
            restarts=self.restarts,
            detail=self.detail,
        )

    def _state(self) -> state.PartState:
        if self.done:
            return "done"
        if self.running:
            return "running"
        return "restarting" if self.since else "waiting"


class Supervisor:
    """Runs the parts of one home folder until it is told to stop.

    All processes are started from the thread that calls :meth:`run`: the kernel ends them with that thread.
    """

    def __init__(
        self,
        home: Path,
        children: tuple[Child, ...],
        *,
        environment: dict[str, str],
        log_bytes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._home = home
        self._children = children
        self._environment = {**environment, **mark(home)}
        self._log_bytes = log_bytes
        self._clock = clock
        self._started = time.time()
        self._stopping = False
        self._rotated = 0.0

    def stop(self, signal_number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask :meth:`run` to end everything and return; fit as a signal handler."""
        if signal_number and not self._stopping:
            logger.info("%s: ending all parts", signal.Signals(signal_number).name)
        self._stopping = True

    def run(self) -> None:
        """Keep the parts running until :meth:`stop`, then end them in order."""
        (self._home / "logs").mkdir(parents=True, exist_ok=True)
        try:
            while not self._stopping:
                if self._step():
                    self._publish()
                self._rotate()
                time.sleep(TICK)
        finally:
            self._end_all()

    def _step(self) -> bool:
        """Look at each part once; whether anything changed."""
        changes = [self._reap(child) or self._launch(child) for child in self._children]
        return any(changes)

    def _reap(self, child: Child) -> bool:
        if child.process is None or child.process.poll() is None:
            return False
        status = child.process.returncode
        process.kill_group(child.process.pid)  # what it left behind would hold its port or take its work
        child.process = None
        child.well = False
        child.done = child.part.once and status == 0
        if child.done:
            logger.info("%s: done", child.part.name)
        else:
            self._put_off(child, status)
        return True

    def _put_off(self, child: Child, status: int) -> None:
        lived = time.time() - child.since
        child.in_a_row = 0 if lived > STEADY else child.in_a_row + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** max(0, child.in_a_row - 1))
        child.due = self._clock() + pause
        child.restarts += 1
        child.detail = f"ended with {_status(status)} after {lived:.0f} s"
        log = logs.file_of(self._home, child.part.name)
        logger.warning("%s %s; again in %g s - see %s", child.part.name, child.detail, pause, log)

    def _launch(self, child: Child) -> bool:
        if child.running or child.done or self._stopping or self._clock() < child.due:
            return False
        lacking = next((name for name in child.part.needs if not self._is_ready(name)), None)
        if lacking is not None:
            changed = child.detail != f"waits for {lacking}"
            child.detail = f"waits for {lacking}"
            return changed
        with logs.file_of(self._home, child.part.name).open("ab") as log:
            child.process = process.start(
                child.command, log=log, environment={**self._environment, **child.part.environment}
            )
        child.since = time.time()
        child.detail = ""
        logger.info("%s: started as %d", child.part.name, child.process.pid)
        return True

    def _is_ready(self, name: str) -> bool:
        """Whether a part may be built upon; once it was well, it is only looked at again when it was started again."""
        child = next(child for child in self._children if child.part.name == name)
        if child.part.once:
            return child.done
        if child.running and not child.well:
            child.well = child.part.check is None or child.part.check().ok
        return child.running and child.well

    def _publish(self) -> None:
        described = tuple(child.described() for child in self._children)
        told = state.read(self._home)
        ports = told.ports if told else {}
        current = state.StackState(supervisor=os.getpid(), since=self._started, parts=described, ports=ports)
        state.write(self._home, current)

    def _rotate(self) -> None:
        if self._clock() - self._rotated > ROTATE_EVERY:
            self._rotated = self._clock()
            for name in logs.names(self._home):
                logs.rotate(logs.file_of(self._home, name), self._log_bytes)

    def _end_all(self) -> None:
        for turn in sorted({child.part.ends for child in self._children}):
            self._end([child for child in self._children if child.part.ends == turn and child.running])

    def _end(self, children: list[Child]) -> None:
        """Ask several at once, then wait for each: they end at the same time."""
        for child in children:
            if child.process and child.process.poll() is None:
                child.process.terminate()
        for child in children:
            if child.process:
                process.stop(child.process, grace=child.part.grace)
                child.process = None
                logger.info("%s: ended", child.part.name)
        self._publish()


def _status(code: int) -> str:
    return f"status {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
