"""What is known of a page once its text is found: the ground on which single fields are read."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice

from lxml import etree

from workers.extraction.blocks import Block, Node, Segmentation, ancestors
from workers.extraction.head import Head
from workers.extraction.microdata import Item
from workers.extraction.result import Hints
from workers.extraction.structured import Described

_HEADINGS, _SHORTEST_STANDFIRST = frozenset(("h2", "h3", "h4")), 60
_OVER = 40
"""Blocks over the text's first in which its heading stands."""
_FEW, _APART = 2, 4
"""Blocks of a text that is too short to have a standfirst apart, and from one to the next within a text."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """One page, read once, shared by all who look for a field."""

    url: str
    root: etree._Element
    head: Head
    page: Segmentation
    look: tuple[int, ...] = ()
    """Number of the group of blocks made alike, for each block."""
    described: Described | None = None
    item: Item | None = None
    """The page's own article in microdata."""
    kept: tuple[int, ...] = ()
    """Indexes of the blocks that are the article's text."""
    site_names: frozenset[str] = field(default_factory=frozenset)
    """Case-folded names of the site and its publisher."""
    hints: Hints = field(default_factory=Hints)
    now: datetime
    """Time of the fetch, aware."""

    @cached_property
    def says(self) -> tuple[Described, ...]:
        """What the page says of its article in JSON-LD and in microdata, in this order, where it does."""
        return tuple(filter(None, (self.described, self.item.says if self.item else None)))

    @cached_property
    def first(self) -> int:
        """Index of the block with which the text begins; the number of blocks when there is none.

        A standfirst apart from the rest, or marked as a heading, stands over the text, as the byline between them does.
        """
        if len(self.kept) <= _FEW:
            return self.kept[0] if self.kept else len(self.page.blocks)
        if self.is_standfirst(self.kept[1]) and self._tag(self.kept[0]) == "h1" and len(self.kept) > _FEW + 1:
            return self.kept[2]
        apart = self.kept[1] - self.kept[0] > _APART
        return self.kept[1] if apart or self.is_standfirst(self.kept[0]) else self.kept[0]

    def _tag(self, number: int) -> str:
        return self.node_of(self.page.blocks[number]).tag

    def is_standfirst(self, number: int) -> bool:
        """Whether a block is one of the first two of the choice and a standfirst that is marked as a heading."""
        long = len(self.page.blocks[number].text) >= _SHORTEST_STANDFIRST
        return long and number in self.kept[:2] and self._tag(number) in _HEADINGS

    def node_of(self, block: Block) -> Node:
        """The element that holds a block."""
        return self.page.nodes[block.node]

    def holds_article(self, node: int) -> bool:
        """Whether an element holds the beginning of the text, or the heading of the first rank over it."""
        start, end = self.page.ends[node]
        return start <= self.first < end or start <= self.heading < end

    @cached_property
    def heading(self) -> int:
        """Index of the last block over the text that is a heading of the first rank; -1 where there is none."""
        nodes, blocks = self.page.nodes, self.page.blocks
        over = range(min(self.first, len(blocks)) - 1, max(-1, self.first - _OVER), -1)
        around = ((number, islice(ancestors(nodes, blocks[number].node), 2)) for number in over)
        return next((number for number, pair in around if any(nodes[one].tag == "h1" for one in pair)), -1)
