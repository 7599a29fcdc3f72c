"""Read the labelled corpora of names and bring them under one rule."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from workers.names import features
from workers.names.lexicon import kind

Sentence = list[tuple[str, str]]
"""Words with their labels: B-, I- and a kind (PER, LOC, ORG), or O."""

_COMMON = re.compile(
    r"(?i:unternehmen|konzern|firma|gesellschaft|behörde|verein|partei|hersteller|betreiber|polizei|tochter|mutter)(s|n|en)?$"
)
_PEOPLES = re.compile(
    r"(Deutsche|Schweizer|Franzose|Russe|Türke|Brite|Amerikaner|Grieche|Italiener|Österreicher|Ukrainer|Pole|Chinese)[rsmn]*$"
)


def read(path: Path) -> list[Sentence]:
    """The sentences of one file."""
    sentences: list[Sentence] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line:
            word, _, label = line.rpartition("\t")
            sentences[-1].append((word, label))
        elif sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each name in a row of B-, I- and O labels."""
    start: int | None = None
    for at, label in enumerate([*labels, "O"]):
        if start is not None and (label[0] != "I" or label[2:] != labels[start][2:]):
            yield start, at, labels[start][2:]
            start = None
        if start is None and label != "O":
            start = at


def aligned(sentence: Sentence) -> Sentence:
    """A sentence of SmartData under GermEval's rules: no parts of words ("US-Konzern"), no peoples, no common nouns."""
    labels = [label for _, label in sentence]
    for start, end, label in spans(labels):
        if end - start == 1 and _is_no_name(sentence[start][0], label):
            labels[start] = "O"
    return [(word, label) for (word, _), label in zip(sentence, labels, strict=True)]


def _is_no_name(word: str, label: str) -> bool:
    if "-" in word[1:-1]:
        tail = word.rpartition("-")[2]
        known = features.known(word) or features.known(tail).strip("R")
        return tail[:1].isupper() and kind(tail, "de") in {"noun", "compound", "both"} and not known
    if word[0].islower():
        return label != "ORG"
    return (label == "ORG" and _COMMON.search(word) is not None) or (
        label == "LOC" and _PEOPLES.match(word) is not None
    )
