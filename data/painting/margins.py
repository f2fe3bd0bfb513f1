"""What stands around the map: title, VN-2000 grid with its corners, north, scale, legend, notes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw

from data.casework.documents.words import DRILL, number
from data.painting.fonts import font
from data.painting.frame import Frame, neat
from data.painting.layers import SIGNS, STYLES, Colour
from data.painting.lettering import INK, draw_sign, draw_text, shortened, width_of, wrapped
from geo.vn2000 import KNOWN

RED: Colour = (192, 0, 0)
_GRID, _QUIET = (29, 43, 34, 64), (90, 104, 95)


@dataclass(frozen=True)
class Key:
    """A line of the legend: `colour` for a plot's, else the name of a style or a sign."""

    text: str
    colour: Colour | None = None
    style: str = ""
    sign: str = ""


def paint_grid(picture: Image.Image, frame: Frame) -> None:
    """Thin lines of the VN-2000 grid over the map."""
    draw = ImageDraw.Draw(picture, "RGBA")
    right, bottom = frame.left + frame.width, frame.top + frame.height
    for across in _lines(frame.west, frame.east, frame.step):
        x = frame.left + (across - frame.west) / frame.metres
        draw.line([(x, frame.top), (x, bottom)], fill=_GRID, width=2)
    for up in _lines(frame.south, frame.north, frame.step):
        y = frame.top + (frame.north - up) / frame.metres
        draw.line([(frame.left, y), (right, y)], fill=_GRID, width=2)


def _lines(low: float, high: float, step: float) -> list[float]:
    return [step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _metres(value: float) -> str:
    return str(number(round(value)))


def paint_border(picture: Image.Image, frame: Frame, text: int) -> None:
    """White around the map, its edge, and the coordinates of its corners and of the grid's lines."""
    draw = ImageDraw.Draw(picture)
    right, bottom = frame.left + frame.width, frame.top + frame.height
    white = (255, 255, 255)
    for box in (
        (0, 0, picture.width, frame.top),
        (0, bottom, picture.width, picture.height),
        (0, 0, frame.left, picture.height),
        (right, 0, picture.width, picture.height),
    ):
        draw.rectangle(box, fill=white)
    draw.rectangle((frame.left, frame.top, right, bottom), outline=INK, width=max(4, text // 6))
    for northing, y, anchor in ((frame.north, frame.top - text * 0.35, "d"), (frame.south, bottom + 3, "a")):
        for easting, x, side in ((frame.west, frame.left, "l"), (frame.east, right, "r")):
            said = f"X {_metres(northing)} · Y {_metres(easting)}"
            draw_text(draw, (x, y), said, text, bold=True, anchor=side + anchor)
    corner = width_of("X 2.000.000 · Y 500.000", text, bold=True) + text
    for across in _lines(frame.west, frame.east, frame.step):
        at, said = frame.left + (across - frame.west) / frame.metres, _metres(across)
        half = width_of(said, text) / 2
        if frame.left + corner < at - half and at + half < right - corner:
            draw_text(draw, (at, frame.top - text * 0.35), said, text, ink=_QUIET, anchor="md")
            draw_text(draw, (at, bottom + 3), said, text, ink=_QUIET, anchor="ma")
    for up in _lines(frame.south, frame.north, frame.step):
        y = frame.top + (frame.north - up) / frame.metres
        said = _metres(up)
        reach = width_of(said, text) / 2
        if frame.top + reach < y < bottom - reach:
            _upright(picture, said, text, frame.left - text * 0.25, y, left=True)
            _upright(picture, said, text, right + text * 0.25, y, left=False)


def _upright(picture: Image.Image, said: str, text: int, x: float, y: float, *, left: bool) -> None:
    letters = font(text)
    width, height = math.ceil(letters.getlength(said)), round(text * 1.25)
    small = Image.new("RGB", (width, height), (255, 255, 255))
    ImageDraw.Draw(small).text((0, 0), said, _QUIET, letters)
    small = small.rotate(90, expand=True)
    picture.paste(small, (round(x - small.width if left else x), round(y - small.height / 2)))


def paint_title(picture: Image.Image, title: str, text: int, height: int, *, drill: bool) -> None:
    """The name of the map; in a drill a red band that says so."""
    draw = ImageDraw.Draw(picture)
    ink: Colour = INK
    if drill:
        draw.rectangle((0, 0, picture.width, height), fill=RED)
        ink, title = (255, 255, 255), f"{DRILL} – {title}" if title else DRILL
    shown = shortened(title, text, picture.width - 2 * text, bold=True)
    draw_text(draw, (picture.width / 2, height / 2), shown, text, bold=True, anchor="mm", ink=ink)


def paint_drill(picture: Image.Image, frame: Frame) -> None:
    """The mark across the map, so that no cut-out is taken for real."""
    text = frame.width // 9
    mark = Image.new("L", picture.size)
    draw = ImageDraw.Draw(mark)
    middle = (frame.left + frame.width / 2, frame.top + frame.height / 2)
    draw.text(middle, DRILL, 46, font(text, bold=True), anchor="mm")
    mark = mark.rotate(24, center=middle)
    picture.paste(RED, (0, 0), mark)


def paint_scale(picture: Image.Image, frame: Frame, x: int, y: int, room: int, text: int) -> None:
    """North arrow, a bar of neat length in two halves, and the plane's name, in a block `room` wide."""
    draw = ImageDraw.Draw(picture)
    tall = round(text * 2.6)
    tip, foot = (x + text * 0.8, y), y + tall * 0.78
    west, east = ([tip, (tip[0] + side * text * 0.6, foot), (tip[0], foot - text * 0.45)] for side in (-1, 1))
    draw.polygon(west, fill=INK)
    draw.polygon(east, fill=(255, 255, 255), outline=INK, width=2)
    draw_text(draw, (tip[0], foot + 2), "B", text, bold=True, anchor="ma")
    left = x + text * 2.6
    metres = neat((room - text * 4.5) * frame.metres)
    long, thick = metres / frame.metres, max(4, text // 3)
    top = y + text * 1.5
    draw.rectangle((left, top, left + long / 2, top + thick), fill=INK)
    draw.rectangle((left, top, left + long, top + thick), outline=INK, width=2)
    unit, per = ("km", 1000) if metres >= 2000 else ("m", 1)
    places = 0 if (metres / 2 / per).is_integer() else 1
    for share in (0.0, 0.5, 1.0):
        said = "0" if not share else str(number(metres * share / per, places if share < 1 else 0))
        ending = f" {unit}" if share == 1 else ""
        draw_text(draw, (left + long * share, top - 3), said + ending, text, anchor="md")
    plane = KNOWN.get(frame.epsg, f"EPSG:{frame.epsg}")
    draw_text(draw, (left, top + thick + 4), plane, text, ink=_QUIET)


def rows_of(keys: Sequence[Key], room: float, text: int) -> list[list[tuple[float, Key]]]:
    """The legend in rows: (from the left, key)."""
    rows: list[list[tuple[float, Key]]] = [[]]
    at = 0.0
    for key in keys:
        wide = text * 2.3 + width_of(key.text, text) + text * 1.2
        if at + wide > room and rows[-1]:
            rows.append([])
            at = 0.0
        rows[-1].append((at, key))
        at += wide
    return rows


def paint_legend(picture: Image.Image, keys: Sequence[Key], x: int, y: int, room: int, text: int) -> None:
    """The legend, row by row."""
    draw = ImageDraw.Draw(picture)
    for at, row in enumerate(rows_of(keys, room, text)):
        middle = y + (at + 0.5) * text * 1.6
        for left, key in row:
            _swatch(draw, key, x + left, middle, text)
            most = room - left - text * 2.3
            draw_text(
                draw, (x + left + text * 2.2, middle), shortened(key.text, text, most), text, anchor="lm"
            )


def _swatch(draw: ImageDraw.ImageDraw, key: Key, x: float, middle: float, text: int) -> None:
    box = (x, middle - text * 0.5, x + text * 1.7, middle + text * 0.5)
    if key.colour:
        draw.rectangle(box, fill=key.colour, outline=_QUIET, width=2)
    elif key.sign:
        sign = SIGNS[key.sign]
        size = min(text * 0.95, sign.size * text / 13)
        down = size / 2 if sign.form == "flag" else 0
        draw_sign(draw, sign, x + text * 0.85, middle + down, size)
    else:
        _line_swatch(draw, STYLES[key.style], box, text)


def _line_swatch(draw: ImageDraw.ImageDraw, style: Any, box: tuple[float, ...], text: int) -> None:
    width = max(2, round(style.width * text / 13))
    left, top, right, bottom = box
    if style.fill:
        light = tuple(round(255 + (own - 255) * style.fill) for own in style.colour)
        draw.rectangle((left, top, right, bottom), fill=light, outline=style.colour, width=width)
        return
    middle = (top + bottom) / 2
    step = (right - left) / 5
    dashes = [(left + k * 2 * step, left + (2 * k + 1) * step) for k in range(3)]
    pieces = dashes if style.dash else [(left, right)]
    for one, other in pieces:
        draw.line([(one, middle), (other, middle)], fill=style.colour, width=width)


def paint_lines(picture: Image.Image, lines: Sequence[str], x: int, y: int, room: int, text: int) -> None:
    """Small notes, each in as many lines as it needs."""
    draw = ImageDraw.Draw(picture)
    for at, line in enumerate(said for each in lines for said in wrapped(each, text, room)):
        draw_text(draw, (x, y + at * text * 1.3), line, text, ink=_QUIET)
