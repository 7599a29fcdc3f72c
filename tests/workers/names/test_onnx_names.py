"""Names by a transformer that an operator chose: a small network that is made here and that onnxruntime really runs."""

import json
import os
import shutil
import sys

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from tests.workers.making import an_article
from workers import startup
from workers.names import chosen, onnx_names
from workers.names.borrowed import LONGEST, ModelMissingError
from workers.settings import settings
from workers.steps import entities

LABELS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC")
KNOWN = {
    "Jorvik": "B-PER",
    "Thaum": "I-PER",
    "Quell": "B-LOC",
    "##moor": "O",  # pieces behind the first say nothing of a word
    "Neu": "B-LOC",
    "-": "I-LOC",
    "Jorum": "I-LOC",
    "Brevonix": "B-ORG",
    "Werke": "I-ORG",
    "U.S.": "B-ORG",
    "Frau": "B-PER",
    "Fest": "B-MISC",
    "[PAD]": "B-PER",
}
"""Pieces and what the network takes them for; every other one is no name."""
WINDOW = 16
"""Places that the network knows; it fails when it is given more."""


def network(pieces, labels=LABELS, *, extra_input=None):
    """Scores of a piece: those of its row in one table, and those of its place in another."""
    words = np.zeros((len(pieces), len(labels)), np.float32)
    for piece, number in pieces.items():
        words[number, label_of(piece, labels)] = 12
    places = np.zeros((WINDOW, len(labels)), np.float32)
    places[[1, 2, WINDOW - 3, WINDOW - 2], 0] = 30  # who stands at an edge lacks the context to be seen
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["said"]),
        helper.make_node("CumSum", ["attention_mask", "axis"], ["count"]),
        helper.make_node("Sub", ["count", "one"], ["place"]),
        helper.make_node("Gather", ["places", "place"], ["placed"]),
        helper.make_node("Add", ["said", "placed"], ["logits"]),
    ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "pieces"])
        for name in ("input_ids", "attention_mask", *([extra_input] if extra_input else []))
    ]
    if extra_input:
        nodes.append(helper.make_node("Identity", [extra_input], ["unused"]))
    graph = helper.make_graph(
        nodes,
        "names",
        inputs,
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", "pieces", len(labels)])],
        [
            numpy_helper.from_array(words, "words"),
            numpy_helper.from_array(places, "places"),
            numpy_helper.from_array(np.array(1, np.int64), "one"),
            numpy_helper.from_array(np.array(1, np.int64), "axis"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return made


def label_of(piece, labels):
    """Number of the label that a piece gets."""
    label = KNOWN.get(piece.removeprefix("▁"), "O")
    return labels.index(label) if label in labels else 0


def vocabulary():
    """Each piece's number."""
    signs = "abcdefghijklmnopqrstuvwxyzäöüßABCDEJQTV.,-:’é"
    letters = [f"{before}{sign}" for sign in signs for before in ("", "##")]
    return {piece: number for number, piece in enumerate(dict.fromkeys(["[UNK]", "[CLS]", "[SEP]", *KNOWN, *letters]))}


def tokenizer():
    """A tokenizer as BERT has it: words, then their longest known pieces."""
    pieces = vocabulary()
    made = Tokenizer(models.WordPiece(pieces, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=False)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[(mark, pieces[mark]) for mark in ("[CLS]", "[SEP]")]
    )
    return made


def tokenizer_with_spaces():
    """A tokenizer as XLM-RoBERTa has it: the space before a word belongs to its first piece."""
    known = ["▁Jorvik", "▁Thaum", "▁Quell", "moor", "▁U.S.", "▁", *"abcdefghijklmnopqrstuvwxyzäöü.,"]
    made = Tokenizer(models.Unigram([("<unk>", 0.0), *((piece, -1.0 / len(piece)) for piece in known)], unk_id=0))
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    return made


def write(folder, *, labels=LABELS, cutter=None, **how):
    """A folder as exporters write it."""
    folder.mkdir()
    cutter = cutter or tokenizer()
    onnx.save(network(cutter.get_vocab(), labels, **how), str(folder / "model.onnx"))
    cutter.save(str(folder / "tokenizer.json"))
    told = {"id2label": {str(n): label for n, label in enumerate(labels)}, "max_position_embeddings": WINDOW}
    (folder / "config.json").write_text(json.dumps(told))
    return str(folder)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write(tmp_path_factory.mktemp("model") / "quellmoor")


@pytest.fixture
def settle(monkeypatch):
    """Say which models are chosen, as the environment does."""

    def choose(models):
        monkeypatch.setenv("NEWSLOOM_NAME_MODELS", models)
        settings.cache_clear()

    yield choose
    settings.cache_clear()


def found(text, model, language="de"):
    """Kind and form of each name, as it stands in the text."""
    return [(one.kind, text[one.start : one.end]) for one in chosen.mentions(text, model, language)]


def test_the_chosen_model_finds_the_names_instead_of_ours(model, settle):
    settle(f"de={model}")
    text = "es war da am Jorvik Thaum in Quellmoor.\n\nes hat da am Brevonix Werke da so was, in Quellmoor da wo es."
    article = entities.step(an_article(text=text, language="de"))
    assert {(entity.kind, entity.name, entity.count) for entity in article.entities} == {
        ("person", "Jorvik Thaum", 1),
        ("place", "Quellmoor", 2),
        ("organisation", "Brevonix Werke", 1),
    }
    for entity in article.entities:
        assert [article.text[start:end] for start, end in entity.spans] == [entity.name] * entity.count


def test_a_language_that_has_no_names_of_ours_gets_them(model, settle):
    text = "et la fête de Quellmoor a été"
    assert entities.step(an_article(text=text, language="fr")).entities == ()
    settle(f"fr={model}")
    assert [entity.name for entity in entities.step(an_article(text=text, language="fr")).entities] == ["Quellmoor"]


@pytest.mark.parametrize("before", range(3, 60))
def test_a_name_is_found_once_and_whole_wherever_it_stands_in_a_long_paragraph(model, before):
    text = " ".join([*["ab"] * before, "Jorvik Thaum", *["cd"] * 40])
    assert found(text, model) == [("person", "Jorvik Thaum")]


def test_a_word_is_what_its_first_piece_is_and_a_name_may_have_signs_inside(model):
    assert found("da am ab Quellmoor, da Neu-Jorum ist", model) == [("place", "Quellmoor"), ("place", "Neu-Jorum")]


def test_a_piece_may_begin_with_a_space_or_hold_several_words(tmp_path):
    folder = write(tmp_path / "spaced", cutter=tokenizer_with_spaces())
    assert found("ab b  Jorvik Thaum, a U.S. a b", folder) == [("person", "Jorvik Thaum"), ("organisation", "U.S.")]


def test_two_names_side_by_side_stay_two(model):
    assert found("da am ab Brevonix Brevonix Werke da ab am", model) == [
        ("organisation", "Brevonix"),
        ("organisation", "Brevonix Werke"),
    ]


def test_titles_possessives_and_other_labels_are_no_names(model):
    assert found("da am ab Frau Thaum’s da Fest am", model) == [("person", "Thaum")]


def test_padding_beside_a_longer_paragraph_is_no_name(model):
    assert found("da ab\n\nda am ab ab ab ab ab cd Quellmoor ab ab da", model) == [("place", "Quellmoor")]


def test_a_text_without_words_has_no_names(model):
    assert found("\n\n \n", model) == found("", model) == []


def test_of_a_text_longer_than_any_article_the_beginning_is_read(model):
    text = "da am ab Jorvik Thaum da am\n\n" * (LONGEST // 20)
    names = found(text, model)
    assert set(names) == {("person", "Jorvik Thaum")}
    assert len(names) == pytest.approx(LONGEST / 29, rel=0.01)


def test_it_reads_in_a_process_that_was_forked_after_it_was_loaded(model):
    chosen.load(model)
    text = "da am ab Jorvik Thaum da am"
    assert found(text, model)
    child = os.fork()
    if child == 0:
        os._exit(0 if found(text, model) == [("person", "Jorvik Thaum")] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_file_that_is_missing_is_told(model, tmp_path, name):
    folder = tmp_path / "less"
    shutil.copytree(model, folder)
    (folder / name).unlink()
    with pytest.raises(ModelMissingError, match=f"{name} is missing - export the model with all three files"):
        chosen.load(str(folder))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_file_that_is_broken_is_told(model, tmp_path, name):
    folder = tmp_path / "broken"
    shutil.copytree(model, folder)
    (folder / name).write_text("[")
    with pytest.raises(ModelMissingError, match=name):
        chosen.load(str(folder))


def test_a_model_whose_labels_are_no_names_is_told(tmp_path):
    folder = write(tmp_path / "moods", labels=("LABEL_0", "LABEL_1"))
    with pytest.raises(ModelMissingError, match=r"neither people nor places nor organisations \(LABEL_0, LABEL_1\)"):
        chosen.load(folder)


def test_a_model_that_asks_for_more_than_text_is_told(tmp_path):
    folder = write(tmp_path / "layout", extra_input="bbox")
    with pytest.raises(ModelMissingError, match=r"asks for bbox - only models that read text alone"):
        chosen.load(folder)


def test_labels_that_belong_to_another_model_are_told(model, tmp_path):
    folder = tmp_path / "mixed"
    shutil.copytree(model, folder)
    (folder / "config.json").write_text(json.dumps({"id2label": {"0": "O", "1": "B-PER"}}))
    with pytest.raises(ModelMissingError, match=r'knows 8 labels and "id2label" in config\.json 2'):
        chosen.load(str(folder))


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_a_library_that_is_not_installed_is_told(model, tmp_path, monkeypatch, library):
    folder = tmp_path / "fresh"
    shutil.copytree(model, folder)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ModelMissingError, match=rf'{library} is not installed - pip install "newsloom\[onnx\]"'):
        chosen.load(str(folder))


def test_workers_do_not_start_with_a_folder_that_lacks_a_file(settle, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    settle(f"de={tmp_path}")
    with pytest.raises(SystemExit, match=r"model\.onnx and tokenizer\.json is missing"):
        startup.load_models()


def test_a_folder_of_spacys_is_none_of_these(tmp_path):
    (tmp_path / "config.cfg").write_text("")
    assert not onnx_names.is_meant(str(tmp_path))
