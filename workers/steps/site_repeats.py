"""Leave out of a text the sentences that its site repeats."""

from dataclasses import replace

from search.article import Article
from workers.sites import hash_of, sentences_of
from workers.steps.agencies import agencies_in

_CREDIT_LENGTH = 120
"""Characters; an agency's credit line is shorter."""


def leave_out(article: Article, furniture: frozenset[int]) -> Article:
    """Drop the sentences with these hashes; agency credits stay, because later steps read them."""
    if not furniture:
        return article
    kept: list[str] = []
    gone: list[str] = []
    for paragraph in article.text.split("\n\n"):
        own: list[str] = []
        for sentence in sentences_of(paragraph):
            (gone if hash_of(sentence) in furniture and not is_credit(sentence) else own).append(sentence)
        kept.append("".join(own).strip())
    return replace(article, text="\n\n".join(filter(None, kept)), left_out=(*article.left_out, *map(str.strip, gone)))


def is_credit(sentence: str) -> bool:
    """Whether a sentence names the agency that the text is from."""
    return len(sentence) <= _CREDIT_LENGTH and bool(agencies_in(sentence))
