"""Load before the first page what every page needs, once for all processes that are forked from this one."""

from workers import pages_desk  # noqa: F401 - shared by all processes from here
from workers.preview import preview

_PAGES = (
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
"""A page in each of the languages that have models of their own."""


def run() -> None:
    """Take a page through every step, which loads every model; the pages are too plain to fail."""
    for language, text in _PAGES:
        body = f"<html lang={language}><title>T</title><article><h1>T</h1>{f'<p>{text}</p>' * 4}</article></html>"
        preview(body.encode(), f"https://example.org/{language}")
