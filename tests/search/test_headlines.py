"""The feed of headlines that their publishers changed."""

from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

from search import export
from search.reading import headline_changes
from tests.search.factories import NOON, an_article

ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_changed_headline_is_told_with_the_old_one_and_a_changed_text_is_not(index, searcher):
    first = an_article("Rat streitet über Brücke", "Die Brücke ist gesperrt. Der Rat berät am Abend.")
    other = an_article("Markt öffnet", "Der Markt öffnet am Montag. Es gibt Äpfel.")
    index.write([first, other])
    after = {"fetched_at": NOON + timedelta(hours=2)}
    index.write(
        [
            replace(first, title="Rat einigt sich über Brücke", content_hash="changed-1", **after),
            replace(other, text="Der Markt öffnet am Dienstag. Es gibt Äpfel.", content_hash="changed-2", **after),
        ]
    )
    index.refresh()
    rows = headline_changes(searcher)
    assert [row["title"] for row in rows] == ["Rat einigt sich über Brücke"]
    feed = ET.fromstring(b"".join(export.atom(rows, title="t", link="https://here.example/", now=NOON)))
    (entry,) = feed.findall(f"{ATOM}entry")
    assert "Rat streitet über Brücke → Rat einigt sich über Brücke" in "".join(entry.itertext())
