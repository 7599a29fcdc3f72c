"""Tell a change that a reader would notice from one of furniture, counters and time stamps."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from search.article import Article
from search.index import Index, Written
from workers.sites import hash_of, sentences_of

_COUNTER = re.compile(
    r"""^\W*(?:
        (?:stand|aktualisiert|zuletzt\s+(?:aktualisiert|bearbeitet)|letztes?\s+update|update|veröffentlicht
          |artikel\s+vom|(?:last\s+)?updated|last\s+modified|published|posted)\b[^.!?]{0,20}\d[^.!?]{0,40}
      | (?:vor|seit)\s+\d+\s+(?:sekunden?|minuten?|stunden?|tag(?:en)?)
      | \d+\s+(?:seconds?|minutes?|hours?|days?)\s+ago
      | (?:lesezeit|reading\s+time)\W{0,3}\d+\s*\w{0,8}
      | \d[\d.,]*\s*(?:kommentare?|leserkommentare?|aufrufe|reaktionen|mal\s+geteilt
          |comments?|views?|shares?|likes?|reads?)
    )\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
"""Sentences that are nothing but a counter or a time stamp of the page."""


def same_to_a_reader(before: Mapping[str, str], after: Article) -> bool:
    """Whether a reader finds the same headline, standfirst and sentences, but for furniture, counters and time stamps.

    Args:
        before: ``title``, ``standfirst`` and ``text`` of the earlier state.
        after: The later state, whose ``left_out`` is what its site was found to repeat since.
    """
    titles = (before.get("title", ""), before.get("standfirst", "")), (after.title, after.standfirst or "")
    if [hash_of(one) for one in titles[0]] != [hash_of(one) for one in titles[1]]:
        return False
    furniture = {hash_of(line) for left in after.left_out for line in sentences_of(left)}
    return _told(before.get("text", ""), furniture) == _told(after.text, furniture)


def _told(text: str, furniture: set[int]) -> Counter[int]:
    sentences = (sentence for paragraph in text.split("\n\n") for sentence in sentences_of(paragraph))
    told = Counter(hash_of(sentence) for sentence in sentences if not _COUNTER.match(sentence))
    return Counter({one: count for one, count in told.items() if one not in furniture})


def write(index: Index, articles: Sequence[Article]) -> list[Written]:
    """Write articles that were fetched before; what differs in trifles alone takes the old place and is no revision."""
    stored = _stored(index, [article.id for article in articles])
    trifling = [
        article.id in stored
        and article.content_hash != stored[article.id].get("content_hash")
        and same_to_a_reader(stored[article.id], article)
        for article in articles
    ]
    first = iter(index.write([one for one, small in zip(articles, trifling, strict=True) if not small]))
    second = iter(index.replace([one for one, small in zip(articles, trifling, strict=True) if small]))
    return [_unchanged(next(second)) if small else next(first) for small in trifling]


def _unchanged(report: Written) -> Written:
    return report if report.outcome == "failed" else Written(id=report.id, outcome="unchanged")


def _stored(index: Index, ids: Sequence[str]) -> dict[str, Mapping[str, str]]:
    answer = index.client.search(
        index=index.names.alias("articles"),
        query={"terms": {"id": list(ids)}},
        source={"includes": ["id", "title", "standfirst", "text", "content_hash"]},
        size=len(ids),
    )
    return {hit["_source"]["id"]: hit["_source"] for hit in answer["hits"]["hits"]}
