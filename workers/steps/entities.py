"""Find the people, organisations and places of an article, each under one name."""

from dataclasses import replace

from search.article import Article
from workers.names import english, german, naming
from workers.names.mention import Mention

_FINDERS = {"de": german.mentions, "en": english.mentions}


def step(article: Article) -> Article:
    """Fill ``entities`` of a German or English article; its own authors are left out."""
    finder = _FINDERS.get(article.language or "")
    if finder is None:
        return article
    foreign = [(start, end) for start, end, _ in article.foreign]
    found = [
        m for m in finder(article.text) if not _is_byline(m, article) and not any(a <= m.start < b for a, b in foreign)
    ]
    return replace(article, entities=naming.entities(article.title, article.text, found, article.language or ""))


def _is_byline(mention: Mention, article: Article) -> bool:
    """Whether it is an author's name, which bylines and closing lines repeat."""
    return mention.kind == "person" and " ".join(mention.words) in article.authors
