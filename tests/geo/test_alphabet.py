"""Vietnamese order, which is neither that of code points nor that of bare letters."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.alphabet import sort_key

ORDERED = [
    ["Cà Nàng", "Chiềng Bằng", "Chiềng Khay", "Chiềng Ơn", "Mường Chiên", "Nặm Ét", "Pá Ma Pha Khinh"],
    ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mâ", "mb"],
    ["da", "dz", "đa", "e", "ê", "o", "ô", "ơ", "u", "ư"],
    ["Bản", "Bản Bo", "Bảng"],
]


@pytest.mark.parametrize("names", ORDERED)
def test_order(names):
    assert sorted(random.Random(1).sample(names, len(names)), key=sort_key) == names  # noqa: S311


@given(st.text(max_size=12))
def test_the_unicode_form_does_not_matter(text):
    text = unicodedata.normalize("NFC", text)
    once = sort_key(text)
    assert sort_key(unicodedata.normalize("NFD", text)) == once


def test_upper_case_does_not_matter():
    assert sort_key("ĐÀ Nẵng") == sort_key("đà nẵng")
