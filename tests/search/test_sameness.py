from search.sameness import refilled, same

WEATHER = (
    "Im Norden wird es am {day} meist bewölkt. Wie der Wetterdienst mitteilte, liegen die Höchstwerte bei {high} Grad. "
    "In der Nacht sinken die Temperaturen auf {low} Grad. Am Pegel Altfleth werden {level} Zentimeter erwartet."
)


def test_a_short_dispatch_and_its_copy_are_the_same():
    text = (
        "Die Brücke über den Sund ist seit Dienstag wieder für Lastwagen frei. Das teilte der Landkreis am Morgen mit."
    )
    assert same(text, text.replace("am Morgen mit", "mit"))


def test_a_form_filled_in_again_is_another_story():
    monday = WEATHER.format(day="Montag", high=12, low=31, level=514)
    friday = WEATHER.format(day="Freitag", high=17, low=24, level=602)
    assert refilled(monday, friday)
    assert not same(monday, friday)


def test_a_dispatch_with_one_corrected_number_is_the_same_story():
    before = WEATHER.format(day="Montag", high=12, low=31, level=514)
    assert same(before, before.replace("514", "541"))


def test_a_line_in_place_of_the_text_makes_no_story():
    """Seen at a newspaper that may not keep its agency's texts: one lead of its own, one legal notice."""
    notice = (
        "Aus rechtlichen Gründen steht der ganze Text dieser Meldung einer Nachrichtenagentur hier nicht zur Verfügung."
    )
    assert not same(
        f"Der Hersteller ruft drei Sorten zurück. {notice}", f"Das Parlament tagt am Abend erneut. {notice}"
    )


def test_nothing_is_the_same_as_an_empty_text():
    assert not same("", "Die Brücke ist frei.")
