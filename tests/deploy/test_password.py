"""The operator's password."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.password import operator_password
from deploy.settings import StackSettings


def test_one_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    """An operator who set none still has locked pages."""
    settings = StackSettings(home=tmp_path / "my home")
    first = operator_password(settings)
    assert operator_password(settings) == first
    assert len(first) >= 16
    file = tmp_path / "my home" / "operator-password"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_one_that_was_set_holds(tmp_path: Path) -> None:
    """A password of the environment is never written to disk."""
    settings = StackSettings(home=tmp_path, operator_password="of my own")
    assert operator_password(settings) == "of my own"
    assert not list(tmp_path.iterdir())


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    """Flower and the web page ask at the same moment on the first start."""
    settings = StackSettings(home=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: operator_password(settings), range(32)))) == 1
