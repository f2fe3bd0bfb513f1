"""Better outlines from files and from OpenStreetMap: all of an era or nothing, and never half-written."""

import argparse
import json
import shutil
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from geo.areas import Areas, load_areas
from geo.boundaries import replace_outlines
from geo.cli import areas as areas_command
from geo.errors import (
    AreaFolderUnreadable,
    OutlineCrsContradicted,
    OutlineCrsMissing,
    OutlineCrsUnknown,
    OutlineSourceUnreadable,
    OutlinesRefused,
    PackageMissing,
    UnknownEra,
    Unreachable,
)

BASE = Path(__file__).parents[2] / "data" / "profiles" / "quynh_nhai" / "areas"


@pytest.fixture(scope="module")
def shipped() -> Areas:
    return load_areas(BASE)


@pytest.fixture
def layer(shipped: Areas) -> gpd.GeoDataFrame:
    """An official-looking layer: the present communes moved 0.001° (100 m) east, and one of elsewhere."""
    table = shipped.of_era("2025")[["code", "name", "geometry"]]
    table = table.rename(columns={"code": "MA_XA", "name": "TEN_XA"})
    table["geometry"] = table.translate(0.001, 0)
    other = gpd.GeoDataFrame(
        {"MA_XA": ["03646"], "TEN_XA": ["Phường Tô Hiệu"]},
        geometry=[shapely.box(103.9, 21.3, 104, 21.4)],
        crs=4326,
    )
    both = gpd.GeoDataFrame({name: [*table[name], *other[name]] for name in ("MA_XA", "TEN_XA")})
    return both.set_geometry(gpd.GeoSeries([*table.geometry, *other.geometry], crs=4326))


def _replace(source: Path | str, out: Path, **more: object) -> object:
    return replace_outlines(source, era="2025", out_dir=out, base=BASE, **more)  # type: ignore[arg-type]


def _shift_m(before: Areas, after: Areas, era: str) -> float:
    """How far the outlines of an era moved, metres (largest over the communes)."""
    old, new = before.of_era(era).to_crs(9206), after.of_era(era).to_crs(9206)
    return float(old.geometry.hausdorff_distance(new.geometry).max())


def _written(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def _save(table: gpd.GeoDataFrame, folder: Path, form: str) -> Path:
    if form == "zip":
        table.to_file(folder / "xa.shp", encoding="utf-8")
        with zipfile.ZipFile(folder / "xa.zip", "w") as archive:
            for part in folder.glob("xa.*"):
                if part.suffix != ".zip":
                    archive.write(part, part.name)
        return folder / "xa.zip"
    table.to_file(folder / f"xa.{form}")
    return folder / f"xa.{form}"


@pytest.mark.parametrize("form", ["geojson", "shp", "zip", "gpkg"])
@pytest.mark.parametrize("epsg", [4326, 9206, 3405, 5897, 32648])
def test_every_form_in_every_coordinate_system(
    shipped: Areas, layer: gpd.GeoDataFrame, tmp_path: Path, form: str, epsg: int
) -> None:
    done = _replace(_save(layer.to_crs(epsg), tmp_path, form), tmp_path / "out", attribution="Sở NN&MT")
    assert (done.communes, done.unmatched) == (4, ("Phường Tô Hiệu",))
    after = load_areas(tmp_path / "out")
    assert _shift_m(shipped, after, "2025") == pytest.approx(103.5, abs=1.5)  # 0.001° of longitude at 21.8° N
    assert _shift_m(shipped, after, "2021") == 0
    assert after.map_of("2025").attribution == "Sở NN&MT"
    assert after.map_of("2021").attribution == shipped.map_of("2021").attribution
    assert not list(tmp_path.glob(".areas-*"))


def test_a_folder_of_areas_is_changed_in_place(
    shipped: Areas, layer: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    out = Path(shutil.copytree(BASE, tmp_path / "mine"))
    untouched = (out / "areas.toml").read_bytes(), (out / "communes_2021.geojson").read_bytes()
    _replace(_save(layer, tmp_path, "gpkg"), out, indicative=False)
    assert ((out / "areas.toml").read_bytes(), (out / "communes_2021.geojson").read_bytes()) == untouched
    after = load_areas(out)
    assert _shift_m(shipped, after, "2025") > 90
    assert [era.indicative for era in after.maps] == [True, False]
    assert _written(out) == ["areas.toml", "communes_2021.geojson", "communes_2025.geojson"]


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (["3688", "3694", "3703", "3712"], ["a", "b", "c", "d"]),
        ([3688.0, 3694.0, 3703.0, 3712.0], ["a", "b", "c", "d"]),
        (["", "", "", ""], ["XÃ MƯỜNG CHIÊN", "Xa Muong Gion", "quynh nhai", "mường sại"]),
    ],
)
def test_codes_and_names_as_tables_hold_them(
    shipped: Areas, tmp_path: Path, codes: list, names: list[str]
) -> None:
    table = gpd.GeoDataFrame(
        {"maxa": codes, "ten": names}, geometry=shipped.of_era("2025").geometry, crs=4326
    )
    assert _replace(_save(table, tmp_path, "gpkg"), tmp_path / "out").communes == 4


def test_the_former_map_with_an_alias(shipped: Areas, tmp_path: Path) -> None:
    table = shipped.of_era("2021")[["name", "geometry"]].replace({"name": {"Nặm Ét": "Nậm Ét"}})
    path = _save(table, tmp_path, "geojson")
    done = replace_outlines(path, era="2021", out_dir=tmp_path / "out", base=BASE)
    assert (done.communes, done.unmatched) == (11, ())


def test_a_namesake_elsewhere_is_left_out(shipped: Areas, tmp_path: Path) -> None:
    """Chiềng On (Yên Châu) folds like Chiềng Ơn: a layer of the whole province has both."""
    table = shipped.of_era("2021")[["name", "geometry"]]
    names = [*table["name"], "Chiềng On"]
    outlines = [*table.geometry, shapely.box(104.2, 20.9, 104.3, 21)]
    path = _save(gpd.GeoDataFrame({"name": names}, geometry=outlines, crs=4326), tmp_path, "gpkg")
    done = replace_outlines(path, era="2021", out_dir=tmp_path / "out", base=BASE)
    assert done.unmatched == ("Chiềng On",)
    assert load_areas(tmp_path / "out").bounds == pytest.approx(shipped.bounds)


def test_parts_of_a_commune_are_joined(shipped: Areas, tmp_path: Path) -> None:
    """The eleven, each under its successor's code, make the four."""
    former = shipped.of_era("2021")
    codes = [shipped.by_id(one).code for one in former["successor_id"]]
    table = gpd.GeoDataFrame({"ma": codes}, geometry=former.geometry, crs=4326)
    _replace(_save(table, tmp_path, "gpkg"), tmp_path / "out")
    assert _shift_m(shipped, load_areas(tmp_path / "out"), "2025") < 0.02


def _refused(table: gpd.GeoDataFrame, tmp_path: Path, **more: object) -> str:
    out = tmp_path / "out"
    with pytest.raises(OutlinesRefused) as caught:
        _replace(_save(table, tmp_path, "gpkg"), out, **more)
    assert not out.exists()
    assert not list(tmp_path.glob(".areas-*"))
    return str(caught.value)


def test_everything_that_is_wrong_is_named(layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    bow = shapely.Polygon([(103.5, 21.8), (103.6, 21.9), (103.6, 21.8), (103.5, 21.9)])
    layer.loc[0, "geometry"] = bow
    said = _refused(layer[layer["MA_XA"] != "03712"], tmp_path)
    assert "the outline of Mường Chiên is invalid (Self-intersection" in said
    assert "Mường Sại (03712) is missing" in said
    assert "Mường Giôn" not in said


def test_the_other_map_is_recognised(shipped: Areas, tmp_path: Path) -> None:
    said = _refused(shipped.of_era("2021")[["code", "name", "geometry"]], tmp_path)
    assert "the code 03688 of Mường Chiên but the name Chiềng Khay" in said


def test_a_commune_that_is_there_twice(shipped: Areas, tmp_path: Path) -> None:
    table = shipped.of_era("2025")[["name", "geometry"]]
    twice = table.iloc[[0, 1, 2, 3, 1]].reset_index(drop=True)
    assert "Mường Giôn is there 2 times, one over the other" in _refused(twice, tmp_path)


def test_swapped_coordinates_are_elsewhere(layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    plane = layer.to_crs(9206)
    plane["geometry"] = shapely.transform(plane.geometry.to_numpy(), lambda places: places[:, ::-1])
    assert "Mường Chiên lies elsewhere than before" in _refused(plane, tmp_path)


def test_a_shapefile_without_prj(shipped: Areas, layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = _save(layer.to_crs(9206), tmp_path, "shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(OutlineCrsMissing, match=r"xa\.shp does not say .* --crs EPSG:9206"):
        _replace(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    _replace(path, tmp_path / "out", crs="EPSG:9206")
    assert _shift_m(shipped, load_areas(tmp_path / "out"), "2025") == pytest.approx(103.5, abs=1.5)


def test_a_geojson_in_metres_that_does_not_say_so(layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = _save(layer.to_crs(9206), tmp_path, "geojson")
    document = json.loads(path.read_text(encoding="utf-8"))
    del document["crs"]
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(OutlineCrsMissing):
        _replace(path, tmp_path / "out")
    assert _replace(path, tmp_path / "out", crs="EPSG:9206").communes == 4


def test_crs_never_overrules_the_file(layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = _save(layer.to_crs(9206), tmp_path, "gpkg")
    with pytest.raises(OutlineCrsContradicted, match=r"TM-3 104-00, but .*UTM zone 48N"):
        _replace(path, tmp_path / "out", crs="EPSG:3405")


@pytest.mark.parametrize("crs", ["EPSG:999999", "nonsense"])
def test_a_crs_that_does_not_exist(layer: gpd.GeoDataFrame, tmp_path: Path, crs: str) -> None:
    path = _save(layer.to_crs(9206), tmp_path, "shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(OutlineCrsUnknown, match=crs):
        _replace(path, tmp_path / "out", crs=crs)


def test_vn2000_without_its_datum_is_refused(layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    """The 223 m trap: a plane on a bare WGS84 ellipsoid says nothing of the datum."""
    path = _save(layer.to_crs(9206), tmp_path, "shp")
    path.with_suffix(".prj").unlink()
    bare = "+proj=tmerc +lat_0=0 +lon_0=104 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m +type=crs"
    with pytest.raises(OutlineCrsUnknown, match="datum shift"):
        _replace(path, tmp_path / "out", crs=bare)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.gpkg", None, "no such file"),
        ("bad.zip", b"PK no", "no zip file"),
        ("bad.geojson", b"<html>", "bad.geojson"),
        ("empty.geojson", b'{"type": "FeatureCollection", "features": []}', "no feature"),
    ],
)
def test_files_without_outlines(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(OutlineSourceUnreadable, match=said):
        _replace(tmp_path / name, tmp_path / "out")


def test_a_zip_bomb_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.outline_file.MOST_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "big.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xa.shp", b"0" * 1001)
    with pytest.raises(OutlineSourceUnreadable, match="unpacks to 1001 bytes"):
        _replace(tmp_path / "big.zip", tmp_path / "out")


def test_one_layer_of_several(layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    layer.to_file(path, layer="xa")
    layer.iloc[:1].to_file(path, layer="huyen")
    with pytest.raises(OutlineSourceUnreadable, match="2 layers; name one with --layer: xa, huyen"):
        _replace(path, tmp_path / "out")
    with pytest.raises(OutlineSourceUnreadable, match="no layer tinh"):
        _replace(path, tmp_path / "out", layer="tinh")
    assert _replace(path, tmp_path / "out", layer="xa").communes == 4


def test_a_folder_of_other_things_is_left_alone(layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter.txt").write_text("mine")
    with pytest.raises(AreaFolderUnreadable, match="no folder of areas"):
        _replace(_save(layer, tmp_path, "gpkg"), out)
    assert _written(out) == ["letter.txt"]


def test_a_failure_at_the_last_step_leaves_nothing(
    layer: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Path(shutil.copytree(BASE, tmp_path / "mine"))
    before = (out / "communes_2025.geojson").read_bytes()

    def full(self: Path, target: Path) -> Path:
        raise OSError("no space left on device")

    path = _save(layer, tmp_path, "gpkg")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        _replace(path, out)
    assert (out / "communes_2025.geojson").read_bytes() == before
    assert not list(tmp_path.glob(".areas-*"))


def test_an_era_that_is_not_there(layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with pytest.raises(UnknownEra):
        replace_outlines(_save(layer, tmp_path, "gpkg"), era="1999", out_dir=tmp_path / "out", base=BASE)


# OpenStreetMap


def _overpass(table: gpd.GeoDataFrame, level: str = "6") -> dict:
    """Overpass's JSON: nodes, two ways per ring, one relation per commune."""
    elements: list[dict] = []
    number = 0
    for relation, (name, outline) in enumerate(zip(table["TEN_XA"], table.geometry, strict=True), start=1):
        nodes = []
        for lon, lat in list(outline.exterior.coords)[:-1]:
            number += 1
            nodes.append(number)
            elements.append({"type": "node", "id": number, "lon": lon, "lat": lat})
        half = len(nodes) // 2
        ways = [nodes[: half + 1], [*nodes[half:], nodes[0]]]
        for n, way in enumerate(ways):
            elements.append({"type": "way", "id": relation * 10 + n, "nodes": way})
        elements.append(
            {
                "type": "relation",
                "id": relation,
                "members": [{"type": "way", "ref": relation * 10 + n, "role": "outer"} for n in (0, 1)],
                "tags": {
                    "type": "boundary",
                    "boundary": "administrative",
                    "admin_level": level,
                    "name": name,
                },
            }
        )
    return {"version": 0.6, "generator": "Overpass API", "elements": elements}


@pytest.fixture
def overpass(httpserver: HTTPServer, layer: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    pytest.importorskip("osmnx", reason="osmnx is an optional package")
    monkeypatch.setenv("CANHLUA_OVERPASS_URL", httpserver.url_for("/api"))
    return httpserver


def test_openstreetmap(overpass: HTTPServer, shipped: Areas, layer: gpd.GeoDataFrame, tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(request.form["data"])
        return Response(json.dumps(_overpass(layer)), content_type="application/json")

    overpass.expect_request("/api/interpreter", method="POST").respond_with_handler(answer)
    done = _replace("osm", tmp_path / "out")
    assert done.communes == 4
    assert len(asked) == 1
    assert "['admin_level'='6'](poly:" in asked[0]
    assert "['admin_level'='8'](poly:" in asked[0]
    after = load_areas(tmp_path / "out")
    assert _shift_m(shipped, after, "2025") == pytest.approx(103.5, abs=1.5)
    assert "OpenStreetMap" in after.map_of("2025").attribution
    assert "ODbL" in after.attributions[1]


def test_the_argument_comes_before_the_environment(
    overpass: HTTPServer, layer: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    overpass.expect_request("/other/interpreter").respond_with_json(_overpass(layer, "8"))
    url = overpass.url_for("/other/interpreter")  # the full address works as well
    assert _replace("osm", tmp_path / "out", overpass_url=url, admin_levels=("8",)).communes == 4


@pytest.mark.parametrize("status", [429, 504, 500])
def test_a_busy_server_is_not_waited_for(overpass: HTTPServer, tmp_path: Path, status: int) -> None:
    overpass.expect_request("/api/interpreter").respond_with_data("busy", status=status)
    with pytest.raises(Unreachable, match=str(status)):
        _replace("osm", tmp_path / "out")
    assert len(overpass.log) == 1


@pytest.mark.parametrize(
    "answer", ["<html>maintenance</html>", "[]", "{}", '{"elements": []}', '{"elements": [{"type": "node"}]}']
)
def test_an_answer_without_boundaries(overpass: HTTPServer, tmp_path: Path, answer: str) -> None:
    overpass.expect_request("/api/interpreter").respond_with_data(answer, content_type="application/json")
    with pytest.raises(OutlineSourceUnreadable):
        _replace("osm", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    pytest.importorskip("osmnx", reason="osmnx is an optional package")
    with pytest.raises(Unreachable):
        _replace("osm", tmp_path / "out", overpass_url="http://127.0.0.1:9/api")


def test_osmnx_is_left_as_it_was(overpass: HTTPServer, tmp_path: Path) -> None:
    import socket

    import osmnx

    before = osmnx.settings.overpass_url, osmnx.settings.use_cache, socket.getaddrinfo
    overpass.expect_request("/api/interpreter").respond_with_data("busy", status=429)
    with pytest.raises(Unreachable):
        _replace("osm", tmp_path / "out")
    assert (osmnx.settings.overpass_url, osmnx.settings.use_cache, socket.getaddrinfo) == before


def test_without_osmnx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "osmnx", None)
    with pytest.raises(PackageMissing) as caught:
        _replace("osm", tmp_path / "out")
    assert "pip install osmnx" in str(caught.value)


# The command


def _command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    areas_command.add_parser(parser.add_subparsers(dest="command"))
    return areas_command.run(parser.parse_args(["areas", *words]))


def test_the_command(layer: gpd.GeoDataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _save(layer, tmp_path, "gpkg")
    words = ["--from", str(path), "--era", "2025", "--out", str(tmp_path / "out"), "--areas", str(BASE)]
    assert _command(*words, "--official") == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "4 communes of era 2025 written" in said.err
    assert "1 features are none of them: Phường Tô Hiệu" in said.err
    assert not load_areas(tmp_path / "out").map_of("2025").indicative


def test_the_command_says_what_is_wrong_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _command("--from", "gone.shp", "--era", "2025", "--out", str(tmp_path / "out")) == 2
    assert capsys.readouterr().err == "No outlines can be taken from gone.shp: there is no such file\n"


def test_the_command_tells_an_absent_server_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("osmnx", reason="osmnx is an optional package")
    url = "http://127.0.0.1:9/api"
    words = ["--from", "osm", "--era", "2025", "--out", str(tmp_path / "out"), "--overpass-url", url]
    assert _command(*words) == 3
    assert url in capsys.readouterr().err
