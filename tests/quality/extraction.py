"""How right and how fast extraction is on labelled pages, beside trafilatura in the same run."""

import importlib.util
import json
import lzma
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table
from trafilatura import bare_extraction

from tests.quality.kinds import made_pages
from workers.extraction import extract

SHARED = Path(__file__).resolve().parents[3] / "shared" / "quality"
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))
SETS = ("fundusnews", "trafilatura", "wcxb_dev", "htmldate")
SHOWN = ("f1", "precision", "recall", "title_acc", "author_f1", "date_acc", "accuracy", "empty", "ms")
REAL_ARTICLES = 200
"""Pages of wcxb_dev that join fundusnews as articles in the question of kinds."""

Prediction = Mapping[str, Any]
Extractor = Callable[[bytes, str], Prediction]


def main() -> list[str]:
    """Print the tables; the lines that fell below their floor."""
    if not SHARED.is_dir():
        print("skipped: the labelled pages (../shared) are not beside this checkout")
        return []
    score = _scorer()
    measured: dict[str, float] = {}
    for name in SETS:
        measured |= _compare(score, name)
    measured |= _kinds()
    return [f"{name} {measured[name]:.3f} < {floor}" for name, floor in FLOORS.items() if measured[name] < floor]


def _ours(html: bytes, url: str) -> Prediction:
    found = extract(html, url)
    return {
        "text": list(found.paragraphs),
        "title": found.title,
        "authors": list(found.authors),
        "date": found.published,
    }


def _trafilatura(html: bytes, url: str) -> Prediction:
    found = bare_extraction(html, url=url or None, include_comments=False, with_metadata=True)
    if found is None or isinstance(found, dict):
        return {}
    return {"text": found.text, "title": found.title, "authors": found.author, "date": found.date}


def _compare(score: ModuleType, name: str) -> dict[str, float]:
    """Both extractors on every page of a set, page by page, so that other load on the machine meets both alike."""
    gold, pages = _set(name)
    found: dict[str, dict[str, Prediction]] = {"newsloom": {}, "trafilatura": {}}
    spent: Counter[str] = Counter()
    extractors: dict[str, Extractor] = {"newsloom": _ours, "trafilatura": _trafilatura}
    for key, item in gold.items():
        for who, extractor in extractors.items():
            started = time.process_time()
            found[who][key] = score.clean(extractor(pages[item["file"]], item.get("url") or key))
            spent[who] += time.process_time() - started
    rows = {}
    for who, answers in found.items():
        values, _ = score.evaluate(name, gold, answers)
        german = {key: item for key, item in gold.items() if item.get("lang") == "de"}
        if german and name != "htmldate":
            values["german_f1"] = score.evaluate(name, german, answers)[0]["f1"]
        rows[who] = {**values, "ms": 1000 * spent[who] / len(gold)}
    _print(name, len(gold), rows)
    ours, theirs = rows["newsloom"], rows["trafilatura"]
    better = {f"{name}.f1_over_trafilatura": ours["f1"] - theirs["f1"], f"{name}.speed": theirs["ms"] / ours["ms"]}
    return {**{f"{name}.{key}": float(value) for key, value in ours.items()}, **better}


def _kinds() -> dict[str, float]:
    """Whether walls, lists and the like are refused, and articles are not."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    refused_wrongly = 0
    for page in made_pages():
        found = extract(page.html, page.url).refusal
        total[page.kind] += 1
        right["refused"] += found is not None
        right[page.kind] += found == page.kind
    articles = 0
    for name in ("fundusnews", "wcxb_dev"):
        gold, pages = _set(name)
        for key, item in list(gold.items())[: None if name == "fundusnews" else REAL_ARTICLES]:
            articles += 1
            refused_wrongly += extract(pages[item["file"]], item.get("url") or key).refusal is not None
    others = sum(total.values())
    values = {
        "kinds.precision": right["refused"] / (right["refused"] + refused_wrongly),
        "kinds.recall": right["refused"] / others,
        "kinds.reason": sum(right[kind] for kind in total) / others,
    }
    table = Table(title=f"is it an article: {articles} real articles, {others} made pages of {len(total)} other kinds")
    for heading in ("kind", "pages", "right word"):
        table.add_column(heading)
    for kind, count in sorted(total.items()):
        table.add_row(kind, str(count), f"{right[kind] / count:.2f}")
    table.add_row("refused: precision, recall", f"{values['kinds.precision']:.3f}", f"{values['kinds.recall']:.3f}")
    Console(width=110).print(table)
    return values


def _print(name: str, count: int, rows: Mapping[str, Mapping[str, float]]) -> None:
    table = Table(title=f"{name}: {count} pages")
    columns = [
        column for column in (*SHOWN[:1], "german_f1", *SHOWN[1:]) if any(column in row for row in rows.values())
    ]
    for heading in ("", *columns):
        table.add_column(heading)
    for who, row in rows.items():
        table.add_row(who, *(f"{row[column]:.3f}" if column in row else "" for column in columns))
    Console(width=140).print(table)


def _set(name: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    gold = json.loads((SHARED / "data" / name / "gold.json").read_text("utf-8"))["items"]
    return gold, dict(_files(SHARED / "data" / name / "html.tar.xz"))


def _files(archive: Path) -> Iterator[tuple[str, bytes]]:
    with lzma.open(archive) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as members:
        for member in members:
            if (stream := members.extractfile(member)) is not None:
                yield member.name, stream.read()


def _scorer() -> ModuleType:
    """The scorer that comes with the labelled pages, so that all are measured alike."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{SHARED / 'score.py'}: not readable - it belongs to the labelled pages")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
