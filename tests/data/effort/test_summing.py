"""Effort by agency, commune and month against figures that one can compute in the head."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from data.effort import take_track
from data.effort.gathering import by_day, gather, walked_lines
from data.effort.summing import Line, effort, months_of
from data.effort.unseen import classes, zones_seen
from data.store.engine import reading, writing
from data.store.tables import patrol_checkin
from tests.data.effort.walks import AREAS, PROFILE, by, ground, walk
from tests.data.presence.patrols import FORCES, LAT, LEAD, START, agencies, joint_patrol, minutes, square_zone

MARCH = (date(2027, 3, 1), date(2027, 3, 31))
TZ = PROFILE.tz


class World:
    """Agencies; `patrol` makes one, `check` and `take` let people come and walk."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.ground = engine, ground(folder)
        with writing(engine) as conn:
            agencies(conn)

    def patrol(self, number: int = 1, **more: object) -> tuple[int, dict[str, int]]:
        with writing(self.engine) as conn:
            return joint_patrol(conn, number, **more)  # type: ignore[arg-type]

    def check(self, patrol_id: int, member_id: int, came: datetime, left: datetime | None) -> None:
        with writing(self.engine) as conn:
            for kind, at in (("in", came), ("out", left)):
                if at is not None:
                    row = {
                        "draft_id": f"{patrol_id}-{member_id}-{kind}-{at:%d%H%M}",
                        "patrol_id": patrol_id,
                        "member_id": member_id,
                        "kind": kind,
                        "happened_at": at,
                        "received_at": at,
                        "channel": "desk",
                        "note": "",
                        "actor": "test",
                    }
                    conn.execute(insert(patrol_checkin), row)

    def take(self, patrol_id: int, *args: datetime, member_id: int | None = None, **more: float) -> None:
        act = by((args[0] if args else START) + timedelta(days=1))
        with writing(self.engine) as conn:
            take_track(conn, patrol_id, walk(*args, **more), act, self.ground, member_id=member_id)

    def effort(self, since: date = MARCH[0], until: date = MARCH[1]):  # type: ignore[no-untyped-def]
        with reading(self.engine) as conn:
            return effort(conn, since, until, self.ground)


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> World:
    return World(engine, tmp_path)


def of(lines: list[Line], key: str) -> Line:
    return next(each for each in lines if each.key == key)


def test_nothing_was_done(world: World) -> None:
    world.patrol()  # planned, and nobody came
    found = world.effort()
    assert found.total == Line("", 0, 0, 0.0, 0.0, 0.0, 0.0)
    assert (found.agencies, found.total.joint_share) == ([], None)
    assert [each.key for each in found.months] == ["2027-03"]
    assert len(found.communes["2025"]) == 4
    assert len(found.communes["2021"]) == 11


def test_a_joint_patrol_counts_for_all_who_were_there_and_once_in_the_total(world: World) -> None:
    own, members = world.patrol()
    for name in ("leader", "police", "military"):
        world.check(own, members[name], START, START + timedelta(hours=6))
    world.take(own, member_id=members["leader"])
    found = world.effort()
    assert (found.total.patrols, found.total.joint) == (1, 1)
    assert found.total.km == pytest.approx(2.0, abs=0.02)
    assert found.total.hours == 0.5
    assert found.total.person_hours == 18.0
    assert found.total.ha == pytest.approx(20.8, abs=0.3)  # 2,000 m by 100 m, and round ends
    for agency in FORCES:
        line = of(found.agencies, agency)
        assert (line.patrols, line.joint, line.km, line.person_hours) == (1, 1, found.total.km, 6.0)
    assert sum(each.km for each in found.communes["2025"]) == pytest.approx(found.total.km, abs=0.01)
    assert sum(each.km for each in found.communes["2021"]) == pytest.approx(found.total.km, abs=0.01)


def test_one_force_away_and_it_is_not_joint(world: World) -> None:
    own, members = world.patrol()
    world.check(own, members["leader"], START, None)
    world.check(own, members["police"], START, START + timedelta(hours=1))
    found = world.effort()
    assert (found.total.patrols, found.total.joint, found.total.joint_share) == (1, 0, 0.0)
    assert [each.key for each in found.agencies] == ["cong-an-xa", LEAD]
    assert (found.total.person_hours, found.open_stays) == (1.0, 1)


def test_a_patrol_across_midnight_and_the_end_of_a_month(world: World) -> None:
    # From 23:00 on 31 March to 01:00 on 1 April in Vietnam.
    begins = datetime(2027, 3, 31, 16, 0, tzinfo=UTC)
    more = {"starts_at": begins - timedelta(hours=2), "ends_at": begins + timedelta(hours=4)}
    own, members = world.patrol(**more)
    world.check(own, members["leader"], begins, begins + timedelta(hours=2))
    world.take(own, begins, member_id=members["leader"], metres=8000, seconds=7200)
    march, april = world.effort(), world.effort(date(2027, 4, 1), date(2027, 4, 30))
    assert (march.total.patrols, april.total.patrols) == (1, 0)  # in the month in which it began
    assert march.total.km == pytest.approx(4.0, abs=0.06)
    assert april.total.km == pytest.approx(4.0, abs=0.06)
    assert (march.total.person_hours, april.total.person_hours) == (1.0, 1.0)
    both = world.effort(MARCH[0], date(2027, 4, 30))
    assert [each.key for each in both.months] == ["2027-03", "2027-04"]
    assert [each.patrols for each in both.months] == [1, 0]
    assert sum(each.km for each in both.months) == pytest.approx(both.total.km, abs=0.02)
    assert both.agency_months[LEAD, "2027-04"].km == april.total.km


def test_two_tracks_of_one_day_that_overlap_are_one_surface(world: World) -> None:
    own, members = world.patrol()
    world.take(own, member_id=members["leader"])
    world.take(own, member_id=members["police"], lat=LAT + 0.0002)  # 22 m beside it
    found = world.effort()
    assert found.total.km == pytest.approx(2.0, abs=0.02)
    assert found.total.ha == pytest.approx(20.8 + 2000 * 22 / 10_000, abs=0.5)
    # An hour later on the same way back: more kilometres, no more hectares.
    world.take(own, minutes(120), member_id=members["leader"])
    later = world.effort()
    assert later.total.km == pytest.approx(4.0, abs=0.04)
    assert later.total.ha == pytest.approx(found.total.ha, abs=0.1)


def test_what_lies_in_another_district_is_not_among_the_kilometres(world: World) -> None:
    own, members = world.patrol()
    world.take(own, member_id=members["leader"], west=105.8)
    found = world.effort()
    assert (found.total.km, found.total.ha) == (0.0, 0.0)
    assert found.total.outside_km == pytest.approx(2.0, abs=0.03)


def test_a_track_of_another_day_is_no_patrol(world: World) -> None:
    own, members = world.patrol()
    world.take(own, START - timedelta(days=1), member_id=members["leader"])
    assert world.effort().total.patrols == 0


def test_doubtful_kilometres_are_told(world: World) -> None:
    own, _ = world.patrol()
    with writing(world.engine) as conn:
        take_track(conn, own, walk(None), by(), world.ground)
    found = world.effort()
    assert found.total.doubtful_km == found.total.km == pytest.approx(2.0, abs=0.02)
    assert [each.key for each in found.agencies] == [LEAD]  # nobody said whose it is


def test_where_nobody_has_been(world: World) -> None:
    own, members = world.patrol()
    with writing(world.engine) as conn:
        seen = square_zone(conn, own)
    world.take(own, member_id=members["leader"])
    today = date(2027, 3, 14)
    with reading(world.engine) as conn:
        found = classes(conn, today, world.ground)
        (zone,) = zones_seen(conn, *MARCH, world.ground)
        late = classes(conn, date(2028, 6, 1), world.ground)
        assert [day for day, _ in walked_lines(conn, *MARCH)] == [date(2027, 3, 12)]
    assert [each.until for each in found] == [30, 90, 365, None]
    assert 0 < found[0].share < 0.01
    assert found[3].share == pytest.approx(1 - found[0].share)
    assert [each.share for each in late] == [0, 0, 0, 1]
    assert (zone["id"], zone["last"]) == (seen, date(2027, 3, 12))
    assert zone["share"] == pytest.approx(20.8 / 459, abs=0.002)


def test_the_period_is_asked_for_in_order(world: World) -> None:
    with pytest.raises(ValueError, match="until"):
        world.effort(date(2027, 3, 2), date(2027, 3, 1))


def test_months() -> None:
    assert months_of(date(2026, 11, 30), date(2027, 2, 1)) == ["2026-11", "2026-12", "2027-01", "2027-02"]


MOMENTS = st.integers(0, 60 * 24 * 90).map(
    lambda late: datetime(2026, 12, 1, tzinfo=UTC) + timedelta(minutes=late)
)


@settings(max_examples=50, deadline=None)
@given(MOMENTS, st.integers(0, 60 * 72))
def test_a_span_is_split_at_local_midnights_and_nothing_is_lost(start: datetime, minutes_long: int) -> None:
    end = start + timedelta(minutes=minutes_long)
    parts = list(by_day(start, end, TZ))
    assert sum(seconds for _, seconds in parts) == pytest.approx(minutes_long * 60)
    assert all(0 < seconds <= 86_400 for _, seconds in parts)
    assert [day for day, _ in parts] == sorted({day for day, _ in parts})


def test_gathering_names_every_patrol(world: World) -> None:
    own, members = world.patrol()
    world.check(own, members["guide"], START, None)
    with reading(world.engine) as conn:
        (work,) = gather(conn, *MARCH, TZ)
    assert (work.id, work.code, work.on, work.month) == (own, "TT-2027-0001", date(2027, 3, 12), "2027-03")
    assert AREAS.present_era == "2025"
