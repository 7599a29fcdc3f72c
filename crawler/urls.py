"""The one address of an article: canonical URLs, their fingerprints, and why a URL is unfit to be fetched."""

import re
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

__all__ = [
    "Unfit",
    "believable_canonical",
    "canonical_url",
    "document_id",
    "fingerprint",
    "host_of",
    "join",
    "site_of",
    "unfit",
]

LONGEST = 2000
"""Characters; what browsers, caches and sitemaps (2,048) agree on. Longer addresses are traps or data."""

TRACKING = re.compile(
    r"""^(?: utm_\w+ | wt_\w+ | at_\w+ | pk_\w+ | mtm_\w+ | piwik_\w+ | matomo_\w+ | hsa_\w+ | ns_\w+ | mc_[ce]id |
        ga_\w+ | stm_\w+ | vero_\w+ | oly_\w+ | _hs\w+ | __hs\w+ | trk\w* | cx_\w+ | xtor | xtref | ocid | cmpid
        | ito | fbclid | gclid | gclsrc | dclid | gbraid | wbraid | msclkid | yclid | twclid | ttclid | igshid |
        igsh | mkt_tok | srsltid | _ga | _gl | rb_clickid | s_kwcid | wickedid | ref_src | ref_url | referrer |
        smid | smtyp | kampagne | emci | emdi | ceid | sref | share_id | mod_[a-z]+ | feedtype | ftag | ncid |
        sr_share | spm | scm | guccounter | guce_\w+ | taid | dicbo | sara_\w+ | wtmc | wtrid | originalreferrer
        | xing_share )$""",
    re.VERBOSE | re.IGNORECASE,
)
"""Parameters that tell the site where a reader came from: the union of the lists of AdGuard and ClearURLs, and of what
the feeds of German and English outlets carry (``wt_mc``, ``xtor``, ``at_campaign``, ``ns_mchannel``, …). None of them
chooses an article."""

PERHAPS_TRACKING = re.compile(
    r"^(?:ref|source|src|from|feature|partner|campaign|share|shared|rss|feed|cid|cmp|chn|d_src|newsletter)$",
    re.IGNORECASE,
)
"""Tracking when the value is a word (``?ref=rss``); in some content systems the same name with a number chooses the
article."""

SESSION = re.compile(
    r"^(?:phpsessid|jsessionid|aspsessionid\w*|cftoken|zenid|oscsid|sessionid|session_id|sessid)$", re.IGNORECASE
)
PERHAPS_SESSION = re.compile(r"^(?:sid|s)=[0-9a-f]{16,}$", re.IGNORECASE)
"""``sid`` is a session when its value looks like one; with a short number it is a story's."""

AMP_VALUES = frozenset({"", "1", "true", "amp", "html"})
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_ASP_SESSION = re.compile(r"/\(S\([a-z0-9]{24}\)\)(?=/)", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?<=.)/amp/?$")
_AMP_SUFFIX = re.compile(r"[.-]amp(?=\.html?$)|(?<=\.html)\.amp$|\.amp$")
_AMP_CACHE = re.compile(r"^/[cvi]/(s/)?([^/]+)(/.*)?$")
_GOOGLE_AMP = re.compile(r"^/amp/(s/)?([^/]+)(/.*)?$")
_PERCENT = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_DEFAULT_PORT = {"http": 80, "https": 443}
_NOT_TEXT = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|webm|ogg|oga|ogv|wav|flac|avi|mov|mkv|m3u8|pdf|docx?|xlsx?|pptx?|odt"
    r"|zip|gz|tgz|bz2|xz|rar|7z|exe|dmg|apk|iso|css|js|mjs|woff2?|ttf|eot|ics|vcf|epub|swf)$",
    re.IGNORECASE,
)
_TWO_PART_SUFFIXES = frozenset(
    "co.uk org.uk ac.uk gov.uk me.uk ltd.uk plc.uk net.uk com.au net.au org.au gov.au edu.au co.nz org.nz govt.nz "
    "co.za org.za co.jp or.jp ne.jp ac.jp go.jp com.br org.br net.br gov.br com.mx org.mx com.ar com.tr org.tr "
    "com.cn net.cn org.cn gov.cn com.tw org.tw com.hk org.hk com.sg co.in net.in org.in gov.in co.kr or.kr com.pl "
    "net.pl org.pl co.at or.at gv.at ac.at com.ua in.ua co.il org.il com.my com.ph com.vn com.pk com.bd com.ng "
    "co.ke com.eg com.sa com.pe com.co com.ve com.ec com.uy com.py com.bo com.gt com.do".split()
)
"""Registries' second levels that matter for news; the whole public suffix list is 15,000 rules for the same answer."""


class Unfit(StrEnum):
    """Why a URL is not fetched."""

    NO_ADDRESS = "no_address"
    SCHEME = "not_http"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    BAD_HOST = "bad_host"


def unfit(url: str) -> Unfit | None:
    """Say why a URL is not worth a fetch; None when it is."""
    if len(url) > LONGEST:
        return Unfit.TOO_LONG
    parts = _split(url.strip())
    if parts is None or not parts.scheme:
        return Unfit.NO_ADDRESS
    if parts.scheme not in _DEFAULT_PORT:
        return Unfit.SCHEME
    if not _is_host(parts.hostname or ""):
        return Unfit.BAD_HOST
    return Unfit.NOT_TEXT if _NOT_TEXT.search(parts.path) else None


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str:
    """Return the one address under which an article is known.

    Follows RFC 3986 section 6.2 (case, percent-encoding, dot segments, default port) and leaves out what chooses no
    article: user names, fragments, tracking and session parameters, AMP twins. Parameters are sorted by name.
    A URL that cannot be read comes back as it is; ``unfit`` says why.
    """
    parts = _split(url.strip())
    if parts is None or parts.scheme not in _DEFAULT_PORT or not parts.hostname:
        return url.strip()
    uncached = _without_amp_cache(parts)
    if uncached is not None:
        return canonical_url(uncached)
    return urlunsplit((parts.scheme, _authority(parts), _path(parts.path), _query(parts.query), ""))


def fingerprint(canonical: str) -> int:
    """64-bit hash of a canonical URL. Its scheme does not count: http and https show the same article."""
    address = canonical.partition("://")[2] or canonical
    return int.from_bytes(blake2b(address.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def document_id(url: str) -> str:
    """Sixteen hexadecimal digits: the fingerprint of the URL's canonical form."""
    return f"{fingerprint(canonical_url(url)):016x}"


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """Host of a URL in lower case, with the port where it is not the scheme's own; empty when there is none."""
    scheme, _, rest = url.partition("://")
    authority = rest.partition("/")[0]
    if (
        _PLAIN_HOST.fullmatch(authority) and scheme in _DEFAULT_PORT
    ):  # nearly all; ten times faster than taking it apart
        return authority
    parts = _split(url)
    return "" if parts is None or not parts.hostname else _authority(parts)


def site_of(url: str) -> str:
    """Registered domain of a URL: what belongs to one publisher. An IP address, with its port, is a site of its own."""
    return _site_of(host_of(url))


@lru_cache(maxsize=4096)
def _site_of(host: str) -> str:
    name = host.partition(":")[0]
    if host.startswith("[") or _is_address(name):
        return host
    labels = name.split(".")
    kept = 3 if ".".join(labels[-2:]) in _TWO_PART_SUFFIXES else 2
    return ".".join(labels[-kept:])


def join(base: str, reference: str) -> str | None:
    """Resolve a reference found in a page; None when it is none."""
    try:
        return urljoin(base, reference.strip())
    except ValueError:  # "http://[" and its like
        return None


def believable_canonical(url: str, claimed: str | None) -> str | None:
    """Return the canonical form of a page's ``rel=canonical`` when it is to be believed, else None.

    It is not believed when it names another site, the front page, a file that is no text, or when it loses the part of
    the path that tells articles apart (templates that point every article at its section are common).
    """
    resolved = join(url, claimed) if claimed else None
    if resolved is None or unfit(resolved) is not None or site_of(resolved) != site_of(url):
        return None
    ours, theirs = canonical_url(url), canonical_url(resolved)
    own_path, their_path = urlsplit(ours).path, urlsplit(theirs).path
    if own_path == their_path:
        return theirs if not urlsplit(theirs).query or urlsplit(ours).query else None
    if their_path == "/" or own_path.startswith(their_path.rstrip("/") + "/"):
        return None
    return theirs if _tells_apart(own_path, their_path) else None


def _tells_apart(own: str, their: str) -> bool:
    """Two paths of one article share their number or most words of their last part."""
    numbers = set(re.findall(r"\d{5,}", own)), set(re.findall(r"\d{5,}", their))
    if numbers[0] and numbers[1]:
        return bool(numbers[0] & numbers[1])
    words = set(re.findall(r"\w{3,}", own.lower())), set(re.findall(r"\w{3,}", their.lower()))
    return bool(words[1]) and len(words[0] & words[1]) * 2 >= len(words[1])


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    return parts


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def _is_host(host: str) -> bool:
    if _is_address(host):
        return True
    return 0 < len(host) <= 253 and not re.search(r"[\s/\\<>{}|^%]", host)  # noqa: PLR2004 - RFC 1035's longest name


def _authority(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = quote(host)
    if ":" in host:
        host = f"[{host}]"
    return host if parts.port in {None, _DEFAULT_PORT.get(parts.scheme)} else f"{host}:{parts.port}"


def _path(path: str) -> str:
    path = _ASP_SESSION.sub("", _SESSION_PATH.sub("", path))
    path = _AMP_SUFFIX.sub("", _AMP_PATH.sub("", _without_dots(_normal_escapes(path))))
    return re.sub(r"/{2,}", "/", path) or "/"


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept) + ("/" if path.endswith(("/.", "/..")) else "")


def _normal_escapes(text: str) -> str:
    """Escape what must be, write escapes in upper case, and unescape what needs none."""
    quoted = quote(text, safe="%/:=&?~#+!$,;'@()*[]")
    return _PERCENT.sub(lambda found: _escape(int(found[1], 16)), quoted)


def _escape(byte: int) -> str:
    return chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"


def _query(query: str) -> str:
    if not query:
        return ""
    kept = [part for part in query.split("&") if part and _chooses(part)]
    return "&".join(_normal_escapes(part) for part in sorted(kept, key=lambda part: part.partition("=")[0]))


def _chooses(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name = unquote(name)
    if name.lower() in {"amp", "outputtype", "isamp"} and value.lower() in AMP_VALUES:
        return False
    if TRACKING.match(name) or SESSION.match(name) or PERHAPS_SESSION.match(parameter):
        return False
    return not PERHAPS_TRACKING.match(name) or value.isdigit()


def _without_amp_cache(parts: SplitResult) -> str | None:
    """The publisher's address behind Google's AMP cache or viewer."""
    host = parts.hostname or ""
    if host.endswith(".cdn.ampproject.org"):
        found = _AMP_CACHE.match(parts.path)
    elif re.fullmatch(r"www\.google\.[a-z.]{2,6}", host):
        found = _GOOGLE_AMP.match(parts.path)
    else:
        return None
    if not found:
        return None
    return f"http{'s' if found[1] else ''}://{found[2]}{found[3] or '/'}" + (f"?{parts.query}" if parts.query else "")
