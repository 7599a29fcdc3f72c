"""Tell a change that a reader would notice from one of furniture, counters and time stamps."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from search.article import Article
from search.index import Index, Written
from workers.sites import hash_of, sentences_of

_WORD = re.compile(r"[^\W\d_]+")
_MOMENT = re.compile(
    r"""\b\d{1,2}[.:]\d{2}\b | \b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})? | \b\d{4}-\d{2}-\d{2} | \b\d{1,2}/\d{1,2}/\d{2,4}
      | \b\d{1,2}\.?\s(?=[A-Za-zä]{3}) | [A-Za-z]{3}\.?\s\d{1,2}\b | \b\d{1,2}\s?(?:uhr|am|pm)\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""A day or a time of day; a score such as 3:2 is none."""
_DAY = re.compile(r"\b\d{1,2}\.\d{1,2}\.\d{4}\b|\b\d{4}-\d{2}-\d{2}|\b\d{1,2}/\d{1,2}/\d{4}\b")
"""What is a day without a word beside it; 27:26 may be a score."""
_STAMPS = frozenset(
    "stand aktualisiert zuletzt letzte letztes letzter bearbeitet geändert veröffentlicht erschienen erstellt artikel "
    "update updated last modified published posted first online "
    "am um vom seit uhr on at by the heute gestern today yesterday "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
    "januar februar märz april mai juni juli august september oktober november dezember "
    "january february march may june july october december "
    "jan feb mär mrz mar apr jun jul aug sep sept okt oct nov dez dec "
    "pm est edt gmt bst utc cet cest mez mesz et t z th st nd rd".split()
)
_AGO = re.compile(
    r"""^\W*(?:(?:zuletzt\s+)?(?:aktualisiert|updated|published|posted|veröffentlicht)\W{1,3})?(?:
        (?:vor|seit)\s+\d+\s+(?:sek|min|std|sekunden?|minuten?|stunden?|tag(?:en)?|wochen?)
      | \d+\s+(?:secs?|mins?|hrs?|seconds?|minutes?|hours?|days?|weeks?)\s+ago)\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNTED = frozenset(
    "kommentar kommentare leserkommentare aufrufe reaktionen geteilt gelesen teilen leser lesezeit "
    "comment comments view views share shares like likes read reads readers reading".split()
)
_BESIDE_COUNTS = frozenset("mal bisher anzeigen lesen alle zeige min minute minuten minutes mins time show all".split())
"""What stands beside a count without being counted."""


def is_trifle(sentence: str) -> bool:
    """Whether a sentence is nothing but a counter or a time stamp of the page."""
    if len(sentence) > _LONGEST or not any(map(str.isdigit, sentence)):
        return False
    found = frozenset(_WORD.findall(sentence.lower()))
    if found <= _STAMPS and (_MOMENT if found else _DAY).search(sentence):
        return True
    return bool(_AGO.match(sentence)) or (not found.isdisjoint(_COUNTED) and found <= _COUNTED | _BESIDE_COUNTS)


_LONGEST = 90
"""Characters of a counter or a stamp."""


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
    told = Counter(hash_of(sentence) for sentence in sentences if not is_trifle(sentence))
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
