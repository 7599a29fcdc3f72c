"""Make an article's parts of a page: text, headline, standfirst, section, authors, dates."""

from workers.extraction.extractor import extract
from workers.extraction.result import Evidence, Extraction, Hints

__all__ = ["Evidence", "Extraction", "Hints", "extract"]
