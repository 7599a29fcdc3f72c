"""Read sitemaps, sitemap indexes and news sitemaps."""

from datetime import UTC, datetime
from typing import Any

from lxml import etree

from crawler.urls import join

__all__ = ["read_sitemap"]

Row = dict[str, Any]


def read_sitemap(body: bytes, url: str) -> tuple[list[Row], list[Row], str | None]:
    """Return pages, further sitemaps, and what is wrong when there are none; both as fields of ``Candidate``.

    Follows https://www.sitemaps.org/protocol.html and Google's news extension; namespaces are not insisted on, because
    they are misspelt too often.
    """
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        return [], [], f"malformed XML: {error}"
    if root is None:
        return [], [], "empty document"
    pages: list[Row] = []
    children: list[Row] = []
    for element in root:
        fields = _fields(element)
        address = join(url, fields["loc"]) if fields.get("loc") else None
        if not address:
            continue
        match _name(element):
            case "url":
                pages.append(_page(address, fields))
            case "sitemap":
                children.append({"url": address, "published": _moment(fields.get("lastmod"))})
            case _:
                pass
    return pages, children, None if pages or children or not len(root) else "no address in it"


def _page(address: str, fields: dict[str, str]) -> Row:
    keywords = tuple(word.strip() for word in fields.get("keywords", "").split(",") if word.strip())
    return {
        "url": address,
        "title": fields.get("title"),
        "published": _moment(fields.get("publication_date") or fields.get("lastmod")),
        "tags": keywords[:10],
    }


def _fields(element: Any) -> dict[str, str]:  # noqa: ANN401 - lxml's elements
    """Texts of an entry's elements by their local name; the first of a name wins (images carry titles of their own)."""
    fields: dict[str, str] = {}
    for child in element:
        name = _name(child)
        inner = child if name == "news" else [child]
        for leaf in inner:
            text = (leaf.text or "").strip()
            if text:
                fields.setdefault(_name(leaf), text)
    return fields


def _name(element: Any) -> str:  # noqa: ANN401
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _moment(text: str | None) -> datetime | None:
    """W3C date and time; a day alone is its midnight, a time without zone is UTC."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
