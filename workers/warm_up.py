"""Load before the first page what every page needs, once for all processes that are forked from this one."""

from datetime import UTC, datetime

from htmldate import find_date
from lxml import html

from search.article import Article
from workers import pages_desk, pipeline  # noqa: F401 - shared by all processes from here
from workers.extraction import extract
from workers.extraction.second_opinion import paragraphs_by_trafilatura
from workers.identifier import identifier
from workers.names import chosen
from workers.names.tagger import tagger
from workers.settings import settings

_TEXTS = (
    (
        "de",
        (
            "Der Gemeinderat hat am Dienstag beschlossen, die Grundschule zu sanieren. „Das war überfällig“, sagte die "
            "Bürgermeisterin. Die Arbeiten beginnen im März und dauern nach Angaben der Verwaltung anderthalb Jahre. "
        ),
    ),
    (
        "en",
        (
            'The town council decided on Tuesday to repair the primary school. "This was overdue," the mayor said. '
            "Work begins in March and will take a year and a half, according to the administration in the county. "
        ),
    ),
)
"""A text in each of the languages that have models of their own."""


def run() -> None:
    """Load every model: extraction's by a page, each step's by an article, whatever extraction thinks of the page."""
    identifier()
    if settings().name_model("de") is None:
        tagger().meet_common_words()
    for model in settings().chosen_models.values():
        chosen.load(model)
    plain = f"<html><body><article>{''.join(f'<p>{text}</p>' for _, text in _TEXTS)}</article></body></html>"
    paragraphs_by_trafilatura(html.fromstring(plain))
    find_date(_PUZZLE, extensive_search=True)
    for language, text in _TEXTS:
        extract(f"<html lang={language}><title>T</title><article><h1>T</h1><p>{text}</p></article></html>", _URL)
        article = Article(
            id="0" * 16,
            url=_URL,
            canonical_url=_URL,
            source="example",
            title="T",
            text=text,
            language=language,
            fetched_at=datetime.now(UTC),
        )
        pipeline.finished(article)


_URL = "https://example.org/"
_PUZZLE = '<html><body><div class="date">Stand vom letzten 31 12 brachmond 2020 neulich 12</div></body></html>'
"""A date in no language: htmldate tries them all on it, and compiling their forms takes 1.3 s."""
