"""Chances of labels."""

import numpy as np

from workers.names.tagger import tagger

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
