"""Our few Java sources, compiled once for each version of them and of the jars, and kept beside the jars."""

import contextlib
import hashlib
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

SOURCES = Path(__file__).with_name("java")
RELEASE = "21"
PACKAGES = ("launch", "node")


class DoesNotCompile(RuntimeError):
    """The compiler refused our sources; its words are the message."""


def compile_sources(cache: Path, java: Path, compiler: Path, class_path: Sequence[Path]) -> Path:
    """A folder with one jar for each of our Java packages; compiled unless ``cache`` has it for these sources and jars.

    Raises:
        DoesNotCompile: The sources do not fit the jars.
    """
    target = cache / "classes" / _fingerprint(class_path)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        classes, packed = Path(scratch, "classes"), Path(scratch, "packed")
        _run_compiler(java, compiler, class_path, classes)
        packed.mkdir()
        for package in PACKAGES:
            _pack(classes, package, packed / f"{package}.jar")
        with contextlib.suppress(OSError):  # another process was first: the same sources make the same classes
            packed.rename(target)
    return target


def _fingerprint(class_path: Sequence[Path]) -> str:
    digest = hashlib.sha256(RELEASE.encode())
    for source in sorted(SOURCES.rglob("*.java")):
        digest.update(source.read_bytes())
    for jar in class_path:  # their names hold their versions, and their content is pinned
        digest.update(jar.name.encode())
    return digest.hexdigest()[:16]


def _run_compiler(java: Path, compiler: Path, class_path: Sequence[Path], target: Path) -> None:
    command = [
        *(str(java), "-jar", str(compiler), f"-{RELEASE}", "-proc:none", "-nowarn", "-encoding", "UTF-8"),
        *("-classpath", os.pathsep.join(map(str, class_path)), "-d", str(target), str(SOURCES)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our sources, a pinned compiler
    if done.returncode:
        raise DoesNotCompile(f"{SOURCES} does not compile:\n{done.stderr}")


def _pack(classes: Path, package: str, jar: Path) -> None:
    with zipfile.ZipFile(jar, "w", zipfile.ZIP_STORED) as packed:
        for file in sorted((classes / "newsloom" / package).rglob("*.class")):
            packed.write(file, file.relative_to(classes).as_posix())
