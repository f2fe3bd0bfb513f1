"""The order of the Vietnamese alphabet, in which lists of names stand."""

from __future__ import annotations

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS)}
# Level, falling, asking, tumbling, rising, heavy: the order of dictionaries.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

Key = tuple[tuple[tuple[tuple[int, str], ...], tuple[int, ...]], ...]


def _syllable(text: str) -> tuple[tuple[tuple[int, str], ...], tuple[int, ...]]:
    letters, tones = [], []
    for mark in unicodedata.normalize("NFD", text):
        if mark in _TONES:
            tones.append(_TONES[mark])
        else:
            letters.append(mark)
    whole = unicodedata.normalize("NFC", "".join(letters))
    return tuple((_RANK.get(letter, len(_LETTERS)), letter) for letter in whole), tuple(tones)


def sort_key(name: str) -> Key:
    """Return what `sorted` needs: syllable by syllable, letters first (a ă â … d đ …), then tones.

    Examples
    --------
    >>> sorted(["Đà", "Dương", "Ân", "An", "Ăn"], key=sort_key)
    ['An', 'Ăn', 'Ân', 'Dương', 'Đà']
    """
    return tuple(_syllable(part) for part in name.casefold().split())
