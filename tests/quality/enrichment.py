"""How right the enrichment steps are, on data that ships with them and on the labelled sets beside the checkout."""

import csv
import json
import re
import tarfile
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from search.article import Article
from workers.names.tagger import tagger
from workers.phrases import singular
from workers.preview import preview
from workers.steps import compounds, corrections, entities, keyphrases, language, quotations
from workers.topics import learning

_HERE = Path(__file__).parent
_ARTICLES = _HERE.parent.parent / "deploy" / "demo" / "articles"
_SHARED = _HERE.parent.parent.parent / "shared" / "nlp"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE = 40
"""Characters of a sentence; shorter ones are names and numbers."""


def main() -> list[str]:
    """Print the tables; return what is below its floor."""
    floors = json.loads((_HERE / "floors_enrichment.json").read_text(encoding="utf-8"))
    measured: dict[str, float] = {}
    for table in (
        _entities,
        _quotations,
        _corrections,
        _keyphrases,
        _judged_keyphrases,
        _held_out_keyphrases,
        _compounds,
        _languages,
        _topics,
    ):
        measured |= table()
    for name, value in measured.items():
        print(f"{name:46} {value:6.3f}   floor {floors.get(name, 0):.3f}")
    return [
        f"{name} is {measured[name]:.3f}, its floor {floor}"
        for name, floor in floors.items()
        if measured.get(name, 1) < floor
    ]


@cache
def _article(name: str) -> Article:
    """A demo article by outlet and slug, with its entities."""
    head, text = (_ARTICLES / f"{name}.md").read_text(encoding="utf-8").split("+++")[1:3]
    told = tomllib.loads(head)
    plain = re.sub(r"^## ", "", text.strip(), flags=re.MULTILINE)
    article = Article(
        id="0" * 16,
        url=f"https://{name}",
        canonical_url=f"https://{name}",
        source=name.partition("/")[0],
        title=told["headline"],
        standfirst=told.get("standfirst"),
        text=plain,
        tags=tuple(told.get("tags", ())),
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    return entities.step(language.step(article))


def _entities() -> dict[str, float]:
    """Exact spans of names in running articles; a form that is listed is a name wherever it stands."""
    right, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    for name, forms in tomllib.loads((_HERE / "data" / "entities_de.toml").read_text(encoding="utf-8")).items():
        article = _article(name)
        gold = set(_spans(article.text, forms))
        ours = {(start, end, entity.kind) for entity in article.entities for start, end in entity.spans}
        found.update(kind for *_, kind in ours)
        wanted.update(kind for *_, kind in gold)
        right.update(kind for *_, kind in ours & gold)
    return {
        "people, precision": right["person"] / found["person"],
        "people, recall": right["person"] / wanted["person"],
        "places, precision": right["place"] / found["place"],
        "organisations, precision": right["organisation"] / found["organisation"],
        "all names, F1": 2 * right.total() / (found.total() + wanted.total()),
    }


def _spans(text: str, forms: dict[str, list[str]]) -> Iterator[tuple[int, int, str]]:
    listed = sorted(((form, kind) for kind, names in forms.items() for form in names), key=lambda one: -len(one[0]))
    taken: set[int] = set()
    for form, kind in listed:
        for match in re.finditer(rf"(?<![\w-]){re.escape(form)}s?(?![\w-])", text):
            if not taken & set(range(*match.span())):
                taken |= set(range(*match.span()))
                yield *match.span(), kind


def _quotations() -> dict[str, float]:
    measured = {}
    for code in ("de", "en"):
        right = named = wanted = 0
        for name, told in tomllib.loads(
            (_HERE / "data" / f"quotations_{code}.toml").read_text(encoding="utf-8")
        ).items():
            gold = [tuple(pair) for pair in told["quotations"]]
            wanted += sum(1 for _, speaker in gold if speaker)
            for quotation in quotations.step(_article(name)).quotations:
                speaker = next((who for begin, who in gold if quotation.text.startswith(begin)), None)
                if quotation.speaker and speaker is not None:
                    named += 1
                    right += quotation.speaker == speaker
        measured[f"speakers of quotations, {code}, precision"] = right / named
        measured[f"speakers of quotations, {code}, recall"] = right / wanted
    return measured


def _corrections() -> dict[str, float]:
    """Notices of corrections in the forms that publishers use, in our own words, behind an article's text."""
    labelled = tomllib.loads((_HERE / "data" / "corrections.toml").read_text(encoding="utf-8"))
    parts = [part for looked_at in labelled.values() for part in looked_at]
    article = _article("werrastadt/capitol-kino-wird-hundert")

    def found(part: dict[str, Any], kind: str) -> int:
        closed = (replace(article, text=f"{article.text}\n\n{one}", language=part["language"]) for one in part[kind])
        return sum(corrections.step(one).correction is not None for one in closed)

    right, false = (sum(found(part, kind) for part in parts) for kind in ("notices", "others"))
    return {
        "corrections, precision": right / (right + false),
        "corrections, recall": right / sum(len(part["notices"]) for part in parts),
    }


def _keyphrases() -> dict[str, float]:
    """Share of the editors' tags whose words are all among ten phrases, for tags whose words the article has."""
    import yake  # only for comparison

    measured: dict[str, float] = {}
    for code in ("de", "en"):
        theirs = yake.KeywordExtractor(lan=code, n=1, top=10)
        shares: dict[str, list[float]] = {"ours": [], "yake": []}
        for path in sorted(_ARTICLES.glob("*/*.md")):
            article = _article(f"{path.parent.name}/{path.stem}")
            wanted = _findable_tags(article)
            if article.language != code or not wanted:
                continue
            text = _whole(article)
            phrases = {
                "ours": keyphrases.step(article).keyphrases,
                "yake": [p for p, _ in theirs.extract_keywords(text)],
            }
            for whose, given in phrases.items():
                stems = _stems(" ".join(given))
                shares[whose].append(sum(tag <= stems for tag in wanted) / len(wanted))
        ours, yakes = (sum(values) / len(values) for values in shares.values())
        measured |= {f"key phrases, {code}": ours, f"key phrases, {code}, above YAKE": ours - yakes}
    return measured


def _judged_keyphrases() -> dict[str, float]:
    """Share of a reader's notes on sixty articles whose words are all among ten phrases; YAKE at its best setting."""
    notes = tomllib.loads((_HERE / "data" / "keyphrases.toml").read_text(encoding="utf-8"))
    return {
        name: value
        for code, judged in notes.items()
        for name, value in _against_yake(
            f"judged key phrases, {code}", code, [(_article(name), noted) for name, noted in judged.items()]
        ).items()
    }


def _held_out_keyphrases() -> dict[str, float]:
    """The same on real articles that nothing was tuned on."""
    folder = _SHARED.parent / "quality" / "data" / "fundusnews"
    if not folder.is_dir():
        return {}
    notes = tomllib.loads((_HERE / "data" / "keyphrases_real.toml").read_text(encoding="utf-8"))
    articles = _real_articles(folder, {page for judged in notes.values() for page in judged})
    return {
        name: value
        for code, judged in notes.items()
        for name, value in _against_yake(
            f"held-out key phrases, {code}", code, [(articles[page], noted) for page, noted in judged.items()]
        ).items()
    }


def _real_articles(folder: Path, pages: Collection[str]) -> dict[str, Article]:
    found: dict[str, Article] = {}
    with tarfile.open(folder / "html.tar.xz") as archive:
        for member in archive:
            page = Path(member.name).name.partition(".")[0]
            if page in pages and (file := archive.extractfile(member)):
                article = preview(file.read(), f"https://example.org/{page}").article
                assert article, f"{page} is no article any more"
                found[page] = article
    return found


def _against_yake(name: str, code: str, judged: Sequence[tuple[Article, Sequence[str]]]) -> dict[str, float]:
    """Our share of the notes, and how much it is above that of YAKE with its best number of words."""
    import yake  # only for comparison

    def mean(phrases: Callable[[Article], Iterable[str]]) -> float:
        return sum(_share(noted, list(phrases(article))) for article, noted in judged) / len(judged)

    ours = mean(lambda article: keyphrases.step(article).keyphrases)
    extractors = [yake.KeywordExtractor(lan=code, n=size, top=10) for size in (1, 2, 3)]
    yakes = [mean(partial(_yakes, extractor)) for extractor in extractors]
    return {name: ours, f"{name}, above YAKE": ours - max(yakes)}


def _yakes(extractor: Any, article: Article) -> list[str]:
    return [phrase for phrase, _ in extractor.extract_keywords(_whole(article))]


def _whole(article: Article) -> str:
    return f"{article.title}\n{article.standfirst or ''}\n{article.text}"


def _share(noted: Sequence[str], given: Sequence[str]) -> float:
    stems = _stems(" ".join(given))
    return sum(_stems(phrase) <= stems for phrase in noted) / len(noted)


def _findable_tags(article: Article) -> list[set[str]]:
    inside = _stems(f"{article.title} {article.text}")
    return [tag for tag in map(_stems, article.tags) if tag and tag <= inside]


def _stems(text: str) -> set[str]:
    """Words without their plural, as key phrases are shown by their lemma and notes and YAKE as they were written."""
    return {singular((compounds.lemma(w) if w[0].isupper() else w).lower())[:12] for w in _WORD.findall(text)}


def _compounds() -> dict[str, float]:
    if not _SHARED.is_dir():
        return {}
    right = given = wanted = 0
    for line in (_SHARED / "compounds" / "gold.txt").read_text(encoding="utf-8").splitlines():
        word, *parts = line.split()
        ours = compounds.split(word)
        right += sum(any(_same(our, part) for our in ours) for part in parts)
        given, wanted = given + len(ours), wanted + len(parts)
    whole = (_SHARED / "compounds" / "not_compounds.txt").read_text(encoding="utf-8").split()
    return {
        "compounds, parts found": right / wanted,
        "compounds, precision": right / given,
        "words that stay whole": sum(len(compounds.split(word)) == 1 for word in whole) / len(whole),
    }


def _same(our: str, part: str) -> bool:
    """Whether a piece of a word is a part's form: the same beginning, a link or an umlaut aside."""
    plain = str.maketrans("äöü", "aou")
    one, two = our.translate(plain), part.translate(plain)
    common = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return abs(len(one) - len(two)) <= 3 and common >= max(3, min(len(one), len(two)) - 1)


def _languages() -> dict[str, float]:
    if not _SHARED.is_dir():
        return {}
    right = count = 0
    for path in sorted((_SHARED / "language").glob("*.txt")):
        code = path.stem.partition("_")[0]
        if code == "gsw":
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if len(line) >= _SENTENCE:
                count += 1
                right += language.language_of(line) == code
    return {"language of sentences": right / count}


def _topics() -> dict[str, float]:
    path = _SHARED / "topics" / "10kgnad_test.csv"
    if not path.exists():
        return {}
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";", quotechar="'"))
    return {
        "topics, the method on 10kGNAD": learning.accuracy([row[1] for row in rows], [row[0] for row in rows], "de")
    }


if __name__ == "__main__":
    tagger()
    main()
