"""The jars of the local node: what is broken comes again, what is not as pinned is refused."""

import hashlib
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.local_elasticsearch import jars
from deploy.local_elasticsearch.jars import Jar, JarRefused


def a_jar(content: bytes, artifact: str = "lucene") -> Jar:
    return Jar(group="org.example", artifact=artifact, version="1.0", sha256=hashlib.sha256(content).hexdigest())


def a_registry(content: bytes, asked: list[str] | None = None) -> Callable[[Jar, Path], Path]:
    def download(jar: Jar, folder: Path) -> Path:
        if asked is not None:
            asked.append(jar.name)
        file = folder / f"{threading.get_ident()}-{jar.name}"
        file.write_bytes(content)
        return file

    return download


def test_every_jar_is_pinned() -> None:
    """Nothing is on the class path that could change under us."""
    pinned = jars.pinned()
    assert len(pinned) == 54
    assert all(len(jar.sha256) == 64 for jar in pinned)
    assert jars.server_version(pinned).startswith("9.")


def test_a_truncated_jar_is_fetched_again(tmp_path: Path) -> None:
    """A download that broke off is noticed by its hash at the next start."""
    jar, asked = a_jar(b"whole"), []
    (file,) = jars.fetch(tmp_path, (jar,), say=lambda _: None, download=a_registry(b"whole", asked))
    file.write_bytes(b"who")
    (again,) = jars.fetch(tmp_path, (jar,), say=lambda _: None, download=a_registry(b"whole", asked))
    assert again.read_bytes() == b"whole"
    assert asked == [jar.name, jar.name]


def test_a_jar_that_is_there_is_not_fetched(tmp_path: Path) -> None:
    """A second start needs no network."""
    jar, asked = a_jar(b"whole"), []
    for _ in range(2):
        jars.fetch(tmp_path, (jar,), say=lambda _: None, download=a_registry(b"whole", asked))
    assert asked == [jar.name]


def test_another_jar_than_the_pinned_one_is_refused_by_name(tmp_path: Path) -> None:
    """A registry that serves another file is not believed, and the file is not kept."""
    jar = a_jar(b"whole")
    with pytest.raises(JarRefused, match=r"lucene-1\.0\.jar: the registry served .* pins"):
        jars.fetch(tmp_path, (jar,), say=lambda _: None, download=a_registry(b"evil"))
    assert not list((tmp_path / "jars").glob("*.jar"))


def test_two_processes_that_fill_one_cache_fetch_each_jar_once(tmp_path: Path) -> None:
    """Whoever comes second waits for the lock and finds the jars there."""
    wanted = tuple(a_jar(b"whole", artifact=f"part{number}") for number in range(8))
    asked: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        found = [
            pool.submit(jars.fetch, tmp_path, wanted, say=lambda _: None, download=a_registry(b"whole", asked))
            for _ in range(4)
        ]
    assert {done.result() for done in found} == {tuple(tmp_path / "jars" / jar.name for jar in wanted)}
    assert sorted(asked) == sorted(jar.name for jar in wanted)


def test_a_broken_jar_comes_again_from_the_registry_itself(tmp_path: Path, elasticsearch_url: str) -> None:
    """The same with the real registry: the smallest pinned jar, cut in half."""
    del elasticsearch_url  # its start filled the cache that is copied here
    jar = next(jar for jar in jars.pinned() if jar.artifact == "ecs-logging-core")
    good = Path("~/.cache/newsloom/jars").expanduser() / jar.name
    if not good.exists():
        pytest.skip("the test servers run from another cache")
    (tmp_path / "jars").mkdir()
    broken = Path(shutil.copy(good, tmp_path / "jars"))
    broken.write_bytes(broken.read_bytes()[:1000])
    (fetched,) = jars.fetch(tmp_path, (jar,), say=lambda _: None)
    assert hashlib.sha256(fetched.read_bytes()).hexdigest() == jar.sha256
