"""Pictures of maps: what stands where, in letters that everybody can read."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from data.painting import Layers, Points, Shapes, around, paint
from data.painting.fonts import font
from data.painting.frame import fit, neat
from data.painting.ground import PAPER, group_colour
from data.painting.layers import SIGNS, STYLES
from data.painting.lettering import Names, width_of, wrapped
from data.painting.margins import RED
from geo.forest.index import ForestIndex
from geo.vn2000 import to_vn2000

LON, LAT = 103.66, 21.64
BOX = (103.65, 21.63, 103.67, 21.65)
LETTERS = "ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def count(data: bytes, colour: tuple[int, ...], within: int = 3) -> int:
    """Pixels of a colour; thin lines are smoothed, so theirs are only about it."""
    pixels = np.asarray(picture(data)).astype(int)
    return int((np.abs(pixels - np.array(colour)) <= within).all(axis=2).sum())


def changed(data: bytes, other: bytes) -> int:
    """Pixels that differ."""
    one, two = (np.asarray(picture(each)).astype(int) for each in (data, other))
    return int((np.abs(one - two).max(axis=2) > 20).sum())


@pytest.mark.parametrize("bold", [False, True])
def test_every_vietnamese_letter_has_a_form_of_its_own(bold: bool) -> None:
    letters = font(40, bold=bold)
    missing = bytes(letters.getmask("\ufffe"))
    forms = {bytes(letters.getmask(each)) for each in LETTERS + LETTERS.upper()}
    assert missing not in forms and len(forms) == 2 * len(LETTERS)


@pytest.mark.parametrize(
    ("about", "found"), [(1, 1), (1.9, 1), (2, 2), (4.99, 2), (5, 5), (999, 500), (1000, 1000), (0.3, 0.2)]
)
def test_neat_lengths(about: float, found: float) -> None:
    assert neat(about) == pytest.approx(found)


@given(
    west=st.floats(102, 105),
    south=st.floats(20, 23),
    wide=st.floats(0.001, 1),
    high=st.floats(0.001, 1),
    width=st.integers(200, 3000),
    height=st.integers(200, 3000),
)
def test_all_of_the_window_lies_on_the_map_and_fills_it_one_way(
    west: float, south: float, wide: float, high: float, width: int, height: int
) -> None:
    frame = fit((west, south, west + wide, south + high), 10, 20, width, height)
    corners = np.array([(west + a * wide, south + b * high) for a in (0, 1) for b in (0, 1)])
    pixels = frame.pixels(corners)
    assert (pixels >= [10 - 1e-3, 20 - 1e-3]).all()
    assert (pixels <= [10 + width + 1e-3, 20 + height + 1e-3]).all()
    spans = pixels.max(axis=0) - pixels.min(axis=0)
    assert min(abs(spans[0] - width), abs(spans[1] - height)) < 1e-3


@pytest.mark.parametrize("box", [BOX, (103.35, 21.45, 103.90, 22.05), (102.0, 20.0, 107.0, 23.0)])
def test_many_points_lie_where_few_do(box: tuple[float, float, float, float]) -> None:
    frame = fit(box, 30, 40, 3000, 2400)
    west, south, east, north = frame.window
    share = np.random.default_rng(7).random((30_000, 2))
    degrees = np.array([west, south]) + share * np.array([east - west, north - south])
    some = slice(0, 500)
    assert np.abs(frame.pixels(degrees)[some] - frame.pixels(degrees[some])).max() < 0.2


def test_corners_are_the_planes() -> None:
    frame = fit(BOX, 0, 0, 400, 400)
    plane = to_vn2000(LON, LAT)
    assert (frame.west + frame.east) / 2 == pytest.approx(float(plane.easting), abs=1)
    assert (frame.north + frame.south) / 2 == pytest.approx(float(plane.northing), abs=1)
    assert frame.east - frame.west == pytest.approx(frame.north - frame.south)
    # 0.02 degrees of latitude are 2,215 m here; of longitude 2,070 m.
    assert frame.north - frame.south == pytest.approx(2222, abs=15)


def test_a_window_about_one_point_has_its_surroundings() -> None:
    found = around([shapely.Point(LON, LAT)], least_m=2000)
    assert found is not None
    west, south, east, north = found
    assert (east - west) * 111_320 * math.cos(math.radians(LAT)) == pytest.approx(2000)
    assert (north - south) * 111_320 == pytest.approx(2000)
    assert around([shapely.Polygon()]) is None and around([]) is None


def test_the_picture_has_its_size_and_is_always_the_same() -> None:
    layers = Layers(points=[Points("hotspot", [(LON, LAT, "")], "Điểm cháy")])
    first = paint(layers, BOX, (640, 500), title="Thử", drill=False)
    assert picture(first).size == (640, 500)
    assert paint(layers, BOX, (640, 500), title="Thử", drill=False) == first


def test_a_hotspot_in_the_windows_middle_is_in_the_maps_middle() -> None:
    layers = Layers(points=[Points("hotspot_new", [(LON, LAT, "")])])
    data = paint(layers, BOX, (600, 600), title="", drill=False)
    pixels = np.asarray(picture(data)).astype(int)
    found = np.argwhere((np.abs(pixels - np.array(SIGNS["hotspot_new"].colour)) <= 3).all(axis=2))
    down, across = found.mean(axis=0)
    assert across == pytest.approx(300, abs=1.5)
    assert down == pytest.approx(_map_middle(data), abs=3)


def _map_middle(data: bytes) -> float:
    """Between the two rows that are dark from side to side: the map's edges."""
    dark = np.asarray(picture(data)).astype(int).sum(axis=2) < 350
    rows = np.flatnonzero(dark.mean(axis=1) > 0.8)
    return float(rows[0] + rows[-1]) / 2


@pytest.mark.parametrize(("drill", "first"), [(True, RED), (False, (255, 255, 255))])
def test_a_drill_is_marked_above_and_across(drill: bool, first: tuple[int, ...]) -> None:
    data = paint(Layers(), BOX, (500, 400), title="Khu vực", drill=drill)
    assert picture(data).getpixel((2, 2)) == first
    marked = np.asarray(picture(data)).astype(int)[60:250]
    reddish = ((marked[..., 0] - marked[..., 1]) > 20).sum()
    assert (reddish > 500) == drill


def test_a_zone_is_drawn_and_tinted_and_named() -> None:
    zone = shapely.box(103.655, 21.635, 103.665, 21.645)
    bare = paint(Layers(), BOX, (600, 600), title="", drill=False)
    named = Layers(shapes=[Shapes("zone", [(zone, "KV-0001")], "Khu vực tuần tra")])
    data = paint(named, BOX, (600, 600), title="", drill=False)
    assert count(data, STYLES["zone"].colour, 60) > 500 and count(bare, STYLES["zone"].colour, 60) == 0
    tint = tuple(round(p + (c - p) * 0.12) for p, c in zip(PAPER, STYLES["zone"].colour, strict=True))
    assert count(data, tint) > 20_000


def test_forest_shows_its_group_and_its_clearings() -> None:
    ring = shapely.box(*BOX).difference(shapely.box(103.658, 21.638, 103.662, 21.642))
    index = ForestIndex(np.array([ring]), ["natural"], np.array([1]))
    data = paint(Layers(forest=index), BOX, (500, 500), title="", drill=False)
    assert count(data, group_colour("natural")) > 30_000
    assert count(data, PAPER) > 3_000  # the clearing


def test_a_zone_of_fifty_thousand_corners_and_one_far_away_do_no_harm() -> None:
    turn = np.linspace(0, 2 * np.pi, 50_001)[:-1]
    big = shapely.Polygon(np.column_stack([LON + 0.005 * np.cos(turn), LAT + 0.005 * np.sin(turn)]))
    far = shapely.box(10, 10, 11, 11)
    layers = Layers(shapes=[Shapes("zone", [(big, "Lớn"), (far, "Xa"), (shapely.Polygon(), "")])])
    assert count(paint(layers, BOX, (500, 500), title="", drill=False), STYLES["zone"].colour, 60) > 400


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "shape",
    [shapely.box(103.655, 21.635, 103.665, 21.645), shapely.LineString([(103.64, 21.6), (103.7, 21.7)])],
)
def test_every_style_shows(style: str, shape: shapely.Geometry) -> None:
    data = paint(Layers(shapes=[Shapes(style, [(shape, "")])]), BOX, (400, 400), title="", drill=False)
    bare = paint(Layers(), BOX, (400, 400), title="", drill=False)
    assert changed(data, bare) > 150 and count(data, STYLES[style].colour, 70) > 50


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_shows(sign: str) -> None:
    data = paint(Layers(points=[Points(sign, [(LON, LAT, "Tên")])]), BOX, (900, 700), title="", drill=False)
    assert count(data, SIGNS[sign].colour, 40) > 5


@pytest.mark.parametrize(
    ("box", "size", "named"),
    [(BOX, (100, 400), "size"), (BOX, (400, 9000), "size"), ((103.7, 21.6, 103.6, 21.7), (400, 400), "bbox")],
)
def test_what_cannot_be_painted_is_refused_by_name(
    box: tuple[float, float, float, float], size: tuple[int, int], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        paint(Layers(), box, size, title="", drill=False)


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300), st.text(max_size=20)), max_size=30))
def test_no_name_covers_another_or_leaves_the_map(wanted: list[tuple[float, float, str]]) -> None:
    names = Names(ImageDraw.Draw(Image.new("RGB", (400, 300))), (0, 0, 400, 300))
    for x, y, text in wanted:
        names.write(x, y, text.replace("\n", " "), 14, gap=6, over=True)
    for at, (west, north, east, south) in enumerate(names.taken):
        assert west >= 0 and north >= 0 and east <= 400 and south <= 300
        for left, top, right, bottom in names.taken[at + 1 :]:
            assert right <= west or east <= left or bottom <= north or south <= top


def test_long_notes_are_broken_into_lines_that_have_room() -> None:
    lines = wrapped("Ranh giới xã khái quát hóa, chỉ để tham khảo. " * 3 + "x" * 300, 14, 200)
    assert len(lines) > 4 and all(width_of(line, 14) <= 200 for line in lines)
