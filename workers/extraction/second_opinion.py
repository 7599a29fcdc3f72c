"""What trafilatura takes for the text of a page: the second opinion."""

from copy import deepcopy

from lxml import etree


def paragraphs_by_trafilatura(root: etree._Element) -> tuple[str, ...]:
    """The text of a parsed page, one string a paragraph; empty when trafilatura finds none."""
    from trafilatura import bare_extraction  # half a second to import, and needed for few pages

    found = bare_extraction(deepcopy(root), include_comments=False, with_metadata=False)
    text = (found.text if found else None) or ""
    return tuple(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)
