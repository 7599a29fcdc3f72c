"""What changed between two states of an article, sentence by sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from search.article import Article

_ENDS = re.compile(
    r"(?<=[.!?…][\"“”»«’')\]])\s+(?=[\"„“»«‚'(\[]?[A-ZÄÖÜ0-9])|(?<=[.!?…])\s+(?=[\"„“»«‚'(\[]?[A-ZÄÖÜ0-9])|\n+"
)
_NO_END = re.compile(
    r"(?:^|[\s(„“\"])(?:\d{1,2}|[A-ZÄÖÜ]|z\.\s?B|u\.\s?a|d\.\s?h|Dr|Prof|Mr|Mrs|Ms|St|Nr|No|bzw|ca|Mio|Mrd|evtl|ggf|usw|Abs|Art|Str|vgl)\.$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One passage in two states; either may be empty."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def sentences(text: str) -> tuple[str, ...]:
    """The text's sentences as a reader would part them; abbreviations and ordinals do not end one."""
    return tuple(_joined(_ENDS.split(text)))


def _joined(pieces: list[str]) -> Iterator[str]:
    held = ""
    for piece in pieces:
        held = f"{held} {piece}".strip()
        if held and not _NO_END.search(held):
            yield held
            held = ""
    if held:
        yield held


def changes(before: str, after: str) -> tuple[Change, ...]:
    """The passages that differ, in order of appearance."""
    old, new = sentences(before), sentences(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Change(before=old[start:end], after=new[begin:stop])
        for kind, start, end, begin, stop in matcher.get_opcodes()
        if kind != "equal"
    )


def revision_id(article: str, number: int, content_hash: str) -> str:
    """Id of a revision's document; two states that claim the same number keep apart until one of them has won."""
    return f"{article}-{number}-{content_hash[:12]}"


def revision(before: dict[str, Any], article: Article, number: int) -> dict[str, Any]:
    """The document of revision ``number``: what it added to and removed from the state before."""
    found = changes(before.get("text", ""), article.text)
    old_title = before.get("title", "")
    document = {
        "article": article.id,
        "url": article.url,
        "source": article.source,
        "language": article.language,
        "revision": number,
        "at": article.fetched_at.isoformat(),
        "seen_before": before.get("fetched_at"),
        "title": article.title,
        "title_before": old_title,
        "title_changed": old_title != article.title,
        "standfirst_before": before.get("standfirst") if before.get("standfirst") != article.standfirst else None,
        "added": [sentence for change in found for sentence in change.after],
        "removed": [sentence for change in found for sentence in change.before],
        "changes": {"text": [{"before": list(c.before), "after": list(c.after)} for c in found]},
        "correction": article.correction,
        "content_hash": article.content_hash,
        "content_hash_before": before.get("content_hash"),
    }
    return {name: value for name, value in document.items() if value not in (None, [])}
