"""Bytes become characters, and no umlaut is broken on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.extraction.encoding import decode, to_utf8

TEXT = "<p>Grüße aus Köln, sagte Frau Özdemir – „schön“ für 5 €"


@pytest.mark.parametrize("charset", [None, "iso-8859-1", "windows-1252", "utf-8", "nonsense", "hex"])
def test_utf8_is_recognised_whatever_the_header_says(charset):
    assert decode(TEXT.encode(), charset) == TEXT


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "latin1"])
def test_latin_1_is_read_as_windows_1252_like_browsers_do(label):
    assert decode(TEXT.encode("cp1252"), label) == TEXT


def test_the_meta_element_counts_when_the_header_is_silent():
    page = '<meta charset="windows-1251"><p>Привет, мир и все люди'
    assert decode(page.encode("cp1251")) == page


def test_a_byte_order_mark_comes_before_everything_else():
    assert decode(b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-8") == TEXT


def test_a_page_glued_from_two_encodings_keeps_both_their_umlauts():
    glued = b'<meta charset="utf-8">' + "Grüße ".encode("cp1252") + "Grüße".encode()
    assert decode(glued).endswith("Grüße Grüße")


def test_japanese_that_hides_in_ascii_is_found_by_its_declaration():
    page = '<meta charset="iso-2022-jp"><p>日本語の記事'
    assert "日本語の記事" in decode(page.encode("iso-2022-jp"))


def test_undeclared_legacy_german_is_detected():
    page = "<p>" + "Die Bürgermeisterin grüßt die Gäste aus Österreich herzlich. " * 5
    assert "Bürgermeisterin grüßt die Gäste aus Österreich" in decode(page.encode("cp1252"))


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "shift_jis", "gb2312", "utf-16", "big5", "x"]))
def test_any_bytes_become_some_characters(data, charset):
    assert isinstance(decode(data, charset), str)


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1"])
def test_a_page_that_was_encoded_twice_is_read_as_it_was_meant(taken_for):
    text = "Für die Bürger „überfällig“ – so die Rätin. Öl, Ärger, Straße, 5 €, año."
    twice = "".join(bytes((byte,)).decode(taken_for, "ignore") or chr(byte) for byte in text.encode()).encode()
    assert decode(twice) == to_utf8(twice).decode() == text


def test_a_page_that_only_quotes_letters_encoded_twice_keeps_them():
    text = "Wenn statt „für“ auf einer Seite „fÃ¼r“ steht, wurde zweimal verschlüsselt: so läuft es überall schief."
    assert decode(text.encode()) == to_utf8(text.encode()).decode() == text
