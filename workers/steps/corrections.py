"""Find the correction that a page announces of itself."""

import re
from dataclasses import replace

from search.article import Article
from workers.sentences import sentences

_PIECE = (
    r"(?:Artikels?|Texte?s?|Beitrage?s?|Berichte?s?|Interviews?|Kommentars?|Videos?|Meldung|Nachricht|Überschrift|Absatz|"
    r"Passage|Bildunterschrift|Bildzeile|Grafik)\b"
)
_EARLIER = r"(?:frühere|vorherige|vorige|erste|ursprüngliche|ältere|vorangegangene)"
_ENGLISH_PIECE = (
    r"(?:article|story|report|post|piece|column|review|headline|caption|graphic|chart|video|newsletter|obituary|"
    r"interview|transcript)\b"
)
_REPAIRED = r"(?:korrigiert|berichtigt|richtiggestellt)"
_LABEL = re.compile(
    rf"""^[^\w„“"»«‘]*
    (?: (?:Korrektur|Berichtigung|Richtigstellung|Klarstellung|Korrekturhinweis|
          Correction|CORRECTION|Clarification|CLARIFICATION|Corrections?\s+and\s+clarifications?)\b
        (?:,?\s\(?(?:vom\s|[A-Z]\w+\.?\s)?\d[^:\n]{{0,25}})?\s?\)?\s?[:–—(]
      | (?:(?:Redaktionelle[rn]?\s)?(?:Anmerkung|Hinweis|Nachtrag|Transparenzhinweis|Update|Anm\.\sd\.\sRed)\b
          [^:\n]{{0,25}}:(?!.*\?).*
          (?:{_REPAIRED}|Fehler|[Ff]älschlich|[Ii]rrtümlich|[Vv]ersehentlich|[Ff]alsch
            |{_EARLIER}n\s(?:Version|Fassung)))
      | Editor.s\snote\b.*\b
          (?:previously|originally|initially|incorrectly|mistakenly|corrected|amended|earlier\sversion)\b
      | \(?Corrects\s
    )""",
    re.VERBOSE | re.DOTALL,
)
"""What such a notice is headed by; behind a heading that may mean anything else a word must tell."""
_OF_PIECE = re.compile(
    rf"""
      \b{_EARLIER}n?\s+(?:\w+\s+)?(?:Version|Fassung)\s+(?:dieses|dieser|des|der|unseres)\s+{_PIECE}
    | \b(?:[Dd]iese[rs]?|[Dd]er|[Dd]ie|Im|[Ii]m\s\w+)\s+{_PIECE}\s+(?:wurde|haben\swir|ist)\b[^.]{{0,70}}\b{_REPAIRED}
    | \bwurde\s+im\s+{_PIECE}[^.]{{0,40}}\b{_REPAIRED}
    | \b(?:earlier|previous|prior|original)\s+version\s+of\s+(?:this|the|a)\s+(?:\w+\s+)?{_ENGLISH_PIECE}
    | \bA\s+correction\s+was\s+(?:made|appended)\b
    | \b[Tt]his\s+(?:\w+\.?\s\d+\s+)?{_ENGLISH_PIECE}\s+(?:was|has\s+been)\s+(?:since\s+)?
        (?:amended|corrected|(?:updated|revised|edited|changed)\s+to\s+(?:correct|fix|clarify)\b)
    | \b[Tt]he\s+headline\s+(?:of|on)\s+this\s+{_ENGLISH_PIECE}\s+(?:was|has\s+been)\s+(?:amended|corrected|changed)
    | \b[Tt]his\s+(?:version|story|article)\s+corrects\b
    | \b[Tt]his\s+{_ENGLISH_PIECE}\s+(?:previously|originally|initially|incorrectly|mistakenly)\s+
        (?:stated|said|reported|gave|misstated|identified|misidentified|named|attributed)
    """,
    re.VERBOSE,
)
"""What says of the piece itself that it was wrong."""
_OF_WHATEVER = re.compile(
    rf"""
      \b[Ii]n\s+(?:einer|der)\s+{_EARLIER}n\s+(?:Version|Fassung)(?!\s+(?:des|der|dieser|dieses|von|eines|einer|unserer)\b)
        (?=.*\b(?:hieß|stand|fehlte|hatten|haben|wurde|war|waren|falsche?[rns]?)\b)
    | ^[^„“"»«]*\b[Ww]ir\s+haben\b[^.]{{0,60}}\b{_REPAIRED}
    | \b(?:Der\s+Fehler|Das|Dies)\s+(?:wurde|ist|haben\swir)\b[^.]{{0,60}}\b{_REPAIRED}\s*\W*$
    | \b(?:Zunächst|Ursprünglich|Zuerst)\s+(?:hatten|haben)\s+wir\s+\w*(?:berichtet|geschrieben|gemeldet)
    | \b[Ww]ir\s+bitten\b[^.]{{0,30}}\b(?:Fehler|Versehen)\b[^.]{{0,20}}\bentschuldigen
    | ^\W*We\s+(?:regret|apologi[sz]e\s+for)\s+(?:the|this|these)\s+errors?
    """,
    re.VERBOSE,
)
"""What says so at the end of a text, and might say it of something else in the middle."""

_HINTS = (
    *"version fassung korrektur correct clarification korrigiert berichtig richtigstellung richtiggestellt".split(),
    *"klarstellung amended redaktion entschuldigen regret apologi previously originally initially incorrectly".split(),
    *("mistakenly", "hinweis", "nachtrag", "d. red", "hatten wir"),
)
"""Words, in lower case, without one of which no paragraph is cut into sentences."""
_ENDS = 3
"""Paragraphs at either end of a text in which such a notice stands, mostly."""
_OPENING = 100
"""Characters in which a notice beside the text says that it is about the text."""
_LONGEST = 600
"""Characters; a longer paragraph is an article about a correction."""


def _is_hinted(text: str) -> bool:
    lower = text.lower()  # some twenty searches for a word take a tenth of one for any of them
    return any(hint in lower for hint in _HINTS)


def step(article: Article) -> Article:
    """Fill ``correction`` with the notice's own words; it may have been left out as no part of the text."""
    paragraphs = article.text.split("\n\n") if _is_hinted(article.text) else []
    middle = paragraphs[_ENDS:-_ENDS] if len(paragraphs) > 2 * _ENDS else []
    ends = [*paragraphs[:_ENDS], *paragraphs[-_ENDS:]] if middle else paragraphs
    for paragraph in (*ends, *article.left_out):
        if notice := _notice(paragraph, article.language):
            return replace(article, correction=notice)
    for paragraph in middle:
        if (notice := _notice(paragraph, article.language)) and _is_plain(notice):
            return replace(article, correction=notice)
    return article if article.correction is None else replace(article, correction=None)


def _notice(paragraph: str, language: str | None) -> str | None:
    """A paragraph from the sentence on that announces a correction: what was wrong often follows."""
    if len(paragraph) > _LONGEST or not _is_hinted(paragraph):
        return None
    if _LABEL.match(paragraph):
        return paragraph.strip()
    for start, end in sentences(paragraph, language):
        sentence = paragraph[start:end]
        if _LABEL.match(sentence) or _OF_PIECE.search(sentence) or _OF_WHATEVER.search(sentence):
            return paragraph[start:].strip()
    return None


def notice_beside(block: str, language: str | None) -> str | None:
    """The notice that a block beside the text is: one that speaks of the piece itself, or is headed as one."""
    notice = _notice(block, language)
    is_sure = notice and (_OF_PIECE.search(notice[:_OPENING]) or _is_plain(notice))
    return notice if is_sure else None


def _is_plain(notice: str) -> bool:
    """Whether a notice is one wherever it stands: it is headed as such, and speaks of the piece or of its versions."""
    return bool(_LABEL.match(notice) and (_OF_PIECE.search(notice) or _OF_WHATEVER.search(notice)))
