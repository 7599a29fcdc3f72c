"""Bring the mentions of one person, organisation or place together under one name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from search.article import Entity
from workers.names.gazetteer import gazetteer
from workers.names.mention import Mention
from workers.wordlists import lines

_ABBREVIATED = re.compile(r" ?\(([A-ZÄÖÜ][\w-]{1,9})\)")
_GENITIVE = re.compile(r"(?:['’]s?|(?<![sßxz])s)$")
"""No name that ends in a hissing sound has another s: "Ross" is nobody's "Ros"."""
_IN_TITLE, _IN_LEAD = 3.0, 1.0
"""What it adds to a name's weight to stand in the headline, and in the first paragraph; a mention weighs one."""


def entities(title: str, text: str, mentions: Sequence[Mention], language: str) -> tuple[Entity, ...]:
    """The people, organisations and places of an article, the most salient first."""
    named = [*_people([m for m in mentions if m.kind == "person"])]
    named += _places([mention for mention in mentions if mention.kind == "place"], language)
    named += _organisations(text, [m for m in mentions if m.kind == "organisation"])
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention, name in named:
        groups.setdefault((mention.kind, name), []).append(mention)
    lead = text.find("\n\n")
    weights = {key: _weight(key[1], group, title, lead) for key, group in groups.items()}
    whole = sum(weights.values()) or 1.0
    found = [
        Entity(
            kind=kind,
            name=name,
            count=len(group),
            salience=round(weights[kind, name] / whole, 3),
            spans=tuple(sorted((mention.start, mention.end) for mention in group)),
        )
        for (kind, name), group in groups.items()
    ]
    return tuple(sorted(found, key=lambda entity: (-entity.salience, entity.spans)))


def _weight(name: str, group: Sequence[Mention], title: str, lead: int) -> float:
    weight = float(len(group))
    if (
        any(word in title for mention in group for word in (" ".join(mention.words), mention.words[-1]))
        or name in title
    ):
        weight += _IN_TITLE
    return weight + _IN_LEAD * any(mention.start < lead for mention in group)


def _people(mentions: Sequence[Mention]) -> Iterable[tuple[Mention, str]]:
    """Each mention of a person with the longest form of the name; surname alone goes to its last full name before."""
    seen = {mention.words[-1] for mention in mentions}
    full: dict[tuple[str, str], str] = {}
    for mention in mentions:
        if len(mention.words) > 1:
            name = _without_genitive(mention.words, seen)
            key = (name[0], name[-1])
            if len(" ".join(name)) > len(full.get(key, "")):
                full[key] = " ".join(name)
    latest: dict[str, str] = {}
    owners = _owners(full)
    for mention in sorted(mentions, key=lambda mention: mention.start):
        words = _without_genitive(mention.words, seen)
        if len(words) > 1:
            latest[words[-1]] = full[words[0], words[-1]]
            yield mention, latest[words[-1]]
        elif words[0] in latest:
            yield mention, latest[words[0]]
        else:
            yield mention, owners.get(words[0]) or words[0]


def _owners(full: dict[tuple[str, str], str]) -> dict[str, str]:
    """Full names by surname, and by first name when that is nobody's surname, where only one person has it."""
    by_first, by_last = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for (first, last), name in full.items():
        by_first[first].append(name)
        by_last[last].append(name)
    return {word: names[0] for word, names in {**by_first, **by_last}.items() if len(names) == 1}


def _without_genitive(words: Sequence[str], seen: set[str]) -> tuple[str, ...]:
    """The words of a name, the last without an s that the same name does without elsewhere."""
    last = words[-1]
    bare = _GENITIVE.sub("", last)
    if last != bare and (
        bare in seen
        or last[-1] in "'’"
        or "’s" in last
        or "'s" in last
        or (bare in gazetteer("de").last and bare not in gazetteer("de").first)
    ):
        last = bare
    return (*words[:-1], last)


def _place_name(words: Sequence[str], seen: set[str], aliases: dict[str, str]) -> str:
    name = " ".join(words)
    if name in aliases:
        return aliases[name]
    bare = _GENITIVE.sub("", name)
    if bare != name and (bare in seen or bare in gazetteer("de").places) and name not in gazetteer("de").places:
        return bare
    return name.title() if name.isupper() and len(name) > 4 else name  # noqa: PLR2004 - "BERLIN", but "USA"


def _places(mentions: Sequence[Mention], language: str) -> Iterable[tuple[Mention, str]]:
    seen = {" ".join(mention.words) for mention in mentions}
    aliases = dict(line.split("=") for line in lines(language, "place_aliases"))
    return [(mention, _place_name(mention.words, seen, aliases)) for mention in mentions]


def _nominatives(name: str) -> Iterable[str]:
    """Forms that an inflected name may have in the nominative: "Europäischen Union", "Deutschen Bundestages"."""
    first, _, rest = name.partition(" ")
    if rest and first.endswith(("en", "er", "em", "es")):
        stem = first[:-2]
        yield from (
            f"{stem}{ending} {tail}" for tail in (rest, rest.removesuffix("s")) for ending in ("e", "er", "es", "en")
        )


def _organisations(text: str, mentions: Sequence[Mention]) -> Iterable[tuple[Mention, str]]:
    """Organisations; an abbreviation in brackets behind the full name means the same."""
    seen = Counter(" ".join(mention.words) for mention in mentions)
    means: dict[str, str] = {}
    for mention in mentions:
        if len(mention.words) > 1 and (short := _ABBREVIATED.match(text, mention.end)):
            means.setdefault(short[1], " ".join(mention.words))
    for mention in mentions:
        name = " ".join(mention.words)
        bare = _GENITIVE.sub("", name)
        name = bare if bare != name and bare in seen else name
        name = next((form for form in _nominatives(name) if form in gazetteer("de").organisations), name)
        yield mention, means.get(name, name)
