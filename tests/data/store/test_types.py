from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
import shapely
from sqlalchemy import Engine, Text, insert, literal_column, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from data.store.engine import reading, writing
from data.store.tables import event_member, fire_event, setting, watch_lease

MOMENT = datetime(2027, 3, 12, 6, 34, 5, 123456, tzinfo=UTC)


def _lease(at: object) -> dict[str, object]:
    return {"name": "x", "holder": "h", "expires_at": at, "token": 1}


@pytest.mark.parametrize(
    "given",
    [
        MOMENT,
        MOMENT.astimezone(timezone(timedelta(hours=7))),
        pd.Timestamp(MOMENT),
        pd.Timestamp(MOMENT).tz_convert("Asia/Ho_Chi_Minh"),
    ],
    ids=["utc", "vietnam", "timestamp", "timestamp_vietnam"],
)
def test_a_time_comes_back_in_utc_whatever_its_zone(engine: Engine, given: datetime) -> None:
    with writing(engine) as conn:
        conn.execute(insert(watch_lease), _lease(given))
        back = conn.execute(select(watch_lease.c.expires_at)).scalar_one()
    assert back == MOMENT
    assert back.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="aware"), writing(engine) as conn:
        conn.execute(insert(watch_lease), _lease(datetime(2027, 3, 12, 6, 34)))  # noqa: DTZ001


def test_times_sort_and_compare_as_moments(engine: Engine) -> None:
    with writing(engine) as conn:
        conn.execute(insert(watch_lease), _lease(MOMENT))
        earlier = (MOMENT - timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=7)))
        found = select(watch_lease.c.name).where(watch_lease.c.expires_at > earlier)
        assert conn.execute(found).scalar_one() == "x"
        assert conn.execute(select(watch_lease).where(watch_lease.c.expires_at > MOMENT)).first() is None


def _event(hull: object) -> dict[str, object]:
    return {
        "id": "DC-20270312-AAAAA",
        "content_id": "DC-20270312-AAAAA",
        "first_seen": MOMENT,
        "last_seen": MOMENT,
        "detections": 1,
        "satellites": ["NOAA-20"],
        "passes": 1,
        "strength": "weak",
        "strength_reason": "single_low",
        "latitude": 21.6,
        "longitude": 103.6,
        "hull": hull,
        "area_ha": 14.0,
        "known_at": MOMENT,
        "updated_at": MOMENT,
        "version": 1,
    }


def test_a_geometry_comes_back_as_it_went_in(engine: Engine) -> None:
    hull = shapely.box(103.6, 21.6, 103.61, 21.61)
    with writing(engine) as conn:
        conn.execute(insert(fire_event), _event(hull))
        assert conn.execute(select(fire_event.c.hull)).scalar_one().equals(hull)
        assert conn.execute(select(fire_event)).one().satellites == ["NOAA-20"]


@pytest.mark.postgresql
def test_on_postgis_the_geometry_is_a_real_one(postgres_engine: Engine) -> None:
    with writing(postgres_engine) as conn:
        conn.execute(insert(fire_event), _event(shapely.box(103.6, 21.6, 103.7, 21.7)))
        found = conn.execute(text("SELECT ST_SRID(hull), ST_XMax(hull) FROM fire_event")).one()
    assert tuple(found) == (4326, 103.7)


def test_none_in_json_is_null(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as conn:
        conn.execute(insert(setting), {"key": "a", "value": None})


def test_json_keeps_unicode_and_numbers(engine: Engine) -> None:
    value = {"tên": "Mường Giôn", "n": [1, 0.1, None, True]}
    with writing(engine) as conn:
        conn.execute(insert(setting), {"key": "a", "value": value})
        assert conn.execute(select(setting.c.value)).scalar_one() == value


def test_foreign_keys_hold(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as conn:
        conn.execute(insert(event_member), {"detection_id": "no", "event_id": "no"})


def test_a_failed_block_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as conn:
        conn.execute(insert(setting), {"key": "a", "value": 1})
        raise RuntimeError
    with reading(engine) as conn:
        assert conn.execute(select(setting)).first() is None


def test_a_reader_sees_one_snapshot_and_does_not_wait(engine: Engine) -> None:
    with reading(engine) as reader:
        assert reader.execute(select(setting)).first() is None
        with writing(engine) as writer:
            writer.execute(insert(setting), {"key": "a", "value": 1})
        assert reader.execute(select(setting)).first() is None
    with reading(engine) as reader:
        assert reader.execute(select(setting.c.key)).scalar_one() == "a"


def test_sqlite_settings(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as conn:
        found = {
            name: conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_sqlite_writer_takes_its_lock_at_once(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine), sqlite_engine.connect() as second:
        second_raw = second.connection.cursor()
        second_raw.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(DBAPIError, match="locked"):
            second.execute(select(literal_column("1", Text)))
        second_raw.execute("PRAGMA busy_timeout = 5000")
