"""Paint a map as PNG: no tile server, no browser, no window system; a second or two for a district."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import shapely
from PIL import Image, ImageDraw

from data.casework.documents.words import GROUPS, capital
from data.painting import ground, margins
from data.painting.frame import Frame, fit
from data.painting.layers import SIGNS, STYLES, Bbox, Layers, Points, Shapes
from data.painting.lettering import Names, draw_sign, wrapped
from data.painting.margins import Key
from geo.vn2000 import SON_LA

_FINER = 2
"""Drawn so many times larger and made smaller at the end: smooth lines, which Pillow does not draw itself."""
_LEAST, _MOST = 300, 5000
_QUIET_NAMES = ("commune", "river", "water", "road")


def paint(
    layers: Layers, bbox: Bbox, size: tuple[int, int], *, title: str, drill: bool, epsg: int = SON_LA
) -> bytes:
    """The picture of a window, with legend, scale bar, north arrow and VN-2000 grid.

    Parameters
    ----------
    bbox
        West, south, east, north in degrees WGS84; all of it is shown, and what lies beside it where the
        paper has another shape. See `data.painting.around`.
    size
        Width and height of the whole picture in pixels, 300 to 5,000.
    title
        One line above the map; too long a one is cut.
    drill
        A red band above and a mark across the map say that nothing of it happens.
    epsg
        The VN-2000 plane of the grid: grid north is up.

    Returns
    -------
    bytes
        PNG. The same input gives the same bytes.

    Raises
    ------
    ValueError
        If the size is out of range or the window is empty; the message names the argument.
    """
    if not all(_LEAST <= side <= _MOST for side in size):
        raise ValueError(f"'size' should be {_LEAST} to {_MOST} pixels, got {size}")
    if not (bbox[0] < bbox[2] and bbox[1] < bbox[3]):
        raise ValueError(f"'bbox' should be west, south, east, north, got {bbox}")
    picture = Image.new("RGB", (size[0] * _FINER, size[1] * _FINER), ground.PAPER)
    text = _FINER * max(11, round(min(size) / 50))
    keys = _keys(layers, _groups_at(layers, bbox))
    frame = _frame(picture, bbox, keys, layers, text, bool(title) or drill, epsg)
    keys = _keys(layers, _groups_at(layers, frame.window))  # the paper shows more than was asked for
    frame = _frame(picture, bbox, keys, layers, text, bool(title) or drill, epsg)
    _paint_map(picture, layers, frame, text)
    if drill:
        margins.paint_drill(picture, frame)
    margins.paint_border(picture, frame, round(text * 0.82))
    if title or drill:
        margins.paint_title(picture, title, round(text * 1.35), _title_height(text), drill=drill)
    _paint_below(picture, layers, keys, frame, text)
    out = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _title_height(text: int) -> int:
    return round(text * 2.1)


def _groups_at(layers: Layers, bbox: Bbox) -> list[str]:
    """Forest state groups in the window."""
    index = layers.forest
    if index is None:
        return []
    here = index.groups[np.unique(index.plot[index.tree.query(shapely.box(*bbox), predicate="intersects")])]
    met = {str(each) if each in GROUPS else "unknown" for each in here}
    return [name for name in GROUPS if name in met]


def _keys(layers: Layers, groups: list[str]) -> list[Key]:
    keys = [Key(each.legend, sign=each.sign) for each in layers.points if each.legend and each.points]
    keys += [Key(each.legend, style=each.style) for each in layers.shapes if each.legend and each.shapes]
    return keys + [Key(capital(GROUPS[name]), ground.group_colour(name)) for name in groups]


def _below(picture: Image.Image, keys: list[Key], layers: Layers, text: int) -> tuple[int, int, int]:
    """Height of the legend's block and of the notes, and the room of the block with the scale."""
    scale_room = round(min(picture.width * 0.36, text * 17))
    legend_rows = margins.rows_of(keys, picture.width - scale_room - text * 3, text)
    block = round(max(text * 4.4, len(legend_rows) * text * 1.6 + text * 0.6))
    small = round(text * 0.8)
    notes = sum(len(wrapped(line, small, picture.width - 2 * text)) for line in layers.lines)
    return block, round(notes * small * 1.3 + (small if notes else 0)), scale_room


def _frame(
    picture: Image.Image, bbox: Bbox, keys: list[Key], layers: Layers, text: int, titled: bool, epsg: int
) -> Frame:
    block, notes, _room = _below(picture, keys, layers, text)
    side = round(text * 1.5)
    top = (_title_height(text) if titled else 0) + round(text * 1.35)
    height = picture.height - top - round(text * 1.7) - block - notes
    return fit(bbox, side, top, picture.width - 2 * side, height, epsg)


def _paint_map(picture: Image.Image, layers: Layers, frame: Frame, text: int) -> None:
    if layers.forest is not None:
        ground.paint_forest(picture, layers.forest, frame)
    margins.paint_grid(picture, frame)
    shown = [(each, ground.paint_shapes(picture, each, frame)) for each in layers.shapes]
    edge = text * 0.3
    inside = (
        frame.left + edge, frame.top + edge, frame.left + frame.width - edge, frame.top + frame.height - edge,
    )  # fmt: skip
    names = Names(ImageDraw.Draw(picture), inside)
    stood = [_paint_points(picture, each, frame, names) for each in layers.points]
    _name_all(layers, shown, stood, names, text)


def _paint_points(
    picture: Image.Image, layer: Points, frame: Frame, names: Names
) -> list[tuple[float, float, str]]:
    """Draw the signs that lie on the map; the same in pixels."""
    if not layer.points:
        return []
    sign, draw = SIGNS[layer.sign], ImageDraw.Draw(picture)
    size = sign.size * frame.unit
    where = frame.pixels(np.array([(lon, lat) for lon, lat, _ in layer.points], dtype=float))
    west, north, east, south = names.inside
    stood = []
    for (x, y), (_lon, _lat, label) in zip(where, layer.points, strict=True):
        if west <= x <= east and north <= y <= south:
            draw_sign(draw, sign, x, y, size)
            names.keep_free(x, y, size)
            stood.append((float(x), float(y), label))
    return stood


def _roomiest(shape: Any) -> shapely.Point:
    """Where in a shape a name has most room."""
    if shape.geom_type.endswith("Polygon") and shape.is_valid and not shape.is_empty:
        return shapely.Point(shapely.maximum_inscribed_circle(shape).coords[0])
    return shapely.point_on_surface(shape)


def _name_all(
    layers: Layers,
    shown: list[tuple[Shapes, list[tuple[Any, str]]]],
    stood: list[list[tuple[float, float, str]]],
    names: Names,
    text: int,
) -> None:
    """Zones and what is drawn on them first, then signs, then communes and waters where there is room."""

    def shapes(quiet: bool) -> None:
        for layer, found in reversed(shown):
            if (layer.style in _QUIET_NAMES) == quiet:
                ink = STYLES[layer.style].colour
                for shape, label in found:
                    at = _roomiest(shape)
                    size = round(text * (0.95 if quiet else 1.1))
                    names.write(at.x, at.y, label, size, gap=text * 1.2, ink=ink, bold=True, over=True)

    shapes(False)
    for layer, points in zip(reversed(layers.points), reversed(stood), strict=True):
        sign = SIGNS[layer.sign]
        for x, y, label in points:
            minor = layer.sign == "place"
            gap = text * 0.35 + sign.size * text / 26
            names.write(x, y, label, round(text * (0.9 if minor else 1)), gap=gap, bold=not minor)
    shapes(True)


def _paint_below(picture: Image.Image, layers: Layers, keys: list[Key], frame: Frame, text: int) -> None:
    block, _notes, room = _below(picture, keys, layers, text)
    top = frame.top + frame.height + round(text * 1.5)
    margins.paint_scale(picture, frame, text, top + round(text * 0.5), room, text)
    margins.paint_legend(picture, keys, room + text * 2, top, picture.width - room - text * 3, text)
    small = round(text * 0.8)
    margins.paint_lines(picture, layers.lines, text, top + block, picture.width - 2 * text, small)
