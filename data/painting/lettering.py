"""Signs of points, and names beside what they name: none over another."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import ImageDraw

from data.painting.fonts import font
from data.painting.layers import Colour, Sign

Box = tuple[float, float, float, float]
INK: Colour = (29, 43, 34)
_RIM = (255, 255, 255)


def draw_sign(draw: ImageDraw.ImageDraw, sign: Sign, x: float, y: float, size: float) -> None:
    """One sign with its middle (a flag: its foot) at a pixel; `size` is its diameter in pixels."""
    half, ink = size / 2, sign.colour
    rim = max(1, round(size * 0.13))
    within = (x - half, y - half, x + half, y + half)
    around = (x - half - rim, y - half - rim, x + half + rim, y + half + rim)
    if sign.form == "dot":
        draw.ellipse(around, fill=_RIM)
        draw.ellipse(within, fill=ink)
    elif sign.form == "ring":
        draw.ellipse(around, outline=_RIM, width=rim)
        draw.ellipse(within, outline=ink, width=max(2, round(size * 0.16)))
    elif sign.form == "square":
        draw.rectangle(around, fill=_RIM)
        draw.rectangle(within, fill=ink)
    elif sign.form == "diamond":
        for reach, colour in ((half + rim * 1.5, _RIM), (half, ink)):
            draw.polygon([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], fill=colour)
    else:
        _flag(draw, x, y, size, ink)


def _flag(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, ink: Colour) -> None:
    pole, rim = max(2, round(size * 0.14)), max(1, round(size * 0.1))
    draw.line([(x, y), (x, y - size - rim)], fill=_RIM, width=pole + 2 * rim)
    for reach, colour in ((rim, _RIM), (0, ink)):
        tip, low = (x + size * 0.85 + 2 * reach, y - size * 0.7), y - size * 0.36 + reach
        draw.polygon([(x - reach, y - size - reach), tip, (x - reach, low)], fill=colour)
    draw.line([(x, y), (x, y - size)], fill=ink, width=pole)


def clean(text: str) -> str:
    """The text as letters can be set: composed, on one line, without what has no form (controls)."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(each if each.isprintable() else " " for each in composed).split())


def draw_text(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, pixels: int, *, ink: Colour = INK,
    bold: bool = False, anchor: str = "la", halo: bool = False,
) -> None:  # fmt: skip
    """Words at a pixel; `anchor` as Pillow has it."""
    rim = max(1, round(pixels * 0.14)) if halo else 0
    draw.text(
        at, clean(text), ink, font(pixels, bold=bold), anchor=anchor, stroke_width=rim,
        stroke_fill=_RIM if halo else None,
    )  # fmt: skip


def width_of(text: str, pixels: int, *, bold: bool = False) -> float:
    """In pixels."""
    return float(font(pixels, bold=bold).getlength(clean(text)))


def shortened(text: str, pixels: int, most: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as there is room for."""
    text = clean(text)
    if width_of(text, pixels, bold=bold) <= most:
        return text
    while text and width_of(text + "…", pixels, bold=bold) > most:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, pixels: int, most: float) -> list[str]:
    """The text in lines that have room."""
    lines: list[str] = []
    for word in clean(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, pixels) <= most:
            lines[-1] = longer
        else:
            lines.append(shortened(word, pixels, most))
    return lines


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _about(x: float, y: float, width: float, height: float, gap: float) -> Iterator[Box]:
    """Where a name may stand beside a point: right, left, above, below, then the corners."""
    for across, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
        reach = gap * (0.75 if across and down else 1)
        left = x - width / 2 + across * (width / 2 + reach)
        top = y - height / 2 + down * (height / 2 + reach)
        yield left, top, left + width, top + height


@dataclass
class Names:
    """Places names so that none covers another or a sign; what finds no room is left out."""

    draw: ImageDraw.ImageDraw
    inside: Box
    taken: list[Box] = field(default_factory=list)

    def keep_free(self, x: float, y: float, size: float) -> None:
        """A sign stands here."""
        half = size / 2
        self.taken.append((x - half, y - half, x + half, y + half))

    def _free(self, box: Box) -> bool:
        west, north, east, south = self.inside
        within = box[0] >= west and box[1] >= north and box[2] <= east and box[3] <= south
        return within and not any(_meet(box, other) for other in self.taken)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        pixels: int,
        *,
        gap: float,
        ink: Colour = INK,
        bold: bool = False,
        over: bool = False,
    ) -> bool:
        """Write a name beside a point (`over`: on it, where there is room); False: it found none."""
        text = clean(text)
        if not text or not math.isfinite(x + y):
            return False
        width, height = width_of(text, pixels, bold=bold), pixels * 1.15
        middle = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        for box in [middle] * over + list(_about(x, y, width, height, gap)):
            if self._free(box):
                centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
                draw_text(self.draw, centre, text, pixels, ink=ink, bold=bold, anchor="mm", halo=True)
                self.taken.append(box)
                return True
        return False
