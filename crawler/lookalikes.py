"""Pages that say 200 and mean 404, and one page under many addresses."""

import re
from collections.abc import Awaitable, Callable, Iterator
from importlib.resources import files
from zlib import crc32

import msgspec
from selectolax.lexbor import LexborHTMLParser

from crawler.frontier.redis_client import AnyRedis

__all__ = ["Lookalikes", "alike", "suspicious", "words_of"]

_SAYS_MISSING = re.compile(
    r"\b404\b|not found|page (?:does ?n.t|no longer) exist|nicht gefunden|existiert nicht"
    r"|nicht (?:mehr )?(?:vorhanden|verf[uü]gbar)"
    r"|gibt es nicht|introuvable|no encontrada|non trovata|niet gevonden",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SHOWN = re.compile(rb">\s*([^\s<>][^<>]+)<")
_HIDDEN = re.compile(rb"<(script|style|noscript|template|svg|SCRIPT|STYLE|NOSCRIPT)\b")
_FEW = 120
"""Different visible words below which a page may be anything but an article."""
_WEEK = 7 * 86400
_SAME = 0.8
"""Share of common words at which a page is the answer to an address that cannot exist. The rest is the time, a token,
the address."""
_TWINS = 3
"""Addresses of one host that may show the same bytes, or name the same address as theirs; a fourth is refused."""
_REMEMBERED = 20_000
"""Bodies of one host; then it begins anew."""


class Probe(msgspec.Struct, frozen=True, array_like=True):
    """What a host answers when asked for an address that cannot exist."""

    status: int
    words: frozenset[int] = frozenset()


def words_of(body: bytes) -> frozenset[str]:
    """The words that a reader sees; numbers left out, because they change from fetch to fetch."""
    tree = LexborHTMLParser(body.decode("utf-8", "replace"))
    for hidden in tree.css("script,style,noscript,template,svg"):
        hidden.decompose()
    text = tree.body.text(separator=" ") if tree.body else ""
    return frozenset(_WORD.findall(text.lower()))


def suspicious(body: bytes, url: str, final_url: str) -> bool:
    """Whether a page is worth a probe of its host.

    It is when it says that something is missing, when it says little, and when it is elsewhere.
    """
    title = _TITLE.search(body, 0, 100_000)
    if title and _SAYS_MISSING.search(title[1].decode("utf-8", "replace")):
        return True
    return url.rpartition("/")[2] not in final_url or _says_little(body)


def _says_little(body: bytes) -> bool:
    """Whether fewer than ``_FEW`` different words are shown.

    Read from the text between tags until there are so many, without a tree: 0.2 ms for a news page, not 1.3.
    """
    words: set[str] = set()
    for piece in _pieces(body):
        words.update(_WORD.findall(piece.decode("utf-8", "replace").lower()))
        if len(words) >= _FEW:
            return False
    return True


def _pieces(body: bytes) -> Iterator[bytes]:
    """Text between tags, without what a browser hides."""
    at = max(body.find(b"<body"), 0)
    while True:
        hidden = _HIDDEN.search(body, at)
        for found in _SHOWN.finditer(body, at, hidden.start() + 1 if hidden else len(body)):
            yield found[1]
        at = body.find(b"</" + hidden[1], hidden.end()) if hidden else -1
        if at < 0:
            return


def alike(ours: frozenset[int], theirs: frozenset[int]) -> bool:
    """Whether two pages show the same words."""
    return bool(ours and theirs) and len(ours & theirs) >= _SAME * len(ours | theirs)


class Lookalikes:
    """Remembers each host's answer to nonsense, and the bodies it has served; in Redis, for all processes."""

    def __init__(self, redis: AnyRedis, prefix: str = "") -> None:
        self._redis = redis
        self._prefix = prefix
        self._twins = redis.register_script(files("crawler").joinpath("twins.lua").read_text("utf-8"))

    async def missing(
        self, host: str, words: frozenset[str], fetch: Callable[[], Awaitable[tuple[int, bytes] | None]]
    ) -> bool:
        """Whether a page is what the host shows for addresses that do not exist; probes the host once a week."""
        stored = await self._redis.get(self._key("probe", host))
        if stored is None:
            answer = await fetch()
            if answer is None:
                return False
            probe = Probe(answer[0], _hashed(words_of(answer[1])) if answer[0] == 200 else frozenset())  # noqa: PLR2004
            await self._redis.set(self._key("probe", host), msgspec.msgpack.encode(probe), ex=_WEEK)
        else:
            probe = msgspec.msgpack.decode(stored, type=Probe)
        return alike(_hashed(words), probe.words)

    async def twins(self, host: str, digest: int, fingerprint: int) -> bool:
        """Whether the host has shown a body under too many other addresses; ``digest`` tells bodies apart."""
        return await self._many("bodies", host, digest, fingerprint)

    async def copies(self, host: str, canonical: int, fingerprint: int) -> bool:
        """Whether too many other addresses of the host have named the same canonical address as theirs."""
        return await self._many("copies", host, canonical, fingerprint)

    async def _many(self, what: str, host: str, shared: int, fingerprint: int) -> bool:
        keys, pair = [self._key(what, host)], (shared.to_bytes(8, "big"), fingerprint.to_bytes(8, "big"))
        return bool(await self._twins(keys=keys, args=[*pair, _TWINS, _REMEMBERED, _WEEK]))

    def _key(self, what: str, host: str) -> str:
        return f"newsloom:{self._prefix}{what}:{host}"


def _hashed(words: frozenset[str]) -> frozenset[int]:
    """Four bytes a word are enough to compare, and little to keep."""
    return frozenset(crc32(word.encode()) for word in words)
