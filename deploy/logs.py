"""Log files of the stack's processes: put aside when they grow large, and followed by people."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

KEPT = 3
POLL = 0.2
TAIL = 8192


def file_of(home: Path, name: str) -> Path:
    """Where a process writes."""
    return home / "logs" / f"{name}.log"


def names(home: Path) -> tuple[str, ...]:
    """Whose logs there are."""
    return tuple(sorted(file.stem for file in (home / "logs").glob("*.log")))


def rotate(file: Path, largest: int) -> None:
    """Put a log aside once it is larger than ``largest`` bytes.

    The process keeps its open file, which it appends to: so the content is copied and the file emptied. Lines written
    between the two steps are lost, a few at most; renaming would lose none but needs each program's help.
    """
    if not file.exists() or file.stat().st_size <= largest:
        return
    for number in range(KEPT - 1, 0, -1):
        older = file.with_suffix(f".log.{number}")
        if older.exists():
            older.replace(file.with_suffix(f".log.{number + 1}"))
    file.with_suffix(".log.1").write_bytes(file.read_bytes())
    with file.open("r+b") as content:
        content.truncate(0)


def tail(file: Path, lines: int) -> list[str]:
    """The last lines of a log."""
    with file.open("rb") as content:
        content.seek(0, 2)
        start = content.tell()
        text = b""
        while start > 0 and text.count(b"\n") <= lines:
            step = min(TAIL, start)
            start -= step
            content.seek(start)
            text = content.read(step) + text
    return text.decode(errors="replace").splitlines()[-lines:] if lines else []


def follow(files: Sequence[Path], *, until: Callable[[], bool] = lambda: False) -> Iterator[tuple[str, str]]:
    """New lines of several logs as they are written, with the log's name; an emptied file is read from its start."""
    places = {file: file.stat().st_size if file.exists() else 0 for file in files}  # as of now, not of the first line
    return _follow(places, until)


def _follow(places: dict[Path, int], until: Callable[[], bool]) -> Iterator[tuple[str, str]]:
    while not until():
        quiet = True
        for file in list(places):
            places[file], lines = _new_lines(file, places[file])
            for line in lines:
                quiet = False
                yield file.stem, line
        if quiet:
            time.sleep(POLL)


def _new_lines(file: Path, place: int) -> tuple[int, list[str]]:
    """Whole lines only: the rest of a line comes with the next look."""
    if not file.exists():
        return 0, []
    size = file.stat().st_size
    if size < place:
        place = 0
    with file.open("rb") as content:
        content.seek(place)
        text = content.read(size - place)
    whole = text[: text.rfind(b"\n") + 1]
    return place + len(whole), whole.decode(errors="replace").splitlines()
