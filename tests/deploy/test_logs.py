"""Log files stay small and can be followed."""

from pathlib import Path

from deploy import logs


def test_a_large_log_is_put_aside_and_the_newest_three_are_kept(tmp_path: Path) -> None:
    """A process that writes for years fills no disk."""
    file = tmp_path / "web.log"
    for round_number in range(6):
        file.write_text(f"round {round_number}\n" * 10)
        logs.rotate(file, largest=20)
    assert file.read_text() == ""
    kept = sorted(tmp_path.glob("web.log.*"))
    assert [old.name for old in kept] == ["web.log.1", "web.log.2", "web.log.3"]
    assert kept[0].read_text().startswith("round 5")
    assert kept[2].read_text().startswith("round 3")


def test_a_process_goes_on_writing_after_its_log_was_put_aside(tmp_path: Path) -> None:
    """It keeps its open file, so the file must stay the same one."""
    file = tmp_path / "web.log"
    with file.open("ab", buffering=0) as process_output:
        process_output.write(b"before\n" * 100)
        logs.rotate(file, largest=10)
        process_output.write(b"after\n")
    assert file.read_bytes() == b"after\n"


def test_following_sees_new_lines_and_survives_rotation(tmp_path: Path) -> None:
    """Someone who watches a log sees what comes, also when the file was emptied meanwhile."""
    file = tmp_path / "web.log"
    file.write_text("old\n")
    lines = logs.follow([file])
    with file.open("a") as output:
        output.write("first\nhalf of")
    assert next(lines) == ("web", "first")
    with file.open("a") as output:
        output.write(" a line\n")
    assert next(lines) == ("web", "half of a line")
    logs.rotate(file, largest=1)
    with file.open("a") as output:
        output.write("new\n")
    assert next(lines) == ("web", "new")


def test_the_tail_is_the_last_lines(tmp_path: Path) -> None:
    """However long the log is."""
    file = tmp_path / "web.log"
    file.write_text("".join(f"line {number} {'x' * 200}\n" for number in range(1000)))
    assert [line.split(" x")[0] for line in logs.tail(file, 2)] == ["line 998", "line 999"]
    assert logs.tail(file, 0) == []
