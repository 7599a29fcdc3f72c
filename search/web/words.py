"""The interface's words in German and English, and how each language writes numbers and dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

Language = Literal["de", "en"]
LANGUAGES: Mapping[Language, str] = {"de": "Deutsch", "en": "English"}

WORDS: Mapping[str, tuple[str, str]] = {
    "search": ("Suche", "Search"),
    "search_verb": ("Suchen", "Search"),
    "search_label": ("Artikel durchsuchen", "Search the articles"),
    "search_hint": ("Wörter, „Wortgruppen“, person:Name, last:7d …", "Words, “phrases”, person:Name, last:7d …"),
    "trends": ("Verlauf", "Trends"),
    "saved": ("Gespeichert", "Saved"),
    "help": ("Hilfe", "Help"),
    "skip": ("Zum Inhalt", "Skip to content"),
    "language": ("Sprache der Oberfläche", "Interface language"),
    "theme": ("Hell oder dunkel", "Light or dark"),
    "theme_light": ("Hell", "Light"),
    "theme_dark": ("Dunkel", "Dark"),
    "articles": ("Artikel", "articles"),
    "article": ("Artikel", "article"),
    "stories": ("Geschichten", "stories"),
    "story": ("Geschichte", "story"),
    "filters": ("Eingrenzen", "Narrow down"),
    "to_filters": ("Filter", "Filters"),
    "chosen": ("Gewählt", "Chosen"),
    "remove": ("Entfernen:", "Remove:"),
    "clear": ("Alles zurücksetzen", "Clear all"),
    "sort": ("Reihenfolge", "Order"),
    "relevance": ("Beste", "Best"),
    "newest": ("Neueste", "Newest"),
    "oldest": ("Älteste", "Oldest"),
    "per_story": ("Ein Treffer je Geschichte", "One hit per story"),
    "every_article": ("Jeder Artikel", "Every article"),
    "view": ("Ansicht", "View"),
    "export": ("Export", "Export"),
    "permalink": ("Dauerlink", "Permalink"),
    "save": ("Suche speichern", "Save search"),
    "from": ("Von", "From"),
    "to": ("Bis", "To"),
    "period": ("Zeitraum", "Period"),
    "apply": ("Anwenden", "Apply"),
    "all_time": ("Gesamte Zeit", "All time"),
    "over_time": ("Artikel je {step}", "Articles per {step}"),
    "step_hour": ("Stunde", "hour"),
    "step_day": ("Tag", "day"),
    "step_week": ("Woche", "week"),
    "step_month": ("Monat", "month"),
    "step_year": ("Jahr", "year"),
    "brush_hint": ("Ziehen, um einen Zeitraum zu wählen", "Drag to choose a period"),
    "nothing": ("Nichts gefunden", "Nothing found"),
    "nothing_hint": (
        "Kein Artikel passt auf alles, was gefragt ist. Weniger Wörter, andere oder ein längerer Zeitraum helfen.",
        "No article matches everything that was asked. Try fewer words, another word or a longer period.",
    ),
    "any_word": ("Irgendeines der Wörter suchen", "Search for any of the words"),
    "empty": ("Noch keine Artikel", "No articles yet"),
    "empty_hint": (
        "Der Index ist leer. Ein erster Lauf füllt ihn: newsloom crawl, oder zum Ausprobieren newsloom demo.",
        "The index is empty. A first crawl fills it: newsloom crawl, or newsloom demo to try things out.",
    ),
    "did_you_mean": ("Meinten Sie", "Did you mean"),
    "more_outlets": ("{n} weitere Artikel dieser Geschichte", "{n} more articles of this story"),
    "one_more_outlet": ("1 weiterer Artikel dieser Geschichte", "1 more article of this story"),
    "live": ("Liveticker", "Live ticker"),
    "paywalled": ("Bezahlschranke", "Paywall"),
    "revised": ("geändert", "revised"),
    "gone": ("verschwunden", "gone"),
    "previous": ("Zurück", "Previous"),
    "next": ("Weiter", "Next"),
    "page": ("Seite", "Page"),
    "pages": ("Seiten", "Pages"),
    "original": ("Zum Original", "Read the original"),
    "words": ("Wörter", "words"),
    "minutes": ("Min. Lesezeit", "min read"),
    "first_seen": ("Zuerst gesehen", "First seen"),
    "fetched": ("Abgerufen", "Fetched"),
    "published": ("Veröffentlicht", "Published"),
    "modified": ("Laut Verlag geändert", "Modified, says the publisher"),
    "gone_at": ("Nicht mehr abrufbar seit", "No longer available since"),
    "people": ("Personen", "People"),
    "organisations": ("Organisationen", "Organisations"),
    "places": ("Orte", "Places"),
    "topics": ("Themen", "Topics"),
    "keyphrases": ("Schlüsselbegriffe", "Key phrases"),
    "quotations": ("Zitate", "Quotations"),
    "unknown_speaker": ("Sprecher unklar", "Speaker unclear"),
    "opt_outs": ("Nutzungsvorbehalte", "Opt-outs"),
    "no_opt_outs": ("Beim Abruf war keiner erklärt.", "None was declared when this was fetched."),
    "verdict_ignore": ("ohne Folge", "no effect"),
    "verdict_flag": ("vermerkt", "flagged"),
    "verdict_refuse": ("abgelehnt", "refused"),
    "verdict_none": ("keiner", "none"),
    "revisions": ("Änderungen", "Revisions"),
    "no_revisions": ("Seit dem ersten Abruf unverändert.", "Unchanged since it was first fetched."),
    "revision": ("Fassung", "Revision"),
    "changes": ("Was geändert wurde", "What was changed"),
    "changes_hint": (
        "Wörter, „Wortgruppen“, -Ausschlüsse, die eine Änderung entfernt oder ergänzt hat; ohne Wörter die neuesten.",
        "Words, “phrases”, -exclusions that a change removed or added; without words the newest.",
    ),
    "changes_count": ("Gefundene Änderungen: {n}", "Changes found: {n}"),
    "changes_none": (
        "Keine Änderung hat das entfernt oder hinzugefügt. Andere Wörter oder ein längerer Zeitraum helfen.",
        "No change removed or added that. Try other words or a longer period.",
    ),
    "changes_more": ("{n} weitere Stellen im Artikel", "{n} more passages in the article"),
    "side": ("Wo", "Where"),
    "side_either": ("entfernt oder hinzugefügt", "removed or added"),
    "side_removed": ("entfernt", "removed"),
    "side_added": ("hinzugefügt", "added"),
    "title_changed": ("Überschrift geändert", "Headline changed"),
    "added": ("Hinzugefügt", "Added"),
    "removed": ("Entfernt", "Removed"),
    "left_out": ("Beim Säubern weggelassen", "Left out in cleaning"),
    "correction": ("Korrekturhinweis der Redaktion", "The publisher's correction"),
    "same_story": ("Dieselbe Geschichte", "The same story"),
    "see_story": ("Wer hat was übernommen?", "Who took over what?"),
    "related": ("Dasselbe Ereignis", "The same event"),
    "more_like_this": ("Ähnliche Artikel", "More like this"),
    "about": ("Zum Artikel", "About this article"),
    "first_publisher": ("Zuerst veröffentlicht", "Published first"),
    "agency_origin": ("Agenturquelle", "Agency origin"),
    "copied": ("{share} dieses Textes stammen von {source}", "{share} of this text comes from {source}"),
    "kept": ("behält {share} des Artikels dort", "keeps {share} of that article"),
    "added_sentences": ("Ergänzte Sätze ({n})", "Sentences added ({n})"),
    "edited_sentences": ("Umgeschriebene Sätze ({n})", "Sentences rewritten ({n})"),
    "from_whom": ("zuerst bei {source}", "first told by {source}"),
    "origin": ("Ursprung", "Origin"),
    "left_out_sentences": ("Weggelassene Sätze ({n})", "Sentences left out ({n})"),
    "after_first": ("{span} nach der ersten Fassung", "{span} after the first"),
    "trend_hint": ("Eine Suchanfrage je Feld, bis zu fünf.", "One query a field, up to five."),
    "query": ("Suchanfrage", "Query"),
    "compare": ("Vergleichen", "Compare"),
    "total": ("Gesamt", "Total"),
    "share": ("Anteil", "Share"),
    "as_table": ("Als Tabelle", "As a table"),
    "unusual": ("Auffällig hier", "Unusual here"),
    "unusual_hint": (
        "Häufiger als sonst; Artikel hier und im ganzen Bestand",
        "More frequent than elsewhere; articles here and in all",
    ),
    "unusual_none": ("Nichts sticht heraus.", "Nothing stands out."),
    "counted_as_of": ("Gezählt nach dem Stand vom {when}.", "Counted as of {when}."),
    "since_then": (
        "Seither: {new} neue, {changed} geänderte Artikel.",
        "Since then: {new} new articles, {changed} revised.",
    ),
    "show_new": ("Heutigen Stand zeigen", "Show today's state"),
    "show_changed": ("Geänderte zeigen", "Show the revised ones"),
    "mistake": ("Die Anfrage ist nicht lesbar", "The query cannot be read"),
    "not_found": ("Nicht gefunden", "Not found"),
    "not_found_hint": ("Unter dieser Adresse gibt es nichts.", "There is nothing at this address."),
    "unavailable": ("Die Suche antwortet gerade nicht", "Search does not answer right now"),
    "unavailable_hint": ("Bitte gleich noch einmal versuchen.", "Please try again in a moment."),
    "try_again": ("Noch einmal", "Try again"),
    "partial": ("Ein Teil des Bestands antwortete nicht rechtzeitig; die Zahlen sind zu klein.",
                "Part of the index did not answer in time; the counts are too low."),
    "back": ("Zurück zur Suche", "Back to search"),
    "yes": ("ja", "yes"),
    "no": ("nein", "no"),
    "none": ("keiner", "none"),
    "more": ("mehr", "more"),
    "took": ("{ms} ms", "{ms} ms"),
    "loading": ("Lädt …", "Loading …"),
    "alert": ("Benachrichtigung", "Alert"),
    "feed": ("Als Feed abonnieren", "Subscribe as a feed"),
    "headline_changes": ("Geänderte Überschriften", "Changed headlines"),
    "name": ("Name", "Name"),
    "delete": ("Löschen", "Delete"),
    "saved_none": ("Noch keine gespeicherte Suche. Unter jedem Ergebnis steht „Suche speichern“.",
                   "No saved searches yet. Every result offers “Save search”."),
    "would_have": ("In den letzten 30 Tagen hätte sie {n} Geschichten gemeldet.",
                   "In the last 30 days it would have reported {n} stories."),
    "would_have_one": ("In den letzten 30 Tagen hätte sie 1 Geschichte gemeldet.",
                       "In the last 30 days it would have reported 1 story."),
    "turn_on": ("Einschalten", "Turn on"),
    "turn_off": ("Ausschalten", "Turn off"),
    "is_on": ("eingeschaltet", "on"),
    "is_off": ("aus", "off"),
    "deliver_to": ("Zustellen an", "Deliver to"),
    "webhook": ("Webhook-Adresse (https)", "Webhook address (https)"),
    "email": ("E-Mail-Adresse", "E-mail address"),
    "quiet": ("Ruhezeit", "Quiet hours"),
    "zone": ("Zeitzone", "Time zone"),
    "too_wide": (
        "Sie hätte {n} Geschichten gemeldet, mehr als {most} liest niemand. Bitte enger fassen.",
        "It would have reported {n} stories, and nobody reads more than {most}. Narrow it down.",
    ),
    "secret": ("Signaturschlüssel", "Signing key"),
    "last_found": ("Zuletzt gemeldet", "Last reported"),
    "never": ("noch nie", "never"),
    "api_hint": (
        "Dieselben Fragen wie auf der Seite, in JSON beantwortet. Fehler kommen als problem+json.",
        "The same questions as on the page, answered in JSON. Errors are problem+json.",
    ),
    "api_keys": ("Mit Schlüssel", "With a key"),
    "examples": ("Beispiele", "Examples"),
}  # fmt: skip
"""German and English, by name."""

TOPIC_NAMES: Mapping[str, str] = {
    "arts, culture, entertainment and media": "Kultur und Medien",
    "conflict, war and peace": "Konflikte, Krieg und Frieden",
    "crime, law and justice": "Kriminalität, Recht und Justiz",
    "disaster, accident and emergency incident": "Katastrophen und Unglücke",
    "economy, business and finance": "Wirtschaft und Finanzen",
    "education": "Bildung",
    "environment": "Umwelt",
    "health": "Gesundheit",
    "human interest": "Vermischtes",
    "labour": "Arbeit",
    "lifestyle and leisure": "Leben und Freizeit",
    "politics": "Politik",
    "politics and government": "Politik und Regierung",
    "religion": "Religion",
    "science and technology": "Wissenschaft und Technik",
    "society": "Gesellschaft",
    "sport": "Sport",
    "weather": "Wetter",
}
"""IPTC's topics in German; in English they are as they stand."""

LANGUAGE_NAMES: Mapping[str, tuple[str, str]] = {
    "de": ("Deutsch", "German"), "en": ("Englisch", "English"), "fr": ("Französisch", "French"),
    "es": ("Spanisch", "Spanish"), "it": ("Italienisch", "Italian"), "nl": ("Niederländisch", "Dutch"),
    "pl": ("Polnisch", "Polish"), "tr": ("Türkisch", "Turkish"), "ru": ("Russisch", "Russian"),
    "ar": ("Arabisch", "Arabic"), "zh": ("Chinesisch", "Chinese"), "ja": ("Japanisch", "Japanese"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speech:
    """One interface language: its words, numbers and dates."""

    language: Language

    def __call__(self, name: str, **parts: object) -> str:
        """The words of that name, with the parts filled in."""
        german, english = WORDS[name]
        text = german if self.language == "de" else english
        return text.format(**parts) if parts else text

    def number(self, value: float) -> str:
        """A number as it is written in this language."""
        return str(format_decimal(value, locale=self.language))

    def percent(self, share: float) -> str:
        """A share as whole percent; only all of it is 100 and only nothing is 0."""
        whole = round(share, 2) if share in (0, 1) else min(max(round(share, 2), 0.01), 0.99)
        return str(format_percent(whole, locale=self.language))

    def day(self, moment: datetime) -> str:
        """A day, in full."""
        return str(format_date(moment, "d. MMMM y" if self.language == "de" else "d MMMM y", locale=self.language))

    def minute(self, moment: datetime) -> str:
        """A day and the time on it, in UTC."""
        pattern = "d. MMM y, HH:mm" if self.language == "de" else "d MMM y, HH:mm"
        return str(format_datetime(moment.astimezone(UTC), pattern, locale=self.language)) + " UTC"

    def step(self, moment: datetime, step: str) -> str:
        """The name of one bar of a histogram."""
        if step == "hour":
            return str(
                format_datetime(
                    moment, "d. MMM, HH:mm" if self.language == "de" else "d MMM, HH:mm", locale=self.language
                )
            )
        pattern = {"month": "MMM y", "year": "y"}.get(step, "d. MMM y" if self.language == "de" else "d MMM y")
        return str(format_datetime(moment, pattern, locale=self.language))

    def topic_name(self, topic: str) -> str:
        """What a topic is called."""
        return TOPIC_NAMES.get(topic, topic) if self.language == "de" else topic

    def language_name(self, code: str) -> str:
        """What a language is called."""
        names = LANGUAGE_NAMES.get(code)
        return code if names is None else names[0 if self.language == "de" else 1]


def preferred(cookie: str | None, accepted: str | None) -> Language:
    """The language a person has chosen, or else the first one that the browser asks for and that we speak."""
    if cookie in ("de", "en"):
        return "de" if cookie == "de" else "en"
    for part in (accepted or "").lower().split(","):
        code = part.split(";")[0].strip()[:2]
        if code in ("de", "en"):
            return "de" if code == "de" else "en"
    return "en"
