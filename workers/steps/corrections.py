"""Find the correction that a page announces of itself."""

import re
from dataclasses import replace

from search.article import Article
from workers.sentences import sentences

_ANNOUNCES = re.compile(
    r"""
      \b[Ii]n\s+(?:einer|der)\s+(?:früheren|vorherigen|vorigen|ersten|ursprünglichen|älteren|vorangegangenen)\s+
         (?:\w+\s+)?(?:Version|Fassung)
    | \b(?:Die|Eine)\s+(?:frühere|vorherige|erste|ursprüngliche|ältere)\s+(?:Version|Fassung)\s+
         (?:dieses|des|unseres)\s+(?:Artikels|Textes|Beitrags|Beitrages|Berichts|Berichtes|Interviews|Kommentars|Videos)\b
    | ^\W*(?:Korrektur|Berichtigung|Richtigstellung|Klarstellung|Korrekturhinweis|Correction|Clarification|
        Corrections?\s+and\s+clarifications?)\b\W*[:–—(\d]
    | ^\W*(?:Anmerkung|Hinweis)\s+der\s+Redaktion\b.*
        \b(?:korrigiert|berichtigt|richtiggestellt|Fehler|fälschlich|irrtümlich)
    | \b(?:Wir|Der\s+Fehler|Das|Dies)\b[^.]{0,60}\b(?:haben|wurde|ist)\b[^.]{0,60}
        \b(?:korrigiert|berichtigt|richtiggestellt)\s*\W*$
    | \b[Aa]n\s+earlier\s+version\s+of\s+th(?:is|e)\b
    | \b(?:A|The)\s+previous\s+version\s+of\s+this\b
    | \b[Tt]his\s+(?:article|story|report|headline|piece)\s+(?:was|has\s+been)\s+
        (?:amended|corrected|updated\s+to\s+correct)\b
    """,
    re.VERBOSE,
)
"""How German and English publishers say that they were wrong. Updates alone ("Aktualisiert", "updated at") are none."""

_HINTS = re.compile(
    "[Vv]ersion|Fassung|orrektur|orrect|orrigiert|erichtig|ichtig(?:stellung|gestellt)|larstellung|mended|larification|Redaktion"
)
"""Words without one of which no paragraph is cut into sentences."""
_ENDS = 3
"""Paragraphs at either end of a text in which such a notice stands."""
_LONGEST = 600
"""Characters; a longer paragraph is an article about a correction."""


def step(article: Article) -> Article:
    """Fill ``correction`` with the notice's own words; it may have been left out as no part of the text."""
    paragraphs = article.text.split("\n\n")
    ends = paragraphs if len(paragraphs) <= 2 * _ENDS else [*paragraphs[:_ENDS], *paragraphs[-_ENDS:]]
    for paragraph in (*ends, *article.left_out):
        if len(paragraph) <= _LONGEST and (notice := _notice(paragraph, article.language)):
            return replace(article, correction=notice)
    return article if article.correction is None else replace(article, correction=None)


def _notice(paragraph: str, language: str | None) -> str | None:
    """A paragraph from the sentence on that announces a correction: what was wrong often follows."""
    if not _HINTS.search(paragraph):
        return None
    for start, end in sentences(paragraph, language):
        if _ANNOUNCES.search(paragraph[start:end]):
            return paragraph[start:].strip()
    return None
