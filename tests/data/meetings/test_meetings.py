"""A meeting from the plan to frozen minutes, on both engines, with the profile's agencies and communes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.access import LOCAL_ADMIN, Actor, Denied
from data.agencies import load
from data.agencies.act import Act
from data.errors import ConflictError
from data.ledger.rule_loading import load_rules
from data.meetings.errors import MeetingInvalid, MeetingUnknown
from data.meetings.figures import figures
from data.meetings.generating import generate
from data.meetings.holding import Guests, Minutes, attend, correct, freeze, hold, set_agenda, write_minutes
from data.meetings.planning import Day, call_meeting, cancel, miss, plan_again, same_day, set_day, undo
from data.meetings.reading import attendance_of, corrections_of, list_meetings, meeting_of
from data.meetings.rotating import change_order, take_back
from data.periods import read_period
from data.plan import Plan, add_plan, load_plans
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import duty, matter
from geo.areas import load_areas

PROFILE = load_profile()
AREAS = load_areas(PROFILE.areas_dir)
TZ = PROFILE.tz
NOW = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
ACT = Act(NOW, LOCAL_ADMIN, "screen:meetings")
POLICE, MILITARY, RANGERS = "cong-an-xa-muong-gion", "ban-chqs-xa-muong-gion", "hat-kiem-lam-khu-vuc"
ORDER = ["ranger", "police", "military"]
FIRST = datetime(2027, 3, 10, 1, 0, tzinfo=UTC)
DAY = Day(FIRST, FIRST + timedelta(hours=2), "UBND xã", [POLICE, MILITARY, RANGERS], POLICE)


@pytest.fixture
def planned(engine: Engine) -> Engine:
    load(engine, PROFILE.directory, lambda: NOW, drill=True)
    load_plans(engine, PROFILE.directory, lambda: NOW)
    load_rules(engine, PROFILE.directory, lambda: NOW, on_from=NOW)
    plan = Plan("Kế hoạch 2026–2030", date(2026, 1, 1), date(2030, 12, 31), rotation=ORDER)
    with writing(engine) as conn:
        add_plan(conn, plan, ACT, plan_id="ke-hoach-2026")
    return engine


def _generated(engine: Engine, period: str) -> list[int]:
    with writing(engine) as conn:
        return generate(conn, read_period(period, TZ), AREAS, ACT, TZ)


def _muong_gion(engine: Engine) -> dict[str, Any]:
    _generated(engine, "2027-03")
    with reading(engine) as conn:
        rows = list_meetings(conn, date(2027, 3, 1), date(2027, 3, 31))
    return next(row for row in rows if row["host_agency_id"] == POLICE)


def _now(engine: Engine, own: int) -> dict[str, Any]:
    with reading(engine) as conn:
        return meeting_of(conn, own) or {}


def test_generated_once(planned: Engine) -> None:
    made = _generated(planned, "2027-Q1")
    assert len(made) == 3 * 4 + 1
    assert _generated(planned, "2027-Q1") == []
    with reading(planned) as conn:
        rows = list_meetings(conn, date(2027, 1, 1), date(2027, 3, 31))
    assert Counter(row["period"] for row in rows) == {
        "2027-01": 4,
        "2027-02": 4,
        "2027-03": 4,
        "2027-Q1": 1,
    }
    quarter = next(row for row in rows if row["kind"] == "area_quarter")
    # 2026-Q1 is the rangers', so the fifth quarter is the police's turn; of the area they have no unit.
    assert quarter["host_agency_id"] == "cong-an-tinh-son-la"
    assert rows[0]["code"] == "GB-2027-0001"


def test_two_plans_on_one_day_promise_a_meeting_once(planned: Engine) -> None:
    again = Plan("Kế hoạch khác", date(2027, 2, 1), date(2029, 12, 31), rotation=ORDER)
    with writing(planned) as conn:
        add_plan(conn, again, ACT, plan_id="ke-hoach-khac")
    made = _generated(planned, "2027-Q1")
    with reading(planned) as conn:
        rows = [meeting_of(conn, each) or {} for each in made]
    assert Counter((row["plan_id"], row["period"]) for row in rows) == {
        ("ke-hoach-2026", "2027-01"): 4,
        ("ke-hoach-khac", "2027-02"): 4,
        ("ke-hoach-khac", "2027-03"): 4,
        ("ke-hoach-khac", "2027-Q1"): 1,
    }


def test_a_day_that_is_set_must_be_told(planned: Engine) -> None:
    row = _muong_gion(planned)
    assert set(row["invited"]) == {POLICE, MILITARY, RANGERS}
    with writing(planned) as conn:
        set_day(conn, row["id"], DAY, ACT, seen_version=1)
    with reading(planned) as conn:
        query = select(duty.c.receiver_id).join(matter).where(matter.c.kind == "meeting")
        assert set(conn.execute(query).scalars()) == {MILITARY, RANGERS}
    later = replace(DAY, starts_at=FIRST + timedelta(days=1), ends_at=FIRST + timedelta(days=1, hours=2))
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="reason_missing"):
        set_day(conn, row["id"], later, ACT, seen_version=2)
    with writing(planned) as conn:
        set_day(conn, row["id"], later, ACT, seen_version=2, reason="trùng việc huyện")
    with writing(planned) as conn, pytest.raises(ConflictError):
        set_day(conn, row["id"], DAY, ACT, seen_version=2, reason="khác")
    with writing(planned) as conn:
        undo(conn, row["id"], ACT, seen_version=3)
    assert _now(planned, row["id"])["starts_at"] == FIRST


def test_cancelled_and_planned_again(planned: Engine) -> None:
    row = _muong_gion(planned)
    with writing(planned) as conn:
        set_day(conn, row["id"], DAY, ACT, seen_version=1)
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="reason_missing"):
        cancel(conn, row["id"], " ", ACT, seen_version=2)
    with writing(planned) as conn:
        cancel(conn, row["id"], "bão", ACT, seen_version=2)
    with reading(planned) as conn:
        query = select(duty.c.status).join(matter).where(matter.c.kind == "meeting")
        assert set(conn.execute(query).scalars()) == {"withdrawn"}
    with writing(planned) as conn:
        plan_again(conn, row["id"], ACT, seen_version=3)
    with reading(planned) as conn:
        assert set(conn.execute(query).scalars()) == {"open"}


def test_held_written_frozen_corrected(planned: Engine) -> None:
    row = _muong_gion(planned)
    own = row["id"]
    after = replace(ACT, now=FIRST + timedelta(hours=3))
    with writing(planned) as conn:
        set_day(conn, own, DAY, ACT, seen_version=1)
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="held_in_future"):
        hold(conn, own, FIRST, ACT, seen_version=2)
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="not_held"):
        attend(conn, own, Guests(POLICE, True, [{"name": "Cầm Văn A"}]), after)
    with writing(planned) as conn:
        set_agenda(conn, own, [{"text": "Tình hình tháng 2"}, {"text": " "}], ACT, seen_version=2)
        hold(conn, own, FIRST, after, seen_version=3)
        attend(conn, own, Guests(POLICE, True, [{"name": "Cầm Văn A", "post": "Trưởng CA xã"}]), after)
        attend(conn, own, Guests(MILITARY, False, note="vắng không lý do"), after)
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="attendance_unnamed"):
        attend(conn, own, Guests(RANGERS, True), after)
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="minutes_empty"):
        freeze(conn, own, after, seen_version=4)
    with writing(planned) as conn:
        write_minutes(conn, own, Minutes(chair="Cầm Văn A", summary="Đã bàn."), after, seen_version=4)
        freeze(conn, own, after, seen_version=5)
    found = _now(planned, own)
    assert (found["status"], found["frozen_by"]) == ("minuted", LOCAL_ADMIN.name)
    assert [each["text"] for each in found["agenda"]] == ["Tình hình tháng 2"]
    for refused in (
        lambda conn: write_minutes(conn, own, Minutes(summary="Khác"), after, seen_version=6),
        lambda conn: attend(conn, own, Guests(MILITARY, True, [{"name": "B"}]), after),
        lambda conn: set_agenda(conn, own, [], after, seen_version=6),
    ):
        with writing(planned) as conn, pytest.raises(MeetingInvalid, match="minutes_frozen"):
            refused(conn)
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="step_impossible"):
        plan_again(conn, own, after, seen_version=6)
    with writing(planned) as conn:
        correct(conn, own, "Quân sự xã có mặt từ 08:30.", after)
    with reading(planned) as conn:
        assert [each["text"] for each in corrections_of(conn, own)] == ["Quân sự xã có mặt từ 08:30."]
        assert [(each["agency_id"], each["present"]) for each in attendance_of(conn, own)] == [
            (POLICE, True),
            (MILITARY, False),
        ]


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "now", "held_at", "problem"),
    [
        (True, FIRST - HOUR, FIRST - 2 * HOUR, "held_before_start"),
        (True, FIRST - HOUR, FIRST, "held_in_future"),
        (True, FIRST + HOUR, FIRST - timedelta(minutes=1), "held_before_start"),
        (True, FIRST + HOUR, FIRST, None),
        (True, FIRST + HOUR, FIRST + timedelta(minutes=30), None),  # it began late
        (False, FIRST - HOUR, FIRST - 2 * HOUR, None),  # nobody had set a day
        (False, FIRST - HOUR, FIRST, "held_in_future"),
    ],
)
def test_held_only_after_it_began(
    planned: Engine, day: bool, now: datetime, held_at: datetime, problem: str | None
) -> None:
    own, then = _muong_gion(planned)["id"], replace(ACT, now=now)
    if day:
        with writing(planned) as conn:
            set_day(conn, own, DAY, ACT, seen_version=1)
    seen = _now(planned, own)["version"]
    with writing(planned) as conn:
        if problem is None:
            hold(conn, own, held_at, then, seen_version=seen)
        else:
            with pytest.raises(MeetingInvalid, match=problem):
                hold(conn, own, held_at, then, seen_version=seen)
    assert _now(planned, own)["status"] == ("held" if problem is None else "planned")
    if problem is not None:  # so that there are no minutes either
        with writing(planned) as conn, pytest.raises(MeetingInvalid, match="not_held"):
            write_minutes(conn, own, Minutes(summary="Đã bàn."), then, seen_version=seen)
        with writing(planned) as conn, pytest.raises(MeetingInvalid, match="minutes_empty"):
            freeze(conn, own, then, seen_version=seen)


def test_minutes_of_a_meeting_that_was_taken_back_are_not_frozen(planned: Engine) -> None:
    own, after = _muong_gion(planned)["id"], replace(ACT, now=FIRST + HOUR)
    with writing(planned) as conn:
        set_day(conn, own, DAY, ACT, seen_version=1)
        hold(conn, own, FIRST, after, seen_version=2)
        attend(conn, own, Guests(POLICE, True, [{"name": "Cầm Văn A"}]), after)
        write_minutes(conn, own, Minutes(summary="Đã bàn."), after, seen_version=3)
        plan_again(conn, own, after, seen_version=4)
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="step_impossible"):
        freeze(conn, own, after, seen_version=5)


def test_held_late_missed_ahead(planned: Engine) -> None:
    _generated(planned, "2027-03")
    with reading(planned) as conn:
        rows = [row for row in list_meetings(conn, date(2027, 3, 1), date(2027, 3, 31)) if row["commune_id"]]
    april = replace(ACT, now=datetime(2027, 4, 5, tzinfo=UTC))
    # The last minute of March here is 16:59 UTC.
    with writing(planned) as conn:
        hold(conn, rows[0]["id"], datetime(2027, 3, 31, 16, 59, tzinfo=UTC), april, seen_version=1)
        hold(conn, rows[1]["id"], datetime(2027, 3, 31, 17, 0, tzinfo=UTC), april, seen_version=1)
        miss(conn, rows[2]["id"], "không mời được", april, seen_version=1)
    march = read_period("2027-03", TZ)
    with reading(planned) as conn:
        then = figures(conn, march, date(2027, 3, 31))
        now = figures(conn, march, date(2027, 4, 1))
    assert then["total"] == {"held": 1, "late": 1, "missed": 1, "ahead": 2, "cancelled": 0}
    # Nobody said a word about the last one, nor about the quarter's: from April on they count as missed.
    assert now["total"] == {"held": 1, "late": 1, "missed": 3, "ahead": 0, "cancelled": 0}
    assert now["quarterly"]["missed"] == 1
    assert now["communes"][rows[0]["commune_id"]]["held"] == 1


def test_the_old_map_has_eleven_chairs(engine: Engine) -> None:
    load(engine, PROFILE.directory, lambda: NOW)
    plan = Plan("Kế hoạch 2021", date(2021, 3, 11), date(2025, 12, 31), rotation=ORDER)
    with writing(engine) as conn:
        add_plan(conn, plan, ACT, plan_id="ke-hoach-2021")
    made = _generated(engine, "2025-06") + _generated(engine, "2025-07")
    assert len(made) == 11 + 4 + 2
    with reading(engine) as conn:
        june = [row for row in list_meetings(conn, date(2025, 6, 1), date(2025, 6, 30)) if row["commune_id"]]
        july = [row for row in list_meetings(conn, date(2025, 7, 1), date(2025, 7, 31)) if row["commune_id"]]
        second, third = (
            next(r for r in list_meetings(conn, *days) if r["kind"] == "area_quarter")
            for days in ((date(2025, 6, 30),) * 2, (date(2025, 9, 30),) * 2)
        )
    assert len({row["host_agency_id"] for row in june}) == 11
    assert all(row["host_agency_id"].endswith("-2021") for row in june)
    assert {row["era"] for row in july} == {"2025"}
    # The district's police ended on 01/03/2025: in June it is the military's or another's turn by the order.
    assert second["host_agency_id"] != "cong-an-huyen-quynh-nhai"
    assert third["host_agency_id"] not in ("ban-chqs-huyen-quynh-nhai", "cong-an-huyen-quynh-nhai")


def test_an_order_changed_in_the_middle_of_the_year(planned: Engine) -> None:
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="rotation_incomplete"):
        change_order(conn, "ke-hoach-2026", "2027-Q3", ["ranger", "police"], "đổi", ACT)
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="quarter_unreadable"):
        change_order(conn, "ke-hoach-2026", "2027-03", ORDER, "đổi", ACT)
    with writing(planned) as conn:
        own = change_order(conn, "ke-hoach-2026", "2027-Q3", ["military", "ranger", "police"], "họp", ACT)
    made = _generated(planned, "2027")
    with reading(planned) as conn:
        rows = [meeting_of(conn, each) or {} for each in made]
    hosts = {row["period"]: row["host_agency_id"] for row in rows if row["kind"] == "area_quarter"}
    assert hosts == {
        "2027-Q1": "cong-an-tinh-son-la",
        "2027-Q2": "ban-chi-huy-phong-thu-khu-vuc",
        "2027-Q3": "ban-chi-huy-phong-thu-khu-vuc",
        "2027-Q4": RANGERS,
    }
    with writing(planned) as conn:
        take_back(conn, own, ACT)
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match="rotation_unknown"):
        take_back(conn, own, ACT)


def test_two_meetings_on_one_day(planned: Engine) -> None:
    row = _muong_gion(planned)
    with writing(planned) as conn:
        set_day(conn, row["id"], DAY, ACT, seen_version=1)
        other = call_meeting(
            conn,
            replace(DAY, starts_at=FIRST + timedelta(hours=6), ends_at=FIRST + timedelta(hours=7)),
            ACT,
            TZ,
            era="2025",
            why="cháy lớn",
        )
    with reading(planned) as conn:
        assert [each["id"] for each in same_day(conn, meeting_of(conn, other) or {}, TZ)] == [row["id"]]
        assert [each["id"] for each in same_day(conn, meeting_of(conn, row["id"]) or {}, TZ)] == [other]


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (replace(DAY, ends_at=FIRST), "meeting_backwards"),
        (replace(DAY, ends_at=FIRST + timedelta(days=4)), "meeting_too_long"),
        (replace(DAY, invited=[]), "nobody_invited"),
        (replace(DAY, invited=["khong-co"]), "meeting_agency_unknown"),
    ],
)
def test_what_is_refused(planned: Engine, wanted: Day, problem: str) -> None:
    row = _muong_gion(planned)
    with writing(planned) as conn, pytest.raises(MeetingInvalid, match=problem):
        set_day(conn, row["id"], wanted, ACT, seen_version=1)


def test_who_may(planned: Engine) -> None:
    row = _muong_gion(planned)
    ranger = replace(ACT, who=Actor("r", None, "ranger", RANGERS, "local"))
    with writing(planned) as conn, pytest.raises(Denied):
        set_day(conn, row["id"], DAY, ranger, seen_version=1)
    with writing(planned) as conn, pytest.raises(MeetingUnknown):
        set_day(conn, 999, DAY, ACT, seen_version=1)
