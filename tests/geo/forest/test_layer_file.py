"""Every format, coordinate system and encoding goes in and comes out as the same plots."""

import os
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.forest.columns import recognise
from geo.forest.errors import (
    ArchiveBomb,
    ArchiveBroken,
    ArchiveEncrypted,
    ArchiveUnsafePath,
    ArchiveWithoutLayer,
    ForestError,
    LayerEmpty,
    LayerPartMissing,
    LayerTooLarge,
    LayerUnreadable,
    LayerWrongType,
)
from geo.forest.layer_file import LayerInfo, open_layers, read_batches
from geo.forest.plots import plots
from geo.forest.text import detect
from tests.geo.forest.layers import AREAS, OWNERS, VECTORS, inventory, square, write, zipped


def whole(info: LayerInfo, size: int = 5000) -> gpd.GeoDataFrame:
    return pd.concat(list(read_batches(info, size=size)))


def as_plots(info: LayerInfo, epsg: int | None = None, encoding: str | None = None) -> gpd.GeoDataFrame:
    batch = whole(info)
    mapping = recognise(info.columns).mapping
    encoding = encoding or detect(str(one) for one in batch[mapping["owner"]])
    table, findings = plots(batch, mapping, epsg=epsg or info.epsg, areas=AREAS, encoding=encoding)
    assert findings.empty, findings.to_dict("records")
    return table


def check(table: gpd.GeoDataFrame, within_m: float = 1.0) -> None:
    """The four plots of `inventory`, where they belong and with all that they say."""
    assert table["owner"].tolist() == list(OWNERS)
    assert table["state_code"].tolist() == [16, 60, 78, 88]
    assert table["state_group"].tolist() == ["natural", "planted", "not_yet", "farmland"]
    assert table["function"].tolist() == ["protection", "production", "special_use", "outside"]
    assert table["species"].tolist() == [None, "Keo lai", "Nứa", "Ngô"]
    assert table["commune_code"].tolist() == ["03706", "03685", "03694", "03709"]
    assert table["geometry_ha"].to_numpy() == pytest.approx(1.0, abs=0.01)
    assert table["lot"].tolist() == ["a", "a", "b", "c1"]
    for (lon, lat, _, _), shape in zip(VECTORS, table.geometry, strict=True):
        east = abs(shape.bounds[0] - lon) * 103_000
        north = abs(shape.bounds[1] - lat) * 110_700
        assert east < within_m + 0.5 and north < within_m + 0.5  # the square's side is turned by 0.1°


@pytest.mark.parametrize("ending", [".shp", ".gpkg", ".geojson"])
@pytest.mark.parametrize("epsg", [9206, 3405, 5897, 32648, 4326, 4756])
def test_formats_that_know_their_system(tmp_path: Path, ending: str, epsg: int) -> None:
    path = write(inventory().to_crs(epsg), tmp_path / f"rung{ending}")
    (info,) = open_layers(path)
    assert (info.epsg, info.crs_from, info.features) == (epsg, "file", 4)
    assert info.crs_alternatives == ()
    check(as_plots(info))


@pytest.mark.parametrize("ending", [".tab", ".mif"])
@pytest.mark.parametrize("epsg", [9206, 3405, 5897])
def test_mapinfo_from_gdal_has_lost_the_datum_and_is_asked_about(
    tmp_path: Path, ending: str, epsg: int
) -> None:
    path = write(inventory().to_crs(epsg), tmp_path / f"rung{ending}")
    (info,) = open_layers(path)
    assert info.epsg in (None, 32648)
    assert info.crs_alternatives == (epsg,)
    check(as_plots(info, epsg=epsg))


def test_a_mapinfo_table_with_the_shift_of_vn2000_is_known(tmp_path: Path) -> None:
    path = write(inventory(), tmp_path / "rung.mif")
    told = path.read_text(encoding="latin-1")
    line = next(one for one in told.splitlines() if one.startswith("CoordSys"))
    vn2000 = (
        "CoordSys Earth Projection 8, 9999, 28, -191.90441429, -39.30318279, -111.45032835,"
        ' 0.00928836, -0.01975479, 0.00427372, 0.252906278, 0, "m", 104, 0, 0.9999, 500000, 0'
    )
    path.write_text(told.replace(line, vn2000), encoding="latin-1")
    (info,) = open_layers(path)
    assert (info.epsg, info.crs_alternatives) == (9206, ())
    check(as_plots(info))


@pytest.mark.parametrize("ending", [".kml", ".kmz"])
def test_kml(tmp_path: Path, ending: str) -> None:
    path = write(inventory(), tmp_path / "rung.kml")
    if ending == ".kmz":
        path = zipped(tmp_path, tmp_path / "rung.kmz", {"rung.kml": "doc.kml"})
    (info,) = open_layers(path)
    assert info.epsg == 4326
    assert {"maldlr", "churung"} <= set(info.columns)
    check(as_plots(info))


@pytest.mark.parametrize("ending", [".shp", ".tab", ".mif"])
@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "cp1258", "utf-8"])
def test_text_of_old_fonts(tmp_path: Path, ending: str, encoding: str) -> None:
    path = write(inventory(encoding), tmp_path / f"rung{ending}", raw_text=True)
    (info,) = open_layers(path)
    raw = whole(info)["churung"].tolist()
    if ending == ".shp":
        dbf = path.with_suffix(".dbf").read_bytes()
        assert all(one.encode("latin-1") in dbf for one in raw)
    assert detect(raw) == encoding
    check(as_plots(info, epsg=9206))


@pytest.mark.parametrize("ending", [".gpkg", ".geojson"])
@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_text_of_old_fonts_that_somebody_saved_as_unicode(tmp_path: Path, ending: str, encoding: str) -> None:
    (info,) = open_layers(write(inventory(encoding), tmp_path / f"rung{ending}"))
    check(as_plots(info))


@pytest.mark.parametrize("cpg", [None, "UTF-8", "ISO-8859-1", "1258", "rubbish"])
def test_what_a_cpg_file_says_does_not_change_the_bytes(tmp_path: Path, cpg: str | None) -> None:
    path = write(inventory("tcvn3"), tmp_path / "rung.shp", raw_text=True)
    path.with_suffix(".cpg").unlink()
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    (info,) = open_layers(path)
    assert info.declared_encoding == cpg
    check(as_plots(info))


def test_batches_are_numbered_through(tmp_path: Path) -> None:
    table = pd.concat([inventory()] * 5, ignore_index=True)
    (info,) = open_layers(write(table, tmp_path / "rung.gpkg"))
    batches = list(read_batches(info, size=7))
    assert [len(one) for one in batches] == [7, 7, 6]
    assert [one.index[0] for one in batches] == [0, 7, 14]
    assert batches[2]["churung"].iloc[-1] == OWNERS[3]
    decoded = next(read_batches(info, size=7, encoding="unicode"))
    assert decoded["churung"].iloc[0] == OWNERS[0]


def test_ten_shapefiles_in_nested_folders_are_listed_for_choice(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    names = {}
    for number in range(10):
        write(inventory(), source / f"xa{number}.shp")
        for ending in ("shp", "shx", "dbf", "prj", "cpg"):
            names[f"xa{number}.{ending}"] = f"Quỳnh Nhai/Xã {number}/Lô rừng {number}.{ending.upper()}"
    layers = open_layers(zipped(source, tmp_path / "mười lớp.zip", names))
    assert [one.source for one in layers] == [f"Quỳnh Nhai/Xã {n}/Lô rừng {n}.SHP" for n in range(10)]
    assert len({one.label for one in layers}) == 10
    check(as_plots(layers[7]))


def test_names_of_an_archive_that_does_not_say_utf8(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write(inventory(), source / "r.geojson")
    target = tmp_path / "a.zip"
    with zipfile.ZipFile(target, "w") as archive:
        entry = zipfile.ZipInfo("x" * len("Rừng.geojson".encode()))
        archive.writestr(entry, (source / "r.geojson").read_bytes())
    data = target.read_bytes().replace(b"x" * len("Rừng.geojson".encode()), "Rừng.geojson".encode())
    target.write_bytes(data)
    (info,) = open_layers(target)
    assert info.source == "Rừng.geojson"


def test_several_layers_of_one_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "rung.gpkg"
    pyogrio.write_dataframe(inventory(), path, layer="xã A")
    pyogrio.write_dataframe(inventory().iloc[:2], path, layer="xã B")
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), path, layer="ghi chú")
    assert [(one.layer, one.features) for one in open_layers(path)] == [("xã A", 4), ("xã B", 2)]


def test_the_work_folder_goes_with_the_layers(tmp_path: Path) -> None:
    write(inventory(), tmp_path / "rung.gpkg")
    layers = open_layers(zipped(tmp_path, tmp_path / "a.zip"))
    unpacked = layers[0].path
    assert unpacked.exists()
    del layers
    assert not unpacked.exists()
    kept = open_layers(tmp_path / "a.zip", workdir=tmp_path / "work")
    assert kept[0].path.is_relative_to(tmp_path / "work")


def test_a_missing_shx_is_made_anew_and_told(tmp_path: Path) -> None:
    write(inventory(), tmp_path / "rung.shp")
    (info,) = open_layers(zipped(tmp_path, tmp_path / "a.zip", without=(".shx",)))
    assert info.parts_missing == (".shx",)
    check(as_plots(info))


def test_a_missing_prj_is_asked_about_never_guessed(tmp_path: Path) -> None:
    write(inventory(), tmp_path / "rung.shp")
    (info,) = open_layers(zipped(tmp_path, tmp_path / "a.zip", without=(".prj",)))
    assert (info.epsg, info.crs_from, info.crs_name, info.parts_missing) == (None, None, None, (".prj",))
    check(as_plots(info, epsg=9206))


@pytest.mark.parametrize("part", [".dbf"])
def test_a_missing_dbf_is_refused(tmp_path: Path, part: str) -> None:
    write(inventory(), tmp_path / "rung.shp")
    with pytest.raises(LayerPartMissing) as refusal:
        open_layers(zipped(tmp_path, tmp_path / "a.zip", without=(part,)))
    assert refusal.value.params == {"name": "rung.shp", "part": part}


@pytest.mark.parametrize("part", [".dat", ".map", ".id"])
def test_a_mapinfo_table_without_a_part_is_refused(tmp_path: Path, part: str) -> None:
    write(inventory(), tmp_path / "rung.tab")
    with pytest.raises(LayerPartMissing, match=part):
        open_layers(zipped(tmp_path, tmp_path / "a.zip", without=(part,)))


def test_a_shp_alone_is_refused(tmp_path: Path) -> None:
    path = write(inventory(), tmp_path / "rung.shp")
    for part in (".dbf", ".shx", ".prj", ".cpg"):
        path.with_suffix(part).unlink()
    with pytest.raises(LayerPartMissing, match=r"rung\.shp comes without its file \.dbf"):
        open_layers(path)


def test_one_broken_layer_does_not_hide_the_others(tmp_path: Path) -> None:
    write(inventory(), tmp_path / "good.gpkg")
    (tmp_path / "bad.geojson").write_text("{")
    assert [one.source for one in open_layers(zipped(tmp_path, tmp_path / "a.zip"))] == ["good.gpkg"]


def test_metres_in_a_geojson_that_names_no_system_are_asked_about(tmp_path: Path) -> None:
    path = write(inventory(), tmp_path / "rung.geojson")
    text = path.read_text()
    path.write_text(text[: text.index('"crs"')] + text[text.index('"features"') :])
    (info,) = open_layers(path)
    assert info.epsg is None
    check(as_plots(info, epsg=9206))


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rung.shp", bytes(60_000_000))
    with pytest.raises(ArchiveBomb, match=r"rung\.shp"):
        open_layers(path)


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.forest.archive.RATIO_COUNTS_FROM", 1_000_000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rung.gpkg", b"SQLite format 3\x00" + bytes(5_000_000))
    real = (5_000_016).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(real, (500).to_bytes(4, "little")))
    with pytest.raises((ArchiveBomb, ArchiveBroken)):
        open_layers(path)


def test_more_than_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(inventory(), tmp_path / "rung.gpkg")
    monkeypatch.setattr("geo.forest.archive.MOST_BYTES", 1000)
    with pytest.raises(LayerTooLarge):
        open_layers(zipped(tmp_path, tmp_path / "a.zip"))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("../rung.shp", "leads_out_of_its_folder"),
        ("a/../../rung.shp", "leads_out_of_its_folder"),
        ("..\\rung.shp", "leads_out_of_its_folder"),
        ("/etc/rung.shp", "starts_at_the_root"),
        ("C:/rung.shp", "names_a_drive"),
        ("../readme.txt", "leads_out_of_its_folder"),
    ],
)
def test_path_traversal(tmp_path: Path, name: str, problem: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("rung.shp")
        entry.filename = name  # as a hand-made archive has it
        archive.writestr(entry, b"x")
    with pytest.raises(ArchiveUnsafePath) as refusal:
        open_layers(path, workdir=tmp_path / "work")
    assert refusal.value.params["problem"] == problem
    assert not (tmp_path / "work").exists()


def test_a_password(tmp_path: Path) -> None:
    write(inventory(), tmp_path / "rung.gpkg")
    path = zipped(tmp_path, tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    data[6] |= 1  # general purpose bit 0 of the local header
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ArchiveEncrypted):
        open_layers(path)


@pytest.mark.parametrize("cut", [0, 3, 200, -30])
def test_an_archive_cut_off(tmp_path: Path, cut: int) -> None:
    write(inventory(), tmp_path / "rung.shp")
    path = zipped(tmp_path, tmp_path / "a.zip")
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ArchiveBroken, match=r"a\.zip"):
        open_layers(path)


def test_an_archive_without_layers(tmp_path: Path) -> None:
    (tmp_path / "báo cáo.docx").write_bytes(b"x")
    (tmp_path / "rung.dbf").write_bytes(b"x")
    with pytest.raises(ArchiveWithoutLayer, match=r"\.docx"):
        open_layers(zipped(tmp_path, tmp_path / "a.zip"))


@pytest.mark.parametrize("name", ["rung.rar", "rung.dwg", "rung.xlsx", "rung"])
def test_other_kinds_of_files(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(LayerWrongType):
        open_layers(tmp_path / name)


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".shp", ".tab", ".mif", ".kml"])
@pytest.mark.parametrize("content", [b"", b"\x00" * 500, b"rubbish" * 100, b"<html></html>"])
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, ending: str, content: bytes) -> None:
    path = write(inventory(), tmp_path / f"rung{ending}")
    path.write_bytes(content)
    with pytest.raises(LayerUnreadable) as refusal:
        open_layers(path)
    assert refusal.value.params["problem"] in ("empty_file", "not_what_its_name_says")


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".shp", ".tab", ".mif", ".kml"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_file_that_breaks_off_is_refused_or_read_whole(tmp_path: Path, ending: str, part: float) -> None:
    """Never a traceback, never some plots of many without a word."""
    table = pd.concat([inventory()] * 30, ignore_index=True)
    path = write(table, tmp_path / f"rung{ending}")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    try:
        (info,) = open_layers(path)
        batch = whole(info)
    except ForestError as refusal:
        assert "rung" in str(refusal)
    else:
        _, findings = plots(
            batch, recognise(info.columns).mapping, epsg=info.epsg or 9206, areas=AREAS, encoding="utf-8"
        )
        assert len(batch) == 120 or not findings.empty


@pytest.mark.parametrize("part", [".dbf", ".shx", ".map", ".dat", ".mid"])
def test_a_part_that_breaks_off(tmp_path: Path, part: str) -> None:
    ending = {".dbf": ".shp", ".shx": ".shp", ".map": ".tab", ".dat": ".tab", ".mid": ".mif"}[part]
    path = write(pd.concat([inventory()] * 30, ignore_index=True), tmp_path / f"rung{ending}")
    os.truncate(path.with_suffix(part), path.with_suffix(part).stat().st_size // 2)
    with pytest.raises(LayerUnreadable) as refusal:
        open_layers(path)
    assert refusal.value.params["name"] == f"rung{ending}"
    assert refusal.value.params["problem"] == "breaks_off"


def test_a_virtual_source_under_another_name_opens_no_other_file(tmp_path: Path) -> None:
    secret = write(inventory(), tmp_path / "secret.gpkg")
    layer = f'<OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    virtual = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    for name, content in (
        ("a.kml", f"<!-- <kml > -->{virtual}"),
        ("a.geojson", virtual),
        ("a.gpkg", virtual),
    ):
        (tmp_path / name).write_text(content)
        with pytest.raises(LayerUnreadable, match="not_what_its_name_says"):
            open_layers(tmp_path / name)
    (tmp_path / "a.tab").write_text(f'!table\n!version 300\n\nDefinition Table\n  Type SEAMLESS "{secret}"\n')
    for part in (".dat", ".map", ".id"):
        (tmp_path / f"a{part}").write_bytes(b"x")
    with pytest.raises(LayerUnreadable, match="not_what_its_name_says"):
        open_layers(tmp_path / "a.tab")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LayerUnreadable, match="no such file"):
        open_layers(tmp_path / "rung.gpkg")


def test_a_file_with_no_layer(tmp_path: Path) -> None:
    path = tmp_path / "rung.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"maldlr": [1]}), path)
    with pytest.raises(LayerEmpty):
        open_layers(path)


def test_open_rings_are_closed_and_what_nobody_reads_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rung.geojson"
    ring = [[103.66, 21.64], [103.67, 21.64], [103.67, 21.65], [103.66, 21.65]]
    feature = {"type": "Feature", "properties": {"maldlr": 1}}
    shapes = [{"type": "Polygon", "coordinates": [ring]}, None]
    import json

    features = [feature | {"geometry": one} for one in shapes]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (info,) = open_layers(path)
    batch = whole(info)
    assert len(batch) == 2
    assert shapely.is_valid(batch.geometry.iloc[0])
    assert batch.attrs["closed"] == [0]
    assert batch.geometry.iloc[1] is None


def test_curves_that_shapely_does_not_know_are_named(tmp_path: Path) -> None:
    (info,) = open_layers(write(inventory(), tmp_path / "rung.gpkg"))
    batch = next(read_batches(info))
    batch.attrs["unreadable"] = [2]
    batch.loc[2, "geometry"] = None
    table, findings = plots(batch, recognise(info.columns).mapping, epsg=9206, areas=AREAS)
    assert findings[["feature", "kind"]].values.tolist() == [[2, "unreadable_geometry"]]
    assert len(table) == 3


def test_reading_stays_small(tmp_path: Path) -> None:
    """A batch holds its own features only."""
    table = gpd.GeoDataFrame({"maldlr": np.ones(1000)}, geometry=[square(464807, 2394242)] * 1000, crs=9206)
    (info,) = open_layers(write(table, tmp_path / "rung.gpkg"))
    assert max(len(one) for one in read_batches(info, size=100)) == 100


def test_text_is_decoded_while_reading(tmp_path: Path) -> None:
    path = write(inventory("tcvn3"), tmp_path / "rung.shp", raw_text=True)
    (info,) = open_layers(path)
    (batch,) = read_batches(info, encoding="tcvn3")
    assert batch["churung"].tolist() == list(OWNERS)
    assert batch["maldlr"].tolist() == [16, 60, 78, 88]
