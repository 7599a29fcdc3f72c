"""The jars that the local node is made of, each exactly the file that its pinned SHA-256 names."""

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from jgo.config import GlobalSettings
from jgo.maven import MavenContext

PINS = Path(__file__).with_name("jars.txt")
COMPILER = "ecj"
DOWNLOADS_AT_ONCE = 8
DOWNLOAD_TIMEOUT = 60


class JarRefused(RuntimeError):
    """A registry served another jar than the pinned one: nothing of it is kept or run."""


class JarMissing(RuntimeError):
    """A registry could not be reached or does not have the jar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jar:
    """One pinned jar."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def name(self) -> str:
        """The file name, which holds the version."""
        return f"{self.artifact}-{self.version}.jar"

    @property
    def coordinate(self) -> str:
        """How the registry calls it."""
        return f"{self.group}:{self.artifact}:{self.version}"


def pinned(pins: Path = PINS) -> tuple[Jar, ...]:
    """All jars of the pin file, in its order, which is the order on the class path."""
    return tuple(_pin(line) for line in pins.read_text().splitlines() if line and not line.startswith("#"))


def server_version(jars: tuple[Jar, ...]) -> str:
    """Which Elasticsearch the jars make."""
    return next(jar.version for jar in jars if jar.artifact == "elasticsearch")


def fetch(
    cache: Path,
    jars: tuple[Jar, ...],
    *,
    say: Callable[[str], None] = print,
    download: Callable[[Jar, Path], Path] | None = None,
) -> tuple[Path, ...]:
    """The jars as files under ``cache``, in order; what is missing or broken there is downloaded first.

    Any number of processes may do this at once: the first downloads while the others wait for it.

    Args:
        cache: Folder that all checkouts of this user share.
        jars: What to have.
        say: Told in one line before a download starts.
        download: Gets one jar into a folder; the package registry unless told otherwise.

    Raises:
        JarRefused: What the registry serves is not the pinned file.
        JarMissing: The registry did not answer.
    """
    folder = cache / "jars"
    if broken := _broken(folder, jars):
        with _locked(folder):
            if broken := _broken(folder, jars):
                say(f"Fetching Elasticsearch {server_version(pinned())}: {len(broken)} of {len(jars)} jars")
                _download_all(folder, broken, download or from_registry)
    return tuple(folder / jar.name for jar in jars)


def from_registry(jar: Jar, folder: Path) -> Path:
    """Download one jar into a folder from Maven Central, or from the repositories of jgo's configuration."""
    context = MavenContext(
        repo_cache=folder,
        local_repos=[],
        remote_repos={**GlobalSettings.load().repositories, **MavenContext(repo_cache=folder).remote_repos},
        timeout=DOWNLOAD_TIMEOUT,
    )
    try:
        path = context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
    except (
        Exception
    ) as error:  # jgo raises bare RuntimeErrors and whatever its HTTP client does; each means the same to us
        raise JarMissing(
            f"{jar.coordinate} could not be downloaded ({error}) - check the network, "
            "or name a mirror under [repositories] in ~/.config/jgo.conf"
        ) from error
    return Path(path)


def _pin(line: str) -> Jar:
    coordinate, sha256 = line.split()
    group, artifact, version = coordinate.split(":")
    return Jar(group=group, artifact=artifact, version=version, sha256=sha256)


def _broken(folder: Path, jars: tuple[Jar, ...]) -> tuple[Jar, ...]:
    """What is missing or not as pinned; hashing all 44 MB at every start takes a twentieth of a second."""
    return tuple(jar for jar in jars if _sha256(folder / jar.name) != jar.sha256)


def _download_all(folder: Path, jars: tuple[Jar, ...], download: Callable[[Jar, Path], Path]) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as landing, ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        for _ in pool.map(lambda jar: _download(jar, folder, Path(landing), download), jars):
            pass


def _download(jar: Jar, folder: Path, landing: Path, download: Callable[[Jar, Path], Path]) -> None:
    arrived = download(jar, landing)
    found = _sha256(arrived)
    if found != jar.sha256:
        raise JarRefused(
            f"{jar.name}: the registry served a file with SHA-256 {found}, but {PINS.name} pins {jar.sha256} - "
            "it was not kept; try again, and if it stays so find out who changed the file"
        )
    os.replace(arrived, folder / jar.name)  # noqa: PTH105 - atomic by name, which is the point


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
