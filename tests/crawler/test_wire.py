"""What lies between httpcore and a socket, against real servers on loopback."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any

import httpcore
import pytest

from crawler.wire import Wire, connect

LARGE = 6_000_000
Served = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def talk(serve: Served, ask: Callable[[Wire], Awaitable[Any]]) -> Any:
    """Run both sides of one connection."""

    async def talking() -> Any:
        async with await asyncio.start_server(serve, "127.0.0.1") as server:
            wire = await connect("127.0.0.1", server.sockets[0].getsockname()[1], timeout=5, local_address=None)
            try:
                return await ask(wire)
            finally:
                await wire.aclose()

    return asyncio.run(talking())


async def rest_of(wire: Wire) -> bytes:
    """All that comes until the end."""
    pieces = []
    while piece := await wire.read(65_536, 5):
        assert len(piece) <= 65_536
        pieces.append(piece)
    return b"".join(pieces)


def test_a_server_that_is_faster_than_its_reader_is_held_back_and_loses_nothing() -> None:
    """What is not read yet stays in the network beyond a megabyte or so."""
    body = bytes(range(251)) * (LARGE // 251)
    sent = asyncio.Event()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.set_write_buffer_limits(0)
        for start in range(0, len(body), 100_000):
            writer.write(body[start : start + 100_000])
            await writer.drain()
        sent.set()
        writer.close()

    async def ask(wire: Wire) -> bytes:
        first = await wire.read(10, 5)
        for _ in range(1000):
            await asyncio.sleep(0)
        assert len(first) == 10
        return first + await rest_of(wire)

    assert talk(serve, ask) == body
    assert sent.is_set()


def test_much_is_written_while_the_other_side_takes_its_time() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(str(len(await reader.readexactly(LARGE))).encode())
        writer.close()

    async def ask(wire: Wire) -> bytes:
        await wire.write(b"x" * LARGE, 5)
        return await rest_of(wire)

    assert talk(serve, ask) == str(LARGE).encode()


@pytest.mark.parametrize("last", [b"", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_idle_connection_tells_that_it_is_of_no_more_use(last: bytes) -> None:
    """The server ended it, or said what nobody asked: httpcore must not send the next request there."""

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(last or b"bye")
        if not last:
            writer.close()

    async def ask(wire: Wire) -> tuple[bool, bool]:
        fresh = wire.get_extra_info("is_readable")
        if not last:
            assert await rest_of(wire) == b"bye"
        async with asyncio.timeout(5):
            while not wire.get_extra_info("is_readable"):  # noqa: ASYNC110 - httpcore asks, and is not told
                await asyncio.sleep(0)
        return fresh, wire.get_extra_info("is_readable")

    assert talk(serve, ask) == (False, True)


def test_a_server_that_says_nothing_ends_the_reading_in_time() -> None:
    async def serve(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async def ask(wire: Wire) -> None:
        with pytest.raises(httpcore.ReadTimeout):
            await wire.read(10, 0.05)

    talk(serve, ask)


def test_a_connection_that_is_cut_is_a_network_error_in_both_directions() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(1)
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)  # end with a reset
        writer.transport.abort()

    async def ask(wire: Wire) -> None:
        await wire.write(b"xy")
        with pytest.raises(httpcore.ReadError):
            await wire.read(10, 5)
        with pytest.raises(httpcore.WriteError):
            await wire.write(b"z")

    talk(serve, ask)
