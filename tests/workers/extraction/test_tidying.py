"""What stands in a wrong place leaves the choice, whatever its words."""

from tests.workers.extraction.making import GERMAN
from workers.extraction.blocks import segment
from workers.extraction.tidying import tidied
from workers.extraction.tree import parse


def left(body: str, *chosen: int) -> tuple[int, ...]:
    return tidied(segment(parse(f"<html><body>{body}</body></html>")), chosen)


def test_comments_leave_the_text():
    assert left(f"<p>{GERMAN[0]}</p><p>{GERMAN[1]}</p><div id=comments><p>Na endlich!</p></div>", 0, 1, 2) == (0, 1)


def test_captions_leave_the_text_and_stay_where_they_are_most_of_it():
    first, second, third, fourth = GERMAN
    body = f"<p>{first}</p><figure><figcaption><span>Der Hafen</span></figcaption></figure><p>{second}</p>"
    assert left(f"{body}<div class=bild-caption><p>Der alte Kai</p></div><p>{third}</p>", 0, 1, 2, 3, 4) == (0, 2, 4)
    pictures = "".join(f"<figcaption>{text}</figcaption>" for text in (second, third, fourth))
    assert left(f"<p>{first}</p>{pictures}", 0, 1, 2, 3) == (0, 1, 2, 3)


def test_a_line_that_opens_like_a_caption_is_one():
    for opening in ("Abbildung 3: ", "Abb.: ", "Foto: ", "Fig. 2: ", "Bildnachweis: ", "Crédits photos : "):
        body = f"<p>{GERMAN[0]}</p><p>{opening}Der alte Kai im Herbst</p><p>{GERMAN[1]}</p>"
        assert left(body, 0, 1, 2) == (0, 2)
    assert left(f"<p>{GERMAN[0]}</p><p>Foto des Hafens: zu dunkel</p>", 0, 1) == (0, 1)


def test_a_place_of_the_template_that_nothing_was_put_into_is_not_text():
    assert left(f"<p>{GERMAN[0]}</p><p>$$ARTICLEAD$$</p><p>{GERMAN[1]}</p>", 0, 1, 2) == (0, 2)


def test_share_bars_and_notices_on_the_text_leave():
    for names in ("sharedaddy", "social-share-bar", "affiliate-disclaimer", "editorial-disclosure", "postmetadata"):
        notice = f"<div class='{names}'><p>Dieser Beitrag enthält Verweise auf Läden, die uns bezahlen.</p></div>"
        assert left(f"<p>{GERMAN[0]}</p>{notice}<p>{GERMAN[1]}</p>", 0, 1, 2) == (0, 2)


def test_a_passage_on_credit_cards_is_no_credit_of_a_picture():
    body = (
        f"<p>{GERMAN[0]}</p><p class=photo-credit>Anna Beispiel</p><div class=credit-card-tips><p>{GERMAN[1]}</p></div>"
    )
    assert left(f"{body}<p>{GERMAN[2]}</p>", 0, 1, 2, 3) == (0, 2, 3)


def test_a_thread_that_is_all_comments_stays():
    assert left(f"<p>Frage</p><div class=comment-list><p>{GERMAN[0]}</p><p>{GERMAN[1]}</p></div>", 0, 1, 2) == (0, 1, 2)


def test_the_next_article_of_an_endless_page_is_not_this_ones_text():
    first, second, third, fourth = (f"<p>{text}</p>" for text in GERMAN)
    following = f"<article class=next><h1>Der Damm hält</h1>{third}{fourth}</article>"
    assert left(f"<article><h1>Der Hafen wächst</h1>{first}{second}</article>{following}", 1, 2, 4, 5) == (1, 2)
    boxes = f"<article><h1>Der Hafen wächst</h1>{first}</article><article><h2>Was es kostet</h2>{third}</article>"
    assert left(boxes, 1, 3) == (1, 3)
    entries = "".join(f"<article><h1>Um {hour} Uhr</h1>{first}</article>" for hour in range(6))
    assert left(entries, 1, 3, 5, 7, 9, 11) == (1, 3, 5, 7, 9, 11)


def test_what_stands_in_a_form_or_in_a_window_over_the_page_leaves_unless_the_text_does():
    login = "<p>Geben Sie die Adresse Ihres Kontos an.</p>"
    names = ("js-Modal", "socialRegistration", "log-in", "cookie-banner")
    for window in (f"<form>{login}</form>", *(f"<div class={name}>{login}</div>" for name in names)):
        assert left(f"<p>{GERMAN[0]}</p>{window}<p>{GERMAN[1]}</p>", 0, 1, 2) == (0, 2)
    assert left(f"<p>{GERMAN[0]}</p><div class='blog-inner design-inner'>{login}</div>", 0, 1) == (0, 1)
    assert left(f"<form><p>{GERMAN[0]}</p><p>{GERMAN[1]}</p></form><p>{GERMAN[2]}</p>", 0, 1, 2) == (0, 1, 2)


def test_a_heading_of_a_box_that_was_left_out_goes_with_it():
    body = f"<p>{GERMAN[0]}</p><aside><h3>Der Morgen im Tal</h3><p>Jetzt anmelden</p></aside><p>{GERMAN[1]}</p>"
    assert left(body, 0, 1, 3) == (0, 3)


def test_a_standfirst_that_is_marked_as_a_heading_stays():
    body = f"<header><h1>Der Hafen</h1><h2>{GERMAN[0]}</h2><p>Drucken</p></header><p>{GERMAN[1]}</p>"
    assert left(body, 1, 3) == (1, 3)
    assert left(body.replace(GERMAN[0], "Was es kostet"), 1, 3) == (3,)


def test_a_heading_over_text_stays():
    assert left(f"<div><h2>Was es kostet</h2><p>{GERMAN[0]}</p></div>", 0, 1) == (0, 1)


def test_a_heading_alone_in_its_element_stays():
    assert left(f"<div><h2>Was es kostet</h2></div><p>{GERMAN[0]}</p>", 0, 1) == (0, 1)


def test_a_line_that_only_points_to_another_article_leaves_with_the_heading_over_it():
    first, second, *_ = GERMAN
    body = f"<p>{first}</p><p>Lesen Sie auch: Der Kai wird teurer</p><p>{second}</p>"
    assert left(body, 0, 1, 2) == (0, 2)
    body = f"<p>{first}</p><div><h3>Zum Thema</h3><p>Read more: The quay costs more</p><p>Anzeige</p></div>"
    assert left(body, 0, 1, 2) == (0,)


def test_a_choice_of_pointers_alone_stays():
    assert left("<p>Lesen Sie auch: Der Kai wird teurer</p>", 0) == (0,)


def test_a_line_of_an_authors_element_leaves_and_a_sentence_stays():
    body = f"<p>{GERMAN[0]}</p><p class=autor>Von Anna Beispiel</p><p class=autor>Anna Beispiel lebt am Fluss.</p>"
    assert left(body, 0, 1, 2) == (0, 2)


def test_a_last_short_block_far_behind_the_text_leaves():
    text, between = "".join(f"<p>{line}</p>" for line in GERMAN), "<p>Meldung</p>" * 25
    assert left(f"{text}{between}<p>Der Markt zieht um.</p>", 0, 1, 2, 3, 29) == (0, 1, 2, 3)
    assert left(f"{text}{between}<p>{' '.join(GERMAN)}</p>", 0, 1, 2, 3, 29) == (0, 1, 2, 3, 29)
