"""A compact fingerprint of the structure around a page's text, by which a redesign of its site is noticed."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b

from workers.extraction.blocks import Segmentation, ancestors

_PART = re.compile(r"[A-Za-z][A-Za-z_-]{2,}$")
_OF_THE_ARTICLE = re.compile(
    r"^(?:category|tag|author|post|format|status|type|has|is|theme|lang|section|rubrik|ressort|topic|page|id|"
    r"hentry|sticky|js|no|with)(?:[-_]|$)",
    re.IGNORECASE,
)
_TRUNK = 0.9
"""Share of the text's blocks that the chosen element must hold; a lower one dips into a section that is just long."""


def template_of(page: Segmentation, kept: Sequence[int]) -> str | None:
    """Fingerprint the way from the page's root to the element around its text; None when there is no text.

    Left out is what differs from article to article: numbers, categories, hashed class names.
    """
    if not kept:
        return None
    holders = [list(ancestors(page.nodes, page.blocks[number].node)) for number in kept]
    count = Counter(node for way in holders for node in way)
    trunk = max(
        (node for node, found in count.items() if found >= _TRUNK * len(kept)), key=lambda node: page.nodes[node].depth
    )
    steps = [_step(page, node) for node in ancestors(page.nodes, trunk) if page.nodes[node].parent >= 0]
    return blake2b("<".join(steps).encode(), digest_size=8).hexdigest()


def _step(page: Segmentation, node: int) -> str:
    """An element's tag and the first of its names, which is the part's; those behind it are often the article's."""
    names = (part for part in page.nodes[node].names.split() if _PART.match(part) and not _OF_THE_ARTICLE.match(part))
    return ".".join((page.nodes[node].tag, next(names, "")))
