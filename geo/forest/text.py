"""Vietnamese text in the encodings of old forest maps, to Unicode (NFC) and back.

Raw text is one `str` per value, whatever the file: of a file that holds bytes (DBF, TAB) every letter stands
for one byte (Latin-1); of a file that holds Unicode it is the text itself, which may still be TCVN3 or VNI
that somebody once saved as if it were Western European. Both are decoded by the same `decode`.

TCVN3 (fonts `.VnTime`, `.VnArial`): one byte a letter. Capitals with a tone have no byte of their own, people
use a capital font for them, so `encode` gives their small letter and `decode` restores capitals only in words
that are otherwise in capitals and in names whose other words (two at least) begin with one. VNI
(`VNI-Times`): a base letter and a byte for its marks. Sources: TCVN 5712:1993 (VN3) and VNI's published code
table, as implemented alike by the common input programs.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from geo.forest.errors import EncodingUnknown
from geo.forest.syllables import vietnamese_share

ENCODINGS = ("unicode", "utf-8", "tcvn3", "vni", "cp1258", "cp1252")
"""What a person can choose; `unicode`: nothing to convert (plain ASCII too)."""

BETWEEN = "\x1f"
"""ASCII's unit separator: in no text, itself in every encoding; values joined by it decode as if alone."""

_GUESSED = ("tcvn3", "vni", "cp1258")
_ENOUGH = 0.7
"""Share of words with diacritics that must be Vietnamese syllables for an encoding to be proposed: of wrongly
decoded text under half are."""

# In the order of their bytes, a dot for a byte that is no letter.
_TCVN3_FROM_A1 = (
    "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
)
_TCVN3 = {0xA1 + place: letter for place, letter in enumerate(_TCVN3_FROM_A1) if letter != "."}
_TCVN3_BYTE = {letter: byte for byte, letter in _TCVN3.items()}

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_TONES = dict(zip("ùøûõï", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_WITH_CIRCUMFLEX = dict(zip("âáàåãä", ("", *_TONES.values()), strict=True))
_WITH_BREVE = dict(zip("êéèúüë", ("", *_TONES.values()), strict=True))
_VNI_SINGLE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}


def _vni_table() -> dict[str, str]:
    """Return VNI letters (one or two) → Unicode letter, small and capital."""
    table = dict(_VNI_SINGLE)
    for base in "aeouyôö":
        letter = _VNI_SINGLE.get(base, base)
        table |= {base + mark: letter + tone for mark, tone in _TONES.items()}
    for base in "aeo":
        table |= {base + mark: base + _CIRCUMFLEX + tone for mark, tone in _WITH_CIRCUMFLEX.items()}
    table |= {"a" + mark: "a" + _BREVE + tone for mark, tone in _WITH_BREVE.items()}
    small = {key: unicodedata.normalize("NFC", letter) for key, letter in table.items()}
    # A mark is a small or a capital letter itself; the case of the base decides.
    mixed = {key[0].upper() + key[1:]: letter.upper() for key, letter in small.items() if len(key) == 2}
    shouted = {key[0] + key[1:].upper(): letter for key, letter in small.items() if len(key) == 2}
    return small | shouted | mixed | {key.upper(): letter.upper() for key, letter in small.items()}


_VNI = _vni_table()
_VNI_TOKEN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_VNI_BYTES = {letter: key for key, letter in reversed(_VNI.items()) if key in (key.lower(), key.upper())}
_WORD = re.compile(r"[^\W\d_]+")
_HAVE_CAPITALS = frozenset("ăâêôơưđ")


def _as_byte(letter: str) -> int:
    code = ord(letter)
    if code < 0x100:
        return code
    return letter.encode("cp1252")[0]  # raises UnicodeEncodeError


def to_bytes(raw: str) -> bytes | None:
    """Return the bytes behind a raw text, or None where it has letters that no single byte stands for."""
    try:
        return raw.encode("latin-1")
    except UnicodeEncodeError:
        pass
    try:
        return bytes(_as_byte(letter) for letter in raw)
    except UnicodeEncodeError:
        return None


def _restore_capitals(match: re.Match[str]) -> str:
    word = match.group()
    small = [letter for letter in word if letter.islower()]
    if len(word) - len(small) < 2 or not small or any(letter.isascii() for letter in small):
        return word
    return word if any(letter in _HAVE_CAPITALS for letter in small) else word.upper()


# Bytes that are no letter of TCVN3 are punctuation of Western European Windows.
_FROM_TCVN3 = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)} | _TCVN3
_TONED_BEGINNING = re.compile(r" [àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]")
_CAPITALS = re.compile("[A-ZĂÂĐÊÔƠƯ]{2}")


def _restore_name(text: str) -> str:
    """Return a name of three words and more with its capital that TCVN3 cannot write: Lò Văn Ánh."""
    names = []
    for name in text.split(BETWEEN):
        words = name.split(" ")
        small = [place for place, word in enumerate(words) if word[:1].islower()]
        if len(words) >= len(small) + 2 and all(
            _TONED_BEGINNING.match(" " + words[place]) for place in small
        ):
            words = [word[:1].upper() + word[1:] for word in words]
        names.append(" ".join(words))
    return BETWEEN.join(names)


def _from_tcvn3(data: bytes) -> str:
    text = data.decode("latin-1").translate(_FROM_TCVN3)
    if _CAPITALS.search(text):
        text = _WORD.sub(_restore_capitals, text)
    return _restore_name(text) if _TONED_BEGINNING.search(text) else text


def _from_vni(data: bytes) -> str:
    return _VNI_TOKEN.sub(lambda match: _VNI[match.group()], data.decode("latin-1"))


def _from_utf8(data: bytes) -> str:
    # A DBF field cuts its text at a byte: a letter that is cut in two at the end is left out.
    return codecs.getincrementaldecoder("utf-8")().decode(data, final=False)


_DECODERS: dict[str, Callable[[bytes], str]] = {
    "utf-8": _from_utf8,
    "tcvn3": _from_tcvn3,
    "vni": _from_vni,
    "cp1258": lambda data: data.decode("cp1258", "replace"),
    "cp1252": lambda data: data.decode("cp1252", "replace"),
}


def decode(raw: str, encoding: str) -> str:
    """Return raw text in Unicode, NFC.

    Text with letters beyond one byte is Unicode already, in a file of any encoding, and is not converted.

    Raises
    ------
    UnicodeDecodeError
        If the encoding is UTF-8 and the bytes are not.
    EncodingUnknown
    """
    if encoding not in ENCODINGS:
        raise EncodingUnknown(encoding=encoding, known=list(ENCODINGS))
    if encoding == "unicode" or raw.isascii():
        return unicodedata.normalize("NFC", raw)
    data = to_bytes(raw)
    return unicodedata.normalize("NFC", raw if data is None else _DECODERS[encoding](data))


def _to_tcvn3(letter: str) -> bytes:
    byte = _TCVN3_BYTE.get(letter) or _TCVN3_BYTE.get(letter.lower())
    return bytes([byte]) if byte else letter.encode("cp1252")


def _to_cp1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tone = next(mark for mark in parts if mark in _TONES.values())
        return unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")


def encode(text: str, encoding: str) -> bytes:
    """Return Vietnamese text in an old encoding, as such files have it.

    Raises
    ------
    UnicodeEncodeError
        For a letter that the encoding does not have.
    EncodingUnknown
    """
    whole = unicodedata.normalize("NFC", text)
    if encoding == "tcvn3":
        return b"".join(map(_to_tcvn3, whole))
    if encoding == "vni":
        return b"".join(_VNI_BYTES.get(letter, letter).encode("latin-1") for letter in whole)
    if encoding == "cp1258":
        return b"".join(map(_to_cp1258, whole))
    if encoding not in ENCODINGS:
        raise EncodingUnknown(encoding=encoding, known=list(ENCODINGS))
    return whole.encode("utf-8" if encoding == "unicode" else encoding)


def detect(samples: Iterable[str]) -> str:
    """Propose the encoding of raw texts. A proposal: show `preview` and let a person confirm.

    Returns
    -------
    str
        One of `ENCODINGS`: `unicode` where there is nothing to convert, `cp1252` where nothing fits.
    """
    texts = [text for text in dict.fromkeys(samples) if not text.isascii()]
    data = [one for one in map(to_bytes, texts) if one is not None]
    if len(data) * 2 <= len(texts):
        return "unicode"
    if sum(map(_is_utf8, data)) * 2 > len(data):
        return "utf-8"
    scores = {"unicode": vietnamese_share(texts)}
    scores |= {name: vietnamese_share(map(_DECODERS[name], data)) for name in _GUESSED}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _ENOUGH else "cp1252"


def _is_utf8(data: bytes) -> bool:
    try:
        return not _from_utf8(data).isascii()
    except UnicodeDecodeError:
        return False


def other_encoding(raw: str, encoding: str) -> str | None:
    """Return the encoding that a value evidently has instead of the chosen one, None without such a sign.

    UTF-8 shows itself: text in another encoding is hardly ever valid UTF-8 by chance.
    """
    data = None if raw.isascii() or encoding == "unicode" else to_bytes(raw)
    if data is None or _is_utf8(data) == (encoding == "utf-8"):
        return None
    return "utf-8" if encoding != "utf-8" else detect([raw])


def preview(samples: Sequence[str], encoding: str, most: int = 8) -> list[tuple[str, str]]:
    """Return (before, after) of the first different samples that an encoding changes, else of any."""
    pairs = []
    for raw in dict.fromkeys(sample for sample in samples if sample.strip()):
        try:
            pairs.append((raw, decode(raw, encoding)))
        except UnicodeDecodeError:
            pairs.append((raw, raw.encode("latin-1", "replace").decode("utf-8", "replace")))
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    return (changed or pairs)[:most]
