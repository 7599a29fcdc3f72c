"""Connecting to Elasticsearch, and refusing early what we cannot speak to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from search.client import IndexUnavailable, WrongVersionError, check_version, connect
from search.settings import SearchSettings


class OldServer(BaseHTTPRequestHandler):
    """Answers as Elasticsearch 8 does, which refuses the media type of newer clients."""

    def do_GET(self):
        plain = self.headers["accept"] == "application/json"
        body = json.dumps({"version": {"number": "8.19.2"}} if plain else {"error": "media type"}).encode()
        self.send_response(200 if plain else 400)
        self.send_header("content-type", "application/json")
        self.send_header("x-elastic-product", "Elasticsearch")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def old_server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), OldServer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_major_version_is_refused_with_both_versions_and_what_to_do(old_server):
    client = connect(SearchSettings(elasticsearch_url=old_server))
    with pytest.raises(WrongVersionError, match=r"8\.19\.2.*client is 9\..*newsloom up"):
        check_version(client)


def test_an_address_with_nobody_behind_it_is_named():
    with pytest.raises(IndexUnavailable, match=r"127\.0\.0\.1:1 .*NEWSLOOM_ELASTICSEARCH_URL"):
        check_version(connect(SearchSettings(elasticsearch_url="http://127.0.0.1:1")))


def test_the_version_of_a_server_of_ours_is_told(elasticsearch_url):
    assert check_version(connect(SearchSettings(elasticsearch_url=elasticsearch_url))).startswith("9.")
