"""One file, one transaction: what is stored, what is counted, and that a second time changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import func, select

from data import hotspots, journal
from data.errors import LeaseLost
from data.ingest import storing
from data.ingest.runs import record_failure
from data.store import tables
from data.store.engine import reading
from geo.errors import ProseAnswer
from geo.hotspots import COLUMNS, read
from tests.data.fires import FAR, NEAR, NOW, OTHER, PASS, put, run_info
from tests.servers.dialects import DIALECTS, Pixel, archive, keyless

REAL = Path(__file__).resolve().parents[4] / "shared" / "real" / "firms"


def rows(engine, table):
    with reading(engine) as conn:
        return [
            dict(row._mapping) for row in conn.execute(select(table).order_by(*table.primary_key.columns))
        ]


def count(engine, table):
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar()


def loaded(engine, **how):
    with reading(engine) as conn:
        return hotspots.load(conn, **how)


def test_a_file_with_fires_here_and_far_away(engine):
    stored = put(engine, [*NEAR, *OTHER, *FAR])
    assert (stored.rows_read, stored.watched, stored.rows_new, stored.rejected) == (6, 4, 4, 0)
    assert stored.newest_detection == PASS
    table = loaded(engine)
    assert list(table["latitude"]) == [21.6436, 21.6450, 21.6470, 21.7619]
    assert table["commune_2025"].notna().all()
    assert set(table["location"]) <= {"inside", "near_border"}
    assert table["frp_mw"].tolist()[:3] == [5.2, 0.0, 5.2]
    assert pd.isna(table["frp_mw"].iloc[3])
    assert table.loc[0, "raw_line"] == keyless(NEAR).decode().splitlines()[1]
    assert (table["run_id"] == stored.run_id).all()
    assert table.loc[0, "stored_at"] == NOW


def test_the_run_says_what_came(engine):
    put(engine, [*NEAR, *FAR], info=run_info(url="https://h/api/area/csv/SECRETKEY/X/1", etag='"e"', size=7))
    [run] = rows(engine, tables.feed_run)
    assert run["status"] == "ok"
    assert (run["rows_read"], run["rows_new"], run["duplicates"], run["rejected"]) == (5, 3, 0, 0)
    assert run["newest_detection"] == PASS
    assert run["url"] == "https://h/api/area/csv/***/X/1"
    assert (run["etag"], run["bytes"]) == ('"e"', 7)


def test_passes_are_counted_over_the_whole_file(engine):
    earlier = PASS - timedelta(hours=12)
    put(engine, [*FAR, Pixel(10.0, 106.0, earlier), Pixel(10.1, 106.0, earlier, "NOAA-20")])
    found = [
        (p["satellite"], p["first_utc"], p["last_utc"], p["rows"])
        for p in rows(engine, tables.satellite_pass)
    ]
    assert sorted(found) == [
        ("NOAA-20", earlier, earlier, 2),
        ("NOAA-20", PASS - timedelta(minutes=5), PASS - timedelta(minutes=3), 2),
    ]
    assert count(engine, tables.detection) == 0


def test_a_pass_that_is_cut_off_keeps_its_greatest_count(engine):
    put(engine, [*NEAR, *FAR])
    put(engine, NEAR)
    put(engine, [*NEAR, Pixel(21.9, 103.5, PASS + timedelta(minutes=20))])
    [found] = rows(engine, tables.satellite_pass)
    assert (found["first_utc"], found["last_utc"]) == (
        PASS - timedelta(minutes=5),
        PASS + timedelta(minutes=20),
    )
    assert found["rows"] == 5


def test_fire_events_are_grouped(engine):
    put(engine, [*NEAR, *OTHER])
    events = rows(engine, tables.fire_event)
    assert sorted(event["detections"] for event in events) == [1, 3]
    assert count(engine, tables.event_member) == 4


def test_the_same_file_again_changes_nothing(engine):
    put(engine, [*NEAR, *OTHER, *FAR])
    names = ("detection", "fire_event", "event_member", "satellite_pass", "journal", "fire_event_alias")
    before = {name: rows(engine, tables.metadata.tables[name]) for name in names}
    again = put(engine, [*NEAR, *OTHER, *FAR], now=NOW + timedelta(minutes=15))
    assert (again.rows_new, again.duplicates, again.superseded) == (0, 4, 0)
    assert again.touched_from is None
    assert {name: rows(engine, tables.metadata.tables[name]) for name in names} == before
    assert count(engine, tables.feed_run) == 2


def test_late_rows_join_the_event_of_old_ones(engine):
    put(engine, NEAR[1:])
    [before] = rows(engine, tables.fire_event)
    late = put(engine, NEAR, now=NOW + timedelta(hours=3))
    assert (late.rows_new, late.duplicates) == (1, 2)
    [after] = rows(engine, tables.fire_event)
    assert after["id"] == before["id"]
    assert after["detections"] == 3


def test_zero_detections_is_a_good_answer(engine):
    stored = put(engine, [], data=keyless([]))
    assert (stored.status, stored.rows_read, stored.newest_detection) == ("ok", 0, None)
    [run] = rows(engine, tables.feed_run)
    assert run["error_code"] is None
    assert count(engine, tables.journal) == 0


def test_future_rows_are_rejected_with_their_line(engine):
    inside_the_hour = replace(NEAR[0], time=NOW + timedelta(minutes=59))
    beyond = replace(NEAR[0], time=NOW + timedelta(minutes=61))
    stored = put(engine, [NEAR[1], inside_the_hour, beyond])
    assert (stored.rows_new, stored.rejected) == (2, 1)
    assert stored.newest_detection == inside_the_hour.time
    [reject] = rows(engine, tables.feed_reject)
    assert (reject["line"], reject["reason"], reject["column_name"]) == (4, "in_the_future", "acq_date")
    assert reject["value"] == "2027-03-12T10:01Z"
    assert not [p for p in rows(engine, tables.satellite_pass) if p["last_utc"] > NOW + timedelta(hours=1)]


def test_bad_rows_are_kept_with_line_and_reason_and_the_rest_is_stored(engine):
    text = keyless(NEAR).decode().replace("103.66500", "193.66500")
    stored = put(engine, [], data=text.encode())
    assert (stored.rows_new, stored.rejected) == (2, 1)
    [reject] = rows(engine, tables.feed_reject)
    assert (reject["line"], reject["reason"]) == (3, "longitude_out_of_range")


def test_more_rejects_are_counted_than_kept(engine, monkeypatch):
    monkeypatch.setattr(storing, "MOST_REJECTS_KEPT", 1)
    text = keyless(NEAR).decode().replace("103.6", "193.6")
    stored = put(engine, [], data=text.encode())
    assert stored.rejected == 3
    assert count(engine, tables.feed_reject) == 1


def test_a_cut_file_is_partial(engine):
    stored = put(engine, [], data=keyless(NEAR)[:-30])
    assert (stored.status, stored.rows_new, stored.rejected) == ("partial", 2, 1)


def test_a_better_version_takes_the_place_of_a_worse_one(engine):
    put(engine, [replace(NEAR[0], version="2.0URT", frp=1.0)])
    better = put(engine, [replace(NEAR[0], version="2.0NRT", frp=9.0)])
    assert (better.rows_new, better.superseded) == (0, 1)
    [row] = rows(engine, tables.detection)
    assert (row["processing"], row["version"], row["frp_mw"]) == ("NRT", "2.0NRT", 9.0)
    assert ",9.0," in row["raw_line"]
    assert rows(engine, tables.fire_event)[0]["max_frp_mw"] == 9.0
    worse = put(engine, [replace(NEAR[0], version="2.0URT", frp=1.0)])
    assert (worse.superseded, worse.duplicates) == (0, 1)
    assert rows(engine, tables.detection)[0]["frp_mw"] == 9.0


# Standard processing of the same day over the whole box: one pixel has moved a little, the others are gone.
STANDARD = [
    Pixel(21.6440, 103.6625, PASS, version="2"),
    Pixel(20.0, 103.0, PASS, version="2"),
    Pixel(23.0, 105.0, PASS, version="2"),
]


@pytest.mark.parametrize("order", ["near-real-time first", "standard first"])
def test_standard_processing_supersedes_its_day(engine, order):
    steps = [lambda: put(engine, NEAR), lambda: put(engine, [], data=archive(STANDARD))]
    for step in steps if order == "near-real-time first" else reversed(steps):
        step()
    table = loaded(engine, superseded=True)
    assert len(table) == 4
    assert dict(zip(table["detection_id"], table["superseded"], strict=True)) == {
        f"NOAA-20.20270312T0634.{p.latitude:.5f}.{p.longitude:.5f}": p.version == "2.0NRT"
        for p in [*NEAR, STANDARD[0]]
    }
    live = [
        event for event in rows(engine, tables.fire_event) if event["detections"] and not event["merged_into"]
    ]
    assert [event["detections"] for event in live] == [1]


def test_standard_processing_of_another_day_or_place_supersedes_nothing(engine):
    put(engine, NEAR)
    yesterday = [replace(pixel, time=PASS - timedelta(days=1)) for pixel in STANDARD]
    put(engine, [], data=archive(yesterday))
    elsewhere = [Pixel(12.0, 105.0, PASS, version="2"), Pixel(13.0, 106.0, PASS, version="2")]
    put(engine, [], data=archive(elsewhere))
    assert len(loaded(engine)) == 4
    assert not loaded(engine, superseded=True)["superseded"].any()


def test_the_same_standard_file_again_keeps_its_coverage_once(engine):
    put(engine, [], data=archive(STANDARD))
    before = rows(engine, tables.setting)
    put(engine, [], data=archive(STANDARD))
    assert rows(engine, tables.setting) == before
    assert len(before) == 1


@pytest.mark.parametrize("dialect", [name for name in DIALECTS if name != "archive"])
def test_every_dialect_gives_the_same_hotspots(sqlite_engine, dialect):
    put(sqlite_engine, NEAR)
    stored = put(sqlite_engine, [], data=DIALECTS[dialect](NEAR))
    assert (stored.rows_new, stored.duplicates) == (0, 3)


def test_a_lost_lease_writes_nothing(engine):
    def fence(conn):
        raise LeaseLost(name="watch", token=1)

    with pytest.raises(LeaseLost):
        put(engine, NEAR, fence=fence)
    assert count(engine, tables.feed_run) == count(engine, tables.detection) == 0


@pytest.mark.parametrize("step", ["keep_passes", "_write_rejects", "regroup", "keep_coverage"])
def test_a_fault_anywhere_leaves_nothing_half_written(engine, monkeypatch, step):
    def broken(*_, **__):
        raise RuntimeError("a fault")

    monkeypatch.setattr(storing, step, broken)
    with pytest.raises(RuntimeError):
        put(engine, [*NEAR, *FAR])
    for table in tables.metadata.sorted_tables:
        if table.name != "journal_head":
            assert count(engine, table) == 0, table.name


def test_the_journal_names_the_file_and_holds(engine):
    put(engine, NEAR)
    entry = next(row for row in rows(engine, tables.journal) if row["action"] == "stored")
    assert (entry["actor"], entry["record_kind"], entry["after"]["rows_new"]) == (
        "system:watch",
        "feed_run",
        3,
    )
    with reading(engine) as conn:
        assert journal.verify(conn) is None


def test_a_failure_is_recorded_without_the_key(engine):
    error = ProseAnswer(message="no: https://h/api/area/csv/SECRETKEY/X")
    record_failure(engine, run_info(), error, NOW)
    record_failure(engine, run_info(), ZeroDivisionError("x"), NOW)
    first, second = rows(engine, tables.feed_run)
    assert (first["status"], first["error_code"]) == ("failed", "prose_answer")
    assert first["error_params"] == {"message": "no: https://h/api/area/csv/***/X"}
    assert (second["error_code"], second["error_params"]) == ("unexpected", {"kind": "ZeroDivisionError"})


def test_hotspots_by_period_and_box(engine):
    put(engine, [*NEAR, *OTHER])
    with reading(engine) as conn:
        assert hotspots.newest(conn) == PASS
        assert hotspots.count(conn) == 4
        assert hotspots.count(conn, end=PASS) == 0
        assert hotspots.count(conn, start=PASS, end=PASS + timedelta(minutes=1)) == 4
        assert hotspots.count(conn, bbox=(103.6, 21.7, 103.7, 21.8)) == 1
        few = hotspots.load(conn, bbox=(103.6, 21.7, 103.7, 21.8), columns=["detection_id", "time_utc"])
        whole = hotspots.load(conn, columns=list(COLUMNS))
    assert few["detection_id"].tolist() == ["NOAA-20.20270312T0634.21.76190.103.67910"]
    fresh = read(keyless([*NEAR, *OTHER]), source="file.csv").detections
    pd.testing.assert_frame_equal(whole, fresh)


def test_hotspots_of_an_empty_store(engine):
    with reading(engine) as conn:
        assert hotspots.newest(conn) is None
        table = hotspots.load(conn, columns=list(COLUMNS))
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS


@pytest.mark.skipif(not REAL.is_dir(), reason="the real FIRMS files are not beside this repository")
def test_a_real_file_twice(engine):
    data = (REAL / "modis_nrt_northwest_vietnam_2021_2024.csv").read_bytes()
    now = datetime(2026, 11, 1, tzinfo=UTC)
    first = put(engine, [], data=data, now=now)
    assert (first.rows_read, first.watched, first.rows_new, first.rejected) == (823, 20, 20, 0)
    table = loaded(engine)
    assert (table["distance_m"] == 0).sum() == 4
    again = put(engine, [], data=data, now=now)
    assert (again.rows_new, again.duplicates) == (0, first.duplicates + 20)
