"""Steps that an operator's own package adds to the pipeline."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points

from search.article import Article

Step = Callable[[Article], Article]
"""One enrichment or cleaning: a function of an article that returns a new one."""

GROUP = "newsloom.steps"
"""Entry points of this group are steps; they run after ours, in the order of their names."""


class StepChangedTextError(Exception):
    """Correct the step: it changed the text after others noted places in it."""


@cache
def own_steps() -> tuple[Step, ...]:
    """The installed steps, each guarded."""
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple(guarded(point.name, point.load()) for point in found)


def guarded(name: str, step: Step) -> Step:
    """The step, which fails by its own name when it changes what must stay."""

    def run(article: Article) -> Article:
        after = step(article)
        if (after.title, after.standfirst, after.text) != (article.title, article.standfirst, article.text):
            raise StepChangedTextError(
                f"the step {name!r} ({GROUP}) changed title, standfirst or text - add to other fields only"
            )
        return after

    return run
