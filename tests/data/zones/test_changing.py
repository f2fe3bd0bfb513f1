"""Zones are stored, changed, archived and undone in versions; nobody overwrites what they did not see."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine, insert, select, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.exc import DBAPIError

from data.access import Actor, Denied
from data.errors import ConflictError
from data.journal import verify
from data.store.engine import reading, writing
from data.store.tables import journal, patrol, patrol_zone, zone_version
from data.zones import (
    By,
    Zone,
    archive,
    create,
    delete,
    edit,
    history_of,
    list_zones,
    restore,
    standing,
    undo,
    used_by,
    uses,
    zone_by_code,
    zones_frame,
)
from data.zones.errors import ZoneInvalid, ZoneUnknown, ZoneUsed
from geo.zones import Ground, area_ha
from tests.data.access import people
from tests.data.zones.conftest import BY, HERE, NEXT, NOW, WAY, made, stored

PATROL = {
    "code": "TT-2027-0001", "year": 2027, "number": 1, "kind": "joint", "objective": "x",
    "starts_at": NOW, "ends_at": NOW + timedelta(hours=4), "lead_agency_id": "a", "required_roles": [],
    "meeting_place": "", "equipment": "", "notes": "", "status": "planned", "actor": "x",
    "created_at": NOW, "updated_at": NOW, "version": 1,
}  # fmt: skip
BOW = shapely.Polygon([(103.66, 21.64), (103.67, 21.65), (103.67, 21.64), (103.66, 21.65)])


def sent_to(engine: Engine, zone_id: int) -> None:
    with writing(engine) as conn:
        own = conn.execute(insert(patrol).returning(patrol.c.id), PATROL).scalar_one()
        conn.execute(insert(patrol_zone), {"patrol_id": own, "zone_id": zone_id})


def test_a_new_zone_is_measured_numbered_kept_and_journalled(engine: Engine, ground: Ground) -> None:
    first = made(engine, ground, Zone("  Đồi   thông ", HERE, "key_area", "dry", 1, " gần bản "))
    second = made(engine, ground, Zone("Tuyến", WAY, "route"), source="file", file_name="a.gpx")
    row, way = stored(engine, first), stored(engine, second)
    assert (row["code"], way["code"]) == ("KV-0001", "KV-0002")
    assert (row["name"], row["notes"], row["priority"], row["version"]) == ("Đồi thông", "gần bản", 1, 1)
    assert row["shape"].equals(HERE) and row["area_ha"] == pytest.approx(area_ha(HERE))
    assert way["area_ha"] is None and way["length_m"] > 1000 and way["file_name"] == "a.gpx"
    with reading(engine) as conn:
        (version,) = history_of(conn, first)
        assert (version["action"], version["version"], version["actor"]) == ("created", 1, BY.who.name)
        assert version["shape"].equals(HERE) and version["fields"]["name"] == "Đồi thông"
        entries = conn.execute(select(journal).where(journal.c.record_kind == "zone")).mappings().all()
        assert [(each["action"], each["record_id"]) for each in entries] == [
            ("created", str(first)),
            ("created", str(second)),
        ]
        assert verify(conn) is None
        table = zones_frame(conn)
    assert list(table["code"]) == ["KV-0001", "KV-0002"] and str(table.crs) == "EPSG:4326"
    assert table.geometry.iloc[0].equals(HERE)


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (Zone("  ", HERE), "zone_name_missing"),
        (Zone("a", HERE, kind="castle"), "zone_kind_unknown"),
        (Zone("a", HERE, season="spring"), "zone_season_unknown"),
        (Zone("a", HERE, priority=0), "zone_priority_unknown"),
        (Zone("a", HERE, kind="route"), "zone_route_or_area"),
        (Zone("a", WAY), "zone_route_or_area"),
        (Zone("a", shapely.Point(103.66, 21.64)), "zone_mixed"),
        (Zone("a", None), "zone_absent"),
        (Zone("a", BOW), "zone_crossing"),
        (Zone("a", shapely.box(103.66, 21.64, 103.6602, 21.6402)), "zone_tiny"),
        (Zone("a", shapely.box(105.8, 21.0, 105.9, 21.1)), "zone_far"),
        (Zone("a", shapely.segmentize(HERE, 0.000003)), "zone_many_vertices"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_zone_is_refused_and_nothing_is_left(
    sqlite_engine: Engine, ground: Ground, wanted: Zone, problem: str
) -> None:
    with pytest.raises(ZoneInvalid) as refused:
        made(sqlite_engine, ground, wanted)
    assert refused.value.params["problem"] == problem
    with reading(sqlite_engine) as conn:
        assert list_zones(conn) == [] and standing(conn) == "0"


def test_a_question_is_answered_with_yes_and_only_that_one(sqlite_engine: Engine, ground: Ground) -> None:
    tiny = Zone("Trạm gác", shapely.box(103.66, 21.64, 103.6602, 21.6402))
    with pytest.raises(ZoneInvalid):
        made(sqlite_engine, ground, tiny, accepted=["zone_outside"])
    made(sqlite_engine, ground, tiny, accepted=["zone_tiny"])


def test_an_edit_is_a_version_and_the_one_who_comes_second_is_told(engine: Engine, ground: Ground) -> None:
    own = made(engine, ground)
    other = By(BY.who, NOW + timedelta(minutes=5))
    with writing(engine) as conn:
        assert edit(conn, own, Zone("Đồi thông", NEXT), other, ground, seen_version=1) == 2
    with pytest.raises(ConflictError) as refused, writing(engine) as conn:
        edit(conn, own, Zone("Đồi của tôi", HERE), BY, ground, seen_version=1)
    assert refused.value.params == {"record_kind": "zone", "record_id": "KV-0001", "seen": 1, "stored": 2}
    row = stored(engine, own)
    assert row["shape"].equals(NEXT) and row["name"] == "Đồi thông" and row["version"] == 2
    with pytest.raises(ZoneInvalid), writing(engine) as conn:
        edit(conn, own, Zone("Đồi thông", NEXT), BY, ground, seen_version=2)
    with reading(engine) as conn:
        assert [each["action"] for each in history_of(conn, own)] == ["edited", "created"]
        entry = conn.execute(select(journal).order_by(journal.c.id.desc()).limit(1)).mappings().one()
    assert entry["before"]["name"] == "Đồi thông Huổi Ngà" and entry["after"]["name"] == "Đồi thông"
    assert entry["before"]["shape"] != entry["after"]["shape"] and "kind" not in entry["after"]


def test_two_planners_at_once_leave_one_version_and_one_conflict(engine: Engine, ground: Ground) -> None:
    own = made(engine, ground)
    begin, told = threading.Barrier(2), []

    def planner(name: str, shape: Any) -> None:
        begin.wait()
        try:
            with writing(engine) as conn:
                edit(conn, own, Zone(name, shape), BY, ground, seen_version=1)
            told.append("done")
        except ConflictError:
            told.append("conflict")

    hands = [threading.Thread(target=planner, args=each) for each in (("Một", NEXT), ("Hai", HERE))]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(told) == ["conflict", "done"]
    assert stored(engine, own)["version"] == 2


def test_a_zone_with_patrols_is_not_deleted_but_archived(engine: Engine, ground: Ground) -> None:
    own = made(engine, ground)
    sent_to(engine, own)
    with pytest.raises(ZoneUsed) as refused, writing(engine) as conn:
        delete(conn, own, BY, seen_version=1)
    assert refused.value.params == {"zone": "KV-0001 Đồi thông Huổi Ngà", "patrols": 1}
    with pytest.raises(ZoneInvalid), writing(engine) as conn:
        archive(conn, own, BY, seen_version=1, reason="  ")
    with writing(engine) as conn:
        archive(conn, own, BY, seen_version=1, reason="Đã phát quang xong")
    with reading(engine) as conn:
        assert list_zones(conn) == []
        (row,) = list_zones(conn, archived=True)
        assert [each["code"] for each in used_by(conn, own)] == ["TT-2027-0001"]
        assert uses(conn) == {own: 1} and uses(conn, [own + 1]) == {}
    assert row["archived_at"] == NOW and row["archived_reason"] == "Đã phát quang xong"
    with pytest.raises(ZoneInvalid), writing(engine) as conn:
        edit(conn, own, Zone("x", NEXT), BY, ground, seen_version=2)
    with writing(engine) as conn:
        restore(conn, own, BY, seen_version=2)
    assert stored(engine, own)["archived_at"] is None


def test_a_zone_that_nobody_used_is_deleted_and_can_come_back(engine: Engine, ground: Ground) -> None:
    own = made(engine, ground)
    with writing(engine) as conn:
        delete(conn, own, BY, seen_version=1)
    with reading(engine) as conn:
        assert list_zones(conn) == []
        assert zone_by_code(conn, " kv-0001 ") is not None
    made(engine, ground)
    with reading(engine) as conn:
        assert [row["code"] for row in list_zones(conn)] == ["KV-0002"], "no number is given twice"
    with writing(engine) as conn:
        undo(conn, own, BY, seen_version=2)
    with reading(engine) as conn:
        assert [row["code"] for row in list_zones(conn)] == ["KV-0001", "KV-0002"]


def test_undo_goes_one_version_back_and_undone_twice_is_nothing(engine: Engine, ground: Ground) -> None:
    own = made(engine, ground)
    with writing(engine) as conn:
        edit(conn, own, Zone("Khác", NEXT, "key_area", "dry", 1, "n"), BY, ground, seen_version=1)
        undo(conn, own, BY, seen_version=2)
    row = stored(engine, own)
    assert (row["name"], row["kind"], row["version"]) == ("Đồi thông Huổi Ngà", "patrol", 3)
    assert row["shape"].equals(HERE) and row["area_ha"] == pytest.approx(area_ha(HERE))
    with writing(engine) as conn:
        undo(conn, own, BY, seen_version=3)
    row = stored(engine, own)
    assert (row["name"], row["version"]) == ("Khác", 4) and row["shape"].equals(NEXT)
    with writing(engine) as conn:
        archive(conn, own, BY, seen_version=4, reason="thôi")
        undo(conn, own, BY, seen_version=5)
    assert stored(engine, own)["archived_at"] is None
    with reading(engine) as conn:
        assert verify(conn) is None


def test_the_making_is_undone_by_archiving_unless_a_patrol_goes_there(engine: Engine, ground: Ground) -> None:
    own, used = made(engine, ground), made(engine, ground)
    sent_to(engine, used)
    with writing(engine) as conn:
        undo(conn, own, BY, seen_version=1)
    assert stored(engine, own)["archived_at"] == NOW
    with pytest.raises(ZoneUsed), writing(engine) as conn:
        undo(conn, used, BY, seen_version=1)
    with writing(engine) as conn:
        undo(conn, own, BY, seen_version=2)
    assert stored(engine, own)["archived_at"] is None


def test_versions_are_never_changed_nor_removed(engine: Engine, ground: Ground) -> None:
    made(engine, ground)
    for statement in (update(zone_version).values(actor="x"), sql_delete(zone_version)):
        with pytest.raises(DBAPIError), writing(engine) as conn:
            conn.execute(statement)


def test_only_planners_draw(engine: Engine, ground: Ground) -> None:
    own = made(engine, ground)
    admin = people.administrator(engine)
    ranger = people.person(engine, admin, "kiem-lam", "ranger", "hat-kiem-lam-khu-vuc")
    planner = people.person(engine, admin, "quy-hoach", "planner", "hat-kiem-lam-khu-vuc")
    by, nobody = By(ranger, NOW), Actor("", None, "", None, "192.0.2.9")
    for change in (
        lambda conn: create(conn, Zone("a", HERE), by, ground),
        lambda conn: edit(conn, own, Zone("a", NEXT), by, ground, seen_version=1),
        lambda conn: archive(conn, own, by, seen_version=1, reason="x"),
        lambda conn: delete(conn, own, by, seen_version=1),
        lambda conn: undo(conn, own, by, seen_version=1),
        lambda conn: create(conn, Zone("a", HERE), replace(by, who=nobody), ground),
    ):
        with pytest.raises(Denied), writing(engine) as conn:
            change(conn)
    mine = made(engine, ground, by=By(planner, NOW))
    assert stored(engine, mine)["agency_id"] == "hat-kiem-lam-khu-vuc"
    assert stored(engine, mine)["actor"] == "quy-hoach"


def test_a_zone_that_is_not_there(sqlite_engine: Engine) -> None:
    with pytest.raises(ZoneUnknown), writing(sqlite_engine) as conn:
        delete(conn, 7, BY, seen_version=1)
