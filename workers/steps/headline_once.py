"""Leave out of the text what its headline and standfirst already say."""

import re
from dataclasses import replace

from search.article import Article

_NOT_LETTERS = re.compile(r"[\W_]+")
_LEAD = 3
"""Paragraphs at the start in which a page repeats its headline; further down a repetition is the author's."""
_CREDIT_LENGTH = 120
_GLANCE = 40
"""Characters of a paragraph that tell nearly always that it is not the headline."""
_CAPTION_CREDIT = re.compile(
    r"\s*(?:\(?(?:Foto|Bild|Symbolbild|Quelle|Photo|Image|Picture|Credit|©)\b[^()\n]{0,80}\)?|©[^()\n]{0,80})$",
    re.IGNORECASE,
)


def step(article: Article) -> Article:
    """Drop first paragraphs that equal headline or standfirst, and anywhere a caption that equals the headline."""
    title, standfirst = folded(article.title), folded(article.standfirst or "")
    longest = 2 * (len(article.title) + len(article.standfirst or "")) + _CREDIT_LENGTH
    kept: list[str] = []
    gone: list[str] = []
    for place, paragraph in enumerate(article.text.split("\n\n")):
        repeats = len(paragraph) <= longest and _repeats(paragraph, place, title, standfirst)
        (gone if repeats else kept).append(paragraph)
    if not gone or not kept:
        return article
    # the standfirst is not lost: extraction reads it as the first paragraph, and the article has it as a field
    lost = (paragraph for paragraph in gone if not standfirst or folded(paragraph) != standfirst)
    return replace(article, text="\n\n".join(kept), left_out=(*article.left_out, *lost))


def folded(text: str) -> str:
    """Only the letters and digits, in one case: what makes two headlines the same."""
    return _NOT_LETTERS.sub("", text).casefold()


def _repeats(paragraph: str, place: int, title: str, standfirst: str) -> bool:
    beginning = folded(paragraph[:_GLANCE])
    if place >= _LEAD and beginning and not (title and (title.startswith(beginning) or beginning.startswith(title))):
        return False
    bare = folded(paragraph)
    if not bare:
        return True
    if title and bare.startswith(title) and folded(_CAPTION_CREDIT.sub("", paragraph)) == title:
        return True
    return place < _LEAD and bool(standfirst) and bare in {standfirst, title + standfirst}
