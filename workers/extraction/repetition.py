"""Takes out of the choice what an article says a second time: its text whole in one block, paragraphs, pull quotes."""

import re
from collections import Counter
from functools import lru_cache
from itertools import islice

from workers.extraction.blocks import Node, Segmentation, ancestors

_WHOLE, _PART, _HALF = 0.2, 40, 0.5
"""Share of the text from which a block may be a copy; characters of a piece that it copies, and their share of it."""
_REPEATED, _LONGEST_QUOTE = 60, 600
"""Characters from which a paragraph stands once, and up to which a quotation may be set apart."""
_CELLS = frozenset(("td", "th"))
_QUOTING = frozenset(("blockquote", "aside", "q", "figure"))
_QUOTED = re.compile(r"quote|zitat|citat|citation|pull|highlight|exergue|blikfang")
_AROUND = 3
"""Elements around a block that say whether it is set apart."""
_ENDS = " „“”\"»«›‹'’‚‘.!?,;:–—-…"
"""What a quotation has around it in one place and not in the other."""


def said_once(page: Segmentation, kept: tuple[int, ...]) -> tuple[int, ...]:
    """The choice without what another of its blocks says in the same words.

    A block that mostly consists of others is their copy, hidden behind a paywall's notice or for printers. A paragraph
    stays where it stands first. A pull quote leaves, for the paragraph that it is taken from says it.
    """
    texts = {number: page.blocks[number].text.strip(_ENDS) for number in kept}
    return _without_repeats(page, _without_quotes(page, _without_copies(kept, texts), texts), texts)


def _without_copies(kept: tuple[int, ...], texts: dict[int, str]) -> tuple[int, ...]:
    least = _WHOLE * sum(map(len, texts.values()))  # so that no more than five are looked through
    large = [number for number in kept if len(texts[number]) > max(least, 2 * _PART)]
    copies = {number for number in large if _is_copy(number, texts)}
    return tuple(number for number in kept if number not in copies) if copies else kept


def _is_copy(number: int, texts: dict[int, str]) -> bool:
    """Whether more than half of a block, in more than one piece, are other blocks."""
    whole = texts[number]
    pieces = [
        len(text) for other, text in texts.items() if other != number and len(text) >= _PART and text in whole != text
    ]
    return len(pieces) > 1 and sum(pieces) > _HALF * len(whole)


def _without_quotes(page: Segmentation, kept: tuple[int, ...], texts: dict[int, str]) -> tuple[int, ...]:
    apart = [number for number in kept if _PART <= len(texts[number]) <= _LONGEST_QUOTE and _is_apart(page, number)]
    if not apart:
        return kept
    everything, alike = "\n".join(texts[number] for number in kept), Counter(texts[number] for number in apart)
    quotes = {number for number in apart if everything.count(texts[number]) > alike[texts[number]]}
    return tuple(number for number in kept if number not in quotes)


def _is_apart(page: Segmentation, number: int) -> bool:
    """Whether a block is a quotation or a box by its element or its names."""
    around = islice(ancestors(page.nodes, page.blocks[number].node), _AROUND)
    return any(_is_quoting(page.nodes[node]) for node in around)


def _is_quoting(node: Node) -> bool:
    return node.tag in _QUOTING or (bool(node.names) and _speaks_of_quotes(node.names))


@lru_cache(maxsize=20_000)
def _speaks_of_quotes(names: str) -> bool:
    return _QUOTED.search(names.lower()) is not None


def _without_repeats(page: Segmentation, kept: tuple[int, ...], texts: dict[int, str]) -> tuple[int, ...]:
    seen: set[str] = set()
    once = []
    for number in kept:
        text = texts[number]
        if len(text) < _REPEATED or page.nodes[page.blocks[number].node].tag in _CELLS:
            once.append(number)
        elif text not in seen:
            seen.add(text)
            once.append(number)
    return tuple(once)
