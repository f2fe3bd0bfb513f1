"""Forest and shapes on the picture."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import shapely
import shapely.ops
from PIL import Image, ImageDraw

from data.painting.frame import Frame
from data.painting.layers import STYLES, Colour, Shapes, Style
from geo.forest.cells import GROUP_CLASSES, rings
from geo.forest.index import ForestIndex
from geo.forest.palette import GROUP_COLOURS, OPACITY

PAPER: Colour = (251, 252, 248)
_CASING = (255, 255, 255, 215)


@cache
def group_colour(name: str) -> Colour:
    """As it looks on paper: the map's own colour, laid over the ground."""
    own = bytes.fromhex(GROUP_COLOURS[name][1:])
    red, green, blue = (
        round(c * OPACITY + paper * (1 - OPACITY)) for c, paper in zip(own, PAPER, strict=True)
    )
    return red, green, blue


def paint_forest(picture: Image.Image, index: ForestIndex, frame: Frame) -> None:
    """Draw the plots by their state group."""
    found = index.tree.query(shapely.box(*frame.window))
    if not len(found):
        return
    # The largest first, so that none hides a smaller one that lies in it.
    pieces = found[np.lexsort((index.keys[index.plot[found]], -index.area[found]))]
    degrees, first, shape, outer = rings(index.pieces[pieces])
    points: Any = (frame.pixels(degrees) - 0.5).astype(np.float32)  # Pillow reads it without a list
    names = [str(each) if each in GROUP_CLASSES else "unknown" for each in index.groups[index.plot[pieces]]]
    draw = ImageDraw.Draw(picture)
    for ring in range(len(outer)):
        ink = group_colour(names[shape[ring]]) if outer[ring] else PAPER
        draw.polygon(points[first[ring] : first[ring + 1]], fill=(*ink, 255))


def _parts(shape: Any) -> Iterator[Any]:
    for part in shapely.get_parts(shape):
        if part.geom_type in ("Polygon", "LineString", "LinearRing"):
            yield part


def _dashes(line: Any, length: float) -> Iterator[Any]:
    at = 0.0
    while at < line.length:
        yield shapely.ops.substring(line, at, min(at + length, line.length))
        at += length * 1.8


def _stroke(draw: ImageDraw.ImageDraw, line: Any, ink: tuple[int, ...], width: float) -> None:
    if line.geom_type not in ("LineString", "LinearRing"):
        return  # a dash of no length
    points = [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]
    draw.line(points, fill=ink, width=max(1, round(width)), joint="curve")


def _outline(draw: ImageDraw.ImageDraw, part: Any, style: Style, width: float) -> None:
    lines = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
    for line in lines:
        if style.casing:
            _stroke(draw, line, _CASING, width * 2.0)
    for line in lines:
        pieces = _dashes(line, style.dash * width) if style.dash else [line]
        for piece in pieces:
            _stroke(draw, piece, (*style.colour, 255), width)


def _fill(picture: Image.Image, part: Any, style: Style) -> None:
    over = Image.new("L", picture.size)
    draw = ImageDraw.Draw(over)
    draw.polygon([tuple(xy) for xy in shapely.get_coordinates(part.exterior)], fill=round(255 * style.fill))
    for hole in part.interiors:
        draw.polygon([tuple(xy) for xy in shapely.get_coordinates(hole)], fill=0)
    picture.paste(style.colour, (0, 0), over)


def paint_shapes(picture: Image.Image, layer: Shapes, frame: Frame) -> list[tuple[Any, str]]:
    """Draw shapes; those that the map shows, in pixels, with their labels."""
    style = STYLES[layer.style]
    width = style.width * frame.unit
    shown = []
    for geometry, label in layer.shapes:
        seen = frame.shape(geometry)
        parts = list(_parts(seen))
        if not parts:
            continue
        for part in parts:
            if style.fill and part.geom_type == "Polygon":
                _fill(picture, part, style)
        draw = ImageDraw.Draw(picture)
        for part in parts:
            _outline(draw, part, style, width)
        shown.append((seen, label))
    return shown
