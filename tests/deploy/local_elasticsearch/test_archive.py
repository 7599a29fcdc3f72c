"""The archive of loaded classes is a help, never a condition."""

import shutil
from pathlib import Path

from deploy.local_elasticsearch.archive import class_archive


def test_a_java_that_cannot_make_one_runs_without(tmp_path: Path) -> None:
    """It is tried once, not at every start."""
    (tmp_path / "classes").mkdir()
    said: list[str] = []
    for _ in range(2):
        archive = class_archive(
            tmp_path,
            java=Path(shutil.which("false") or "/bin/false"),
            flags=(),
            class_path="",
            trainee=lambda _home, _port: (),
            say=said.append,
        )
        assert archive is None
    assert len(said) == 1
