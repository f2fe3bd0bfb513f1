"""Tiles: right classes at right places, at every zoom; colours that eyes can tell apart."""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
import shapely
from PIL import Image

from geo.forest import mercator
from geo.forest.cells import FUNCTION_CLASSES, GROUP_CLASSES, OUTLINE, cells, plot_classes
from geo.forest.index import ForestIndex
from geo.forest.painting import COLOURINGS, Painter, painter
from geo.forest.palette import COLOURS, OPACITY

LON, LAT = 103.60, 21.70
GROUND = {"light": "#fbfcf8", "dark": "#18231d"}
AGES = {
    "light": ("#a30f2d", "#ee6a1f", "#f4b13e", "#74808c"),
    "dark": ("#fff2b3", "#ffb02e", "#ee6c2c", "#8b98a3"),
}
# Machado, Oliveira, Fernandes 2009: what people with no red, no green, no blue cones see, in linear RGB.
EYES = {
    "all": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def layer() -> ForestIndex:
    """A large natural plot with a hole, a lake in the hole, farmland beside; about 2 km in all."""
    hole = shapely.box(LON + 0.004, LAT + 0.004, LON + 0.008, LAT + 0.008)
    lake = shapely.box(LON + 0.005, LAT + 0.005, LON + 0.008, LAT + 0.008)
    forest = shapely.box(LON, LAT, LON + 0.012, LAT + 0.012).difference(hole)
    field = shapely.box(LON + 0.012, LAT, LON + 0.02, LAT + 0.012)
    shapes = np.array([lake, forest, field], dtype=object)
    return ForestIndex(shapes, ["water", "natural", None], [7, 8, 9], ["outside", "protection", "production"])


def colour_at(tiles: Painter, colouring: str, zoom: int, longitude: float, latitude: float) -> str | None:
    """Colour of the pixel at a place, None where nothing is painted."""
    x, y = (float(side) * 2**zoom for side in mercator.world(np.float64(longitude), np.float64(latitude)))
    png = tiles.paint(colouring, zoom, int(x), int(y))
    if png is None:
        return None
    picture = Image.open(io.BytesIO(png))
    assert (picture.mode, picture.size) == ("P", (256, 256))
    r, g, b, a = picture.convert("RGBA").getpixel((int(x % 1 * 256), int(y % 1 * 256)))
    return f"#{r:02x}{g:02x}{b:02x}" if a else None


@pytest.mark.parametrize("zoom", range(11, 19))
def test_every_zoom_shows_the_same_plots(zoom: int) -> None:
    tiles = painter(layer())
    groups, functions = COLOURS["group"], COLOURS["function"]
    assert colour_at(tiles, "group", zoom, LON + 0.002, LAT + 0.002) == groups["natural"]
    assert colour_at(tiles, "function", zoom, LON + 0.002, LAT + 0.002) == functions["protection"]
    assert colour_at(tiles, "group", zoom, LON + 0.016, LAT + 0.006) == groups["unknown"]
    assert colour_at(tiles, "group", zoom, LON + 0.03, LAT + 0.006) is None


@pytest.mark.parametrize("zoom", [13, 14, 16])
def test_a_hole_shows_what_lies_in_it_and_else_nothing(zoom: int) -> None:
    tiles = painter(layer())
    assert colour_at(tiles, "group", zoom, LON + 0.0065, LAT + 0.0065) == COLOURS["group"]["water"]
    assert colour_at(tiles, "group", zoom, LON + 0.0044, LAT + 0.0065) is None


def test_outlines_are_drawn_where_plots_are_large_enough() -> None:
    def outlined(zoom: int) -> bool:
        x, y = (
            float(side) * 256 * 2**zoom for side in mercator.world(np.float64(LON), np.float64(LAT + 0.01))
        )
        return bool((cells(layer(), zoom, int(x) - 20, int(y) - 20, 40, 40) > OUTLINE).any())

    assert not outlined(14)
    assert outlined(15)


def test_a_layer_over_tile_borders_is_whole_at_small_zooms() -> None:
    corner = 100.0 + 360 / 2**9  # where tiles of zoom 9 meet
    west = np.floor((corner / 360 + 0.5) * 2**9) / 2**9 * 360 - 180
    wide = ForestIndex(np.array([shapely.box(west - 0.3, 21, west + 0.3, 22)]), ["cover"], [1])
    for zoom in range(4, 13):
        for side in (-0.2, 0.2):
            assert colour_at(painter(wide), "group", zoom, west + side, 21.5) == COLOURS["group"]["cover"]


def test_small_woods_win_by_majority_not_by_luck() -> None:
    """Three quarters of the ground in strips are forest: far out it is all forest."""
    strips = [shapely.box(103 + i / 1000, 21, 103 + (i + 0.75) / 1000, 21.3) for i in range(300)]
    tiles = painter(ForestIndex(np.array(strips), ["planted"] * 300, range(300)))
    x, y = (int(float(v) * 2**8) for v in mercator.world(np.float64(103.15), np.float64(21.15)))
    painted = np.asarray(Image.open(io.BytesIO(tiles.paint("group", 8, x, y) or b"")))
    rows, columns = np.nonzero(painted)
    inner = painted[rows.min() + 1 : rows.max(), columns.min() + 1 : columns.max()]
    assert inner.size > 1000
    assert inner.all()


def test_empty_tiles_and_layers_are_nothing() -> None:
    assert painter(layer()).paint("group", 14, 0, 0) is None
    assert painter(ForestIndex(np.array([], dtype=object), [], [])).paint("group", 0, 0, 0) is None


@pytest.mark.parametrize(
    ("colouring", "zoom", "x", "y"),
    [("height", 1, 0, 0), ("group", 1, 2, 0), ("group", -1, 0, 0), ("group", 20, 0, 0)],
)
def test_what_there_is_not_is_refused(colouring: str, zoom: int, x: int, y: int) -> None:
    with pytest.raises(ValueError):
        painter(layer()).paint(colouring, zoom, x, y)


def test_a_class_tells_function_and_group() -> None:
    function, group = divmod(int(plot_classes(layer())[2]) - 1, len(GROUP_CLASSES))
    assert (FUNCTION_CLASSES[function], GROUP_CLASSES[group]) == ("production", "unknown")


def _linear(colour: str) -> np.ndarray:
    share = np.array(list(bytes.fromhex(colour[1:]))) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def _over(colour: str, ground: str) -> str:
    above, below = (np.array(list(bytes.fromhex(each[1:]))) for each in (colour, ground))
    return "#" + bytes(np.round(above * OPACITY + below * (1 - OPACITY)).astype(np.uint8)).hex()


def _lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ linear.clip(0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _difference(one: str, other: str, eyes: str) -> float:
    """CIE76: 2.3 is just noticeable; 10 is plain side by side."""
    return float(np.linalg.norm(_lab(EYES[eyes] @ _linear(one)) - _lab(EYES[eyes] @ _linear(other))))


@pytest.mark.parametrize("ground", GROUND)
@pytest.mark.parametrize("colouring", COLOURINGS)
@pytest.mark.parametrize("eyes", EYES)
def test_colours_stay_apart_for_all_eyes(colouring: str, ground: str, eyes: str) -> None:
    shown = {
        name: _over(colour, GROUND[ground]) for name, colour in COLOURS[colouring].items() if name != "cover"
    }
    for one, other in itertools.combinations(shown, 2):
        assert _difference(shown[one], shown[other], eyes) > 9, (one, other)
    if eyes != "tritanopia":
        for name, age in itertools.product(shown, AGES[ground]):
            assert _difference(shown[name], age, eyes) > 9, (name, age)
