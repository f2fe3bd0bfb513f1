"""Text that is fit to leave the house: legal in XML, on one line, with nobody's number in it."""

from __future__ import annotations

import re
import unicodedata

MASK = "[…]"
_ILLEGAL = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
"""Outside XML 1.0's Char, or discouraged there: control characters, lone surrogates, non-characters."""
_DATE = r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
_PHONE = re.compile(rf"(?<!\d)(?<!\d[.,])(?!{_DATE})(?:\+\d|00?\d|84\d)(?:[\s.()-]{{0,2}}\d){{7,}}")
"""0912 345 678, 0212.3832.114, +84 912 345 678, 84912345678; not 08-03-2027, not 103.6619."""
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


def legal(text: str) -> str:
    """Without characters that XML does not allow, that control, or that nobody sees (format characters)."""
    kept = _ILLEGAL.sub("", text)
    return "".join(each for each in kept if unicodedata.category(each) != "Cf")


def redacted(text: str) -> str:
    """Without phone numbers and mail addresses: in free text they are some person's."""
    return _PHONE.sub(MASK, _MAIL.sub(MASK, text))


def one_line(value: object, limit: int = 500) -> str:
    """A free text as it may be told: legal, redacted, on one line, NFC; cut with "…" beyond `limit`.

    Anything but a text or a number gives an empty one.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = redacted(" ".join(legal(unicodedata.normalize("NFC", str(value))).split()))
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
