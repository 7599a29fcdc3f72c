"""Child processes that end when told to, and that do not outlive whoever started them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
POLL = 0.05


def start(
    command: Sequence[str],
    *,
    log: IO[bytes] | int,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    dies_with_us: bool = True,
) -> "subprocess.Popen[bytes]":
    """Start a process in a session of its own, so that a signal reaches it and all that it starts.

    Unless told otherwise, the kernel ends it when the thread that called this dies, whatever the cause (on Linux).
    """
    bound = dies_with_us and sys.platform == "linux"
    return subprocess.Popen(  # noqa: S603 - commands are ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
        start_new_session=True,
        preexec_fn=_end_with(os.getpid()) if bound else None,  # noqa: PLW1509 - two system calls, no locks
    )


def stop(process: "subprocess.Popen[bytes]", *, grace: float = 20.0) -> int:
    """End a process: asked first, killed with its whole group when it has not gone after ``grace`` seconds."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            kill_group(process.pid)
    kill_group(process.pid)  # what it started and left behind
    return process.wait()


def kill_group(leader: int) -> None:
    """Kill all that is left of a process group; nothing left is fine."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def wait_for(
    condition: Callable[[], bool], *, seconds: float, what: str, process: "subprocess.Popen[bytes] | None" = None
) -> None:
    """Return once the condition holds.

    Raises:
        TimeoutError: It did not within ``seconds``, or the process that should make it true has ended.
    """
    end = time.monotonic() + seconds
    while not condition():
        if process is not None and process.poll() is not None:
            raise TimeoutError(f"{what}: the process ended with status {process.returncode}")
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(POLL)


def _end_with(parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)  # loaded before the fork: nothing may be loaded after it

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died between the fork and the call
            os._exit(1)

    return ask_kernel
