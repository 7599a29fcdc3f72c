"""What a page declares of itself in meta elements, links and its own title."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from workers.extraction.tree import text_of

_TAGS = ("meta", "link", "title", "h1", "script", "time", "html", "base")
_LD = "application/ld+json"
_LONGEST = 20_000
"""Characters that are read of one statement; the longest of our pages has 5,000."""
_MOST = 20_000
"""Elements of these kinds that are looked at; a page with more is no better known by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The elements that speak about the page, gathered in one pass."""

    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lower-case ``name``, ``property``, ``itemprop`` or ``http-equiv`` to contents, in document order."""
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lower-case ``rel`` to addresses."""
    title: str = ""
    headings: tuple[etree._Element, ...] = ()
    """Elements ``h1``."""
    times: tuple[etree._Element, ...] = ()
    scripts: tuple[str, ...] = ()
    """JSON-LD as it stands there."""
    language: str | None = None
    """Of the ``lang`` attribute of ``html``."""

    def first(self, *names: str) -> str | None:
        """First content that is not empty under any of the names, in the order of the names."""
        return next((value for name in names for value in self.meta.get(name, ())), None)

    def every(self, *names: str) -> tuple[str, ...]:
        """All contents under the names, in the order of the names."""
        return tuple(value for name in names for value in self.meta.get(name, ()))


def read_head(root: etree._Element) -> Head:
    """Gather meta, links, title, headings, times and JSON-LD in one pass over the tree."""
    meta: dict[str, tuple[str, ...]] = {}
    links: dict[str, tuple[str, ...]] = {}
    found: dict[str, list[etree._Element]] = {tag: [] for tag in _TAGS}
    for element in _bounded(root.iter(*_TAGS)):
        found[str(element.tag)].append(element)
    for element in found["meta"]:
        _note(meta, _names(element), element.get("content"))
    for element in found["link"]:
        _note(links, (element.get("rel") or "").lower().split(), element.get("href"))
    return Head(
        meta=meta,
        links=links,
        title=next((text_of(e) for e in found["title"] if not _in_svg(e)), ""),
        headings=tuple(found["h1"]),
        times=tuple(found["time"]),
        scripts=tuple(e.text for e in found["script"] if e.text and (e.get("type") or "").lower().startswith(_LD)),
        language=next((value for e in found["html"] if (value := e.get("lang") or e.get("xml:lang"))), None),
    )


def _bounded(elements: Iterator[etree._Element]) -> Iterator[etree._Element]:
    return (element for _, element in zip(range(_MOST), elements, strict=False))


def _names(element: etree._Element) -> list[str]:
    attributes = ("name", "property", "itemprop", "http-equiv")
    return [name.strip().lower() for key in attributes if (name := element.get(key))]


def _note(into: dict[str, tuple[str, ...]], names: list[str], value: str | None) -> None:
    value = " ".join(value[:_LONGEST].split()) if value else ""
    for name in names if value else ():
        into[name] = (*into.get(name, ()), value)


def _in_svg(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in {"svg", "symbol", "g"}
