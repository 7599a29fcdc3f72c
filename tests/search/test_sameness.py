from search.sameness import alike, refilled, same

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


BRIDGE = (
    "Die Klappbrücke in Seedorf bleibt nach dem Brand im Maschinenhaus bis zum Frühjahr geschlossen. "
    "Ersatz fährt ein Prahm, der bis zu zwölf Autos trägt. Die Reederei rechnet mit langen Schlangen am Anleger. "
    "Fußgänger und Radfahrer dürfen kostenlos übersetzen. Wann das neue Getriebe kommt, steht noch nicht fest, "
    "weil die Fabrik in den vergangenen Jahren nur noch Ersatzteile für Kräne gegossen hat."
)
CHOIR = (
    "Der Knabenchor von Talheim nimmt vom Herbst an auch Mädchen auf. Kantorin Ilse Brandau sprach von einem Versuch. "
    "Die ältesten Sänger hatten abgestimmt, das Ergebnis war knapp."
)
CHEESE = (
    "Eine Sennerei im Oberland hat den größten Käse des Landes gepresst. Er wiegt so viel wie ein kleines Pferd und "
    "soll drei Jahre reifen. Gekauft hat ihn schon jemand, verraten wird nichts."
)


def test_a_news_blog_is_not_the_story_of_each_of_its_parts():
    blog = f"{BRIDGE}\n\n{CHOIR}\n\n{CHEESE}"
    assert not same(CHOIR, blog)
    assert not same(CHEESE, blog)


def test_a_dispatch_is_the_story_of_the_long_report_that_opens_with_it():
    assert same(BRIDGE, f"{BRIDGE}\n\n{CHOIR}\n\n{CHEESE}")


def test_two_accounts_of_one_event_are_alike_and_others_are_not():
    account = "Seit dem Brand steht die Klappbrücke in Seedorf offen, und am Anleger des Prahms stauen sich die Autos."
    assert alike(BRIDGE, account)
    assert not alike(BRIDGE, CHOIR)
