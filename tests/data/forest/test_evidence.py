"""What lies under each hotspot, by the layer of its time; and the figures made of it."""

from datetime import timedelta

import pytest
import shapely
from sqlalchemy import func, select, update

from data.events import detections_of, load_events
from data.forest import evidence
from data.forest.evidence import ensure_shares, growth, load
from data.forest.identify import plots_at
from data.forest.index import forest_index
from data.forest.settings import ForestSettings
from data.forest.statistics import area_by, events_by, hotspots_by
from data.store.engine import reading, writing
from data.store.tables import SHARES, detection, detection_forest
from tests.data.fires import PASS, put
from tests.data.forest.inventories import NOW, file_of, in_force
from tests.geo.forest.layers import VECTORS, inventory
from tests.servers.dialects import Pixel

SETTINGS = ForestSettings()
DAY = timedelta(days=1)


def surrounding(state):
    """The first plot is 4 km wide around its vector: a pixel there lies in it wholly."""
    table = inventory(maldlr=[state, 60, 78, 88], ldlr=None)
    _, _, east, north = VECTORS[0]
    table.loc[0, "geometry"] = shapely.box(east - 2000, north - 2000, east + 2000, north + 2000)
    return table


HERE = Pixel(VECTORS[0][1], VECTORS[0][0], PASS)
AWAY = Pixel(21.8, 103.6, PASS)


def ensure(engine, *, now=NOW + DAY, settings=SETTINGS, **more):
    return ensure_shares(engine, settings=settings, now=now, **more)


def shares_of(engine):
    with reading(engine) as conn:
        return load(conn)


def test_shares_of_a_pixel_in_one_plot_and_of_one_far_away(engine, tmp_path):
    put(engine, [HERE, AWAY], now=NOW + DAY)
    assert ensure(engine) == 0
    layer = in_force(engine, file_of(tmp_path, surrounding(16)))
    assert ensure(engine) == 2
    table = shares_of(engine).sort_values("forest", ascending=False, ignore_index=True)
    assert table["natural"].tolist() == pytest.approx([1.0, 0.0])
    assert table["uncovered"].tolist() == pytest.approx([0.0, 1.0])
    assert table[list(SHARES)].sum(axis=1).tolist() == pytest.approx([1.0, 1.0])
    assert table["in_forest"].tolist() == ["inside", "outside"]
    assert table["forest_distance_m"][0] == 0
    assert table["forest_distance_m"][1] > 5000
    assert table["owners"][0] == ["Lò Văn Đôi"]
    assert len(table["plots"][0]) == 1
    assert set(table["layer_id"]) == {layer.id}


def test_done_twice_it_does_nothing_the_second_time(engine, tmp_path):
    put(engine, [HERE, AWAY], now=NOW + DAY)
    in_force(engine, file_of(tmp_path, surrounding(16)))
    assert ensure(engine, limit=1) == 1
    assert ensure(engine) == 1
    assert ensure(engine) == 0
    evidence._done.clear()  # as in another process
    assert ensure(engine) == 0


def test_old_hotspots_keep_the_old_layer(engine, tmp_path):
    put(engine, [HERE], now=NOW + DAY)
    old = in_force(engine, file_of(tmp_path, surrounding(16)), now=PASS - DAY)
    ensure(engine)
    new = in_force(engine, file_of(tmp_path, surrounding(60), "b.gpkg"), now=PASS + DAY)
    later = Pixel(HERE.latitude, HERE.longitude, PASS + 2 * DAY)
    put(engine, [later], now=NOW + 5 * DAY)
    assert ensure(engine, now=NOW + 5 * DAY) == 1
    table = shares_of(engine)
    assert dict(zip(table["layer_id"], table["planted"], strict=True)) == {old.id: 0.0, new.id: 1.0}


def test_a_backdated_layer_is_looked_at_again(engine, tmp_path):
    put(engine, [HERE], now=NOW + DAY)
    in_force(engine, file_of(tmp_path, surrounding(16)))
    ensure(engine)
    new = in_force(engine, file_of(tmp_path, surrounding(60), "b.gpkg"), valid_from=PASS - DAY)
    assert ensure(engine) == 1
    assert shares_of(engine)["layer_id"].tolist() == [new.id]


def test_a_better_version_and_other_settings_are_looked_at_again(engine, tmp_path):
    put(engine, [HERE], now=NOW + DAY)
    in_force(engine, file_of(tmp_path, surrounding(16)))
    ensure(engine)
    with writing(engine) as conn:
        conn.execute(update(detection).values(stored_at=NOW + 2 * DAY))
    evidence._done.clear()
    # This round's clock is behind the one that stored: it must come to an end all the same.
    assert ensure(engine) == 1
    evidence._done.clear()
    assert ensure(engine) == 0
    assert ensure(engine, settings=ForestSettings(counts_as_forest=("planted",))) == 1
    assert shares_of(engine)["in_forest"].tolist() != ["inside"]


def test_an_unknown_state_is_neither_forest_nor_nothing(engine, tmp_path):
    put(engine, [HERE], now=NOW + DAY)
    in_force(engine, file_of(tmp_path, surrounding(777)))
    ensure(engine)
    row = shares_of(engine).iloc[0]
    assert (row["unknown"], row["forest"], row["uncovered"]) == pytest.approx((1.0, 0.0, 0.0))


def test_load_by_id_and_by_period(sqlite_engine, tmp_path):
    later = Pixel(HERE.latitude, HERE.longitude, PASS + timedelta(hours=1))
    put(sqlite_engine, [HERE, later], now=NOW + DAY)
    in_force(sqlite_engine, file_of(tmp_path, surrounding(16)))
    ensure(sqlite_engine)
    with reading(sqlite_engine) as conn:
        every = load(conn)["detection_id"].tolist()
        assert load(conn, every[:1])["detection_id"].tolist() == every[:1]
        assert len(load(conn, start=PASS, end=PASS + timedelta(minutes=30))) == 1
        assert load(conn, []).empty


def test_figures_by_every_division(engine, tmp_path):
    put(engine, [HERE, AWAY], now=NOW + DAY)
    layer = in_force(engine, file_of(tmp_path, surrounding(16)))
    ensure(engine)
    with reading(engine) as conn:
        states = area_by(conn, layer.id, "state").set_index("key")
        assert states.loc[16, "plots"] == 1
        assert states.loc[16, "geometry_ha"] == pytest.approx(1600, rel=0.002)
        assert states["area_ha"].sum() == pytest.approx(4.0)  # as declared
        assert area_by(conn, layer.id, "owner")["label"].tolist().count("Lò Văn Đôi") == 1
        for by in ("commune_2021", "commune_2025", "function", "state_group", "owner_kind"):
            assert area_by(conn, layer.id, by)["plots"].sum() == 4
            assert hotspots_by(conn, PASS - DAY, PASS + DAY, by)["hotspots"].sum() == 2
            assert events_by(conn, PASS - DAY, PASS + DAY, by)["events"].sum() == 2
        groups = hotspots_by(conn, PASS - DAY, PASS + DAY, "state_group").set_index("key")
        assert groups["hotspots"].to_dict() == {"natural": 1, "uncovered": 1}
        assert groups.loc["natural", "inside"] == 1
        owners = events_by(conn, PASS - DAY, PASS + DAY, "owner").set_index("key")
        assert owners["events"].to_dict() == {"Lò Văn Đôi": 1, "uncovered": 1}
        assert hotspots_by(conn, NOW + DAY, NOW + 2 * DAY, "owner").empty


def test_the_plot_under_a_finger(engine, tmp_path):
    layer = in_force(engine, file_of(tmp_path))
    lon, lat, _, _ = VECTORS[1]
    (found,) = plots_at(engine, layer.id, lon + 0.0003, lat + 0.0003)
    assert (found["compartment"], found["subcompartment"], found["lot"]) == ("112", "2", "a")
    assert found["owner"] == "Quàng Thị Én"
    assert "geometry" not in found
    assert plots_at(engine, layer.id, lon - 0.01, lat) == []


def test_an_index_is_made_once(sqlite_engine, tmp_path):
    layer = in_force(sqlite_engine, file_of(tmp_path))
    first = forest_index(sqlite_engine, layer.id)
    assert len(first) == 4
    assert forest_index(sqlite_engine, layer.id) is first


def test_growth_of_an_event_names_the_layer(sqlite_engine, tmp_path):
    put(sqlite_engine, [HERE], now=NOW + DAY)
    layer = in_force(sqlite_engine, file_of(tmp_path, surrounding(16)))
    with reading(sqlite_engine) as conn:
        (event,) = load_events(conn)["event_id"].tolist()
        members = detections_of(conn, event)
    found = growth(sqlite_engine, members, settings=SETTINGS)
    assert found is not None
    table, used = found
    assert used.id == layer.id
    assert table["forest_share"].tolist() == pytest.approx([1.0])


def test_no_row_is_left_without_its_hotspot(engine, tmp_path):
    put(engine, [HERE, AWAY], now=NOW + DAY)
    in_force(engine, file_of(tmp_path, surrounding(16)))
    ensure(engine)
    with reading(engine) as conn:
        kept = conn.execute(select(func.count()).select_from(detection_forest)).scalar_one()
        assert kept == conn.execute(select(func.count()).select_from(detection)).scalar_one()
