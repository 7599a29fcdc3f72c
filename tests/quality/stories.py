"""Which articles tell the same story, who copied what from whom, and what is related, on labelled pairs."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deploy.demo.newsroom import newsroom
from deploy.demo.outlets import NORDPRESS
from search import related
from search.article import Article
from search.reprints import Printing, compare, copying
from search.stories import Member, same_story
from tests.quality.labelled_stories import WRITTEN, Pair, Text, bases, pairs, texts
from workers.steps import agencies, compounds, signature

FLOORS = json.loads((Path(__file__).parent / "floors_stories.json").read_text(encoding="utf8"))
DAY = datetime(2026, 11, 20, tzinfo=UTC)


def main() -> list[str]:
    """Print the tables; the lines that fell below their floor."""
    labelled = pairs()
    measured = {
        **_same(labelled),
        **_sentences(labelled),
        **_origins(),
        **_related([pair for pair in labelled if pair.related]),
    }
    return [f"{name} {measured[name]:.3f} < {floor}" for name, floor in FLOORS.items() if measured[name] < floor]


def _same(labelled: Sequence[Pair]) -> dict[str, float]:
    rows: dict[str, list[tuple[Pair, bool, bool]]] = defaultdict(list)
    for pair in labelled:
        one, other = _member(pair.earlier), _member(pair.later)
        met = not one.bands.isdisjoint(other.bands)
        # Only candidates are read in production; here all others but the thousands of strangers are read too.
        told = (met or pair.kind != "strangers") and same_story(one, other)
        rows[pair.kind].append((pair, met, told))
    table = _table("Same story?", "kind", "by hand", "pairs", "same", "found as candidates", "told the same", "both")
    for kind, found in rows.items():
        met, told, both = (_share(row) for row in zip(*((m, t, m and t) for _, m, t in found), strict=True))
        by_hand, answer = "yes" if kind in WRITTEN else "", "yes" if found[0][0].same else "no"
        table.add_row(kind, by_hand, str(len(found)), answer, *(f"{share:.3f}" for share in (met, told, both)))
    Console(width=110).print(table)
    everything = [row for found in rows.values() for row in found]
    figures = _precision_recall("same", everything)
    by_hand = _precision_recall("same_by_hand", [row for row in everything if row[0].kind in WRITTEN])
    kinds = {
        f"same_recall_{kind.replace(' ', '_')}": _share(m and t for _, m, t in found)
        for kind, found in rows.items()
        if found[0][0].same
    }
    return figures | by_hand | kinds


def _precision_recall(name: str, rows: Sequence[tuple[Pair, bool, bool]]) -> dict[str, float]:
    right = sum(pair.same and met and told for pair, met, told in rows)
    joined = sum(met and told for _, met, told in rows)
    wanted = sum(pair.same for pair, _, _ in rows)
    precision, recall = right / joined, right / wanted
    print(f"{name}: precision {precision:.3f}, recall {recall:.3f} of {wanted} pairs that are, {len(rows)} in all")
    return {f"{name}_precision": precision, f"{name}_recall": recall}


@cache
def _member(text: Text) -> Member:
    article = signature.step(_article(text))
    return Member(id=text.name, story=None, signature=article.signature, bands=frozenset(article.bands), text=text.text)


def _article(text: Text) -> Article:
    return Article(
        id=text.name,
        url="https://beispielblatt.example/",
        canonical_url="https://beispielblatt.example/",
        source=text.name.partition("/")[0],
        title=text.title,
        text=text.text,
        language=text.language,
        fetched_at=DAY,
    )


def _sentences(labelled: Sequence[Pair]) -> dict[str, float]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    errors: dict[str, list[float]] = defaultdict(list)
    for pair in labelled:
        if pair.added is None or pair.left_out is None:
            continue
        found = compare(pair.earlier.text, pair.later.text)
        for what, told, truth in (("added", found.added, pair.added), ("left out", found.left_out, pair.left_out)):
            _tally(counts[f"{pair.kind}, {what}"], set(told), truth)
            _tally(counts[f"all, {what}"], set(told), truth)
        errors[pair.kind].append(abs(found.copied - _copied(pair)))
    table = _table("Which sentences were added and left out?", "kind", "sentences", "precision", "recall")
    figures = {}
    for name, (right, told, truth) in counts.items():
        precision, recall = right / told if told else 1.0, right / truth if truth else 1.0
        table.add_row(name, str(truth), f"{precision:.3f}", f"{recall:.3f}")
        if name.startswith("all"):
            key = name.removeprefix("all, ").replace(" ", "_")
            figures |= {f"{key}_precision": precision, f"{key}_recall": recall}
    Console(width=110).print(table)
    figures["copied_exactness"] = 1 - max(sum(values) / len(values) for values in errors.values())
    worst = ", ".join(f"{kind} {sum(values) / len(values):.3f}" for kind, values in errors.items())
    print(f"share copied, mean error against the labels: {worst}")
    return figures


def _tally(counts: list[int], told: set[str], truth: Iterable[str]) -> None:
    known = {sentence for sentence in truth if not re.fullmatch(r"\(.{2,60}\)", sentence)}
    for place, number in enumerate((len(told & known), len(told), len(known))):
        counts[place] += number


def _copied(pair: Pair) -> float:
    own = sum(len(sentence.split()) for sentence in pair.added or ())
    return 1 - own / len(pair.later.text.split())


def _origins() -> dict[str, float]:
    """The demo agency's dispatches and the papers' reprints, of which the newsroom knows where they come from."""
    stories: dict[str, list[Printing]] = defaultdict(list)
    for piece in newsroom():
        text = "\n\n".join(piece.paragraphs)
        credited = agencies.agencies_in(piece.author) or (("npd",) if piece.author == "npd" else ())
        stories[piece.paragraphs[1]].append(
            Printing(
                id=f"{piece.outlet.slug}/{piece.slug}",
                source=piece.outlet.slug,
                at=piece.published,
                text=text,
                agencies=credited,
                by_agency=piece.outlet == NORDPRESS,
            )
        )
    several = [printings for printings in stories.values() if len(printings) > 1]
    found = [copying(printings) for printings in several]
    origins = [told.origin.startswith(NORDPRESS.slug) for told in found]
    owed = [reprint.owed[0].id == told.origin for told in found for reprint in told.reprints]
    print(
        f"demo stories: {len(found)}; agency origin {_share(origins):.3f}, "
        f"reprints owed to it {_share(owed):.3f} of {len(owed)}"
    )
    return {"origin": _share(origins), "owed": _share(owed)}


def _related(accounts: Sequence[Pair]) -> dict[str, float]:
    clues = {name: related.clues(compounds.step(_article(text))) for name, text in texts().items()}
    known = bases()
    rarity = related.Rarity(clues[name] for name in known)
    table = _table("Related: accounts written from scratch", "account", "score", "place", "next best", "its score")
    places, found, false, others = [], 0, 0, 0
    for pair in accounts:
        same_language = [name for name, text in known.items() if text.language == pair.later.language]
        scores = {name: related.score(clues[pair.later.name], clues[name], rarity) for name in same_language}
        ranked = sorted(scores, key=lambda name: -scores[name])
        own = scores.pop(pair.earlier.name)
        place = ranked.index(pair.earlier.name) + 1
        best = max(scores, key=lambda name: scores[name])
        table.add_row(pair.later.name, f"{own:.3f}", str(place), best, f"{scores[best]:.3f}")
        places.append(place)
        found += own >= related.RELATED
        false += sum(score >= related.RELATED for score in scores.values())
        others += len(scores)
    Console(width=130).print(table)
    top, recall = _share(place == 1 for place in places), found / len(accounts)
    print(f"related: first in its list {top:.3f}, recall {recall:.3f} at {related.RELATED}, {false} of {others} others")
    return {"related_first": top, "related_recall": recall, "related_precision": found / max(1, found + false)}


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 else "right")
    return table


def _share(answers: Iterable[bool]) -> float:
    told = list(answers)
    return sum(told) / len(told)
