"""WorldCover over HTTP: only the blocks under the box, and every failure by its name."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests

from geo.errors import Unreachable
from geo.landcover import errors
from geo.landcover.ranges import Limits
from geo.landcover.window import Window, load_window, save_window
from geo.landcover.worldcover import read_window, tile_name, tiles_of
from tests.geo.landcover.tiles import BLOCK, PIXELS, STEP, noise, write_tile
from tests.servers.cog import Bucket, bucket

NOW = datetime(2027, 3, 12, 3, tzinfo=UTC)
BOX = (103.35, 21.45, 103.90, 22.05)
SMALL = (103.35, 21.45, 103.36, 21.46)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tiles")
    for seed, name in enumerate(("N21E102", "N21E105", "N18E102", "N18E105", "S03W003")):
        write_tile(place, name, noise(seed))
    return place


@pytest.fixture
def served(folder: Path) -> Iterator[Bucket]:
    with bucket(folder) as standing:
        yield standing


def _read(served: Bucket, box: tuple[float, float, float, float] = BOX, **more: Any) -> Window:
    more.setdefault("sleep", lambda seconds: None)
    return read_window(box, now=NOW, template=more.pop("template", served.template), **more)


def _expected(seed: int, west: float, north: float, box: tuple[float, float, float, float]) -> np.ndarray:
    """The pixels of one tile that touch the box, by hand."""
    left, right = int((box[0] - west) / STEP), int(np.ceil((box[2] - west) / STEP))
    top, bottom = int((north - box[3]) / STEP), int(np.ceil((north - box[1]) / STEP))
    return noise(seed)[top:bottom, left:right]


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (103.6, 21.7, "N21E102"),
        (102.0, 21.0, "N21E102"),
        (104.999, 23.999, "N21E102"),
        (105.0, 24.0, "N24E105"),
        (-0.1, -0.1, "S03W003"),
        (0, 0, "N00E000"),
        (-180, -90, "S90W180"),
        (179.9, 82, "N81E177"),
    ],
)
def test_tiles_are_named_by_their_lower_left_corner(lon: float, lat: float, name: str) -> None:
    assert tile_name(lon, lat) == name


def test_the_tiles_of_a_box() -> None:
    assert tiles_of(BOX) == [("N21E102", 102, 21)]
    assert [name for name, *_ in tiles_of((104.9, 20.9, 105.1, 21.1))] == [
        "N18E102",
        "N18E105",
        "N21E102",
        "N21E105",
    ]
    assert [name for name, *_ in tiles_of((102, 21, 105, 24))] == ["N21E102"], "a common edge has no area"
    with pytest.raises(ValueError, match="west, south, east, north"):
        tiles_of((103, 22, 102, 23))


def test_a_window_is_what_the_tile_holds_there(served: Bucket) -> None:
    window = _read(served)
    assert window.classes.dtype == np.uint8
    assert (window.classes == _expected(0, 102, 24, BOX)).all()
    assert window.west <= BOX[0] < window.west + window.step
    assert window.north >= BOX[3] > window.north - window.step
    assert (window.fetched_at, window.box) == (NOW, BOX)


def test_only_the_blocks_under_the_box_are_sent(folder: Path, served: Bucket) -> None:
    size = (folder / "N21E102.tif").stat().st_size
    window = _read(served, SMALL)
    (source,) = window.sources
    assert served.sent == source.bytes_read < size / 5
    assert source.size == size
    assert all(asked.startswith("bytes=") for _, asked in served.asked)
    assert len(served.asked) <= 3
    assert (source.tile, source.etag) == ("N21E102", '"one"')
    assert source.last_modified == "Fri, 28 Oct 2022 07:00:00 GMT"


@pytest.mark.parametrize(
    ("box", "tiles"),
    [
        ((104.9, 21.5, 105.2, 21.6), [(0, 102, 24), (1, 105, 24)]),
        ((103.0, 20.9, 103.2, 21.2), [(0, 102, 24), (2, 102, 21)]),
    ],
    ids=["east and west", "north and south"],
)
def test_a_box_over_two_tiles(
    served: Bucket, box: tuple[float, float, float, float], tiles: list[tuple[int, int, int]]
) -> None:
    window = _read(served, box)
    assert len(window.sources) == 2
    for seed, west, north in tiles:
        part = (
            max(box[0], west),
            max(box[1], north - 3),
            min(box[2], west + 3),
            min(box[3], north),
        )
        expected = _expected(seed, west, north, part)
        column = round((west - window.west) / STEP) if west > window.west else 0
        row = round((window.north - north) / STEP) if north < window.north else 0
        found = window.classes[row : row + expected.shape[0], column : column + expected.shape[1]]
        assert (found == expected).all()


def test_south_and_west_of_nought(served: Bucket) -> None:
    box = (-1.0, -2.0, -0.5, -1.5)
    assert (_read(served, box).classes == _expected(4, -3, 0, box)).all()


@pytest.mark.parametrize(
    "more",
    [
        {"driver": "GTiff"},
        {"driver": "GTiff", "BIGTIFF": "YES"},
        {"driver": "GTiff", "ENDIANNESS": "BIG"},
        {"BIGTIFF": "YES"},
        {"compress": "lzw"},
    ],
    ids=lambda more: "-".join(more.values()),
)
def test_any_tiled_tiff_will_do(tmp_path: Path, more: dict[str, Any]) -> None:
    write_tile(tmp_path, "N21E102", noise(7), **more)
    with bucket(tmp_path) as served:
        assert (_read(served, SMALL).classes == _expected_of(noise(7), SMALL)).all()


def _expected_of(classes: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    step = 3 / classes.shape[0]
    left, right = int((box[0] - 102) / step), int(np.ceil((box[2] - 102) / step))
    top, bottom = int((24 - box[3]) / step), int(np.ceil((24 - box[1]) / step))
    return classes[top:bottom, left:right]


def test_a_file_on_this_machine_needs_no_server(folder: Path) -> None:
    window = read_window(BOX, now=NOW, template=str(folder / "{tile}.tif"))
    assert (window.classes == _expected(0, 102, 24, BOX)).all()
    assert window.sources[0].bytes_read == 0
    with pytest.raises(errors.LandCoverMissing, match="elsewhere"):
        read_window(BOX, now=NOW, template=str(folder / "elsewhere" / "{tile}.tif"))


def test_progress_is_told_in_bytes(served: Bucket) -> None:
    told: list[tuple[int, int]] = []
    _read(served, progress=lambda done, of: told.append((done, of)))
    assert told
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


# What goes wrong


@pytest.mark.parametrize(
    ("fault", "error", "away"),
    [
        ("404", errors.LandCoverMissing, False),
        ("403", errors.LandCoverRefused, True),
        ("500", errors.LandCoverServerFailed, True),
        ("503", errors.LandCoverServerFailed, True),
        ("429", errors.LandCoverServerFailed, True),
        ("html", errors.LandCoverNotATiff, False),
        ("cut", errors.LandCoverTruncated, True),
        ("other_range", errors.LandCoverWithoutRanges, False),
        ("no_ranges", errors.LandCoverWithoutRanges, False),
    ],
)
def test_every_failure_has_its_name(
    served: Bucket, fault: str, error: type[errors.LandCoverError], away: bool
) -> None:
    served.fault = fault
    with pytest.raises(error) as caught:
        _read(served)
    assert type(caught.value) is error
    assert isinstance(caught.value, Unreachable) is away
    assert "the forest layer stays as it is" in str(caught.value)
    assert caught.value.__cause__ is None or not isinstance(caught.value.__cause__, requests.RequestException)


def test_a_server_without_ranges_is_left_after_its_first_bytes(folder: Path, served: Bucket) -> None:
    served.fault = "no_ranges"
    with pytest.raises(errors.LandCoverWithoutRanges):
        _read(served)
    assert len(served.asked) == 1


@pytest.mark.parametrize("fault", ["500", "429", "cut"])
def test_a_passing_fault_is_tried_again(served: Bucket, fault: str) -> None:
    waits: list[float] = []
    served.fault, served.faults = fault, 2
    window = _read(served, sleep=waits.append)
    assert (window.classes == _expected(0, 102, 24, BOX)).all()
    assert waits == [1.0, 2.0]


def test_what_will_not_pass_is_not_tried_again(served: Bucket) -> None:
    served.fault = "404"
    with pytest.raises(errors.LandCoverMissing):
        _read(served)
    assert len(served.asked) == 1


@pytest.mark.parametrize("fault", ["silent", "drip"])
def test_a_server_that_does_not_come_to_an_end(served: Bucket, fault: str) -> None:
    served.fault = fault
    with pytest.raises(errors.LandCoverTimedOut):
        _read(served, limits=Limits(read_s=0.2, total_s=0.5, attempts=1))


def test_nobody_there() -> None:
    with pytest.raises(errors.LandCoverUnreachable, match=r"127\.0\.0\.1:9") as caught:
        read_window(BOX, now=NOW, template="http://127.0.0.1:9/{tile}.tif?key=geheim")
    assert type(caught.value) is errors.LandCoverUnreachable
    assert "geheim" not in str(caught.value)


def test_a_proxy_that_is_not_there(served: Bucket) -> None:
    """The session's own ways out are used."""
    with requests.Session() as session:
        session.trust_env = False
        session.proxies = {"http": "http://127.0.0.1:9"}
        with pytest.raises(errors.LandCoverUnreachable):
            _read(served, session=session)
    assert served.asked == []


@pytest.mark.parametrize("honours_match", [True, False])
def test_a_file_that_is_replaced_while_it_is_read(served: Bucket, honours_match: bool) -> None:
    served.replaced, served.honours_match = True, honours_match
    with pytest.raises(errors.LandCoverChanged):
        _read(served)


def test_more_bytes_than_allowed_are_not_even_asked_for(served: Bucket) -> None:
    with pytest.raises(errors.LandCoverTooLarge, match="100000"):
        _read(served, (102.0, 21.0, 105.0, 24.0), limits=Limits(max_bytes=100_000))
    assert served.sent <= 65536


def test_more_pixels_than_allowed(served: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.landcover.worldcover.MOST_PIXELS", 1000)
    with pytest.raises(errors.LandCoverTooLarge, match="px"):
        _read(served)


WRONG = [
    ({"crs": "EPSG:32648"}, noise(0, 256), "coordinate system"),
    ({}, noise(0, 256).astype("uint16"), "uint16"),
    ({"transform": (3 / 256, 0, 105, 0, -3 / 256, 24)}, noise(0, 256), "lies at 105, 21, 108, 24"),
    ({}, noise(0, 256)[:, :128], "pixels"),
    ({}, np.full((256, 256), 15, dtype=np.uint8), "class 15"),
]


@pytest.mark.parametrize(("more", "classes", "said"), WRONG, ids=[said for *_, said in WRONG])
def test_another_raster_is_refused(
    tmp_path: Path, more: dict[str, Any], classes: np.ndarray, said: str
) -> None:
    from rasterio.transform import Affine

    if "transform" in more:
        more = {**more, "transform": Affine(*more["transform"])}
    write_tile(tmp_path, "N21E102", classes, **more)
    with bucket(tmp_path) as served, pytest.raises(errors.LandCoverWrongRaster, match=said):
        _read(served)


def test_tiles_that_do_not_fit_together(tmp_path: Path) -> None:
    write_tile(tmp_path, "N21E102", noise(0))
    write_tile(tmp_path, "N21E105", noise(0, PIXELS // 2))
    with bucket(tmp_path) as served, pytest.raises(errors.LandCoverWrongRaster, match="neighbour"):
        _read(served, (104.9, 21.5, 105.1, 21.6))


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (lambda data: b"Not a picture at all, but a longer message", errors.LandCoverNotATiff),
        (lambda data: data[:300], errors.LandCoverDamaged),
        (lambda data: data[: len(data) // 2], errors.LandCoverDamaged),
        (lambda data: data[:3000] + b"\xff" * (len(data) - 3000), errors.LandCoverDamaged),
        (lambda data: b"", errors.LandCoverDamaged),
    ],
    ids=["prose", "cut in the header", "cut in half", "overwritten", "empty"],
)
def test_a_damaged_file(folder: Path, tmp_path: Path, damage: Any, error: type[Exception]) -> None:
    (tmp_path / "N21E102.tif").write_bytes(damage((folder / "N21E102.tif").read_bytes()))
    with bucket(tmp_path) as served, pytest.raises(error):
        _read(served, (102.0, 21.0, 105.0, 24.0))


@pytest.mark.parametrize(
    "classes", [np.zeros((256, 256)), np.full((256, 256), 40)], ids=["nothing", "fields"]
)
def test_no_tree_is_more_likely_a_mistake(tmp_path: Path, classes: np.ndarray) -> None:
    write_tile(tmp_path, "N21E102", classes.astype(np.uint8))
    with bucket(tmp_path) as served, pytest.raises(errors.LandCoverEmpty):
        _read(served)


def test_nothing_is_left_in_the_folder(served: Bucket, tmp_path: Path) -> None:
    _read(served, SMALL, folder=tmp_path / "deep")
    served.fault = "html"
    with pytest.raises(errors.LandCoverNotATiff):
        _read(served, folder=tmp_path / "deep")
    assert list((tmp_path / "deep").iterdir()) == []


# On disk


def test_a_window_is_kept_with_its_origin(served: Bucket, tmp_path: Path) -> None:
    window = _read(served)
    path = tmp_path / "kept" / "window.tif"
    save_window(window, path)
    back = load_window(path)
    assert back is not None
    assert (back.classes == window.classes).all()
    assert (back.west, back.north, back.step, back.box) == (
        window.west,
        window.north,
        window.step,
        window.box,
    )
    assert (back.sources, back.fetched_at) == (window.sources, window.fetched_at)
    assert [one.name for one in path.parent.iterdir()] == ["window.tif"]


def test_a_damaged_window_is_none(served: Bucket, tmp_path: Path) -> None:
    path = tmp_path / "window.tif"
    assert load_window(path) is None
    save_window(_read(served), path)
    whole = path.read_bytes()
    for data in (b"", b"<html>", whole[:200], whole[: len(whole) // 2]):
        path.write_bytes(data)
        assert load_window(path) is None
    write_tile(tmp_path, "N21E102", noise(0, 256))
    assert load_window(tmp_path / "N21E102.tif") is None, "a GeoTIFF, but none of ours"


@pytest.mark.parametrize("first", ["rasterio", "pyogrio"])
def test_both_gdals_get_along(first: str) -> None:
    """rasterio and pyogrio each bring a GDAL and a PROJ of their own."""
    root = Path(__file__).parents[3]
    command = [sys.executable, "-m", "tests.geo.landcover.tiles", first]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert BLOCK  # the same module
