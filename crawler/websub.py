"""WebSub: subscribe at a feed's hub, so that new articles are pushed instead of polled for.

Follows https://www.w3.org/TR/websub/.
"""

import hmac
import secrets
import time
from urllib.parse import parse_qsl, urlencode

import msgspec

from crawler.frontier.redis_client import AnyRedis

__all__ = ["Subscription", "Subscriptions", "genuine", "subscribing"]

_SECONDS = 7 * 86400
"""Asked for; the hub may grant less."""
_EARLY = 0.8
"""Share of the lease after which it is renewed."""
_RETRY = 3600.0


class Subscription(msgspec.Struct, frozen=True, array_like=True):
    """One feed that its hub tells us about."""

    token: str
    """Part of the callback's address, so that nobody can guess it."""
    secret: str
    hub: str
    topic: str
    source: str
    feed: str
    """The recurring entry's address."""
    until: float = 0.0
    """Seconds since 1970 at which the lease ends; 0 before the hub has verified it."""
    asked: float = 0.0


def subscribing(subscription: Subscription, callback: str) -> bytes:
    """The form that asks a hub to subscribe us (section 5.1)."""
    fields = {
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": f"{callback.rstrip('/')}/websub/{subscription.token}",
        "hub.lease_seconds": str(_SECONDS),
        "hub.secret": subscription.secret,
    }
    return urlencode(fields).encode()


def genuine(subscription: Subscription, body: bytes, signature: str | None) -> bool:
    """Whether what was pushed was signed with the secret that only hub and we know (section 7.1)."""
    method, _, given = (signature or "").partition("=")
    if method not in {"sha1", "sha256", "sha384", "sha512"}:
        return False
    return hmac.compare_digest(hmac.new(subscription.secret.encode(), body, method).hexdigest(), given.lower())


class Subscriptions:
    """Subscriptions in Redis: by token for the callback, by feed for the crawler."""

    def __init__(self, redis: AnyRedis, prefix: str = "") -> None:
        self._redis = redis
        self._tokens = f"newsloom:{prefix}websub"
        self._feeds = f"newsloom:{prefix}websub:feeds"

    async def of(self, token: str) -> Subscription | None:
        """The subscription behind a callback's address."""
        stored = await self._redis.hget(self._tokens, token)
        return msgspec.msgpack.decode(stored, type=Subscription) if stored else None

    async def wanted(self, *, source: str, feed: str, hub: str, topic: str) -> Subscription | None:
        """The subscription to ask the hub for now; None when one is in force or was asked for a moment ago."""
        token = await self._redis.hget(self._feeds, feed)
        known = await self.of(token.decode()) if token else None
        now = time.time()
        if known and known.hub == hub and known.topic == topic:
            in_force = known.until - now > (1 - _EARLY) * _SECONDS
            if in_force or now - known.asked < _RETRY:
                return None
            renewed = msgspec.structs.replace(known, asked=now)
        else:
            renewed = Subscription(
                secrets.token_urlsafe(24), secrets.token_urlsafe(32), hub, topic, source, feed, asked=now
            )
        await self.keep(renewed)
        return renewed

    async def keep(self, subscription: Subscription) -> None:
        """Write a subscription."""
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.hset(self._tokens, subscription.token, msgspec.msgpack.encode(subscription))
        pipeline.hset(self._feeds, subscription.feed, subscription.token)
        await pipeline.execute()

    async def verified(self, subscription: Subscription, query: str) -> str | None:
        """Answer a hub's verification of intent (section 5.3): the challenge to echo.

        None when we did not ask for this.
        """
        fields = dict(parse_qsl(query))
        if fields.get("hub.topic") != subscription.topic or fields.get("hub.mode") not in {"subscribe", "denied"}:
            return None
        if fields["hub.mode"] == "denied":
            await self.keep(msgspec.structs.replace(subscription, until=0.0, asked=time.time() + _SECONDS))
            return ""
        seconds = float(fields.get("hub.lease_seconds") or _SECONDS)
        await self.keep(msgspec.structs.replace(subscription, until=time.time() + seconds))
        return fields.get("hub.challenge")

    async def in_force(self, feed: str) -> bool:
        """Whether a hub tells us of a feed's news, so that polling it seldom is enough."""
        token = await self._redis.hget(self._feeds, feed)
        known = await self.of(token.decode()) if token else None
        return bool(known and known.until > time.time())
