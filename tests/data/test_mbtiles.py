"""A local basemap: found in the profile, read by XYZ address, refused with a reason."""

import sqlite3

import pytest

from data.mbtiles import FOLDER, TileFileError, find_tile_file, read_tile_file
from tests.servers.mbtiles import write_mbtiles
from tests.servers.tiles import tile

SAID = {
    "name": "Quỳnh Nhai nền",
    "format": "png",
    "bounds": "103.35,21.45,103.9,22.05",
    "attribution": "© ai đó",
}


def test_what_a_file_says_and_its_tiles(tmp_path):
    path = write_mbtiles(tmp_path / "a.mbtiles", {(9, 403, 224): tile(), (11, 1613, 898): b"\xff\xd8x"}, SAID)
    file = read_tile_file(path)
    assert (file.name, file.attribution, file.format, file.media) == (
        "Quỳnh Nhai nền",
        "© ai đó",
        "png",
        "image/png",
    )
    assert file.bounds == (103.35, 21.45, 103.9, 22.05)
    assert (file.min_zoom, file.max_zoom) == (9, 11)
    assert file.tile(9, 403, 224) == tile()  # rows are stored from the south, asked for from the north
    assert file.tile(9, 403, 225) is None
    assert [file.tile(*where) for where in ((-1, 0, 0), (9, 512, 0), (9, 0, -1), (99, 0, 0))] == [None] * 4


def test_a_file_that_says_little_is_read_by_its_pictures(tmp_path):
    file = read_tile_file(write_mbtiles(tmp_path / "nền.mbtiles", {(0, 0, 0): b"\xff\xd8\xff"}))
    assert (file.name, file.attribution, file.media) == ("nền", "", "image/jpeg")
    assert file.bounds == pytest.approx((-180, -85.0511, 180, 85.0511))


@pytest.mark.parametrize("bounds", ["", "1,2,3", "a,b,c,d", "103.9,21,103.3,22", "nan,1,2,3", "1,2,3,99"])
def test_bounds_that_cannot_be_are_the_whole_world(tmp_path, bounds):
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): tile()}, SAID | {"bounds": bounds})
    assert read_tile_file(path).bounds[0] == -180


def _prose(path):
    path.write_text("không phải cơ sở dữ liệu", encoding="utf-8")


def _other_tables(path):
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE chairs (legs int)")


def _vector(path):
    write_mbtiles(path, {(0, 0, 0): b"\x1f\x8bpbf"}, {"format": "pbf"})


REFUSED = [
    (_prose, "mbtiles_unreadable", "not a database"),
    (_other_tables, "mbtiles_unreadable", "no such table"),
    (_vector, "mbtiles_no_pictures", "pbf"),
    (lambda path: write_mbtiles(path, {}, SAID), "mbtiles_empty", "no tile"),
]


@pytest.mark.parametrize(("make", "code", "said"), REFUSED)
def test_what_cannot_be_a_basemap_says_why(tmp_path, make, code, said):
    path = tmp_path / "b.mbtiles"
    make(path)
    with pytest.raises(TileFileError) as caught:
        read_tile_file(path)
    assert caught.value.code == code
    assert said in str(caught.value)
    assert "b.mbtiles" in str(caught.value)


def test_a_file_on_a_disk_that_cannot_be_written_is_read_and_not_touched(tmp_path):
    path = write_mbtiles(tmp_path / "ro" / "a.mbtiles", {(0, 0, 0): tile()}, SAID)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert read_tile_file(path).tile(0, 0, 0) == tile()
        assert [p.name for p in path.parent.iterdir()] == ["a.mbtiles"]
    finally:
        path.parent.chmod(0o755)


def test_the_file_of_a_profile_is_the_first_by_name(tmp_path):
    assert find_tile_file(tmp_path) is None
    for name in ("b.mbtiles", "a.mbtiles", "0.txt"):
        (tmp_path / FOLDER).mkdir(exist_ok=True)
        (tmp_path / FOLDER / name).write_bytes(b"")
    assert find_tile_file(tmp_path).name == "a.mbtiles"
