"""The shipped model is whole, small, and evaluated as it was trained."""

import json
from pathlib import Path

import lightgbm
import numpy as np
import pytest
import zstandard

from workers.extraction import model
from workers.extraction.training.fit import _flattened
from workers.extraction.training.labels import label_by_segments, label_by_text


def test_the_shipped_model_is_under_three_megabytes_and_loads():
    assert model.FILE.stat().st_size < 3_000_000
    assert 0.3 < model.load().threshold < 0.7


def test_numpy_scores_trees_as_lightgbm_does():
    random = np.random.default_rng(1)
    rows = random.normal(size=(800, 9)).astype(np.float32)
    labels = (rows[:, 0] * rows[:, 1] + rows[:, 2] > 0).astype(np.float32)
    trees = lightgbm.train(
        {"objective": "binary", "num_leaves": 15, "verbose": -1, "num_threads": 1}, lightgbm.Dataset(rows, labels), 30
    )
    assert np.allclose(_flattened(trees).score(rows), trees.predict(rows), atol=1e-5)


def test_a_saved_model_scores_as_before(tmp_path: Path):
    file = tmp_path / "copy.model"
    model.save(model.load(), file)
    rows = np.random.default_rng(1).normal(size=(50, 200)).astype(np.float32)
    assert np.array_equal(model.load(file).second.score(rows), model.load().second.score(rows))
    assert model.load(file).lexicon == model.load().lexicon


def test_a_model_of_another_version_says_what_to_do(tmp_path: Path):
    file = tmp_path / "old.model"
    file.write_bytes(zstandard.ZstdCompressor().compress(json.dumps({"version": 0}).encode()))
    with pytest.raises(ValueError, match=r"old\.model: version 0"):
        model.load(file)


def test_blocks_of_the_gold_text_are_labelled_and_teasers_are_not():
    texts = [
        "Politik",
        "Der Rat der Stadt hat am Montag beschlossen",
        "Mehr dazu",
        "Ein ganz anderer Text von einem anderen Tag",
    ]
    assert label_by_text(texts, ["Der Rat der Stadt hat am Montag beschlossen"]).tolist() == [0, 1, 0, 0]


def test_segments_label_only_the_blocks_they_stand_in():
    texts = ["Der Rat der Stadt hat am Montag beschlossen", "Impressum", "Unbekannt"]
    assert label_by_segments(texts, ["Rat der Stadt hat am Montag"], ["Impressum"]).tolist() == [1, 0, -1]
