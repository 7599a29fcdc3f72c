"""Tells lines that only point to other articles from sentences that begin like them."""

import re

_LONGEST = 240
"""Characters; a longer paragraph that begins like a pointer says something of its own."""

_POINTER = re.compile(
    r"""^[\W_]*(?:
        (?:mehr|weiteres?|weitere\s+(?:nachrichten|artikel|informationen|infos|texte|meldungen|beiträge))\s+
            (?:dazu|hierzu|zum\s+thema|zu\s+diesem\s+thema|zum\s+them(?:a|enkomplex)|aus\s+der\s+region|im\s+ressort)\b
      | lesen\s+sie\s+(?:(?:dazu|hier|hierzu|jetzt)\s+)?(?:auch|mehr|weiter|dazu|hier)\b
      | (?:lies|lest)\s+(?:dazu\s+)?auch\b
      | (?:das(?:\s+thema)?\s+könnte\s+(?:sie|dich|euch)\s+auch\s+interessieren|auch\s+interessant
          |passend\s+dazu|siehe\s+auch|zum\s+weiterlesen|hintergrund\s+dazu|weiterlesen|empfohlener\s+artikel|aus\s+dem\s+archiv
          |mehr\s+aus\s+(?:dem\s+ressort|der\s+rubrik))\s*[:–—\-|»>]
      | (?:hier|dazu)\s+(?:lesen\s+sie|geht\s+es\s+zu[mr]?)\b
      | (?:read|see|watch|listen)\s+(?:more|also|next|here|this)\b\s*[:–—\-|»>]
      | (?:more|read)\s*:
      | (?:more\s+on\s+this|more\s+from|related(?:\s+(?:stories|articles|content|coverage|reading|topics))?
          |recommended(?:\s+reading)?|also\s+read|don['’]t\s+miss|you\s+may\s+also\s+like|further\s+reading|most\s+read
          |in\s+case\s+you\s+missed\s+it)\s*[:–—\-|»>]
      | (?:à\s+lire\s+(?:aussi|également)|(?:lire|voir)\s+aussi|(?:leer|lea|lee|ver)\s+(?:también|más)
          |(?:también\s+)?(?:le|te)\s+puede\s+interesar|(?:leia|veja|lê)\s+(?:também|mais)
          |(?:leggi|vedi)\s+anche|citește\s+și
          |lees\s+ook|læs\s+også|les\s+også|läs\s+(?:också|även)|lue\s+myös|lestu\s+líka
          |(?:czytaj|przeczytaj|zobacz)\s+(?:też|także|również)
          |(?:čtěte|přečtěte\s+si|prečítajte\s+si)\s+(?:také|též|i|aj)
          |(?:čitajte|pročitajte)\s+(?:još|i)|olvass(?:a|on)?\s+(?:el|tovább)\s+(?:is|ezt)
          |читайте\s+(?:также|також|още)|διαβάστε\s+(?:επίσης|ακόμη|ακόμα)|ayrıca\s+(?:bkz|oku(?:yun)?)
          |अन्य\s+खबरें|यह\s+भी\s+पढ़ें|اقرأ\s+أيضا|بیشتر\s+بخوانید|קראו\s+עוד|baca\s+juga|đọc\s+thêm)(?!\w)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""Openings of such lines, from German and English outlets; in other languages only forms that are never a sentence."""

_ENDS_LIKE_PROSE = re.compile(r"[.!?][\"“”»«']?$")
_SEPARATED = re.compile(r"^[^.!?]{0,60}?[:–—|»>]|^[^.!?]{0,40}\s-\s")


def is_pointer(paragraph: str) -> bool:
    """Whether a paragraph only points to another article."""
    if len(paragraph) > _LONGEST or not _POINTER.match(paragraph):
        return False
    # "Mehr dazu wollte der Sprecher nicht sagen." is a sentence; "Mehr dazu: Der Rat tagt." is a pointer.
    return bool(_SEPARATED.match(paragraph)) or not _ENDS_LIKE_PROSE.search(paragraph)
