"""TCVN3, VNI and UTF-8: what goes out comes back, and what a file has is recognised."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.forest.errors import EncodingUnknown
from geo.forest.syllables import is_syllable
from geo.forest.text import ENCODINGS, decode, detect, encode, other_encoding, preview

SMALL = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵbcdđghklmnpqrstvx"
TCVN3_CAPITALS = "AĂÂEÊIOÔƠUƯYBCDĐGHKLMNPQRSTVX"  # capitals with a tone have no byte
OWNERS = [
    "Lò Văn Đôi",
    "Quàng Thị Ánh",
    "UBND xã Mường Giôn",
    "Cộng đồng bản Huổi Ngà",
    "Hộ gia đình Điêu Chính Ếnh",
    "Rừng gỗ tự nhiên núi đất phục hồi",
    "Đất trống",
    "Ban quản lý rừng phòng hộ Quỳnh Nhai",
    "Thông, keo lai",
]
words = st.text(SMALL, min_size=1, max_size=8)
titles = st.builds(lambda first, rest: first + rest, st.sampled_from(TCVN3_CAPITALS), words)
small = st.lists(words, max_size=6).map(" ".join)
names = st.lists(titles, max_size=6).map(" ".join)


def raw(text: str, encoding: str) -> str:
    """Text as it comes out of a DBF: one letter for each byte."""
    return encode(text, encoding).decode("latin-1")


@given(st.one_of(small, names), st.sampled_from(["NFC", "NFD"]))
def test_tcvn3_comes_back(text: str, form: str) -> None:
    given_form = unicodedata.normalize(form, text)
    assert decode(raw(given_form, "tcvn3"), "tcvn3") == unicodedata.normalize("NFC", text)


@given(st.text(SMALL + SMALL.upper() + " 0123456789.,-", max_size=40), st.sampled_from(["NFC", "NFD"]))
@pytest.mark.parametrize("encoding", ["vni", "cp1258", "utf-8"])
def test_the_others_come_back_with_every_capital(encoding: str, text: str, form: str) -> None:
    given_form = unicodedata.normalize(form, text)
    assert decode(raw(given_form, encoding), encoding) == unicodedata.normalize("NFC", text)


@given(st.text(SMALL + SMALL.upper() + " ", max_size=40))
def test_tcvn3_loses_at_most_capitals(text: str) -> None:
    assert decode(raw(text, "tcvn3"), "tcvn3").casefold() == text.casefold()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"M\xad\xeang Gi\xabn", "Mường Giôn"),
        (b"L\xdf V\xa8n \xa7\xabi", "Lò Văn Đôi"),
        (b"Qu\xfanh Nhai", "Quỳnh Nhai"),
        (b"Chi\xd2ng \xa5n", "Chiềng Ơn"),
        (b"QU\xfaNH NHAI", "QUỲNH NHAI"),
        (b"L\xdf V\xa8n \xb8nh", "Lò Văn Ánh"),  # a name: its other words begin with capitals
        (b"\xb8nh s\xb8ng", "ánh sáng"),
        (b"V\xefng \xc8m", "Vùng ẩm"),
        (b"X\xb7", "Xã"),  # one capital: a word that begins with it
    ],
)
def test_tcvn3_as_it_stands_in_files(data: bytes, text: str) -> None:
    assert decode(data.decode("latin-1"), "tcvn3") == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Möôøng Gioân", "Mường Giôn"),
        ("Loø Vaên Ñoâi", "Lò Văn Đôi"),
        ("QUYØNH NHAI", "QUỲNH NHAI"),
        ("nhaø ôû baûn", "nhà ở bản"),
        ("Nöùa, vaàu", "Nứa, vầu"),
    ],
)
def test_vni_as_it_stands_in_files(data: str, text: str) -> None:
    assert decode(data, "vni") == text


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "cp1258", "utf-8"])
def test_realistic_samples_are_recognised(encoding: str) -> None:
    samples = [raw(text, encoding) for text in OWNERS]
    assert detect(samples) == encoding
    decoded = [decode(sample, encoding) for sample in samples]
    # TCVN3 has no byte for Ế, and this is not a name throughout.
    assert [one.replace("Chính ếnh", "Chính Ếnh") for one in decoded] == OWNERS


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "cp1258", "utf-8"])
@pytest.mark.parametrize("owner", OWNERS[:4])
def test_two_values_are_enough(encoding: str, owner: str) -> None:
    assert detect([raw(owner, encoding), raw("Đỗ Thị Tuyết", encoding)]) == encoding


def test_utf8_that_was_read_as_western_european() -> None:
    samples = [text.encode("utf-8").decode("cp1252", "replace") for text in ("Lê Văn Bản", "Bản Huổi Ngà")]
    assert detect(samples) == "utf-8"
    assert decode("LÃ² VÄƒn", "utf-8") == "Lò Văn"


def test_tcvn3_that_was_saved_as_unicode() -> None:
    assert detect(["Lß V¨n §«i", "M\xadêng Gi«n"]) == "tcvn3"


def test_nothing_is_converted_without_need() -> None:
    assert detect(["Rung trong", "Lo Van A", "", "12"]) == "unicode"
    assert detect(OWNERS) == "unicode"
    assert detect([unicodedata.normalize("NFD", owner) for owner in OWNERS]) == "unicode"
    assert detect([]) == "unicode"
    for encoding in ENCODINGS:
        assert decode("Lo Van A", encoding) == "Lo Van A"
        assert decode("Bản Huổi Ngà", encoding) == "Bản Huổi Ngà"


def test_vietnamese_unicode_of_one_byte_letters_only_is_left_alone() -> None:
    assert detect(["Lò Thị Cà", "Pá Ma", "Sông Đà"]) == "unicode"


def test_other_languages_are_not_made_vietnamese() -> None:
    assert detect(["Müller", "Straße", "façade", "naïve"]) == "cp1252"


def test_decomposed_text_is_composed() -> None:
    assert decode(unicodedata.normalize("NFD", "Mường"), "unicode") == "Mường"


def test_a_letter_cut_by_the_field_is_left_out() -> None:
    assert decode("Mường".encode()[:-3].decode("latin-1"), "utf-8") == "Mư"


def test_a_value_of_another_encoding_is_noticed() -> None:
    assert other_encoding(raw("Lò Văn Đôi", "tcvn3"), "utf-8") == "tcvn3"
    assert other_encoding(raw("Lò Văn Đôi", "utf-8"), "tcvn3") == "utf-8"
    for encoding in ("utf-8", "tcvn3"):
        assert other_encoding(raw("Lò Văn Đôi", encoding), encoding) is None
        assert other_encoding("Lo Van A", encoding) is None


def test_the_preview_shows_what_changes() -> None:
    samples = ["A1", "", raw("Lò Văn Đôi", "tcvn3"), "A1"]
    assert preview(samples, "tcvn3") == [("Lß V¨n §«i", "Lò Văn Đôi")]
    assert preview(samples, "unicode") == [("A1", "A1"), ("Lß V¨n §«i", "Lß V¨n §«i")]
    assert "\ufffd" in preview(samples, "utf-8")[0][1]


def test_an_encoding_that_is_not_offered() -> None:
    with pytest.raises(EncodingUnknown, match="latin9"):
        decode("é", "latin9")
    with pytest.raises(EncodingUnknown, match="latin9"):
        encode("é", "latin9")


@pytest.mark.parametrize(
    "word", re.findall(r"\w+", " ".join(OWNERS) + " nguyên nghiêng quyết khuỷu thuở xoong")
)
def test_real_words_are_syllables(word: str) -> None:
    assert is_syllable(word) == (word not in ("UBND",))


@pytest.mark.parametrize("word", ["Gi«n", "Möôøng", "mác̣", "bàt", "Straße"])
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)
