"""Takes out of the choice what an article says a second time: its text whole in one block, paragraphs, pull quotes."""

import re
from collections import Counter
from itertools import islice

from workers.extraction import naming
from workers.extraction.blocks import Node, Segmentation, ancestors

_WHOLE, _LARGER = 0.2, 2.5
"""Share of the text from which a block may be a copy, and how many times the others' mean size it is."""
_PIECES, _PART, _HALF = 2, 40, 0.5
"""Pieces that it copies, their characters, and their share of it."""
_REPEATED, _LONGEST_QUOTE = 60, 600
"""Characters from which a paragraph stands once, and up to which a quotation may be set apart."""
_MOST = 20_000_000
"""Characters that are looked through for copies, and for quotations, so that no page takes long."""
_CELLS = frozenset(("td", "th"))
_QUOTING = frozenset(("blockquote", "aside", "q", "figure"))
_speak_of_quotes = naming.speaking_of(re.compile("quote|zitat|citat|citation|pull|highlight|exergue|blikfang"))
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
    total = sum(map(len, texts.values()))
    large = [number for number in kept if _is_large(len(texts[number]), total, len(texts))]
    if not large:
        return kept
    letters = {number: "".join(filter(str.isalnum, text)) for number, text in texts.items()}
    copies = {number for number in large if _is_copy(number, letters)}
    return tuple(number for number in kept if number not in copies)


def _is_large(size: int, total: int, count: int) -> bool:
    """Whether a block is a large part of the text, and much larger than the others are."""
    large = count > _PIECES and size > _WHOLE * total and size * (count - 1) > _LARGER * (total - size)
    return large and size * count <= _MOST


def _is_copy(number: int, letters: dict[int, str]) -> bool:
    """Whether more than half of a block are other blocks, whatever marks and spaces are between."""
    whole = letters[number]
    pieces = [len(part) for part in letters.values() if _PART <= len(part) < len(whole) and part in whole]
    return len(pieces) >= _PIECES and sum(pieces) > _HALF * len(whole)


def _without_quotes(page: Segmentation, kept: tuple[int, ...], texts: dict[int, str]) -> tuple[int, ...]:
    apart = [number for number in kept if _PART <= len(texts[number]) <= _LONGEST_QUOTE and _is_apart(page, number)]
    if not apart:
        return kept
    everything, alike = "\n".join(texts[number] for number in kept), Counter(texts[number] for number in apart)
    asked = apart[: _MOST // len(everything)]
    quotes = {number for number in asked if everything.count(texts[number]) > alike[texts[number]]}
    return tuple(number for number in kept if number not in quotes)


def _is_apart(page: Segmentation, number: int) -> bool:
    """Whether a block is a quotation or a box by its element or its names."""
    around = islice(ancestors(page.nodes, page.blocks[number].node), _AROUND)
    return any(_is_quoting(page.nodes[node]) for node in around)


def _is_quoting(node: Node) -> bool:
    return node.tag in _QUOTING or (bool(node.names) and _speak_of_quotes(node.names))


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
