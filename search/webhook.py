"""Tell a web service what an alert found, signed so that it knows who speaks.

Headers and signature follow Standard Webhooks (standardwebhooks.com), for which receivers find libraries in most
languages: HMAC-SHA256 over id, timestamp and body.
"""

import asyncio
import base64
import hashlib
import hmac
import os
import secrets
import ssl
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import msgspec

from search.attempt import Delivered, Ended, Never, TryLater
from search.notices import Notice
from search.reach import Forbidden, Unreachable, address_of
from search.saved import Saved
from search.settings import SearchSettings

LONGEST = 20.0
"""Seconds for one attempt, from the look-up of the name to the answer's headers."""

LONGEST_WAIT = timedelta(days=1)
"""A receiver may ask to wait, but not for longer."""

GONE = 410
KEY_FILE = "webhook-key"


def installation_key(settings: SearchSettings) -> bytes:
    """The key from which all webhooks' secrets are made: the one that was set, or one made once and kept in a file."""
    if settings.webhook_key:
        return settings.webhook_key.get_secret_value().encode()
    file = settings.home.expanduser().absolute() / KEY_FILE
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(32))
    return file.read_bytes().strip()


def secret(key: bytes, alert: str) -> str:
    """The secret of one alert's webhook, for its receiver; nothing of it is kept in the index."""
    return "whsec_" + base64.b64encode(hmac.digest(key, f"webhook {alert}".encode(), hashlib.sha256)).decode()


def signature(told_secret: str, key: str, timestamp: int, content: bytes) -> str:
    """The ``webhook-signature`` of a message."""
    signed = f"{key}.{timestamp}.".encode() + content
    digest = hmac.digest(base64.b64decode(told_secret.removeprefix("whsec_")), signed, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


def body(alert: Saved, notices: Sequence[Notice]) -> bytes:
    """What is posted: the alert and its new stories, as JSON."""
    stories = [
        {
            "id": notice.id,
            "story": notice.story,
            "article": notice.article,
            "title": notice.title,
            "url": notice.url,
            "source": notice.source,
            "language": notice.language,
            "published": notice.published,
            "found": notice.at,
            "passages": notice.passages,
        }
        for notice in notices
    ]
    about = {"id": alert.id, "name": alert.name, "query": alert.text}
    return msgspec.json.encode({"type": "alert.found", "alert": about, "stories": stories})


async def post(
    url: str, content: bytes, *, key: str, told_secret: str, now: datetime, settings: SearchSettings
) -> Ended:
    """Post a message once; follows no redirect and connects to the very address that was judged."""
    timestamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "newsloom-alerts",
        "webhook-id": key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(told_secret, key, timestamp, content),
    }
    try:
        async with asyncio.timeout(LONGEST):
            return _judged(await _answer(httpx.URL(url), content, headers, settings), now)
    except TimeoutError:
        return TryLater(reason=f"no answer within {LONGEST:g} seconds")
    except Unreachable as error:
        return TryLater(reason=str(error))
    except Forbidden as error:
        return Never(reason=str(error))
    except (httpx.HTTPError, OSError) as error:
        return TryLater(reason=f"{type(error).__name__}: {error}")


async def _answer(url: httpx.URL, content: bytes, headers: dict[str, str], settings: SearchSettings) -> httpx.Response:
    host = url.raw_host.decode("ascii").lower()
    if url.scheme != "https" and host not in settings.private_hosts:
        raise Forbidden(f"{host} would be told without protection - use https")
    address = await address_of(host, url.port or (443 if url.scheme == "https" else 80), settings.private_hosts)
    # The environment's proxies are left out: one of them would look the name up again.
    client = httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=LONGEST, verify=_trusted(settings))
    async with client:
        request = client.build_request(
            "POST",
            url.copy_with(host=address),
            content=content,
            headers=headers | {"host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": host},
        )
        answer = await client.send(request, stream=True)
        await answer.aclose()  # what it says beyond its headers is of no use to us
    return answer


def _trusted(settings: SearchSettings) -> ssl.SSLContext:
    trusted = httpx.create_ssl_context(trust_env=False)
    if settings.webhook_ca:
        trusted.load_verify_locations(settings.webhook_ca)
    return trusted


def _judged(answer: httpx.Response, now: datetime) -> Ended:
    if answer.is_success:
        return Delivered()
    told = f"the receiver answered {answer.status_code} {answer.reason_phrase}".rstrip()
    if answer.status_code == GONE:
        return Never(reason=told)
    if answer.is_redirect:
        return TryLater(reason=f"{told}, and redirects are not followed - correct the alert's webhook")
    return TryLater(reason=told, after=_wait(answer.headers.get("retry-after", ""), now))


def _wait(asked: str, now: datetime) -> timedelta | None:
    if asked.isascii() and asked.isdigit():
        return min(timedelta(seconds=min(int(asked[:9]), 10**6)), LONGEST_WAIT)
    with suppress(ValueError):
        moment = parsedate_to_datetime(asked)
        return min(max(moment.astimezone(UTC) - now, timedelta()), LONGEST_WAIT)
    return None


def _write_once(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        output.write(f"{content}\n")
    with suppress(FileExistsError):  # another process was first: then that one's key holds
        os.link(draft, file)
    draft.unlink()
