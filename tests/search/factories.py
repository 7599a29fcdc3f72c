"""Articles that mention only what a test is about."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
from rensa import RMinHash

from search.article import Article
from search.stories import SHINGLE

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def an_article(title: str = "Ein Haus am Fluss", text: str = "Am Fluss steht ein Haus.", **parts: Any) -> Article:
    url = parts.pop("url", f"https://beispielblatt.test/{blake2b(title.encode(), digest_size=4).hexdigest()}")
    given: dict[str, Any] = {
        "id": blake2b(url.encode(), digest_size=8).hexdigest(),
        "url": url,
        "canonical_url": url,
        "source": "beispielblatt",
        "title": title,
        "text": text,
        "language": "de",
        "published": NOON - timedelta(hours=3),
        "fetched_at": NOON,
        "content_hash": blake2b(f"{title}\n{parts.get('standfirst')}\n{text}".encode(), digest_size=8).hexdigest(),
    }
    return Article(**(given | parts))


def signed(article: Article, **changes: Any) -> Article:
    """The article with the signature and the bands that the worker would give it."""
    from dataclasses import replace

    words = article.text.lower().split()
    minhash = RMinHash(num_perm=128, seed=42)
    minhash.update([" ".join(words[start : start + SHINGLE]) for start in range(max(len(words) - SHINGLE + 1, 0))])
    signature = np.asarray(minhash.digest(), dtype="<u4")
    bands = tuple(f"{band}:{signature[2 * band : 2 * band + 2].tobytes().hex()}" for band in range(44))
    return replace(article, signature=signature.tobytes(), bands=bands, **changes)
