"""What holds for every enrichment step, whatever the text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article import Article
from workers.pipeline import ENRICHMENT
from workers.steps import agencies, compounds, entities, keyphrases, language, places, quotations, reading, topics

PIECES = st.sampled_from(
    [
        *'„“»«"‘’:.ẞ𝕏🙂',
        *("\u00ad", "\u202e", "\x00", "\n\n", ", sagte ", " said ", "Anna Muster", "Frau ", "der Minister", "laut "),
        *("Dr. ", "3. Oktober", "FC ", "Universität ", "(dpa)", "Berlin (dpa) - ", "von der ", "U.S."),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=60).map("".join)
LONG = 60_000
HOSTILE = {
    "one word": "a" * LONG,
    "capitals": "A" * LONG,
    "names": "Anna Muster " * (LONG // 12),
    "opening marks": "„" * LONG,
    "quotes": '"a" ' * (LONG // 4),
    "brackets": "(" * LONG,
    "stops": "." * LONG,
    "hyphens": "A-" * (LONG // 2),
    "one sentence": "und Peter sagte, " * (LONG // 17),
    "lines": "A\n\n" * (LONG // 3),
    "abbreviations": "z. B. Nr. " * (LONG // 10),
    "initials": "A. " * (LONG // 3),
    "dates": "3. November 2026, " * (LONG // 18),
    "links": "https://example.org/a/b?c=d " * (LONG // 28),
    "different people": " ".join(f"Herr Xq{n:b} sagte.".replace("0", "a").replace("1", "o") for n in range(LONG // 30)),
    "compounds": "Straßenbahnhaltestellenschilder" * (LONG // 31),
}


def an_article(text, code):
    plain = {"id": "0" * 16, "url": "https://b.example/1", "canonical_url": "https://b.example/1", "source": "b"}
    return Article(title=text[:60], text=text, language=code, fetched_at=None, **plain)


def enriched(article):
    for step in ENRICHMENT:
        article = step(article)
    return article


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, code=st.sampled_from(["de", "en", "fr", None]))
def test_no_text_breaks_a_step_and_every_span_lies_in_the_text(text, code):
    article = enriched(an_article(text, code))
    spans = [span for entity in article.entities for span in entity.spans]
    spans += [(quotation.start, quotation.end) for quotation in article.quotations]
    spans += [(start, end) for start, end, _ in article.foreign]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(0 < offset < len(text) for offset in article.joints.text)
    assert all(text[quotation.start : quotation.end] == quotation.text for quotation in article.quotations)


@pytest.mark.parametrize("code", ["de", "en"])
@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_length_of_the_text_and_not_with_its_square(name, code):
    article = an_article(HOSTILE[name], code)
    for step in (language, agencies, entities, places, quotations, topics, compounds, keyphrases, reading):
        started = time.process_time()
        article = step.step(article)
        assert time.process_time() - started < 8, step.__name__
