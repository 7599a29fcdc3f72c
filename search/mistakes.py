"""What can be wrong with a query, said in German and English: what, where, and what to write instead."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal


class Wrong(StrEnum):
    """The kinds of mistakes."""

    TOO_LONG = "too_long"
    QUOTE = "quote"
    OPENED = "opened"
    CLOSED = "closed"
    DANGLING = "dangling"
    TWICE = "twice"
    CHARACTER = "character"
    NESTED = "nested"
    NOT_ALLOWED = "not_allowed"
    BROAD = "broad"
    WIDE = "wide"
    RANGE = "range"
    MANY_WORDS = "many_words"
    MANY_WILDCARDS = "many_wildcards"
    NO_FIELD = "no_field"
    NO_FIELD_NEAR = "no_field_near"
    NO_DATE = "no_date"
    NO_LENGTH = "no_length"


_DATES_EN = "write 2026, 2026-11, 2026-11-01, 1.11.2026, today, >=2026-11-01 or 2026-11-01..2026-11-15"
_DATES_DE = "2026, 2026-11, 2026-11-01, 1.11.2026, heute, >=2026-11-01 oder 2026-11-01..2026-11-15 schreiben"

SAID: Mapping[Wrong, tuple[tuple[str, str], tuple[str, str]]] = {
    Wrong.TOO_LONG: (
        ("the query is longer than {most} characters", "shorten it"),
        ("die Anfrage ist länger als {most} Zeichen", "kürzer fassen"),
    ),
    Wrong.QUOTE: (
        ("a quotation mark has no partner", 'write "both of them"'),
        ("ein Anführungszeichen steht allein", "„beide setzen“"),
    ),
    Wrong.OPENED: (
        ("an opening parenthesis has no partner", "write (both of them)"),
        ("eine öffnende Klammer steht allein", "(beide setzen)"),
    ),
    Wrong.CLOSED: (
        ("a closing parenthesis has no partner", "write (both of them)"),
        ("eine schließende Klammer steht allein", "(beide setzen)"),
    ),
    Wrong.DANGLING: (
        ("nothing follows {found}", "write what to look for after it"),
        ("auf {found} folgt nichts", "dahinter schreiben, was gesucht wird"),
    ),
    Wrong.TWICE: (
        ("unexpected {found}", "write one of AND, OR between two words"),
        ("{found} steht zu viel da", "nur eines von AND, OR zwischen zwei Wörter schreiben"),
    ),
    Wrong.CHARACTER: (
        ("unexpected {found}", 'put special characters in quotation marks: "a:b"'),
        ("{found} steht hier falsch", "Sonderzeichen in Anführungszeichen setzen: „a:b“"),
    ),
    Wrong.NESTED: (
        ("too many parentheses inside each other", "use at most {most}"),
        ("zu viele Klammern ineinander", "höchstens {most} verwenden"),
    ),
    Wrong.NOT_ALLOWED: (
        ("{found} is not part of the query language", 'use words, "phrases", -exclusion, OR and field:value'),
        ("{found} gehört nicht zur Suchsprache", "Wörter, „Wortgruppen“, -Ausschluss, OR und feld:wert verwenden"),
    ),
    Wrong.BROAD: (
        ("{found} would match too many words", "write at least {least} letters before * or ?"),
        ("{found} passt auf zu viele Wörter", "mindestens {least} Buchstaben vor * oder ? schreiben"),
    ),
    Wrong.WIDE: (
        ("~{found} is too wide", "use at most ~{most}"),
        ("~{found} ist zu weit", "höchstens ~{most} verwenden"),
    ),
    Wrong.RANGE: (
        ("only date has ranges", "write date:[2026-11-01 TO 2026-11-15]"),
        ("nur date hat Bereiche", "date:[2026-11-01 TO 2026-11-15] schreiben"),
    ),
    Wrong.MANY_WORDS: (
        ("more than {most} words", "shorten the query"),
        ("mehr als {most} Wörter", "die Anfrage kürzen"),
    ),
    Wrong.MANY_WILDCARDS: (
        ("more than {most} wildcards", "write some of the words out"),
        ("mehr als {most} Platzhalter", "einige der Wörter ausschreiben"),
    ),
    Wrong.NO_FIELD: (
        ("there is no field {found}", 'use one of {known}, or put "{found}:…" in quotation marks'),
        ("ein Feld {found} gibt es nicht", "eines von {known} verwenden oder „{found}:…“ in Anführungszeichen setzen"),
    ),
    Wrong.NO_FIELD_NEAR: (
        ("there is no field {found}", "did you mean {near}:"),
        ("ein Feld {found} gibt es nicht", "war {near}: gemeint?"),
    ),
    Wrong.NO_DATE: (("{found} is no date", _DATES_EN), ("{found} ist kein Datum", _DATES_DE)),
    Wrong.NO_LENGTH: (
        ("{found} is no length of time", "write a number and a unit: 12h, 7d, 2w, 3m or 1y"),
        ("{found} ist keine Zeitspanne", "Zahl und Einheit schreiben: 12h, 7d, 2w, 3m oder 1y"),
    ),
}
"""What is wrong and what to do, in English and in German."""


class Mistake(Exception):
    """Why a query cannot be read: what is wrong, where, and what to write instead.

    Attributes:
        wrong: The kind of mistake.
        position: Characters before the place in question.
    """

    def __init__(self, wrong: Wrong, position: int, **parts: object) -> None:
        super().__init__(wrong, position)
        self.wrong = wrong
        self.position = position
        self._parts = parts

    def said(self, language: Literal["de", "en"] = "en") -> tuple[str, str]:
        """What is wrong, and what to write instead."""
        message, hint = SAID[self.wrong][1 if language == "de" else 0]
        return message.format(**self._parts), hint.format(**self._parts)

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.said()[0]

    @property
    def hint(self) -> str:
        """What to write instead, in English."""
        return self.said()[1]

    def __str__(self) -> str:
        return f"{self.message} at character {self.position + 1} - {self.hint}"
