"""Tracks of patrols: kept as they came, once; judged by window and zones; counted once for the patrol."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.exc import DatabaseError

from data.access import Denied
from data.access.actor import nobody
from data.checking.files import digest
from data.effort import Taken, TrackFile, take_track
from data.effort.anew import read_stored, recount, set_aside
from data.effort.errors import TrackRefused
from data.effort.rows import days_of, tracks_of
from data.patrols.act import By
from data.patrols.errors import PatrolUnknown
from data.presence.act import by_link
from data.store.engine import reading, writing
from data.store.tables import ground_track, journal, patrol, patrol_track, patrol_track_day, patrol_zone
from tests.data.effort.walks import by, gpx, ground, walk
from tests.data.presence.patrols import END, LAT, START, agencies, joint_patrol, minutes, square_zone


class World:
    """A joint patrol in one zone of 0.02°."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.ground = engine, ground(folder)
        with writing(engine) as conn:
            agencies(conn)
            self.patrol, self.members = joint_patrol(conn)
            self.zone = square_zone(conn, self.patrol)

    def take(self, file: TrackFile, patrol_id: int | None = None, **more: Any) -> Taken:
        act = more.pop("by", by())
        with writing(self.engine) as conn:
            return take_track(conn, patrol_id or self.patrol, file, act, self.ground, **more)

    def tracks(self, patrol_id: int | None = None) -> list[dict[str, Any]]:
        with reading(self.engine) as conn:
            return tracks_of(conn, [patrol_id or self.patrol])

    def metres(self) -> float:
        """What counts for the patrol."""
        with reading(self.engine) as conn:
            ids = [row["id"] for row in tracks_of(conn, [self.patrol]) if row["set_aside"] is None]
            return sum(day["metres"] for days in days_of(conn, ids).values() for day in days)

    def recount(self, patrol_id: int | None = None) -> int:
        with reading(self.engine) as conn:
            files = read_stored(conn, patrol_id or self.patrol, self.ground.folder)
        with writing(self.engine) as conn:
            return recount(conn, patrol_id or self.patrol, by(), self.ground, files)


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> World:
    return World(engine, tmp_path)


def codes(found: Any) -> set[str]:
    return {each["code"] for each in (found["findings"] if isinstance(found, dict) else found.findings)}


def test_a_track_is_kept_as_it_came_and_judged(world: World) -> None:
    found = world.take(walk(), member_id=world.members["leader"])
    assert (found.again, found.findings, found.gaps) == (False, [], [])
    assert found.distance_m == pytest.approx(2000, rel=0.01)
    assert found.duration_s == 1800
    (covered,) = found.covered
    # A strip of 2,000 m by 100 m with round ends: 20.8 ha of 459.
    assert covered["zone_id"] == world.zone
    assert covered["covered_ha"] == pytest.approx(20.8, abs=0.3)
    assert covered["share"] == pytest.approx(20.8 / 459, abs=0.001)
    (row,) = world.tracks()
    assert (row["sha256"], row["received_at"], row["member_id"]) == (
        digest(gpx()),
        START + timedelta(days=1),
        world.members["leader"],
    )
    assert (world.ground.folder / row["file"]).read_bytes() == gpx()
    assert world.metres() == found.distance_m


def test_the_same_file_twice_is_said_and_stored_once(world: World) -> None:
    first = world.take(walk(), draft_id="d1")
    for more in ({"draft_id": "d1"}, {"draft_id": "d2"}, {}):
        again = world.take(walk(name="another-name.gpx"), **more)
        assert (again.again, again.id, again.distance_m) == (True, first.id, first.distance_m)
    assert len(world.tracks()) == 1
    with reading(world.engine) as conn:
        about = select(func.count()).where(journal.c.record_kind == "patrol_track")
        assert conn.execute(about).scalar_one() == 1


def test_a_draft_of_another_patrol_is_refused(world: World) -> None:
    world.take(walk(), draft_id="d1")
    with writing(world.engine) as conn:
        other, _ = joint_patrol(conn, 2)
    with pytest.raises(TrackRefused) as refused:
        world.take(walk(), other, draft_id="d1")
    assert refused.value.params == {"problem": "draft_taken"}


def test_two_recorders_on_one_walk_count_once_for_the_patrol(world: World) -> None:
    one = world.take(walk(), member_id=world.members["leader"])
    two = world.take(walk(lat=LAT + 0.0002), member_id=world.members["police"])
    assert two.distance_m == pytest.approx(one.distance_m, rel=0.01)
    assert "walked_together" in codes(two)
    assert world.metres() == one.distance_m
    # A second group, 1 km to the north, is another way.
    world.take(walk(lat=LAT + 0.009), member_id=world.members["military"])
    assert world.metres() == pytest.approx(2 * one.distance_m, rel=0.01)


def test_the_same_file_for_another_patrol_counts_only_for_the_first(world: World) -> None:
    world.take(walk())
    with writing(world.engine) as conn:
        other, _ = joint_patrol(conn, 2)
    found = world.take(walk(), other)
    assert {"used_elsewhere", "walked_together"} <= codes(found)
    with reading(world.engine) as conn:
        (days,) = days_of(conn, [found.id]).values()
    assert sum(day["metres"] for day in days) == 0


def test_a_track_of_another_day_of_another_district_and_of_the_future(world: World) -> None:
    day_before = world.take(walk(START - timedelta(days=1)))
    assert (day_before.distance_m, codes(day_before)) == (0.0, {"outside_window", "nothing_counted"})
    far = world.take(walk(west=105.8))
    assert {"all_elsewhere", "away_from_zones"} <= codes(far)
    assert [each["share"] for each in far.covered] == [0.0]
    future = world.take(walk(minutes(240)), by=by(minutes(180)))
    assert {"future_times", "nothing_counted"} <= codes(future)


def test_without_times_it_counts_for_the_day_of_the_patrol_and_is_said(world: World) -> None:
    found = world.take(walk(None))
    assert (found.duration_s, codes(found)) == (None, {"no_times"})
    with reading(world.engine) as conn:
        ((day,),) = days_of(conn, [found.id]).values()
    assert day["day"].isoformat() == "2027-03-12"


def test_a_late_check_out_widens_the_window_when_it_is_counted_anew(world: World) -> None:
    late = world.take(walk(END - timedelta(minutes=15)))
    assert late.distance_m == pytest.approx(1000, rel=0.05)
    assert world.recount() == 0  # nothing has changed
    with writing(world.engine) as conn:
        conn.execute(update(patrol).values(returned_at=END + timedelta(hours=1)))
    assert world.recount() == 1
    (row,) = world.tracks()
    assert row["distance_m"] == pytest.approx(2000, rel=0.01)
    assert (row["replaces_id"], row["received_at"]) == (late.id, START + timedelta(days=1))
    assert codes(row) == set()


def test_a_track_that_is_set_aside_no_longer_counts_and_the_others_are_counted_anew(world: World) -> None:
    one = world.take(walk())
    two = world.take(walk(lat=LAT + 0.0002))
    assert world.metres() == one.distance_m

    def aside(own: int, reason: str | None) -> None:
        with reading(world.engine) as conn:
            files = read_stored(conn, world.patrol, world.ground.folder)
        with writing(world.engine) as conn:
            set_aside(conn, own, reason, by(), world.ground, files)

    with pytest.raises(TrackRefused, match="reason_missing"):
        aside(one.id, " ")
    aside(one.id, "máy để quên trên xe")
    assert world.metres() == pytest.approx(two.distance_m)
    first, second = world.tracks()
    assert (first["set_aside"], second["set_aside"]) == ("máy để quên trên xe", None)
    assert "walked_together" not in codes(first) | codes(second)
    with pytest.raises(TrackRefused, match="track_changed"):
        aside(one.id, "lần nữa")
    aside(first["id"], None)
    assert world.metres() == one.distance_m
    assert [row["set_aside"] for row in world.tracks()] == [None, None]


def test_what_was_stored_stays(world: World) -> None:
    world.take(walk())
    for table in (patrol_track, patrol_track_day):
        with pytest.raises(DatabaseError), writing(world.engine) as conn:
            conn.execute(delete(table))


def test_who_may(world: World) -> None:
    with pytest.raises(Denied):
        world.take(walk(), by=By(nobody("10.0.0.9"), START))
    act = by_link({"name": "Lò Văn An", "agency_id": "hat-kiem-lam-khu-vuc"}, minutes(600), "10.0.0.9")
    world.take(walk(), by=act, member_id=world.members["leader"])
    (row,) = world.tracks()
    assert row["actor"] == "link:Lò Văn An"
    with pytest.raises(PatrolUnknown):
        world.take(walk(), 999)
    with pytest.raises(PatrolUnknown):
        world.take(walk(), member_id=999)


def test_a_cancelled_patrol_takes_no_track(world: World) -> None:
    with writing(world.engine) as conn:
        conn.execute(update(patrol).values(status="cancelled"))
    with pytest.raises(TrackRefused, match="patrol_cancelled"):
        world.take(walk())
    with reading(world.engine) as conn:
        assert conn.execute(select(func.count()).select_from(ground_track)).scalar_one() == 0


def test_the_zone_as_it_was_is_named_and_a_later_one_is_seen_when_counted_anew(world: World) -> None:
    with writing(world.engine) as conn:
        conn.execute(delete(patrol_zone))
    assert world.take(walk()).covered == []
    with writing(world.engine) as conn:
        conn.execute(insert(patrol_zone), {"patrol_id": world.patrol, "zone_id": world.zone})
    assert world.recount() == 1
    (row,) = world.tracks()
    assert [(each["zone_id"], each["zone_version"]) for each in row["covered"]] == [(world.zone, 1)]
