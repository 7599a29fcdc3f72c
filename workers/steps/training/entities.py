"""Train the German tagger of names on openly licensed corpora.

``python -m workers.steps.training.entities FOLDER`` reads ``germeval_dev.bio``, ``germeval_test.bio`` (GermEval 2014,
CC BY 4.0) and ``smartdata_train.bio`` (DFKI SmartData, CC BY 4.0): a word, a tab and a label a line, a blank line after
each sentence. It writes the model that ships. ``--held-out MODEL`` leaves out GermEval's development part and the last
fifth of SmartData, and writes elsewhere, to measure.
"""

import argparse
import tempfile
from pathlib import Path

import msgspec
import numpy as np
import pycrfsuite
import zstandard

from workers.names import features
from workers.names.weights import MODEL, Stored
from workers.steps.training.augment import renamed
from workers.steps.training.corpora import Sentence, aligned, read

_PARAMETERS = {"c1": 0.1, "c2": 0.02, "max_iterations": 90, "feature.possible_transitions": True}
"""Features seen once are kept: leaving them out costs three points."""
_LEAST_WEIGHT = 0.02
"""Smaller weights are not stored; they change one label in ten thousand."""


def main() -> None:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description="Train the German tagger of names.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--held-out", type=Path, metavar="MODEL")
    given = parser.parse_args()
    germeval = read(given.folder / "germeval_test.bio")
    smartdata = read(given.folder / "smartdata_train.bio")
    if given.held_out:
        smartdata = smartdata[: len(smartdata) * 4 // 5]
    else:
        germeval += read(given.folder / "germeval_dev.bio")
    sentences = germeval + [aligned(sentence) for sentence in smartdata]
    stored = _train(sentences + list(renamed(sentences)))
    path = given.held_out or MODEL
    path.write_bytes(zstandard.ZstdCompressor(level=19).compress(msgspec.msgpack.encode(stored)))
    print(f"{path.name}: {len(stored.features)} features, {path.stat().st_size} bytes")


def _train(sentences: list[Sentence]) -> Stored:
    trainer = pycrfsuite.Trainer(verbose=False, algorithm="lbfgs")
    for sentence in sentences:
        trainer.append(features.of_sentence([word for word, _ in sentence]), [label for _, label in sentence])
    trainer.set_params(_PARAMETERS)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        found = tagger.info()
    labels = tuple(sorted(found.labels))
    column = {label: at for at, label in enumerate(labels)}
    strong = {key: weight for key, weight in found.state_features.items() if abs(weight) >= _LEAST_WEIGHT}
    names = tuple(sorted({feature for feature, _ in strong}))
    row = {name: at for at, name in enumerate(names)}
    weights = np.zeros((len(names), len(labels)), dtype=np.float16)
    for (feature, label), weight in strong.items():
        weights[row[feature], column[label]] = weight
    transitions = np.zeros((len(labels), len(labels)), dtype=np.float16)
    for (before, after), weight in found.transitions.items():
        transitions[column[before], column[after]] = weight
    return Stored(labels=labels, features=names, weights=weights.tobytes(), transitions=transitions.tobytes())


if __name__ == "__main__":
    main()
