"""Reply codes of messages: ``QN1237`` is the notice 123 with a check digit, and a slip hits no other.

Damm's algorithm (2004) finds every single wrong digit and every swap of two neighbours.
"""

from __future__ import annotations

import re

_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def _interim(digits: str) -> int:
    found = 0
    for digit in digits:
        found = int(_DAMM[found][int(digit)])
    return found


def code_of(prefix: str, notice_id: int) -> str:
    """The code of a notice."""
    return f"{prefix}{notice_id}{_interim(str(notice_id))}"


def is_code(digits: str) -> bool:
    """Whether the digits of a code are as they were given out."""
    return len(digits) >= 2 and digits.isdigit() and digits.isascii() and _interim(digits) == 0


def find_codes(text: str, prefix: str) -> list[re.Match[str]]:
    """Where a text (capitals without diacritics) says what may be a code; group 1 are its digits."""
    return list(re.finditer(rf"(?<![A-Z0-9]){prefix}[\s.\-:#]*(\d{{1,10}})(?!\d)", text))
