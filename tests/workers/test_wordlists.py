"""The word lists that ship."""

from pathlib import Path

import pytest

from workers import wordlists

FILES = sorted(Path(wordlists._FOLDER).glob("*/*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_list_says_what_it_holds_and_is_not_empty(path):
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert wordlists.lines(path.parent.name, path.stem)


def test_a_language_without_lists_has_empty_ones():
    assert wordlists.words("fi", "function_words") == frozenset()
    assert wordlists.words(None, "function_words") == frozenset()
