"""What a site answers: ordinary pages and, each under its name, what goes wrong out there."""

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as the site saw it."""

    at: float
    """Seconds since 1970, when the request's head was read."""
    host: str
    """The Host header."""
    address: str
    """The local address that was asked."""
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    status: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response, and how it is sent."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    after: float = 0.0
    """Seconds before the first byte."""
    pieces: Iterator[bytes] | None = None
    """Sent instead of the body, without a length, until the reader goes away."""
    drop: int | None = None
    """The connection is cut after so many bytes of the body."""


Answering = Callable[[Asked], Answer]


def page(body: str, *, kind: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    """An ordinary answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(headers={"Content-Type": kind, **named}, body=body.encode())


def article(title: str, paragraphs: int = 6, *, head: str = "") -> Answer:
    """A page that reads like an article."""
    text = "".join(
        f"<p>Absatz {number} zu „{escape(title)}“: Der Gemeinderat von Werrastadt hat am Montagabend lange beraten, "
        f"bevor er dem Umbau der alten Markthalle zustimmte. Die Arbeiten sollen {number + 3} Monate dauern.</p>"
        for number in range(paragraphs)
    )
    return page(
        f"<!doctype html><html lang='de'><head><title>{escape(title)}</title>{head}</head>"
        f"<body><nav><a href='/'>Start</a></nav><article><h1>{escape(title)}</h1>{text}</article></body></html>"
    )


def rss(links: Mapping[str, str], **channel: str) -> Answer:
    """An RSS feed of address -> title."""
    rows = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(url)}</link></item>" for url, title in links.items()
    )
    extra = "".join(channel.values())
    kind = "application/rss+xml"
    return page(
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title>{extra}{rows}</channel></rss>", kind=kind
    )


def sitemap(urls: Mapping[str, str | None], *, packed: bool = False) -> Answer:
    """A sitemap of address -> date."""
    rows = "".join(
        f"<url><loc>{escape(url)}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>"
        for url, date in urls.items()
    )
    body = f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</urlset>".encode()
    return Answer(headers={"Content-Type": "application/xml"}, body=gzip.compress(body) if packed else body)


def slow(seconds: float, answer: Answer | None = None) -> Answer:
    """Lets a reader wait."""
    ordinary = answer or article("Spät")
    return Answer(status=ordinary.status, headers=ordinary.headers, body=ordinary.body, after=seconds)


def redirect(target: str, status: int = 302) -> Answer:
    """Sends elsewhere; ``target`` may be the page itself."""
    return Answer(status=status, headers={"Location": target})


def busy(status: int = 429, *, seconds: int | None = None, as_date: bool = False) -> "Answer | Answering":
    """Has had enough, and says for how long."""
    if seconds is None:
        return Answer(status=status)
    if not as_date:
        return Answer(status=status, headers={"Retry-After": str(seconds)})

    def answering(_asked: Asked) -> Answer:
        moment = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        return Answer(status=status, headers={"Retry-After": moment})

    return answering


def endless_body() -> Answer:
    """Never stops sending."""

    def pieces() -> Iterator[bytes]:
        while True:
            yield b"<p>immer weiter</p>" * 1000

    return Answer(headers={"Content-Type": "text/html"}, pieces=pieces())


def dripping(body: bytes = b"<p>Tropfen</p>" * 50) -> Answer:
    """Sends a byte at a time, for ever: every single read is in time, the whole never ends."""

    def pieces() -> Iterator[bytes]:
        while True:
            yield from (bytes([byte]) for byte in body)

    return Answer(headers={"Content-Type": "text/html", "X-Drip": "0.05"}, pieces=pieces())


def gzip_bomb(megabytes: int = 200) -> Answer:
    """Small on the wire, huge once unpacked."""
    return Answer(
        headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}, body=gzip.compress(bytes(megabytes << 20), 9)
    )


def wrong_charset() -> Answer:
    """Declares UTF-8 and sends Latin-1."""
    body = article("Käse").body.decode().encode("latin-1", "replace")
    return Answer(headers={"Content-Type": "text/html; charset=utf-8"}, body=body)


def soft_404() -> Answer:
    """Says 200 and means 404."""
    return page("<html><title>Seite nicht gefunden</title><h1>Diese Seite gibt es nicht (mehr)</h1></html>")


def dropped(after: int = 100) -> Answer:
    """Cuts the connection in the middle of the body."""
    ordinary = article("Abgebrochen")
    return Answer(headers=ordinary.headers, body=ordinary.body, drop=after)


def big_headers(size: int = 300_000) -> Answer:
    """Sends headers without measure."""
    return Answer(headers={f"X-Big-{number}": "x" * 1000 for number in range(size // 1000)}, body=b"<p>x</p>")


def with_validators(ordinary: Answer, *, etag: str = '"eins"') -> Answering:
    """Answers 304 to whoever knows the page already."""

    def answering(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == etag:
            return Answer(status=304, headers={"ETag": etag})
        return Answer(headers={**ordinary.headers, "ETag": etag}, body=ordinary.body)

    return answering


def first_then(first: "Answer | Answering", then: "Answer | Answering", *, times: int = 1) -> Answering:
    """Answers one way for a while, then another."""
    count = 0

    def answering(asked: Asked) -> Answer:
        nonlocal count
        count += 1
        chosen = first if count <= times else then
        return chosen(asked) if callable(chosen) else chosen

    return answering


def robots(text: str, status: int = 200) -> Answer:
    """A robots.txt."""
    return Answer(status=status, headers={"Content-Type": "text/plain"}, body=text.encode())
