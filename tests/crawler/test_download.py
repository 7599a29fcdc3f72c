"""One HTTP exchange: protocols, encodings, TLS."""

import asyncio
import ssl
from pathlib import Path

import brotli
import pytest
import zstandard
from scrapy import Request
from scrapy.http import Response

from crawler.download import GuardedDownloadHandler, UnreachableError
from crawler.settings import CrawlerSettings
from tests.crawler.servers import a_certificate
from tests.site import Answer, Site
from tests.site.http2 import http2_site


def fetch(url: str, **settings: object) -> Response:
    """Fetch one URL with loopback allowed."""

    async def fetching() -> Response:
        handler = GuardedDownloadHandler(CrawlerSettings(_env_file=None, **settings))
        try:
            return await handler.download_request(Request(url, meta={"allow_private": ["127.0.0.0/8"]}))
        finally:
            await handler.close()

    return asyncio.run(fetching())


def test_http2_is_spoken_where_the_server_has_it(tmp_path: Path) -> None:
    """Agreed on in the TLS handshake, with brotli on top."""
    certificate, key = a_certificate(tmp_path)
    packed = brotli.compress(b"Guten Morgen")
    with http2_site(certificate, key, packed, {"content-encoding": "br", "content-type": "text/html"}) as url:
        response = fetch(url + "/x", tls_authorities=certificate)
    assert (response.protocol, response.body) == ("HTTP/2", b"Guten Morgen")


def test_a_certificate_that_is_not_trusted_ends_the_fetch(tmp_path: Path) -> None:
    """Pain 27: TLS is verified, and there is no setting that says otherwise."""
    certificate, key = a_certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with Site({"/x": Answer(body=b"x")}, tls=context) as site:
        assert fetch(site.url("/x"), tls_authorities=certificate).body == b"x"
        with pytest.raises(UnreachableError) as raised:
            fetch(site.url("/x"))
    assert raised.value.reason == "tls"
    assert not [name for name in CrawlerSettings.model_fields if "verify" in name or "insecure" in name]


def test_zstd_is_understood() -> None:
    with Site({"/x": Answer(headers={"Content-Encoding": "zstd"}, body=zstandard.compress(b"Guten Abend"))}) as site:
        assert fetch(site.url("/x")).body == b"Guten Abend"


def test_a_name_that_does_not_resolve_says_so() -> None:
    with pytest.raises(UnreachableError) as raised:
        fetch("http://gibt-es-nicht.invalid/")
    assert raised.value.reason == "no_dns"


def test_a_port_where_nobody_listens_says_so() -> None:
    with pytest.raises(UnreachableError) as raised:
        fetch("http://127.0.0.1:9/")
    assert raised.value.reason == "no_connection"
