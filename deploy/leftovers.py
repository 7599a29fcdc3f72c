"""Processes of a stack that outlived their supervisor, found by a mark in their environment: pids may be reused."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

MARK = "NEWSLOOM_STACK"
GRACE = 20.0


def mark(home: Path) -> dict[str, str]:
    """What every process of the stack carries in its environment, and so does all that it starts."""
    return {MARK: str(home)}


def of(home: Path) -> list[psutil.Process]:
    """All living processes of the stack of that home folder, the caller itself excepted."""
    return [process for process in _own_processes() if _belongs(process, str(home))]


def end(home: Path, *, grace: float = GRACE) -> int:
    """End them: asked first, killed after ``grace`` seconds; returns how many there were."""
    found = of(home)
    for process in found:
        _quietly(process.terminate)
    _, alive = psutil.wait_procs(found, timeout=grace)
    while alive:
        for process in alive:
            _quietly(process.kill)
        psutil.wait_procs(alive, timeout=grace)
        alive = of(home)  # what these may have started while they were asked
    return len(found)


def _own_processes() -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        if process.pid != os.getpid():
            yield process


def _belongs(process: psutil.Process, home: str) -> bool:
    try:
        return process.environ().get(MARK) == home and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):  # another user's, or gone meanwhile
        return False


def _quietly(action: Callable[[], None]) -> None:
    try:
        action()
    except psutil.NoSuchProcess:
        return
