"""The command that learns models from the articles of the operator's own index."""

from collections.abc import Iterator

import click
from rich.console import Console

_LANGUAGES = ("de", "en")


@click.group()
def train() -> None:
    """Learn from your own index; nothing leaves this machine."""


@train.command()
@click.option("--language", "chosen", multiple=True, type=click.Choice(_LANGUAGES), help="Only this language.")
@click.option("--most", default=100_000, show_default=True, help="Articles to learn from at most.")
def topics(chosen: tuple[str, ...], most: int) -> None:
    """Learn topics from articles whose publishers name theirs by section or tags.

    The workers use the new model when they are started again.
    """
    from workers.settings import settings  # pydantic, scikit-learn and elasticsearch load with these
    from workers.steps.topics import path_of
    from workers.topics import learning
    from workers.topics.model import save

    console = Console()
    for language in chosen or _LANGUAGES:
        known = list(_known(language, most))
        try:
            model = learning.learn([text for text, _ in known], [topic for _, topic in known], language)
        except learning.TooLittleError as error:
            console.print(f"{language}: {error}")
            continue
        path = path_of(language, settings().models)
        save(model, path)
        console.print(f"{language}: learnt {len(model.labels)} topics from {model.trained_on} articles, kept in {path}")


def _known(language: str, most: int) -> Iterator[tuple[str, str]]:
    """Headline and text of articles with one topic that the publisher named."""
    from search.scan import scan
    from search.searcher import Searcher

    searcher = Searcher.open()
    asked = {
        "query": {
            "bool": {"filter": [{"term": {"language": language}}, {"terms": {"topics_from": ["section", "tags"]}}]}
        },
        "_source": ["title", "text", "topics"],
    }
    for hit in scan(searcher.client, searcher.names.alias("articles"), asked, most=most):
        source = hit["_source"]
        if len(source["topics"]) == 1:
            yield f"{source['title']}\n{source['text']}", source["topics"][0]


commands: tuple[click.Command, ...] = (train,)
