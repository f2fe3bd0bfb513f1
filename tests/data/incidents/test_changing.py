"""The life of an incident, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import shapely
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import DBAPIError

from data.access import Denied, nobody
from data.errors import ConflictError, EventUnknown
from data.events import merge, regroup
from data.incidents import (
    By,
    edit,
    events_of,
    find,
    incidents_of,
    link_event,
    list_incidents,
    note,
    set_status,
    timeline,
    unlink_event,
)
from data.incidents import undo_status as undo
from data.incidents.errors import IncidentInvalid, StatusNotNext
from data.incidents.matching import likely_matches
from data.incidents.settings import IncidentSettings
from data.journal import verify
from data.store.engine import reading, writing
from data.store.tables import fire_event
from geo.areas import Areas
from tests.data.events.hand import LATITUDE, LONGITUDE, SETTINGS, START, at, event_of, put, seen
from tests.data.incidents.conftest import BY, INSIDE, NOW, burning, made, stored


def kinds(engine: Engine, incident_id: int) -> list[str]:
    with reading(engine) as conn:
        assert verify(conn) is None
        return [entry["kind"] for entry in timeline(conn, incident_id)]


def test_an_incident_knows_its_communes_on_both_maps_and_what_is_near(engine: Engine, areas: Areas) -> None:
    row = stored(engine, made(engine, areas))
    assert (row["code"], row["status"], row["version"]) == ("VV-2027-0001", "reported", 1)
    assert (row["commune_2021_id"], row["commune_2025_id"]) == ("chieng-bang-2021", "quynh-nhai-2025")
    assert row["facts"]["location"] == "inside"
    assert row["facts"]["nearest"]["name"]
    assert row["facts"]["forest"] is None
    assert kinds(engine, row["id"]) == ["created"]


def test_numbers_start_again_with_the_local_year_and_leave_no_gap(engine: Engine, areas: Areas) -> None:
    with pytest.raises(IncidentInvalid):
        made(engine, areas, summary=" ")
    # 18:00 UTC on the last day is next year's first hour in Vietnam.
    late = By(BY.who, datetime(2027, 12, 31, 18, 0, tzinfo=UTC))
    codes = [stored(engine, made(engine, areas, by))["code"] for by in (BY, BY, late)]
    assert codes == ["VV-2027-0001", "VV-2027-0002", "VV-2028-0001"]


def test_the_status_follows_the_table_and_goes_back(engine: Engine, areas: Areas) -> None:
    one = made(engine, areas)
    with writing(engine) as conn:
        set_status(conn, one, "verifying", BY, seen_version=1)
    with pytest.raises(StatusNotNext), writing(engine) as conn:
        set_status(conn, one, "closed", BY, seen_version=2)
    with pytest.raises(IncidentInvalid) as bare, writing(engine) as conn:
        set_status(conn, one, "false_alarm", BY, seen_version=2)
    assert bare.value.params["problem"] == "reason_missing"
    with writing(engine) as conn:
        set_status(conn, one, "false_alarm", BY, seen_version=2, reason="Khói bếp")
    with writing(engine) as conn:
        undo(conn, one, BY, seen_version=3)
    assert stored(engine, one)["status"] == "verifying"
    with writing(engine) as conn:
        undo(conn, one, BY, seen_version=4)
    assert (stored(engine, one)["status"], stored(engine, one)["version"]) == ("reported", 5)
    with pytest.raises(IncidentInvalid) as none_left, writing(engine) as conn:
        undo(conn, one, BY, seen_version=5)
    assert none_left.value.params["problem"] == "nothing_to_undo"
    assert kinds(engine, one) == ["created", "status", "status", "undone", "undone"]


def test_two_people_on_one_incident_do_not_overwrite_each_other(engine: Engine, areas: Areas) -> None:
    one = made(engine, areas)
    facts = {name: stored(engine, one)[name] for name in ("commune_2021_id", "commune_2025_id", "facts")}
    with writing(engine) as conn:
        edit(conn, one, burning(area_ha=2.5), facts, BY, seen_version=1)
    with pytest.raises(ConflictError) as late, writing(engine) as conn:
        edit(conn, one, burning(summary="Cháy nương"), facts, BY, seen_version=1)
    assert late.value.params == {
        "record_kind": "incident",
        "record_id": "VV-2027-0001",
        "seen": 1,
        "stored": 2,
    }
    row = stored(engine, one)
    assert (row["summary"], row["area_ha"]) == ("Cháy trên đồi sau bản", 2.5)
    with pytest.raises(IncidentInvalid) as same, writing(engine) as conn:
        edit(conn, one, burning(area_ha=2.5), facts, BY, seen_version=2)
    assert same.value.params["problem"] == "nothing_changed"


def test_the_timeline_is_corrected_by_new_entries_and_never_rewritten(engine: Engine, areas: Areas) -> None:
    one, other = made(engine, areas), made(engine, areas)
    with writing(engine) as conn:
        first = note(conn, one, "Ba người đang chữa", BY)
        note(conn, one, "Năm người đang chữa", BY, corrects=first)
    with pytest.raises(IncidentInvalid) as foreign, writing(engine) as conn:
        note(conn, other, "Nhầm vụ", BY, corrects=first)
    assert foreign.value.params["problem"] == "entry_unknown"
    for statement in ("UPDATE incident_entry SET text = 'x'", "DELETE FROM incident_entry"):
        with pytest.raises(DBAPIError, match="stays"), writing(engine) as conn:
            conn.execute(text(statement))
    with reading(engine) as conn:
        last = timeline(conn, one)[-1]
    assert (last["kind"], last["corrects_id"], last["text"]) == ("correction", first, "Năm người đang chữa")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"kind": "flood"}, "incident_kind_unknown"),
        ({"latitude": None}, "half_a_point"),
        ({"known_at": NOW + timedelta(minutes=5)}, "in_the_future"),
        ({"known_at": NOW - timedelta(hours=2)}, "known_before_it_happened"),
        ({"area_ha": float("nan")}, "area_impossible"),
    ],
)
def test_what_cannot_be_is_refused(
    sqlite_engine: Engine, areas: Areas, more: dict[str, object], problem: str
) -> None:
    with pytest.raises(IncidentInvalid) as refused:
        made(sqlite_engine, areas, **({"latitude": INSIDE[0]} | more))
    assert refused.value.params["problem"] == problem


def test_nobody_and_viewers_change_nothing(sqlite_engine: Engine, areas: Areas) -> None:
    one = made(sqlite_engine, areas)
    for who in (nobody("10.0.0.7"), replace(BY.who, role="viewer")):
        with pytest.raises(Denied), writing(sqlite_engine) as conn:
            note(conn, one, "?", By(who, NOW))
    assert kinds(sqlite_engine, one) == ["created"]


def _event(name: str, kilometres: float, hours: float, **more: object) -> dict[str, object]:
    """An event whose outline is a point so far north of the place, seen so long before NOW."""
    seen = NOW - timedelta(hours=hours)
    return {
        "id": name,
        "content_id": name,
        "first_seen": seen,
        "last_seen": seen,
        "known_at": seen,
        "updated_at": seen,
        "version": 1,
        "detections": 1,
        "satellites": ["NOAA-20"],
        "passes": 1,
        "strength": "weak",
        "strength_reason": "single_low",
        "latitude": LATITUDE + kilometres / 110.7,
        "longitude": LONGITUDE,
        "hull": shapely.Point(LONGITUDE, LATITUDE + kilometres / 110.7).buffer(1e-5),
        "area_ha": 16.0,
        "permanent": False,
        "closed": False,
    } | more


def test_matches_are_near_in_space_and_time_and_the_nearest_first(engine: Engine, areas: Areas) -> None:
    with writing(engine) as conn:
        for row in (
            _event("DC-near", 1.0, 20),
            _event("DC-far", 3.1, 1),
            _event("DC-old", 0.1, 27),
            _event("DC-works", 0.1, 1, permanent=True),
        ):
            known = {column.name for column in fire_event.c}
            conn.execute(insert(fire_event), {name: row[name] for name in row if name in known})
    point = {"latitude": LATITUDE, "longitude": LONGITUDE}
    told = made(engine, areas, **point)
    wrong = made(engine, areas, **point)
    with writing(engine) as conn:
        set_status(conn, wrong, "false_alarm", BY, seen_version=1, reason="Khói bếp")
    with reading(engine) as conn:
        found = likely_matches(conn, LATITUDE, LONGITUDE, NOW, IncidentSettings())
    assert [(match.kind, match.label) for match in found] == [
        ("incident", "VV-2027-0001"),
        ("event", "DC-near"),
    ]
    assert found[1].distance_m == pytest.approx(1000, abs=10)
    with writing(engine) as conn:
        link_event(conn, told, "DC-near", BY)
        link_event(conn, told, "DC-near", BY)
    with pytest.raises(EventUnknown), writing(engine) as conn:
        link_event(conn, told, "DC-none", BY)
    with reading(engine) as conn:
        assert events_of(conn, told) == ["DC-near"]
        assert [row["id"] for row in incidents_of(conn, "DC-near")] == [told]
        assert incidents_of(conn, "DC-far") == []
    assert kinds(engine, told) == ["created", "event"]


def test_an_incident_follows_its_fire_event_into_the_one_it_was_merged_with(
    engine: Engine, areas: Areas
) -> None:
    told = made(engine, areas)
    with writing(engine) as conn:
        for hour, (name, km) in enumerate((("a", 0.0), ("z", 20.0)), start=1):
            put(conn, seen(name, km=km))
            regroup(conn, since=START, now=at(hour), settings=SETTINGS)
        first, second = event_of(conn, "a"), event_of(conn, "z")
        link_event(conn, told, second, BY)
        merge(conn, {first: 1, second: 1}, now=at(3), actor="lan", reason="một đám", settings=SETTINGS)
    with reading(engine) as conn:
        assert events_of(conn, told) == [first]
        assert [row["id"] for row in incidents_of(conn, first)] == [told]
    with writing(engine) as conn:
        unlink_event(conn, told, first, BY)
    with reading(engine) as conn:
        assert events_of(conn, told) == []


def test_an_event_that_was_tied_wrongly_is_untied_and_both_stay_written(engine: Engine, areas: Areas) -> None:
    known = {column.name for column in fire_event.c}
    told = made(engine, areas)
    with writing(engine) as conn:
        row = _event("DC-near", 1.0, 20)
        conn.execute(insert(fire_event), {name: row[name] for name in row if name in known})
        set_status(conn, told, "verifying", BY, seen_version=1)
        link_event(conn, told, "DC-near", BY)
        unlink_event(conn, told, "DC-near", BY)
    with pytest.raises(IncidentInvalid), writing(engine) as conn:
        unlink_event(conn, told, "DC-near", BY)
    with pytest.raises(Denied), writing(engine) as conn:
        unlink_event(conn, told, "DC-near", By(nobody("192.0.2.1"), NOW))
    assert kinds(engine, told) == ["created", "status", "event", "undone"]
    with writing(engine) as conn:
        undo(conn, told, BY, seen_version=2)  # the step, not the tie, is what is taken back
        link_event(conn, told, "DC-near", BY)
    assert stored(engine, told)["status"] == "reported"
    with reading(engine) as conn:
        assert events_of(conn, told) == ["DC-near"]


def test_search_needs_no_diacritics(sqlite_engine: Engine, areas: Areas) -> None:
    one = made(sqlite_engine, areas, summary="Đốt nương lan vào rừng")
    made(sqlite_engine, areas, summary="Nổ lớn gần hồ")
    with reading(sqlite_engine) as conn:
        rows = list_incidents(conn)
    assert [row["id"] for row in find(rows, "dot NUONG")] == [one]
    assert [row["id"] for row in find(rows, "0001 rung")] == [one]
    assert [row["id"] for row in find(rows, "muong gion", also={one: "Mường Giôn"})] == [one]
    assert find(rows, "lut") == []
