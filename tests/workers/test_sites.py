"""What a site repeats is learnt, and what its articles share stays."""

from dataclasses import replace

import pytest

from tests.workers.making import SUBJECTS, an_article, furniture_of, story
from workers.sites import Sites, sentences_of
from workers.steps.site_repeats import leave_out

NOTICE = "Unsere Redaktion erreichen Sie werktags von neun bis siebzehn Uhr unter der bekannten Nummer."
APPEAL = "Unterstützen Sie unabhängigen Journalismus mit einem kleinen Beitrag im Monat."


@pytest.fixture
def read(redis, settings):
    """Articles of one site as they come in, each cleaned of what the site repeats by then."""
    sites = Sites(redis, settings)

    def clean(text: str, number: int, **given):
        article = an_article(number, text=text, **given)
        return leave_out(article, furniture_of(sites, redis, article))

    return clean


def body(number: int) -> str:
    return "\n\n".join(story(number))


def test_a_closing_notice_is_left_out_from_the_third_page_on(read):
    pages = [read(f"{body(number)}\n\n{NOTICE}", number) for number in range(5)]
    assert [NOTICE in page.text for page in pages] == [True, True, False, False, False]
    assert pages[2].left_out == (NOTICE,)
    assert pages[2].text == body(2)


def test_an_appeal_inside_a_paragraph_is_left_out_and_the_paragraph_stays(read):
    def with_appeal(number):
        first, *rest = story(number)
        return "\n\n".join([f"{first} {APPEAL}", *rest])

    pages = [read(with_appeal(number), number) for number in range(4)]
    assert pages[3].text == body(3)
    assert pages[3].left_out == (APPEAL,)


def test_a_promotion_in_the_middle_of_the_text_is_left_out(read):
    def with_promotion(number):
        paragraphs = story(number)
        return "\n\n".join([*paragraphs[:6], APPEAL, *paragraphs[6:]])

    assert [APPEAL in read(with_promotion(number), number).text for number in range(4)][2:] == [False, False]


def test_a_page_read_before_the_site_was_known_is_cleaned_when_it_is_read_again(read):
    for number in range(3):
        first = read(f"{body(number)}\n\n{NOTICE}", number)
    again = read(f"{body(0)}\n\n{NOTICE}", 0)
    assert NOTICE in first.text or NOTICE not in again.text
    assert again.text == body(0)


def test_one_text_under_many_addresses_stays_whole(read):
    pages = [read(body(1), number) for number in range(10, 20)]
    assert {page.text for page in pages} == {body(1)}


def test_a_running_story_keeps_what_its_reports_share(read):
    known = story(2)
    for number in range(8):
        news = (
            f"In Folge {number} trat die Kantorin von Thalbach vor die Orgel und sprach über Pfeifen Nummer {number}."
        )
        text = "\n\n".join([news, *known[: 9 - number % 3]])
        assert read(text, 30 + number, title=f"Orgel in Thalbach: Folge {number}").text == text


def test_a_quotation_that_many_reports_of_one_event_share_stays(read):
    quotation = (
        "„Wir haben alles versucht und sind trotzdem gescheitert“, sagte die Trainerin des Vereins in Rodenfels."
    )
    for number in range(6):
        text = "\n\n".join([*story(4, sentences=5 + number)[number:], quotation])
        assert quotation in read(text, 60 + number).text


def test_an_agency_credit_stays_on_every_page_for_the_step_that_reads_it(read):
    pages = [read(f"{body(number)}\n\nMit Material der dpa.", number) for number in range(5)]
    assert all(page.text.endswith("Mit Material der dpa.") for page in pages)


@pytest.mark.parametrize("title", ["Dr.", "Prof. Dr.", "Mr."])
def test_a_title_before_a_name_is_no_sentence_that_a_site_repeats(read, title):
    names = ("Adler", "Brandt", "Conradi", "Dorn", "Ebert")

    def with_title(number):
        first, *rest = story(number)
        return "\n\n".join([f"{first} Das sagte {names[number]}.", f"{title} {names[number]} war dabei.", *rest])

    assert [read(with_title(number), number).text for number in range(5)] == list(map(with_title, range(5)))


def test_another_site_does_not_know_what_this_one_repeats(read):
    for number in range(4):
        read(f"{body(number)}\n\n{NOTICE}", number)
    assert NOTICE in read(f"{body(5)}\n\n{NOTICE}", 5, source="kurier").text


def test_after_a_redesign_the_old_furniture_is_forgotten(redis, settings):
    small = settings.model_copy(update={"site_pages": 8})
    sites = Sites(redis, small)

    def furniture(number, last):
        return furniture_of(sites, redis, an_article(number, text=f"{body(number)}\n\n{last}"))

    for number in range(4):
        furniture(number, NOTICE)
    assert furniture(4, NOTICE)
    for number in range(10, 18):
        furniture(number, APPEAL)
    assert not furniture(20, NOTICE)


def test_reading_a_page_twice_counts_it_once(read):
    for _ in range(5):
        for number in range(2):
            page = read(f"{body(number)}\n\n{NOTICE}", number)
    assert NOTICE in page.text


def test_pages_read_at_the_same_moment_are_all_remembered(redis, settings):
    sites = Sites(redis, settings)
    keeps = [redis.pipeline() for _ in range(2)]
    for number, keep in enumerate(keeps):
        sites.furniture(an_article(number, text=body(number)), None, keep)
    for keep in keeps:
        keep.execute()
    assert redis.strlen(settings.key("site", "bote")) == len(keeps) * 152


def test_a_site_costs_less_than_forty_kilobytes(redis, settings):
    sites = Sites(redis, settings)
    for number in range(300):
        furniture_of(sites, redis, an_article(number, text=body(number)))
    assert redis.strlen(settings.key("site", "bote")) == 128 * 152
    assert redis.memory_usage(settings.key("site", "bote")) < 40_000


def test_a_text_in_a_script_without_capitals_is_cleaned_too(read):
    notice = "この記事の無断転載を禁じます。"
    bodies = [
        "市議会は橋の建設を承認した。工事は来年三月に始まる予定である。",
        "港の新しいクレーンが動き始めた。荷物の取扱量は二割増える見込みだ。",
        "教会のオルガンが修理された。演奏会は日曜日の午後に開かれる。",
        "図書館の移動車が新しくなった。子どもたちは毎週本を借りられる。",
    ]
    pages = [read(f"{text}\n\n{notice}", number) for number, text in enumerate(bodies)]
    assert [notice in page.text for page in pages] == [True, True, False, False]


def test_subjects_of_these_tests_are_about_different_things():
    words = [word for subject in SUBJECTS for word in subject]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("paragraph", "count"),
    [
        ("Der Rat tagte. Es wurde spät.", 2),
        ("Der Preis stieg um 3,5 Prozent auf 2.400 Euro.", 1),
        ("„Wir gehen.“ Dann ging sie.", 2),
        ("The council met. It was late! Was it?", 3),
        ("市議会は承認した。工事は来年始まる。", 2),
        ("", 1),
    ],
)
def test_sentences_are_cut_where_a_new_one_begins_and_make_up_the_paragraph(paragraph, count):
    sentences = sentences_of(paragraph)
    assert len(sentences) == count
    assert "".join(sentences) == paragraph


def test_leaving_out_nothing_changes_nothing():
    article = an_article()
    assert leave_out(article, frozenset()) == article
    assert leave_out(article, frozenset({1})) == replace(article)
