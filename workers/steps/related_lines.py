"""Leave out the lines inside a text that only point to other articles."""

from dataclasses import replace

from search.article import Article
from workers.extraction.pointers import is_pointer


def step(article: Article) -> Article:
    """Drop paragraphs that are pointers ("Mehr dazu – …", "Lesen Sie auch: …", "Read more: …")."""
    paragraphs = article.text.split("\n\n")
    gone = [paragraph for paragraph in paragraphs if is_pointer(paragraph)]
    kept = [paragraph for paragraph in paragraphs if not is_pointer(paragraph)]
    if not gone or not kept:
        return article
    return replace(article, text="\n\n".join(kept), left_out=(*article.left_out, *gone))
