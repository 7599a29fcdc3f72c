"""Servers whose address was given are asked before anything is started."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy.ports import free_port
from deploy.settings import StackSettings
from deploy.versions import ServerUnfit, check_servers, without_password


@pytest.fixture
def an_elasticsearch_8() -> Iterator[str]:
    """What another major answers at its root: no such server can be had from a registry."""

    class Root(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"version": {"number": "8.17.0"}, "tagline": "You Know, for Search"}')

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Root) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_another_major_is_refused_with_both_versions(tmp_path: Path, an_elasticsearch_8: str) -> None:
    """Pain 12: a client of one major and a server of another fail in odd ways, later."""
    with pytest.raises(
        ServerUnfit, match=r"is version 8\.17\.0, but our client is version 9\..*use an Elasticsearch 9"
    ):
        check_servers(StackSettings(home=tmp_path, elasticsearch_url=an_elasticsearch_8))


def test_an_elasticsearch_that_does_not_answer_is_named(tmp_path: Path) -> None:
    """With its address and what to do."""
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(
        ServerUnfit, match=rf"Elasticsearch at {url} does not answer .* unset NEWSLOOM_ELASTICSEARCH_URL"
    ):
        check_servers(StackSettings(home=tmp_path, elasticsearch_url=url))


def test_a_redis_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    """Passwords do not belong on screens."""
    port = free_port()
    with pytest.raises(ServerUnfit, match=rf"Redis at redis://:\*\*\*@127.0.0.1:{port}/0 does not answer") as caught:
        check_servers(StackSettings(home=tmp_path, redis_url=f"redis://:secret@127.0.0.1:{port}/0"))
    assert "secret" not in str(caught.value)


def test_the_running_servers_are_fit(tmp_path: Path, redis_url: str, elasticsearch_url: str) -> None:
    """Those that the tests run on, for one."""
    check_servers(StackSettings(home=tmp_path, redis_url=redis_url, elasticsearch_url=elasticsearch_url))


def test_an_address_without_a_password_is_shown_as_it_is() -> None:
    """Only what is secret is hidden."""
    assert without_password("http://127.0.0.1:7200") == "http://127.0.0.1:7200"
