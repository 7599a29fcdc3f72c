"""Reads labelled sets of pages and measures their blocks."""

import hashlib
import json
import lzma
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from lxml import etree
from numpy.typing import NDArray
from tld import get_fld

from workers.extraction.blocks import Segmentation, segment
from workers.extraction.extractor import context_of
from workers.extraction.features import Context, plain
from workers.extraction.training.labels import Labels, label_by_segments, label_by_text
from workers.extraction.tree import UnfitPageError, parse

_PAGE_WEIGHT = 250.0
"""What all blocks of a fully labelled page weigh together, so that a long page counts like a short one."""
_SEGMENT_WEIGHT = 0.35
_WHOLE_WEIGHT = 0.4
"""What a page cut whole weighs beside itself; small pages are cut so, and few of the sets are small."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelledPage:
    """One page's blocks and what is known of them."""

    set: str
    key: str
    domain: str
    """Registered domain: pages of one domain are never on both sides of a fold."""
    page: Segmentation
    context: Context
    labels: Labels
    weights: NDArray[np.float32]
    """0 where nothing is known."""

    def fold(self, salt: str, count: int) -> int:
        """The fold of its domain."""
        return int(hashlib.md5((salt + self.domain).encode(), usedforsecurity=False).hexdigest(), 16) % count


def read_set(folder: Path) -> Iterator[LabelledPage]:
    """Read one of the sets that ``docs/quality.md`` names, each page as a large and as a small one is cut."""
    gold = json.loads((folder / "gold.json").read_text("utf-8"))
    by_file = {item["file"]: (key, item) for key, item in gold["items"].items()}
    with lzma.open(folder / "html.tar.xz") as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None and member.name in by_file:
                yield from _pages(folder.name, *by_file[member.name], stream.read())


def _pages(name: str, key: str, item: dict[str, object], html: bytes) -> Iterator[LabelledPage]:
    try:
        root = parse(html)
    except UnfitPageError:
        return
    for whole in (False, True):
        page = segment(root, whole=whole)
        if page.blocks:
            yield _labelled(name, key, item, root, page, whole=whole)


def _labelled(
    name: str, key: str, item: dict[str, object], root: etree._Element, page: Segmentation, *, whole: bool
) -> LabelledPage:
    url = str(item.get("url") or key)
    texts = [block.text for block in page.blocks]
    labels, known = _labels(item, texts)
    sizes = np.array([len(plain(text).split()) for text in texts], np.float32)
    weights = (np.sqrt(np.minimum(sizes, 200)) + 0.5) * known
    if name == "trafilatura":
        weights = np.minimum(weights, 8) * _SEGMENT_WEIGHT
    else:
        weights = np.minimum(weights * (_PAGE_WEIGHT / max(60.0, float(weights.sum()))), 20)
    return LabelledPage(
        set=name,
        key=key,
        domain=_domain(url),
        page=page,
        context=context_of(root, url),
        labels=labels,
        weights=(weights * (_WHOLE_WEIGHT if whole else 1)).astype(np.float32),
    )


def _labels(item: dict[str, object], texts: list[str]) -> tuple[Labels, NDArray[np.bool_]]:
    if "body" in item:
        labels, summary = label_by_text(texts, item["body"]), label_by_text(texts, item["summary"] or [])  # type: ignore[arg-type]
        return np.maximum(labels, summary), np.ones(len(texts), np.bool_)  # a standfirst is read as the text is
    if "text" in item:
        return label_by_text(texts, str(item["text"]).split("\n")), np.ones(len(texts), np.bool_)
    labels = label_by_segments(texts, item.get("with") or [], item.get("without") or [])  # type: ignore[arg-type]
    return labels, labels >= 0


def _domain(url: str) -> str:
    return get_fld(url, fix_protocol=True, fail_silently=True) or url.split("/")[2 if "//" in url else 0]
