"""Names compare equal in every spelling."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.names import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mường Giôn", "muong gion"),
        ("  MƯỜNG\u00a0 GIÔN\n", "muong gion"),
        ("Đường Đất", "duong dat"),
        ("Ðiện Biên", "dien bien"),  # eth, from converted files
        ("Nặm Ét", "nam et"),
        ("Pá Ma Pha Khinh", "pa ma pha khinh"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_composed_and_decomposed_names_are_equal() -> None:
    name = "Chiềng Ơn"
    assert unicodedata.normalize("NFC", name) != unicodedata.normalize("NFD", name)
    assert fold(unicodedata.normalize("NFC", name)) == fold(unicodedata.normalize("NFD", name)) == "chieng on"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
