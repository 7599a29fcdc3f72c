"""Find who is quoted with what: direct speech in quotation marks, and reported speech."""

from dataclasses import replace

from search.article import Article
from workers.speech.cast import Cast
from workers.speech.direct import direct
from workers.speech.indirect import indirect

_LANGUAGES = frozenset({"de", "en"})


def step(article: Article) -> Article:
    """Fill ``quotations`` of a German or English article whose entities are known."""
    if article.language not in _LANGUAGES:
        return article
    cast = Cast(article)
    found = sorted((*direct(cast), *indirect(cast)), key=lambda quotation: quotation.start)
    return replace(article, quotations=tuple(found))
