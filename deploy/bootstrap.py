"""Make the virtual environment that every command of the Makefile runs in, with nothing but Python.

Run as ``python3 -I deploy/bootstrap.py [--dev]``. What is there already is kept: the environment is only touched when
the lock changed or when the tree was moved, because an installed command and an editable install hold absolute paths.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main(arguments: list[str]) -> None:
    """Bring ``.venv`` up to date: ``--dev`` adds what tests and checks need."""
    if sys.version_info < OLDEST:
        sys.exit(f"Newsloom needs Python 3.11 or newer, not {sys.version.split()[0]} ({sys.executable}) - set PYTHON=")
    wanted = "requirements-dev.lock" if "--dev" in arguments else "requirements.lock"
    if not _works():
        print(f"Making {VENV.name} with Python {sys.version.split()[0]}", flush=True)
        try:
            venv.EnvBuilder(clear=True, with_pip=True).create(VENV)
        except (subprocess.CalledProcessError, OSError) as error:
            sys.exit(
                f"No virtual environment could be made ({error}) - on Debian and Ubuntu: apt-get install python3-venv"
            )
    _install_lock(wanted)
    _install_newsloom()


def _works() -> bool:
    """Whether the interpreter starts and has pip; after an interrupted first run, say, it does not."""
    if not PYTHON.exists():
        return False
    try:
        return subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _install_lock(name: str) -> None:
    """Install a lock unless it, or the larger one that holds it, is installed already."""
    stamps = {lock: _stamp(lock) for lock in ("requirements.lock", "requirements-dev.lock")}
    enough = {name, "requirements-dev.lock"}  # the larger lock is compiled under the smaller one's constraints
    if any(_is_stamped(lock, stamps[lock]) for lock in enough):
        return
    print(f"Installing {name} (about a minute the first time)", flush=True)
    _pip("install", "--quiet", "--require-hashes", "--requirement", str(ROOT / name), what=name)
    for lock in stamps:
        _stamp_file(lock).unlink(missing_ok=True)
    _stamp_file(name).write_text(stamps[name])


def _install_newsloom() -> None:
    """Install the ``newsloom`` command itself, again whenever the tree stands elsewhere or its metadata changed."""
    stamp = hashlib.sha256(str(ROOT).encode() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if _is_stamped("newsloom", stamp):
        return
    _pip("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT), what="newsloom")
    _stamp_file("newsloom").write_text(stamp)


def _pip(*arguments: str, what: str) -> None:
    environment_hint = (
        "see the lines above; a network that needs a proxy or a mirror is set up in pip's own configuration"
    )
    done = subprocess.run([PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments], check=False)
    if done.returncode:
        sys.exit(f"Installing {what} failed - {environment_hint}")


def _stamp(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _stamp_file(name: str) -> Path:
    return VENV / f"{name}.installed"


def _is_stamped(name: str, stamp: str) -> bool:
    file = _stamp_file(name)
    return file.exists() and file.read_text() == stamp


if __name__ == "__main__":
    main(sys.argv[1:])
