"""Measure the frontier on a real Redis: bytes a URL, new URLs a second, claims a second, from two processes."""

import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import redis as redis_client

from crawler.frontier import Ending, Entry, Frontier, open_redis
from crawler.page import Kind
from crawler.urls import fingerprint
from tests.crawler.servers import a_server, serving

HOSTS = 1000
BATCH = 500
SEEN = (1_000_000, 10_000_000)
WAITING = 1_000_000
RATE = 100_000


def entries(start: int, count: int, hosts: int = HOSTS) -> Iterator[Entry]:
    """Entries as a feed of a large outlet gives them: long paths, a title for every second."""
    sections = ("politik", "wirtschaft", "lokales/werrastadt", "kultur/buehne", "sport/fussball")
    for number in range(start, start + count):
        host = f"www.beispielblatt-{number % hosts}.example"
        section = sections[number % len(sections)]
        yield Entry(
            url=f"https://{host}/{section}/gemeinderat-stimmt-dem-umbau-der-markthalle-zu-{10_000_000 + number}.html",
            source=f"beispielblatt-{number % hosts}",
            kind=Kind.FEED,
            found_in=f"https://{host}/feeds/{section}.xml",
            title=f"Gemeinderat stimmt dem Umbau der Markthalle zu ({number})" if number % 2 else None,
        )


def in_batches(rows: Iterator[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Lists of a size."""
    while batch := list(islice(rows, size)):
        yield batch


async def add(url: str, start: int, count: int) -> int:
    """Add new URLs; say how many were taken."""
    frontier = Frontier(open_redis(url), prefix="bench-")
    taken = 0
    for batch in in_batches(entries(start, count)):
        taken += sum(await frontier.add(batch, due=1.0))
    await frontier.redis.aclose()
    return taken


async def claim(url: str, count: int) -> int:
    """Claim and finish entries until so many were claimed; hosts have no delay, so that the frontier is what is
    measured."""
    frontier = Frontier(open_redis(url), prefix="bench-")
    claimed = 0
    while claimed < count:
        leases, _ = await frontier.claim(100, lease=60, default_delay=0)
        claimed += sum(await frontier.finish([Ending(lease=lease, wait=0.0) for lease in leases]))
    await frontier.redis.aclose()
    return claimed


async def note(url: str, start: int, count: int) -> None:
    """Fill the seen-set alone."""
    frontier = Frontier(open_redis(url), prefix="bench-")
    for batch in in_batches(iter(range(start, start + count)), 5000):
        await frontier.note([(f"host-{number % HOSTS}", fingerprint(f"https://x/{number}")) for number in batch])
    await frontier.redis.aclose()


def _in_process(function: Any, *arguments: Any) -> None:
    asyncio.run(function(*arguments))


def two_processes(function: Any, calls: list[tuple[Any, ...]]) -> float:
    """Seconds that two processes take side by side, without their start-up."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        pool.map(time.sleep, [0.2, 0.2], chunksize=1)  # both are up
        started = time.monotonic()
        pool.starmap(_in_process, [(function, *arguments) for arguments in calls], chunksize=1)
        return time.monotonic() - started


def memory(client: redis_client.Redis) -> int:
    """Redis' used memory, once its dictionaries have stopped rehashing."""
    client.ping()
    return int(client.info("memory")["used_memory"])


def main() -> None:
    """Print the figures, measured on a Redis of our own."""
    with tempfile.TemporaryDirectory() as folder:
        server = a_server(Path(folder))
        with serving(server), redis_client.Redis(port=server.port) as client:
            server.wait()
            _rates(server.url)
            for count in SEEN:
                client.flushall()
                print(f"seen-set of {count:,} URLs: {_growth(client, server.url, note, count) / count:.2f} bytes a URL")
            client.flushall()
            used = _growth(client, server.url, add, WAITING)
            print(f"{WAITING:,} waiting URLs, seen-set too: {used / 1e6:.0f} MB, {used / WAITING:.0f} bytes a URL")


def _rates(url: str) -> None:
    half = RATE // 2
    seconds = two_processes(add, [(url, 0, half), (url, half, half)])
    print(f"new URLs a second, two processes, {HOSTS:,} hosts: {RATE / seconds:,.0f}")
    seconds = two_processes(claim, [(url, half // 2), (url, half // 2)])
    print(f"claims a second (each finished), two processes, {HOSTS:,} hosts: {half / seconds:,.0f}")


def _growth(client: redis_client.Redis, url: str, function: Any, count: int) -> int:
    """Bytes by which Redis grows while two processes put in so many URLs."""
    before, half = memory(client), count // 2
    two_processes(function, [(url, 0, half), (url, half, half)])
    return memory(client) - before


if __name__ == "__main__":
    main()
