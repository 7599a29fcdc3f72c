"""The whole product as an operator runs it: one supervisor, real processes, a Redis of its own."""

import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.settings import CrawlerSettings
from deploy import state
from deploy.ports import free_port
from deploy.settings import StackSettings
from deploy.stack import Stack
from search.index import Index
from search.settings import SearchSettings
from tests.indices import clear


class Product:
    """A running stack, and what its parts see of the world."""

    def __init__(self, stack: Stack, sources: Path, index: Index) -> None:
        self.stack = stack
        self.sources = sources
        self.index = index
        self.crawler = CrawlerSettings(
            redis_url=stack.settings.redis_address,
            prefix=stack.settings.prefix,
            sources=sources,
            home=stack.settings.home,
        )

    def start(self) -> None:
        """Start all of it; the sources are there by now."""
        self.stack.start()
        self.stack.wait_until_healthy(120)

    def source(self, slug: str, **fields: Any) -> None:
        """Follow a site on loopback from now on."""
        lines = [f'name = "{slug}"']
        tables = []
        for key, value in fields.items():
            if isinstance(value, dict):
                tables += [f"[{key}]", *(f"{name} = {_toml(one)}" for name, one in value.items())]
            else:
                lines.append(f"{key} = {_toml(value)}")
        (self.sources / f"{slug}.toml").write_text("\n".join(lines + tables), "utf-8")

    def pid(self, part: str) -> int | None:
        """Process of a part of the stack, which is also its group."""
        running = state.read(self.stack.settings.folder)
        return next((one.pid for one in running.parts if one.name == part), None) if running else None

    def articles(self) -> list[dict[str, Any]]:
        """Every document behind the alias ``articles``."""
        self.index.refresh()
        answer = self.index.client.search(index=self.index.names.alias("articles"), size=1000)
        return [hit["_source"] for hit in answer["hits"]["hits"]]

    def fetches(self) -> list[dict[str, Any]]:
        """Every document behind the alias ``fetches``."""
        self.index.refresh()
        answer = self.index.client.search(index=self.index.names.alias("fetches"), size=1000)
        return [hit["_source"] for hit in answer["hits"]["hits"]]


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


@pytest.fixture
def product(
    tmp_path: Path, elasticsearch_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Product]]:
    """A stack with the settings a test names, not yet started; stopped at the end, its indices deleted."""
    started: list[Product] = []

    def start(**environment: str) -> Product:
        for name, value in environment.items():
            monkeypatch.setenv(f"NEWSLOOM_{name.upper()}", value)
        prefix = f"e{secrets.token_hex(4)}-"
        sources = tmp_path / "sources"
        sources.mkdir()
        settings = StackSettings(
            home=tmp_path / "home of the stack",
            sources=sources,
            prefix=prefix,
            redis_port=free_port(),
            elasticsearch_url=elasticsearch_url,
            web_port=free_port(),
            flower_port=free_port(),
        )
        index = Index.open(SearchSettings(elasticsearch_url=elasticsearch_url, prefix=prefix))
        started.append(Product(Stack(settings), sources, index))
        return started[-1]

    yield start
    for one in started:
        one.stack.stop()
        clear(one.index)
        for log in sorted((one.stack.settings.folder / "logs").glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture
def until() -> Callable[..., None]:
    """Waits for a condition."""

    def wait(condition: Callable[[], Any], *, seconds: float = 60, what: str = "what the test waits for") -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"{what}: not within {seconds:g} s"
            time.sleep(0.05)

    return wait
