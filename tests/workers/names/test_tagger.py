"""Chances of labels."""

import msgspec
import numpy as np
import zstandard

from workers.names import features
from workers.names.chain import marginals
from workers.names.tagger import tagger
from workers.names.weights import MODEL, Stored

SENTENCES = ["Angela Muster wohnt in Hamburg .".split(), "Sie arbeitet bei Siemens .".split(), ["Ja"]]


def test_every_word_has_a_chance_for_every_label_that_sum_to_one():
    chances = tagger().chances(SENTENCES)
    assert chances.shape == (sum(map(len, SENTENCES)), len(tagger().labels))
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-4)


def test_names_get_their_labels():
    best = [tagger().labels[at] for at in tagger().chances(SENTENCES).argmax(axis=1)]
    assert best[:5] == ["B-PER", "I-PER", "O", "O", "B-LOC"]
    assert best[9] == "B-ORG"


def test_a_sentence_is_read_alike_alone_and_among_others():
    alone, among = tagger().chances(SENTENCES[:1]), tagger().chances(SENTENCES[::-1])
    assert np.allclose(alone, among[-len(SENTENCES[0]) :], atol=1e-4)


def test_nothing_has_no_chances():
    assert len(tagger().chances([])) == 0


def test_a_word_that_was_met_before_says_what_its_features_say_together():
    """What is remembered by number must be what the trained features add up to, place by place."""
    stored = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(MODEL.read_bytes()), type=Stored)
    rows = {feature: row for row, feature in enumerate(stored.features)}
    weights = np.frombuffer(stored.weights, dtype=np.float16).reshape(-1, len(stored.labels)).astype(np.float32)
    words = "In New York , sagte Dr. Eva Muster-Beispiel , gebe es so etwas nicht .".split()
    added = [
        sum(weights[rows[feature]] for feature in named if feature in rows) for named in features.of_sentence(words)
    ]
    for _ in range(2):
        assert np.allclose(tagger().scores([["Ja"], words, []])[1:], added, atol=1e-3)


def test_a_label_that_cannot_follow_is_unlikely_from_both_sides():
    """By hand: of two places and two labels, where the second label is never followed by the first."""
    scores = np.zeros((3, 2), dtype=np.float32)
    never = np.log(np.asarray([[1, 1], [1e-9, 1]], dtype=np.float32))
    assert np.allclose(marginals(scores, [2, 1], never), [[2 / 3, 1 / 3], [1 / 3, 2 / 3], [1 / 2, 1 / 2]], atol=1e-4)


def test_a_long_row_of_strong_words_has_chances_too():
    scores = np.tile(np.asarray([[60, -60], [-60, 60]], dtype=np.float32), (200, 1))
    chances = marginals(scores, [400], np.asarray([[9, -9], [-9, 9]], dtype=np.float32))
    assert np.isfinite(chances).all()
    assert np.allclose(chances.sum(axis=1), 1)
