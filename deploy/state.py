"""What the supervisor leaves on disk for other commands: who runs, and a lock that only a living one holds."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

PartState = Literal["waiting", "running", "restarting", "done", "stopped"]


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the stack as its supervisor sees it.

    Attributes:
        name: Its name.
        state: What it is doing.
        pid: Its process, while it runs.
        since: When that process was started, in seconds since 1970.
        restarts: How often it died and was started again.
        detail: Why it waits or restarts.
    """

    name: str
    state: PartState
    pid: int | None = None
    since: float | None = None
    restarts: int = 0
    detail: str = ""


class StackState(msgspec.Struct, frozen=True, kw_only=True):
    """The whole stack at one moment."""

    supervisor: int
    since: float
    parts: tuple[Running, ...] = ()
    ports: dict[str, int] = msgspec.field(default_factory=dict)
    """The settings of its ports: a later command may run where others are set."""


class AlreadyRunning(RuntimeError):
    """Another supervisor holds this home folder."""


def write(home: Path, state: StackState) -> None:
    """Replace the state as a whole: a reader sees the old or the new one."""
    file = _file(home)
    draft = file.with_suffix(".new")
    draft.write_bytes(msgspec.json.encode(state))
    draft.replace(file)


def read(home: Path) -> StackState | None:
    """The state last written; None when there never was one."""
    try:
        return msgspec.json.decode(_file(home).read_bytes(), type=StackState)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def supervisor(home: Path) -> StackState | None:
    """The state of the supervisor that runs now; None when none does, whatever an earlier one left behind."""
    return read(home) if _is_held(home) else None


@contextlib.contextmanager
def held(home: Path, ports: Mapping[str, int] = MappingProxyType({})) -> Iterator[None]:
    """Be the one supervisor of a home folder; the kernel lets go of the lock when the process ends, however it ends.

    Raises:
        AlreadyRunning: Another one is.
    """
    lock = _lock_file(home)
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(_who(home)) from error
        write(home, StackState(supervisor=os.getpid(), since=time.time(), ports=dict(ports)))
        try:
            yield
        finally:
            _file(home).unlink(missing_ok=True)


def _who(home: Path) -> str:
    state = read(home)
    whom = (
        f" (supervisor {state.supervisor}, since {time.strftime('%Y-%m-%d %H:%M', time.localtime(state.since))})"
        if state
        else ""
    )
    return f"a stack is running already in {home}{whom} - see `newsloom status`, end it with `newsloom down`"


def _is_held(home: Path) -> bool:
    try:
        with _lock_file(home).open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _file(home: Path) -> Path:
    return home / "run" / "stack.json"


def _lock_file(home: Path) -> Path:
    return home / "run" / "supervisor.lock"
