import pandas as pd
import pytest
import shapely
from sqlalchemy import Engine

from data.events import detections_of, find_event, load_detections, load_events, regroup
from data.store.engine import reading, writing
from geo.events import growth
from geo.hotspots import COLUMNS
from tests.data.events.hand import (
    KM_EAST,
    LATITUDE,
    LONGITUDE,
    SETTINGS,
    START,
    at,
    event_of,
    put,
    seen,
    supersede,
)


def _fill(engine: Engine) -> None:
    with writing(engine) as conn:
        rows = [
            seen("a", frp_mw=None, type=0),
            seen("b", km=0.5, hours=1, satellite="Aqua", instrument="MODIS", confidence_percent=80.0),
            seen("c", km=20, hours=50),
            seen("x", km=40, hours=1),
        ]
        put(conn, *rows)
        supersede(conn, "x")
        regroup(conn, since=START, now=at(60), settings=SETTINGS)


def test_events_of_a_period(engine: Engine) -> None:
    _fill(engine)
    with reading(engine) as conn:
        events = load_events(conn)
        names = [event_of(conn, "a"), event_of(conn, "c")]
        assert events["event_id"].tolist() == names
        assert events["closed"].tolist() == [True, False]
        assert events["satellites"].tolist() == [("Aqua", "NOAA-20"), ("NOAA-20",)]
        assert str(events["first_seen"].dtype) == "datetime64[us, UTC]"
        assert isinstance(events["hull"].iloc[0], shapely.Polygon)
        assert events["recurrence_of"].tolist() == [None, None]
        assert load_events(conn, at(1), at(49))["event_id"].tolist() == names[:1]
        assert load_events(conn, at(2), at(49)).empty
        assert load_events(conn, at(2), at(50))["event_id"].tolist() == names[1:]
        assert load_events(conn, open_only=True)["event_id"].tolist() == names[1:]


def test_an_empty_store_has_the_same_columns(engine: Engine) -> None:
    with reading(engine) as conn:
        empty_events, empty_rows = load_events(conn), load_detections(conn, START, at(1))
    _fill(engine)
    with reading(engine) as conn:
        events, rows = load_events(conn), load_detections(conn, START, at(1))
    assert empty_events.columns.tolist() == events.columns.tolist()
    for name in ("time_utc", "frp_mw", "type"):
        assert empty_rows[name].dtype == rows[name].dtype
    assert empty_events["first_seen"].dtype == events["first_seen"].dtype


def test_detections_come_back_as_they_were_read(engine: Engine) -> None:
    _fill(engine)
    with reading(engine) as conn:
        rows = load_detections(conn, START, at(51))
        assert rows["detection_id"].tolist() == ["a", "b", "c"]
        found = {name: str(rows[name].dtype) for name in COLUMNS if name != "line"}
        assert found == {name: dtype for name, dtype in COLUMNS.items() if name != "line"}
        assert pd.isna(rows["frp_mw"].iloc[0])
        assert rows["type"].iloc[0] == 0
        assert pd.isna(rows["type"].iloc[1])
        assert rows["event_id"].tolist() == [event_of(conn, name) for name in "abc"]


def test_the_period_is_half_open_and_the_box_is_closed(engine: Engine) -> None:
    _fill(engine)
    with reading(engine) as conn:
        assert load_detections(conn, START, at(1))["detection_id"].tolist() == ["a"]
        every = load_detections(conn, START, at(51), superseded=True)
        assert every["detection_id"].tolist() == ["a", "b", "x", "c"]
        box = (LONGITUDE + 0.4 * KM_EAST, LATITUDE, LONGITUDE + 30 * KM_EAST, LATITUDE)
        assert load_detections(conn, START, at(51), bbox=box)["detection_id"].tolist() == ["b", "c"]


def test_members_are_found_by_any_id_and_show_growth(engine: Engine) -> None:
    _fill(engine)
    with reading(engine) as conn:
        rows = detections_of(conn, event_of(conn, "b"))
        assert rows["detection_id"].tolist() == ["a", "b"]
        assert growth(rows)["detections"].tolist() == [1, 1]
        assert detections_of(conn, "DC-X").empty
        assert find_event(conn, "DC-X") is None


@pytest.mark.parametrize("which", ["start", "end"])
def test_a_naive_period_is_refused(engine: Engine, which: str) -> None:
    period = {"start": START, "end": at(1)} | {which: START.replace(tzinfo=None)}
    with pytest.raises(ValueError, match=which), reading(engine) as conn:
        load_detections(conn, **period)
