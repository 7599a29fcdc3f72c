"""Find the people, organisations and places of an article, each under one name."""

from collections.abc import Sequence
from dataclasses import replace

from search.article import Article
from workers.names import chosen, english, german, naming
from workers.names.mention import Mention
from workers.names.things import without_things
from workers.settings import settings

_FINDERS = {"de": german.mentions, "en": english.mentions}


def step(article: Article) -> Article:
    """Fill ``entities`` of an article in a language with a finder; its own authors are left out."""
    mentions = _mentions(article.text, article.language or "")
    if mentions is None:
        return article
    foreign = [(start, end) for start, end, _ in article.foreign]
    mentions = without_things(article.text, mentions, article.language or "")
    found = [m for m in mentions if not _is_byline(m, article) and not any(a <= m.start < b for a, b in foreign)]
    return replace(article, entities=naming.entities(article.title, article.text, found, article.language or ""))


def _mentions(text: str, language: str) -> Sequence[Mention] | None:
    """What the operator's own model finds, else what ours does; None for a language that has neither."""
    if model := settings().name_model(language):
        return chosen.mentions(text, model, language)
    finder = _FINDERS.get(language)
    return finder(text) if finder else None


def _is_byline(mention: Mention, article: Article) -> bool:
    """Whether it is an author's name, which bylines and closing lines repeat."""
    return mention.kind == "person" and " ".join(mention.words) in article.authors
