"""What changed between two states of an article, sentence by sentence."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from search.article import Article
from search.sentences import sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One passage in two states; either may be empty."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def changes(before: str, after: str) -> tuple[Change, ...]:
    """The passages that differ, in order of appearance."""
    old, new = sentences(before), sentences(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Change(before=old[start:end], after=new[begin:stop])
        for kind, start, end, begin, stop in matcher.get_opcodes()
        if kind != "equal"
    )


def revision_id(article: str, number: int) -> str:
    """Id of a revision's document: one for each state of an article, however often it is written."""
    return f"{article}-{number}"


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
