"""Java's archive of loaded classes, made once for these jars: it halves the processor time of every later start.

Measured on two cores: 8.0 s of processor time from start to green without it, 4.0 s with it.
"""

import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy import health, process
from deploy.ports import free_port

TRAINING_SECONDS = 180.0
DUMP_SECONDS = 180.0


def class_archive(
    cache: Path,
    *,
    java: Path,
    flags: Sequence[str],
    class_path: str,
    trainee: Callable[[Path, int], Sequence[str]],
    say: Callable[[str], None] = print,
) -> Path | None:
    """The archive for one class path; made on the first call, by a node that is started only to see what it loads.

    Args:
        cache: Folder that all checkouts share.
        java: The Java that will use it.
        flags: Flags of that Java that the archive depends on.
        class_path: The class path as it will be given to Java: it must begin alike.
        trainee: Arguments after Java's own that run a node in a folder, on a port.
        say: Told in one line before the work starts.

    Returns:
        None when it could not be made: the node starts without it as well.
    """
    archive = cache / "classes" / f"{_fingerprint(java, flags, class_path)}.jsa"
    failed = archive.with_suffix(".failed")
    if archive.exists():
        return archive
    if failed.exists():  # on this Java it does not work: trying at every start would cost more than it could save
        return None
    say("Preparing Elasticsearch for quick starts (once, about half a minute)")
    with tempfile.TemporaryDirectory(dir=archive.parent) as scratch:
        made = Path(scratch, archive.name)
        try:
            classes = _train(Path(scratch), java, flags, trainee)
            _dump(java, flags, class_path, classes, made)
        except (OSError, subprocess.SubprocessError, TimeoutError) as error:
            failed.write_text(f"{error}\n")
            return None
        os.replace(made, archive)  # noqa: PTH105 - atomic: a half-written archive would stop Java
    return archive


def _fingerprint(java: Path, flags: Sequence[str], class_path: str) -> str:
    """Java itself refuses an archive of another build of it; this tells apart what it would accept and not use."""
    return hashlib.sha256("\n".join((str(java.resolve()), *flags, class_path)).encode()).hexdigest()[:16]


def _train(scratch: Path, java: Path, flags: Sequence[str], trainee: Callable[[Path, int], Sequence[str]]) -> Path:
    """Run a node until it is green, and have Java write down which classes it loaded."""
    classes, port = scratch / "classes.lst", free_port()
    command = (str(java), *flags, "-Xshare:off", f"-XX:DumpLoadedClassList={classes}", *trainee(scratch / "node", port))
    with (scratch / "log").open("wb") as log:
        node = process.start(command, log=log)
        try:
            process.wait_for(
                lambda: health.elasticsearch_health(f"http://127.0.0.1:{port}").ok,
                seconds=TRAINING_SECONDS,
                what="the node that shows its classes",
                process=node,
            )
        finally:
            process.stop(node)
    return classes


def _dump(java: Path, flags: Sequence[str], class_path: str, classes: Path, archive: Path) -> None:
    began = time.monotonic()
    subprocess.run(  # noqa: S603 - a Java we found
        [
            *(
                str(java),
                *flags,
                "-Xshare:dump",
                f"-XX:SharedClassListFile={classes}",
                f"-XX:SharedArchiveFile={archive}",
            ),
            *("-cp", class_path),
        ],
        check=True,
        capture_output=True,
        timeout=DUMP_SECONDS,
    )
    if not archive.exists():
        raise OSError(f"Java wrote no archive in {time.monotonic() - began:.0f} s")
