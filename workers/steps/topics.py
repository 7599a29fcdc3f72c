"""Name an article's topics: the publisher's own section or tags when they are clear, else a model's answer."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from search.article import Article
from workers.settings import WorkersSettings
from workers.topics import model, sections


def step(article: Article) -> Article:
    """Fill ``topics`` and ``topics_from``."""
    if topics := sections.topics_of_section(article.section) or sections.topics_of_address(article.canonical_url):
        return replace(article, topics=topics, topics_from="section")
    if topics := sections.topics_of_tags(article.tags):
        return replace(article, topics=topics, topics_from="tags")
    learnt = _model(article.language or "")
    answer = model.topic(learnt, article.title, article.text) if learnt else None
    return replace(article, topics=(answer,), topics_from="model") if answer else article


def path_of(language: str, folder: Path) -> Path:
    """Where the model of a language lies."""
    return folder / f"topics_{language}.msgpack.zst"


@cache
def _model(language: str) -> model.Model | None:
    """The operator's own model of a language; none is shipped. A worker that is restarted sees a new one."""
    path = path_of(language, WorkersSettings().models)
    return model.load(path) if language.isalpha() and path.exists() else None
