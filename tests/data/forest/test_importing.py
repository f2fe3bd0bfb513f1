"""A file of plots is staged whole or not at all, and no feature is lost on the way."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from data import journal
from data.forest import staging, sweeping
from data.forest.errors import ImportRunning, LayerCrsUnsure, LayerOutside, NoPlots, PlotsLost
from data.forest.layers import findings, layer, list_layers
from data.hold import Hold
from data.store.engine import migrate, open_engine, reading
from data.store.tables import forest_finding, forest_layer, forest_plot
from geo.errors import GeoError
from geo.forest.layer_file import open_layers
from geo.forest.plots import REFUSED
from tests.data.forest.inventories import NOW, SIGNED, file_of, staged
from tests.geo.forest.layers import OWNERS, inventory

ROOT = Path(__file__).parents[3]


def count(engine, table):
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def one(engine, layer_id):
    with reading(engine) as conn:
        return layer(conn, layer_id)


def nothing_left(engine):
    return [count(engine, table) for table in (forest_layer, forest_plot, forest_finding)] == [0, 0, 0]


def test_a_file_becomes_a_staged_layer(engine, tmp_path):
    made = one(engine, staged(engine, file_of(tmp_path)))
    assert (made.state, made.plots, made.refused, made.features_read) == ("staged", 4, 0, 4)
    assert made.area_ha == pytest.approx(4.0, rel=0.002)
    assert made.bounds == pytest.approx((103.5956, 21.594, 103.7422, 21.9144), abs=1e-3)
    assert (made.source_name, made.source_epsg, made.area_unit) == ("rung.gpkg", 9206, "ha")
    assert made.mapping["owner"] == "churung"
    assert len(made.sha256) == 64
    with reading(engine) as conn:
        rows = conn.execute(select(forest_plot).order_by(forest_plot.c.feature)).mappings().all()
        assert journal.verify(conn) is None
    assert [row["owner"] for row in rows] == list(OWNERS)
    assert [row["state_code"] for row in rows] == [16, 60, 78, 88]
    assert [row["planted_year"] for row in rows] == [None, 2015, None, None]
    assert rows[1]["commune_2021_id"] is not None
    assert rows[0]["extra"]["feature_number"] == "1"
    assert rows[0]["geometry"].geom_type == "Polygon"
    assert rows[0]["geometry"].bounds == (
        rows[0]["west"],
        rows[0]["south"],
        rows[0]["east"],
        rows[0]["north"],
    )


def test_text_of_an_old_shapefile(engine, tmp_path):
    file = file_of(tmp_path, inventory("tcvn3"), "rung.shp", raw_text=True)
    staged(engine, file, encoding="tcvn3")
    with reading(engine) as conn:
        owners = conn.execute(select(forest_plot.c.owner).order_by(forest_plot.c.feature)).scalars().all()
    assert owners == list(OWNERS)


def test_what_is_refused_is_counted_and_named(engine, tmp_path):
    table = inventory()
    table.loc[1, "geometry"] = shapely.Point(460000, 2400000)
    table.loc[3, "geometry"] = None
    made = one(engine, staged(engine, file_of(tmp_path, table)))
    assert (made.features_read, made.plots, made.refused) == (4, 2, 2)
    with reading(engine) as conn:
        said = {each["feature"]: each["kind"] for each in findings(conn, made.id)}
    assert said[1] == "not_a_polygon"
    assert said[3] == "empty_geometry"
    assert made.findings["not_a_polygon"] == 1


def test_lots_used_twice_in_different_batches_and_plots_on_each_other(engine, tmp_path, monkeypatch):
    monkeypatch.setattr("data.forest.importing.AT_A_TIME", 2)
    table = inventory()
    third = table.loc[[0]].set_index(pd.Index([4]))
    third["geometry"] = third.translate(50, 0)
    table = gpd.GeoDataFrame(pd.concat([table, third]), crs=9206)
    made = one(engine, staged(engine, file_of(tmp_path, table)))
    assert made.findings["duplicate_lot"] == 2
    assert made.findings["overlap"] == 1
    with reading(engine) as conn:
        (found,) = findings(conn, made.id, kind="overlap")
    assert found["feature"] == 0
    assert found["params"]["other"] == 4
    assert found["params"]["area_ha"] == pytest.approx(0.5, rel=0.01)


def test_a_crs_in_doubt_is_refused_until_somebody_chooses(sqlite_engine, tmp_path):
    file = file_of(tmp_path, name="rung.tab")
    assert open_layers(file)[0].crs_alternatives == (9206,)
    with pytest.raises(LayerCrsUnsure):
        staged(sqlite_engine, file, epsg=None)
    assert nothing_left(sqlite_engine)
    assert one(sqlite_engine, staged(sqlite_engine, file, epsg=9206)).source_epsg == 9206


def test_without_a_choice_the_file_counts_where_it_is_sure(sqlite_engine, tmp_path):
    assert one(sqlite_engine, staged(sqlite_engine, file_of(tmp_path), epsg=None)).source_epsg == 9206


KINDS = ("plot", "point", "none", "line", "bow tie", "sliver", "collection", "far", "hole")


def _of_kind(kind, good):
    x, y = good.bounds[:2]
    return {
        "plot": good,
        "point": shapely.Point(x, y),
        "none": None,
        "line": shapely.LineString([(x, y), (x + 9, y)]),
        "bow tie": shapely.Polygon([(x, y), (x + 90, y + 90), (x + 90, y), (x, y + 90)]),
        "sliver": shapely.box(x, y, x + 1, y + 1),
        "collection": shapely.GeometryCollection([good, shapely.Point(x, y)]),
        "far": shapely.box(1e9, 1e9, 1e9 + 5, 1e9 + 5),
        "hole": good.difference(good.centroid.buffer(10)),
    }[kind]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=9), st.integers(1, 4))
def test_every_feature_is_a_plot_or_a_refused_finding(tmp_path_factory, kinds, size):
    folder = tmp_path_factory.mktemp("features")
    base = inventory()
    table = base.iloc[[place % 4 for place in range(len(kinds))]].reset_index(drop=True)
    table["geometry"] = [
        _of_kind(kind, good) for kind, good in zip(kinds, table.geometry.to_list(), strict=True)
    ]
    engine = open_engine(f"sqlite:///{folder / 'canhlua.db'}")
    migrate(engine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.forest.importing.AT_A_TIME", size)
        try:
            made = one(engine, staged(engine, file_of(folder, table), accept_outside=True))
        except NoPlots as error:
            assert error.params["read"] == len(kinds)
            assert nothing_left(engine)
            return
        finally:
            engine.dispose()
    with reading(engine) as conn:
        stored = set(conn.execute(select(forest_plot.c.feature)).scalars())
        refused = {each["feature"] for each in findings(conn, made.id) if each["kind"] in REFUSED}
    engine.dispose()
    assert stored | refused == set(range(len(kinds)))
    assert not stored & refused
    assert (made.features_read, made.plots, made.refused) == (len(kinds), len(stored), len(refused))


def test_many_findings_are_counted_and_not_all_kept(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "MOST_FINDINGS", 2)
    made = one(engine, staged(engine, file_of(tmp_path, inventory(maldlr=[777] * 4, ldlr=["?"] * 4))))
    assert made.findings["unknown_state"] == 4
    assert count(engine, forest_finding) == 2


def test_progress_counts_features(sqlite_engine, tmp_path, monkeypatch):
    monkeypatch.setattr("data.forest.importing.AT_A_TIME", 3)
    told = []
    staged(sqlite_engine, file_of(tmp_path), progress=lambda done, of: told.append((done, of)))
    assert told[:2] == [(3, 4), (4, 4)]


class StopError(Exception):
    pass


def stop(_done, _of):
    raise StopError


def test_what_progress_raises_stops_the_import_without_a_trace(engine, tmp_path):
    with pytest.raises(StopError):
        staged(engine, file_of(tmp_path), progress=stop)
    assert nothing_left(engine)


def test_a_layer_of_another_place_is_loudly_refused(engine, tmp_path):
    table = inventory()
    table["geometry"] = table.translate(0, 300_000)
    file = file_of(tmp_path, table)
    with pytest.raises(LayerOutside) as caught:
        staged(engine, file)
    assert caught.value.params == {"inside": 0, "plots": 4}
    assert nothing_left(engine)
    assert one(engine, staged(engine, file, accept_outside=True)).plots == 4


def test_a_layer_without_any_plot_is_refused(sqlite_engine, tmp_path):
    table = inventory()
    table["geometry"] = table.centroid
    with pytest.raises(NoPlots):
        staged(sqlite_engine, file_of(tmp_path, table))
    assert nothing_left(sqlite_engine)


def test_a_column_that_is_not_there_is_refused_before_anything_is_written(sqlite_engine, tmp_path):
    with pytest.raises(GeoError) as caught:
        staged(sqlite_engine, file_of(tmp_path), mapping={"state_code": "nope"})
    assert caught.value.code == "column_unknown"
    assert nothing_left(sqlite_engine)


def test_a_reader_that_loses_a_feature_is_found_out(sqlite_engine, tmp_path, monkeypatch):
    whole = staging.Piece

    def lossy(table, found, read, *more):
        return whole(table.iloc[1:], found, read, *more)

    monkeypatch.setattr("data.forest.importing.Piece", lossy)
    with pytest.raises(PlotsLost) as caught:
        staged(sqlite_engine, file_of(tmp_path))
    assert caught.value.params == {"read": 4, "plots": 3, "refused": 0}
    assert nothing_left(sqlite_engine)


def test_one_import_at_a_time(engine, tmp_path):
    file = file_of(tmp_path)
    with Hold(engine, sweeping.LEASE) as hold:
        assert hold.token is not None
        with pytest.raises(ImportRunning):
            staged(engine, file)
    assert nothing_left(engine)
    staged(engine, file)


KILLED = """
import os, sys
from pathlib import Path
from data.store.engine import open_engine
from tests.data.forest import inventories
import data.forest.importing as importing
importing.AT_A_TIME = 2
inventories.staged(open_engine(sys.argv[1]), Path(sys.argv[2]), progress=lambda done, of: os._exit(9))
"""


def test_a_killed_import_shows_nothing_and_is_swept(engine, tmp_path):
    url = engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, url, str(file_of(tmp_path))], cwd=ROOT, check=False, timeout=120
    )
    assert done.returncode == 9
    assert count(engine, forest_plot) == 2
    with reading(engine) as conn:
        assert list_layers(conn) == []
    sweeping.sweep(engine, NOW)
    assert nothing_left(engine)


def test_a_layer_that_is_being_read_is_not_swept(engine, tmp_path):
    def sweep_now(_done, _of):
        sweeping.sweep(engine, NOW + timedelta(days=30))

    assert one(engine, staged(engine, file_of(tmp_path), progress=sweep_now)).plots == 4


def test_a_layer_that_nobody_confirms_goes_after_two_days(engine, tmp_path):
    staged(engine, file_of(tmp_path))
    sweeping.sweep(engine, NOW + timedelta(days=1))
    assert count(engine, forest_plot) == 4
    sweeping.sweep(engine, NOW + timedelta(days=3))
    assert nothing_left(engine)
    with reading(engine) as conn:
        actions = conn.execute(select(journal.journal.c.action)).scalars().all()
    assert actions == ["staged", "discarded"]


def test_batches_of_another_source(engine, tmp_path):
    columns = {"feature": [0], "state_group": ["cover"], "geometry_ha": [2.0], "commune_2025_id": ["x"]}
    table = gpd.GeoDataFrame(columns, geometry=[shapely.box(103.6, 21.6, 103.61, 21.61)], crs=4326)
    none = pd.DataFrame({"feature": [], "kind": [], "params": []})
    layer_id = staging.stage_batches(
        engine, [(table, none)], kind="worldcover", name="x", source_name="x", now=NOW, **SIGNED
    )
    made = one(engine, layer_id)
    assert (made.kind, made.plots, made.area_ha, made.family) == ("worldcover", 1, 2.0, 2)
