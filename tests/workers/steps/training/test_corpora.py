"""The labelled corpora as the tagger learns from them."""

from workers.steps.training.corpora import aligned, read, spans


def test_a_file_is_read_sentence_by_sentence(tmp_path):
    path = tmp_path / "small.bio"
    path.write_text("Anna\tB-PER\nkam\tO\n\nJa\tO\n\n", encoding="utf-8")
    assert read(path) == [[("Anna", "B-PER"), ("kam", "O")], [("Ja", "O")]]


def test_names_are_found_in_a_row_of_labels():
    assert list(spans(["B-PER", "I-PER", "B-PER", "O", "B-LOC"])) == [(0, 2, "PER"), (2, 3, "PER"), (4, 5, "LOC")]


def test_parts_of_words_and_common_nouns_are_no_names():
    sentence = [("Merkel-Kritik", "B-PER"), ("im", "O"), ("Unternehmen", "B-ORG"), ("Siemens", "B-ORG")]
    assert [label for _, label in aligned(sentence)] == ["O", "O", "O", "B-ORG"]
