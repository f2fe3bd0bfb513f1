"""What people do in the drill: at its hour, once, through the services of real work, and nothing before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely
from sqlalchemy import Engine, func, select

from data import journal
from data.access import LOCAL_ADMIN
from data.agencies.loading import load as load_agencies
from data.auditing import audit
from data.drill.director import Director
from data.drill.scene import load_scene
from data.drill.story import Deed, Story, deeds_of, hours_of, load_story, perform
from data.drill.story.deeds import in_order
from data.drill.story.desks import turns_of
from data.drill.story.walks import path_at, query_at
from data.duty_shifts import By as ShiftBy
from data.duty_shifts import on_duty, sign_off
from data.ledger.rule_loading import load_rules
from data.ledger.settings import keep_settings
from data.meetings.figures import figures
from data.meetings.generating import pending
from data.patrols.act import By as PatrolBy
from data.patrols.planning import cancel
from data.patrols.reading import list_patrols
from data.periods import read_period
from data.plan.loading import load_plans
from data.positions.requests import read_query
from data.profile import load_profile
from data.store.engine import migrate, open_engine, reading, writing
from data.store.tables import (
    briefing,
    danger_level,
    duty,
    duty_shift,
    matter,
    meeting,
    outreach_event,
    patrol,
    patrol_alarm,
    patrol_position,
    setting,
    shift_handover,
    wall_alarm,
    zone,
)
from data.store.tables import journal as journal_table
from data.toml_table import ProfileError
from data.wall.day import coming, shifts
from geo.areas import load_areas

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RANGERS = "hat-kiem-lam-khu-vuc"


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2027."""
    return datetime(2027, 3, day, hour, minute, tzinfo=TZ)


@pytest.fixture(scope="module")
def profile():
    return load_profile(None)


@pytest.fixture(scope="module")
def areas(profile):
    return load_areas(profile.areas_dir)


@pytest.fixture(scope="module")
def folder(profile) -> Path:
    return profile.areas_dir.parent / "drill"


@pytest.fixture(scope="module")
def scene(folder):
    """The shipped story with three days of the past."""
    whole = load_scene(folder / "scenario.toml")
    return replace(whole, backstory_from=whole.opens - 3 * DAY)


@pytest.fixture(scope="module")
def story(folder) -> Story:
    return load_story(folder)


@pytest.fixture(scope="module")
def deeds(story, profile, areas):
    return deeds_of(story, profile, areas)


def _drill(file: Path, profile, scene) -> Engine:
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    now = scene.backstory_from
    load_agencies(engine, profile.directory, lambda: now, drill=True)
    load_plans(engine, profile.directory, lambda: now)
    load_plans(engine, profile.directory / "drill", lambda: now)
    load_rules(engine, profile.directory, lambda: now, on_from=scene.opens)
    keep_settings(engine, profile.ledger, now)
    return engine


@pytest.fixture
def engine(tmp_path, profile, scene):
    """A drill's database with agencies, plan and rules, in which nothing has happened."""
    made = _drill(tmp_path / "drill.db", profile, scene)
    yield made
    made.dispose()


def count(engine: Engine, table, *where) -> int:
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def status(engine: Engine, at: datetime) -> dict[str, str]:
    """Place of meeting → status, of the day's patrols."""
    with reading(engine) as conn:
        return {row["objective"]: row["status"] for row in list_patrols(conn, at - 12 * HOUR, at + 12 * HOUR)}


# ---- the files ---------------------------------------------------------------------------------------------
def test_nobody_of_the_story_has_a_number_or_a_name_of_real_life(story):
    people = [each for desk in story.desks for each in desk.people]
    people += [(each.name, each.phone) for walk in story.walks for each in walk.members]
    assert all(phone.startswith("0000 ") for _name, phone in people)
    names = [name for name, _phone in people] + [
        name for each in story.gatherings for _agency, name, _post in each.guests
    ]
    assert names and all("Giả" in name.split() for name in names)


def test_paths_stay_inside_their_zones(story):
    rings = {
        each.id: shapely.Polygon([(longitude, latitude) for latitude, longitude in each.ring])
        for each in story.zones
    }
    for walk in story.walks:
        line = shapely.LineString([(longitude, latitude) for latitude, longitude in walk.path])
        assert shapely.union_all([rings[each] for each in walk.zones]).contains(line), walk.id


def test_a_folder_without_files_has_no_story_and_a_slip_is_named(tmp_path):
    assert load_story(tmp_path) == Story()
    (tmp_path / "duty.toml").write_text('[[desk]]\nagency = "x"\n', encoding="utf-8")
    with pytest.raises(ProfileError, match=r"duty.toml.*written"):
        load_story(tmp_path)


def test_turns_follow_each_other_without_a_gap(story):
    desk = next(each for each in story.desks if each.agency == RANGERS)
    turns = turns_of(desk, TZ)
    assert desk.changes == (time(7), time(17))
    assert turns[0].start == desk.start and turns[-1].end == desk.end
    assert all(one.end == other.start for one, other in pairwise(turns))
    assert [each.name for each in turns[:5]] == [*(name for name, _phone in desk.people), desk.people[0][0]]
    assert {each.start.astimezone(TZ).hour for each in turns} == {7, 17}


def test_a_telephone_goes_along_the_path(story):
    walk = next(each for each in story.walks if each.id == "chieu-16")
    leader = walk.members[0]
    assert path_at(walk.path, 0.0) == walk.path[0]
    half = leader.came + (leader.left - leader.came) / 2
    (said,) = read_query(query_at(walk, leader, half, 3 * MINUTE)).positions
    assert (said.latitude, said.longitude) == path_at(walk.path, 0.5)
    assert said.at == half.replace(microsecond=0)
    assert said.speed_kmh is not None and 0.5 < said.speed_kmh < 6
    assert said.battery is not None and said.battery < 96


def test_the_watch_looks_at_briefings_and_when_a_patrol_gets_late(story, profile, scene):
    hours = hours_of(story, profile, scene.opens, scene.ends)
    assert list(hours) == sorted(hours)
    assert {local(16, 14, 5), local(16, 17), local(17, 7), local(20, 17)} <= set(hours)
    assert local(16, 7) not in hours and local(21, 17) not in hours


# ---- once, and in order ------------------------------------------------------------------------------------
def test_a_deed_happens_once_whoever_asks_and_however_often(engine):
    done = []
    deeds = in_order(
        Deed(local(16, hour), name, lambda conn, made, name=name: done.append(name))
        for hour, name in ((15, "c"), (14, "b"), (14, "a"), (16, "d"))
    )
    assert perform(engine, deeds, local(16, 13)) == 0
    assert perform(engine, deeds, local(16, 15)) == 3
    assert perform(engine, deeds, local(16, 15)) == 0
    assert done == ["a", "b", "c"]
    assert perform(engine, deeds, local(17, 0)) == 1


def test_a_deed_that_fails_is_left_out_and_leaves_nothing_behind(engine, deeds):
    def half(conn, made):
        made["half"] = 1
        deeds[0].do(conn, made)
        raise RuntimeError

    broken = Deed(local(1, 8), "broken", half)
    before = count(engine, zone)
    assert perform(engine, [broken], local(1, 9)) == 1
    assert count(engine, zone) == before
    with reading(engine) as conn:
        kept = conn.execute(select(setting.c.value).where(setting.c.key == "drill.story")).scalar_one()
    assert (kept["id"], kept["made"]) == ("broken", {})


def test_nothing_is_done_before_its_hour(engine, deeds):
    perform(engine, deeds, local(16, 13, 30))
    with reading(engine) as conn:
        rows = conn.execute(select(journal_table.c.at)).scalars().all()
        assert rows and max(rows) <= local(16, 13, 30)
        assert {each["name"] for each in shifts(conn, local(16, 13, 30))} >= {"Quàng Văn Giả Phong"}
        assert [each["at"] for each in coming(conn, local(16, 13, 30))] == [
            at.astimezone(UTC).isoformat() for at in (local(16, 13, 35), local(17, 6, 30), local(18, 8))
        ]
        last = conn.execute(select(func.max(patrol_position.c.at))).scalar_one()
    assert local(16, 13, 26) < last <= local(16, 13, 30)
    assert count(engine, outreach_event) == 0


def test_desks_change_hands_with_both_names_and_what_is_open(engine, deeds):
    perform(engine, deeds, local(16, 17))
    with reading(engine) as conn:
        there = {own: [each["name"] for each in rows] for own, rows in on_duty(conn).items()}
        given = [dict(row) for row in conn.execute(select(shift_handover)).mappings()]
    assert there[RANGERS] == ["Giàng A Giả Páo"]
    assert len(there) == 7 and all(len(names) == 1 for names in there.values())
    last = max(given, key=lambda row: row["given_at"])
    assert (last["given_by"], last["taken_by"]) == ("Quàng Văn Giả Phong", "Giàng A Giả Páo")
    assert last["given_at"] == local(16, 17) and last["remark"].startswith("Cháy phía trên")


def test_whoever_trains_may_have_done_something_else(engine, deeds):
    """A shift that a person ended, a patrol that a person called off: the story goes on around it."""
    perform(engine, deeds, local(16, 13, 30))
    now = local(16, 13, 40)
    with writing(engine) as conn:
        (row,) = on_duty(conn)[RANGERS]
        sign_off(conn, row["id"], ShiftBy(LOCAL_ADMIN, now, drill=True), seen_version=row["version"])
        (late,) = [each for each in list_patrols(conn, now, now + 4 * HOUR) if each["kind"] == "burn_watch"]
        cancel(conn, late["id"], PatrolBy(LOCAL_ADMIN, now), seen_version=late["version"], reason="Trời mưa")
    perform(engine, deeds, local(17, 12))
    with reading(engine) as conn:
        assert [each["name"] for each in on_duty(conn)[RANGERS]] == ["Lò Văn Giả Hặc"]
        assert journal.verify(conn) is None
    assert "cancelled" in status(engine, local(16, 16)).values()
    assert set(status(engine, local(17, 9)).values()) >= {"completed"}


class RealClock:
    """A real clock that a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


# ---- as the drill plays it ---------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def director(tmp_path_factory, profile, areas, scene, story):
    """The drill at its opening; its briefings have no map, which takes a second to paint."""
    engine = _drill(tmp_path_factory.mktemp("story") / "drill.db", profile, scene)
    played = Director(engine, profile, scene, areas, story=story, real=RealClock())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.wall.briefings.picture_of", lambda *_args: None)
        played.play()
        yield played
    engine.dispose()


def _play(director: Director, to: datetime) -> Engine:
    director.jump(to, "test")
    director.play()
    assert director.time() == to
    return director._engine


def test_no_meeting_was_missed_before_the_drill_opens(director, areas):
    """Nobody plays the months before: nothing was promised in them, neither by the watch nor by a button."""
    quarter, opened = read_period("2027-Q1", TZ), local(16, 13, 30).date()
    with reading(director._engine) as conn:
        found = figures(conn, quarter, opened)
        assert pending(conn, read_period("2027-02", TZ), areas) == pending(conn, quarter, areas) == []
    assert found["total"] == {"held": 1, "late": 0, "missed": 0, "ahead": 4, "cancelled": 0}
    assert {row["due_on"] for row in found["rows"]} == {local(31, 0).date()}
    assert [row["host_agency_id"] for row in found["rows"] if row["kind"] == "area_quarter"] == [
        "cong-an-tinh-son-la"
    ]


def test_the_burn_watch_is_late_told_taken_and_then_there(director):
    engine = _play(director, local(16, 14, 45))
    with reading(engine) as conn:
        (alarm,) = conn.execute(select(patrol_alarm)).mappings().all()
        (shown,) = conn.execute(select(wall_alarm).where(wall_alarm.c.kind == "patrol")).mappings().all()
    assert (alarm["kind"], alarm["raised_at"], alarm["ended_at"]) == ("late_start", local(16, 14, 5), None)
    assert [each["at"] for each in alarm["told"]] == [
        at.astimezone(UTC).isoformat() for at in (local(16, 14, 5), local(16, 14, 35))
    ]
    assert (shown["state"], shown["raised_at"]) == ("new", local(16, 14, 5))
    _play(director, local(16, 15, 30))
    with reading(engine) as conn:
        (alarm,) = conn.execute(select(patrol_alarm)).mappings().all()
        (shown,) = conn.execute(select(wall_alarm).where(wall_alarm.c.kind == "patrol")).mappings().all()
    assert (alarm["acknowledged_by"], alarm["acknowledged_at"]) == ("Lường Giả Chựa", local(16, 14, 50))
    assert alarm["ended_at"] == local(16, 15)
    assert (shown["state"], shown["acknowledged_by"]) == ("ended", "Quàng Văn Giả Phong")


def test_briefings_are_of_their_hour_and_tell_who_was_on_duty(director):
    engine = _play(director, local(17, 10))
    with reading(engine) as conn:
        rows = conn.execute(select(briefing).order_by(briefing.c.id)).mappings().all()
    assert [row["taken_at"] for row in rows] == [local(16, 17), local(17, 7)]
    evening, morning = (
        {each["agency"]: each["name"] for each in row["content"]["day"]["on_duty"]} for row in rows
    )
    assert (evening[RANGERS], morning[RANGERS]) == ("Giàng A Giả Páo", "Lò Văn Giả Hặc")
    (out,) = rows[1]["content"]["map"]["patrols"]
    assert (out["state"], out["code"]) == ("under_way", "TT-2027-0002")


def test_the_days_of_the_story_end_as_they_should(director):
    engine = _play(director, local(19, 17))
    assert count(engine, patrol, patrol.c.status == "completed") == 4
    month = meeting.c.period == "2027-03"
    assert count(engine, meeting, month, meeting.c.status == "held") == 3
    assert count(engine, meeting, month, meeting.c.starts_at == local(25, 8)) == 1
    assert count(engine, outreach_event, outreach_event.c.status == "announced") == 1
    assert count(engine, duty_shift, duty_shift.c.ended_at.is_(None)) == 7
    assert count(engine, danger_level) == 8
    kinds = ("patrol", "meeting", "outreach_event", "danger_level")
    with reading(engine) as conn:
        told = select(duty.c.status, duty.c.proof).join(matter, matter.c.id == duty.c.matter_id)
        proofs = conn.execute(told.where(matter.c.kind.in_(kinds))).all()
        assert proofs and {proof for _status, proof in proofs} == {"logged"}
        assert audit(conn, local(19, 17, 30)) == []
        assert journal.verify(conn) is None


def test_a_restart_has_the_story_before_it_again(director, scene):
    _play(director, local(19, 17, 30))
    engine = director._engine
    director.restart("test")
    assert count(engine, briefing) == 0
    assert status(engine, local(16, 15)) != {}
    assert "completed" not in status(engine, local(16, 15)).values()

    # Between two rounds of the watch people move on.
    director.set_rate(60, "test")
    director._real.time += timedelta(seconds=7)
    director._go_on()
    assert director.standing().played == scene.opens
    with reading(engine) as conn:
        last = conn.execute(select(func.max(patrol_position.c.at))).scalar_one()
    assert local(16, 13, 33) < last <= director.time() == local(16, 13, 37)

    _play(director, local(16, 18, 30))
    assert "completed" in status(engine, local(16, 15)).values()
