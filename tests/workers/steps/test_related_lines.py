import pytest

from tests.workers.making import an_article
from workers.extraction.pointers import is_pointer
from workers.steps.related_lines import step


@pytest.mark.parametrize(
    "line",
    [
        "Mehr dazu – Rat stimmt für neue Brücke",
        "Mehr zum Thema: Die Kosten der Brücke",
        "Lesen Sie auch: Wer die Brücke bezahlt",
        "Lesen Sie hier mehr: So geht es weiter",
        "Lesen Sie auch Wer die Brücke bezahlt",
        "→ Auch interessant: Brücken der Welt",
        "Weitere Nachrichten aus der Region: Seldenau",
        "Read more: Council votes for bridge",
        "Related: Who pays for the bridge",
        "See also – the history of the bridge",
        "Lire aussi Un nouveau pont",
        "MORE : Who pays for the bridge",
        "(Le puede interesar: Un puente nuevo)",
        "Zobacz też: Nowy most",
        "Читайте также: Новый мост",
        "اقرأ أيضا: جسر جديد",
        "यह भी पढ़ें: नया पुल",
    ],
)
def test_a_line_that_only_points_elsewhere_is_a_pointer(line):
    assert is_pointer(line)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mehr dazu wollte die Sprecherin am Dienstag nicht sagen.",
        "Lesen Sie auch bei schlechtem Licht, sagt die Ärztin, das schadet den Augen nicht.",
        "More people came than in the spring.",
        "Read more books, the minister told the pupils.",
        "Related costs rose by a third last year.",
        "See this as a warning, she said.",
        "Mehr zum Thema Rente sagte der Minister nicht.",
    ],
)
def test_a_sentence_that_begins_like_a_pointer_stays(sentence):
    assert not is_pointer(sentence)


def test_pointers_are_left_out_of_the_text_and_kept_apart():
    article = step(an_article(text="Der Rat tagte.\n\nMehr dazu – Rat stimmt ab\n\nEs wurde spät."))
    assert article.text == "Der Rat tagte.\n\nEs wurde spät."
    assert article.left_out == ("Mehr dazu – Rat stimmt ab",)
