"""Health checks of containers."""

import subprocess
import sys
from pathlib import Path

import pytest

from deploy import probe
from deploy.ports import free_port
from deploy.process import wait_for


def test_beat_is_seen_by_its_process() -> None:
    """A process that is called as beat is called counts, and none is none."""
    assert not probe.beat_health(Path("/nonexistent")).ok
    with subprocess.Popen([sys.executable, "-c", "input()", "celery", "beat"], stdin=subprocess.PIPE) as beat:
        try:
            # it has its new name a moment after it was started
            wait_for(lambda: probe.beat_health(Path("/proc")).ok, seconds=10, what="the process to be seen")
        finally:
            beat.kill()


def test_a_part_that_does_not_answer_ends_with_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The container is then called unhealthy, and says why."""
    monkeypatch.setattr(probe, "WEB_PORT", free_port())
    assert probe.main(["web"]) == 1
    assert "refused" in capsys.readouterr().out


def test_an_unknown_part_is_refused() -> None:
    """A misspelt health check must not look like an unhealthy part."""
    assert probe.main(["wbe"]) == 2
