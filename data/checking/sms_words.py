"""Verdicts by SMS: ``QN1237 NUONG``. Only reading: whether the code was given out, others know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.checking.errors import SmsUnreadable
from geo.names import fold

WORDS = {
    "chay rung": "forest_fire",
    "chayrung": "forest_fire",
    "cr": "forest_fire",
    "nuong phep": "burning_allowed",
    "nuong co phep": "burning_allowed",
    "nuong duoc phep": "burning_allowed",
    "nuong khong phep": "burning_not_allowed",
    "nuong ko phep": "burning_not_allowed",
    "nuong trai phep": "burning_not_allowed",
    "nuong sai": "burning_not_allowed",
    "nuong": "fire_other",
    "dot nuong": "fire_other",
    "chay khac": "fire_other",
    "khac": "fire_other",
    "khong thay": "nothing",
    "khong chay": "nothing",
    "khong": "nothing",
    "ko": "nothing",
    "nguon co dinh": "permanent_source",
    "co dinh": "permanent_source",
    "codinh": "permanent_source",
}
"""What follows the code, without diacritics. NUONG alone does not say whether it was allowed: it is kept as a
fire that is no forest fire, and whoever reviews asks."""

_NO_VERDICT = re.compile(r"\s*(?:da |duoc )*(?:nhan|biet|ro|hieu|phai|lien quan)\b")
"""KHONG NHAN, khong biet: somebody who did not get it, or did not look."""
_OUT = re.compile(r"\b(?:da tat|tat roi|dap xong|datat)\b")
_SHARE = re.compile(r"(?<![\d.,])(\d{1,3})\s*(?:%|phan tram)?(?![\d.,])")
_FIRST = sorted(WORDS, key=len, reverse=True)


@dataclass(frozen=True)
class SmsVerdict:
    """`digits` of the code, as they stand; `kind` of `VERDICTS`; `share` 0 to 1 of nothing found; `is_out`
    True or not said; `text`: the whole message."""

    digits: str
    kind: str
    share: float | None
    is_out: bool | None
    text: str


def read_verdict(text: str, prefix: str = "QN") -> SmsVerdict | None:
    """The verdict that a message says; None where it has no code, or the code is followed by another word
    (such as NHAN, which acknowledges).

    Examples
    --------
    >>> read_verdict("qn1237 nương").kind, read_verdict("QN 1237 KHONG 80%").share
    ('fire_other', 0.8)

    Raises
    ------
    SmsUnreadable
        `problem`: share_missing (nothing found, but how much was searched?), share_impossible.
    """
    plain = re.sub(r"\s+", " ", fold(text)).strip()
    code = re.search(rf"(?<![a-z0-9]){re.escape(prefix.lower())}[\s.\-:#]*(\d{{1,10}})(?!\d)", plain)
    if code is None:
        return None
    after = plain[code.end() :].lstrip(" .,:;-")
    word = next((each for each in _FIRST if re.match(rf"{each}(?![a-z])", after)), None)
    if word is None:
        return None
    kind, rest, share = WORDS[word], after[len(word) :], None
    if kind == "nothing":
        if _NO_VERDICT.match(rest):
            return None
        said = _SHARE.search(rest)
        if said is None:
            raise SmsUnreadable(problem="share_missing")
        if int(said[1]) > 100:
            raise SmsUnreadable(problem="share_impossible")
        share = int(said[1]) / 100
    is_out = True if kind not in ("nothing", "permanent_source") and _OUT.search(rest) else None
    return SmsVerdict(code[1], kind, share, is_out, text.strip())
