"""A server that speaks HTTP/2 over TLS, as most news sites' front ends do."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import h2.config
import h2.connection
import h2.events


@contextlib.contextmanager
def http2_site(certificate: Path, key: Path, body: bytes, headers: dict[str, str]) -> Iterator[str]:
    """Serve one body at every address; gives the site's own address."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    loop = asyncio.new_event_loop()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                for event in connection.receive_data(piece):
                    if isinstance(event, h2.events.RequestReceived):
                        assert event.stream_id
                        connection.send_headers(event.stream_id, [(":status", "200"), *headers.items()])
                        connection.send_data(event.stream_id, body, end_stream=True)
                writer.write(connection.data_to_send())
        writer.close()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
