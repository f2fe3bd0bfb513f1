"""How Vietnamese a text is: the share of its words with diacritics that can be Vietnamese syllables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPPED = "\u0301\u0323"  # a syllable that ends in a stop has only these two tones
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:[iyuo]?[aăâeêioôơuưy]|iê|yê|uô|ươ|uyê|oo|oă|oe)"
    r"(?P<coda>ch|ng|nh|[cmnptiyou])?"
)
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Say whether a word can be one Vietnamese syllable: letters in order, one tone that fits its end."""
    parts = unicodedata.normalize("NFD", word.casefold())
    tones = [mark for mark in parts if mark in _TONES]
    bare = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    match = _SYLLABLE.fullmatch(bare)
    if match is None or len(tones) > 1:
        return False
    return match["coda"] not in ("c", "ch", "p", "t") or bool(tones and tones[0] in _STOPPED)


def vietnamese_share(texts: Iterable[str]) -> float:
    """Return the share, 0 to 1, among the words that have a letter beyond ASCII; 0 without such a word."""
    words = [word for text in texts for word in _pieces(text) if not word.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def _pieces(text: str) -> list[str]:
    # What stands between white space and punctuation: a symbol inside of a word makes it no syllable.
    return [piece.strip(".,;:()[]\"'/-+–0123456789") for piece in re.split(r"[\s,;/()+-]+", text)]
