"""Pairs of articles of which it is known whether they tell the same story: by hand, and made by a seeded script."""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from deploy.demo.newsroom import newsroom
from search.sentences import sentences

FOLDER = Path(__file__).parent / "data" / "stories"
COPIES = ("light", "edited", "new_lead")
"""Kinds of one base, whose added and left out sentences are known."""

WRITTEN = (*COPIES, "mixed", "heavy", "roundup", "boilerplate", "series")
"""Kinds written by hand, a file each."""

_OWN = re.compile(r"\{\+(.*?)\+\}", re.DOTALL)
_REPRINT = 20_001
"""Number from which on the newsroom's pieces are reprints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One article."""

    name: str
    language: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two articles, the earlier first, and what is known about them."""

    kind: str
    earlier: Text
    later: Text
    same: bool
    related: bool = False
    """Whether they tell of one event in other words."""
    added: frozenset[str] | None = None
    """Sentences that the later one has of its own; None where nobody noted them."""
    left_out: frozenset[str] | None = None


def bases() -> dict[str, Text]:
    """The demo newspapers' own articles by outlet and file name."""
    return {
        f"{piece.outlet.slug}/{piece.slug}": Text(
            name=f"{piece.outlet.slug}/{piece.slug}",
            language=piece.language,
            title=piece.headline,
            text=_plain(piece.paragraphs),
        )
        for piece in newsroom()
        if piece.number < _REPRINT
    }


def texts() -> dict[str, Text]:
    """The demo newspapers' articles, and everything written by hand, by name."""
    known = bases()
    for kind in WRITTEN:
        known |= {f"{kind}/{entry['name']}": _text(kind, entry, known) for entry in _entries(kind)}
    return known


def pairs(seed: int = 6) -> list[Pair]:
    """Every labelled pair; the same for the same seed."""
    known = texts()
    written = {kind: list(_entries(kind)) for kind in WRITTEN}
    return [
        *_copies(written, known),
        *_accounts(written, known),
        *_forms(written, known),
        *_reprints(known),
        *_made(known, random.Random(seed)),
        *_digests(known, random.Random(seed)),
        *_strangers(known),
    ]


def _entries(kind: str) -> Iterator[dict[str, object]]:
    yield from tomllib.loads((FOLDER / f"{kind}.toml").read_text(encoding="utf8"))["variant"]


def _text(kind: str, entry: Mapping[str, object], known: Mapping[str, Text]) -> Text:
    of = entry.get("bases")
    language = known[of[0]].language if isinstance(of, list) else str(entry["language"])
    return Text(name=f"{kind}/{entry['name']}", language=language, text=_OWN.sub(r"\1", str(entry["text"])).strip())


def _plain(paragraphs: Sequence[str]) -> str:
    kept = (part for part in paragraphs if not part.startswith(("Lesen Sie auch", "Mehr dazu", "Mehr zum Thema")))
    return "\n\n".join(part.removeprefix("## ") for part in kept)


def _copies(written: Mapping[str, list], known: Mapping[str, Text]) -> Iterator[Pair]:
    for kind in (*COPIES, "mixed"):
        for entry in written[kind]:
            later = known[f"{kind}/{entry['name']}"]
            for base in entry["bases"]:
                noted = _noted(entry, known[base]) if kind in COPIES else (None, None)
                yield Pair(kind=kind, earlier=known[base], later=later, same=True, added=noted[0], left_out=noted[1])


def _noted(entry: Mapping, base: Text) -> tuple[frozenset[str], frozenset[str]]:
    """Sentences added, as marked in the text; left out, as named by their first words, and the base's rest."""
    added = {told for own in _OWN.findall(entry["text"]) for told in sentences(own)}
    blocks = [block for block in base.text.split("\n\n") if block.endswith((".", "“", "”", '"'))]
    names = entry.get("left_out", [])
    inside = {told for block in blocks[: entry["covers"]] for told in sentences(block)}
    named = {told for told in inside if any(told.lstrip("„“").startswith(name.lstrip("„“")) for name in names)}
    if len(named) < len(names):
        raise ValueError(f"{entry['name']}: a sentence named in left_out is not in {base.name} - mend the first words")
    # Headings between paragraphs are nobody's sentences.
    rest = {told for block in blocks[entry["covers"] :] for told in sentences(block)}
    return frozenset(added), frozenset(named | rest)


def _accounts(written: Mapping[str, list], known: Mapping[str, Text]) -> Iterator[Pair]:
    for kind in ("heavy", "roundup"):
        for entry in written[kind]:
            for base in entry["bases"]:
                later = known[f"{kind}/{entry['name']}"]
                yield Pair(kind=kind, earlier=known[base], later=later, same=False, related=kind == "heavy")


def _forms(written: Mapping[str, list], known: Mapping[str, Text]) -> Iterator[Pair]:
    for kind in ("boilerplate", "series"):
        for one, other in combinations(written[kind], 2):
            if one["group"] == other["group"]:
                names = (f"{kind}/{entry['name']}" for entry in (one, other))
                earlier, later = (known[name] for name in names)
                yield Pair(kind=kind, earlier=earlier, later=later, same=False)


def _reprints(known: Mapping[str, Text]) -> Iterator[Pair]:
    """The demo papers' own reprints of the demo agency: shortened, with another headline."""
    pieces = newsroom()
    originals = {
        piece.paragraphs[1]: f"{piece.outlet.slug}/{piece.slug}" for piece in pieces if piece.number < _REPRINT
    }
    for piece in pieces:
        if piece.number >= _REPRINT:
            name = f"reprint/{piece.outlet.slug}/{piece.slug}"
            later = Text(name=name, language=piece.language, title=piece.headline, text=_plain(piece.paragraphs))
            yield Pair(kind="demo reprint", earlier=known[originals[piece.paragraphs[1]]], later=later, same=True)


def _made(known: Mapping[str, Text], chance: random.Random) -> Iterator[Pair]:
    """What needs no editor: cuts, exchanged words, two dispatches woven together, leads of three stories in a row."""
    articles = [text for name, text in known.items() if "/" in name and name.split("/")[0] in PAPERS]
    for base in articles:
        parts = base.text.split("\n\n")
        for kind, kept in (("cut from the end", _head(parts, chance)), ("cut from the middle", _edges(parts, chance))):
            yield _cut(kind, base, parts, kept)
        worn = _worn(base.text, chance)
        yield Pair(kind="words exchanged", earlier=base, later=_named(base, "worn", worn), same=True)
        others = chance.sample([text for text in articles if text.language == base.language and text is not base], 2)
        leads = "\n\n".join(_lead(text) for text in (base, *others))
        for text in (base, *others):
            yield Pair(kind="three leads", earlier=text, later=_named(base, "leads", leads), same=False)


def _digests(known: Mapping[str, Text], chance: random.Random) -> Iterator[Pair]:
    """Six whole dispatches one after the other, as in a news blog; only the first may pass for what it is about."""
    for language in ("de", "en"):
        articles = [text for name, text in known.items() if name.split("/")[0] in PAPERS and text.language == language]
        for number in range(12):
            briefs = [_named(text, "brief", _brief(text)) for text in chance.sample(articles, 6)]
            whole = "\n\n".join(brief.text for brief in briefs)
            digest = Text(name=f"digest/{language}-{number}", language=language, text=whole)
            for brief in briefs[1:]:
                yield Pair(kind="digest", earlier=brief, later=digest, same=False)


def _brief(text: Text) -> str:
    return "\n\n".join(text.text.split("\n\n")[:2])


PAPERS = ("elbtal", "nordpress", "penhallow", "werrastadt")


def _named(base: Text, what: str, text: str) -> Text:
    return Text(name=f"{what}/{base.name}", language=base.language, text=text)


def _lead(text: Text) -> str:
    return text.text.split("\n\n")[0]


def _head(parts: Sequence[str], chance: random.Random) -> list[str]:
    return list(parts[: max(2, round(len(parts) * chance.uniform(0.25, 0.8)))])


def _edges(parts: Sequence[str], chance: random.Random) -> list[str]:
    gone = max(1, round(len(parts) * chance.uniform(0.2, 0.6)))
    start = chance.randint(1, max(1, len(parts) - gone))
    return [*parts[:start], *parts[start + gone :]]


def _cut(kind: str, base: Text, parts: Sequence[str], kept: Sequence[str]) -> Pair:
    gone = frozenset(told for part in parts if part not in kept for told in sentences(part))
    later = _named(base, kind, "\n\n".join(kept))
    return Pair(kind=kind, earlier=base, later=later, same=True, added=frozenset(), left_out=gone)


def _worn(text: str, chance: random.Random) -> str:
    """Every ninth word or so dropped or exchanged with its neighbour: harder on runs of words than editors are."""
    words = re.findall(r"\S+|\n\n", text)
    kept: list[str] = []
    for word in words:
        fate = chance.random()
        if word != "\n\n" and fate < 0.06:
            continue
        if kept and kept[-1] != "\n\n" and word != "\n\n" and fate < 0.11:
            kept.insert(-1, word)
            continue
        kept.append(word)
    return re.sub(r" ?\n\n ?", "\n\n", " ".join(kept))


def _strangers(known: Mapping[str, Text]) -> Iterator[Pair]:
    """All pairs of the demo newspapers' own articles of one language: other events, some of the same kind."""
    articles = [text for name, text in known.items() if name.split("/")[0] in PAPERS]
    for one, other in combinations(articles, 2):
        if one.language == other.language:
            yield Pair(kind="strangers", earlier=one, later=other, same=False)
