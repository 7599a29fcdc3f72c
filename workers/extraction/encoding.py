"""Which characters a page's bytes stand for: byte order mark, valid UTF-8, header, meta, then detection."""

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_WIDER = {
    # Browsers read these labels as their supersets (WHATWG Encoding Standard, "names and labels").
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_LATIN = 0xFF
_TAKEN_FOR_MORE = "\x80-\xbf" + "".join(bytes((byte,)).decode("cp1252", "ignore") for byte in range(0x80, 0xA0))
"""The bytes that follow the first of a letter in UTF-8, each taken for a letter."""
_TWICE = re.compile(f"[Â-ß][{_TAKEN_FOR_MORE}]|[à-ï][{_TAKEN_FOR_MORE}]{{2}}|[ð-ô][{_TAKEN_FOR_MORE}]{{3}}")
_TWICE_SIGN = re.compile(rb"\xc3(?:\x83(?:\xc2|\xc5\xb8|\xe2\x80)|\xa2(?:\xc2\x80|\xe2\x82\xac))")
"""The beginning of a letter of Western Europe, or of a dash or quotation mark, encoded twice."""
_SOON = 64_000
"""Bytes in which such a page shows it."""
_FEWEST = 3
"""Letters encoded twice, below which a page may be quoting them."""
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_HEAD = 4096
"""Bytes in which a page must declare its encoding; the standard says 1024, many pages need more."""
_SAMPLE = 60_000
"""Bytes that detection looks at."""


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 as Windows-1252: pages glued together from two encodings keep both their umlauts."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return broken.decode("cp1252", "replace"), error.end


codecs.register_error("newsloom-mixed", _as_windows_1252)


def to_utf8(html: bytes, charset: str | None = None) -> bytes:
    """Give a page's bytes in UTF-8, as ``decode`` reads them; most pages are in it, and are not written anew."""
    if b"\x1b" not in html and not html.startswith(tuple(mark for mark, _ in _MARKS)):
        try:
            html.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if not _may_be_encoded_twice(html):
                return html
    return decode(html, charset).encode("utf-8", "replace")


def decode(html: bytes, charset: str | None = None) -> str:
    """Turn a page's bytes into characters.

    Args:
        html: The body as it was served.
        charset: What the Content-Type header names; wrong ones do no harm.
    """
    for mark, name in _MARKS:
        if html.startswith(mark):
            return html[len(mark) :].decode(name, "replace")
    try:
        # Valid UTF-8 beyond ASCII is never an accident; servers that name another charset for it are common.
        text = html.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(html, charset)
    if text.isascii() and b"\x1b" in html:  # ISO-2022-JP hides in ASCII
        return _decode_legacy(html, charset)
    return _encoded_once(text) if _may_be_encoded_twice(html) else text


def _may_be_encoded_twice(html: bytes) -> bool:
    """Whether the whole page is worth a search: one that was encoded twice shows it early on."""
    cheap = any(html.find(sign, 0, _SOON) >= 0 for sign in (b"\x83", b"\xc3\xa2"))  # a ninth of the sure one's time
    return cheap and _TWICE_SIGN.search(html, 0, _SOON) is not None


def _encoded_once(text: str) -> str:
    """Undo a second encoding, "fÃ¼r" for "für", where it has met most of a page's letters beyond ASCII.

    Where most are right the rest is left: it is quoted, or somebody else's, and what a reader of the page sees.
    """
    mended, count = _TWICE.subn(_once, text)
    return mended if count >= _FEWEST and 2 * count > sum(map(len, _BEYOND_ASCII.findall(mended))) else text


def _once(match: re.Match[str]) -> str:
    try:
        return b"".join(map(_byte, match[0])).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _byte(character: str) -> bytes:
    """The byte that was taken for a character: Windows-1252, and Latin-1 where that has none."""
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _decode_legacy(html: bytes, charset: str | None) -> str:
    for label in (charset, _declared(html)):
        name = _codec(label)
        if name == "utf-8":
            return html.decode("utf-8", "newsloom-mixed")
        if name is None:
            continue
        text = html.decode(name, "replace")
        if text.count("�") <= len(text) // 500:
            return text
    return _decode_unknown(html)


def _declared(html: bytes) -> str | None:
    head = html[:_HEAD]
    found = _META.search(head) or _XML.search(head)
    return found.group(1).decode("ascii") if found else None


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
        "".encode(name)  # refuses codecs between bytes, such as "hex"
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name)


def _decode_unknown(html: bytes) -> str:
    lenient = html.decode("utf-8", "newsloom-mixed")
    multibyte = sum(1 for character in lenient[:_SAMPLE] if ord(character) > _LATIN)
    if multibyte > len(lenient[:_SAMPLE]) // 20:  # mostly UTF-8 with a few broken bytes
        return lenient
    best = from_bytes(_telling(html), enable_fallback=False).best()
    name = _codec(best.encoding) if best else "cp1252"
    return html.decode(name or "cp1252", "replace")


def _telling(html: bytes) -> bytes:
    """The lines that hold anything but ASCII: what detection needs, and little of it."""
    lines = [line[:2000] for line in html.split(b"\n") if not line.isascii()]
    return b"\n".join(lines)[:_SAMPLE]
