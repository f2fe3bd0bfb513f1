"""The five levels of forest fire danger (NĐ 156/2018 Điều 46): numeral, colour, and what each obliges to.

Colours are the customary ones; `ink` is the text colour that reads on them (contrast at least 4.5). They are
not the colours of natural-disaster risk, which is another scale.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """`duties` are codes, in the order in which they are told; the screen has their words."""

    number: int
    numeral: str
    colour: str
    ink: str
    duties: tuple[str, ...]


_BURNING = "burn_with_care"
_WATCH = ("watch_hotspots", "keep_reception_log")

LEVELS = {
    level.number: level
    for level in (
        Level(1, "I", "#2e7d32", "#ffffff", (_BURNING,)),
        Level(2, "II", "#689f38", "#10200c", (_BURNING,)),
        Level(3, "III", "#fbc02d", "#241a00", (*_WATCH, _BURNING)),
        Level(4, "IV", "#f57c00", "#1f0f00", (*_WATCH, "publish_daily", "no_burning")),
        Level(5, "V", "#d32f2f", "#ffffff", (*_WATCH, "publish_daily", "no_burning")),
    )
}
"""Duties: TT 25/2019 Điều 8 from III on; NĐ 156/2018 Điều 46 (publish daily) and Điều 47.3 (burning)."""
