"""Names of places as people type them: with or without diacritics, in any Unicode form."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not decompose. Ð/ð (eth) stands for Đ/đ in texts converted from older encodings.
_WITHOUT_STROKE = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def fold(text: str) -> str:
    """Return the form of a name in which two spellings of it compare equal.

    No diacritics, đ as d, case folded, runs of white space (no-break space included) as one space, none at
    the ends. Folding twice changes nothing.

    Parameters
    ----------
    text : str
        In any Unicode normalisation form.

    Returns
    -------
    str

    Examples
    --------
    >>> fold("  Mường  GIÔN ")
    'muong gion'
    >>> fold("Đường đất")
    'duong dat'
    """
    folded = text
    # Case folding can bring back what decomposition took away, and the reverse: repeat until nothing changes.
    while True:
        bare = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", folded.translate(_WITHOUT_STROKE))
            if not unicodedata.combining(letter)
        )
        again = " ".join(bare.casefold().split())
        if again == folded:
            return again
        folded = again
